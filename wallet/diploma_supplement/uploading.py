"""Documents that learners bring themselves: always marked as theirs, never as the issuer's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response
from tortoise.transactions import in_transaction

from wallet import accounts, i18n, log, web
from wallet.bodies import Upload
from wallet.changes import changed
from wallet.database import hold
from wallet.errors import Conflict, NotFound, Problem, TooLarge, Unprocessable
from wallet.i18n import N_
from wallet.mine import my_badge
from wallet.models import LABELS, Attachment, Badge, Deed, Kind, Source, name_of
from wallet.services import Services

from .receiving import LARGEST, keep, receive

RATE: Final = "60/10 minutes"
MOST: Final = 20  # evidence of one badge
# Details are what an issuer says of an award; a learner's own words on it would look like those.
KINDS: Final = (Kind.DIPLOMA_SUPPLEMENT, Kind.TRANSCRIPT, Kind.CERTIFICATE, Kind.EVIDENCE)
NO_FILE: Final = N_("Choose the document’s file.")
NO_KIND: Final = N_("Choose what the document is.")
TOO_LARGE: Final = N_("A document has at most %(size)d MiB.")
TOO_MANY: Final = N_("A badge has at most %(count)d pieces of evidence. Delete one of them first.")


@dataclass(frozen=True)
class UploadForm:
    """The form by which a learner adds a document: where it posts to, and the kinds to choose from by their names."""

    action: str
    kinds: tuple[tuple[str, str], ...]
    chosen: str = ""


def form_for(badge: Badge, chosen: str = "") -> UploadForm:
    """The form of a badge, in the language being spoken."""
    labels = tuple((kind.value, i18n.gettext(LABELS[kind])) for kind in KINDS)
    return UploadForm(f"/badges/{badge.id}/attachments", labels, chosen)


@accounts.signed_in
async def form(request: Request, viewer: web.Viewer) -> Response:
    """GET /badges/{badge}/attachments: the form by itself, where a browser comes back to after a refusal."""
    return _page(request, await my_badge(request, "badge"))


def _page(request: Request, badge: Badge, problem: Problem | None = None, chosen: str = "") -> Response:
    return web.page(
        request,
        "diploma_supplement/adding.html",
        problem.status if problem else 200,
        problem=i18n.translate(problem) if problem else None,
        title=badge.credential.title,
        url=f"/badges/{badge.id}",
        upload=form_for(badge, chosen),
    )


async def upload(request: Request) -> Response:
    """POST /badges/{badge}/attachments: a file and its kind."""
    badge = await my_badge(request, "badge")
    await web.services(request).limits.spend(RATE, "documents", str(badge.learner_id))
    fields = await request.form()
    kind = web.text(fields, "kind", 40)
    try:
        made = await add(web.services(request), badge, _kind(kind), await _file(fields))
    except (Unprocessable, TooLarge, Conflict) as e:
        return _page(request, badge, e, kind)
    return web.see(f"/badges/{badge.id}#{made.name}")


def _kind(name: str) -> Kind:
    if name not in KINDS:
        raise Unprocessable(NO_KIND)
    return Kind(name)


async def _file(fields: FormData) -> Upload:
    file = fields.get("file")
    data = await file.read() if isinstance(file, UploadFile) else b""
    if not isinstance(file, UploadFile) or not data:
        raise Unprocessable(NO_FILE)
    if len(data) > LARGEST:
        raise TooLarge(TOO_LARGE, size=LARGEST // 1024 // 1024)
    return Upload(data, file.filename or "")


async def add(services: Services, badge: Badge, kind: Kind, sent: Upload) -> Attachment:
    """Keep a learner's document, hidden, in place of their own earlier one of its kind; evidence stands beside it.

    The same bytes again change nothing. Raises Unprocessable, Conflict where there is too much evidence, NotFound when
    the badge was removed meanwhile.
    """
    received = await receive(services, kind, sent)
    async with in_transaction():
        await hold(f"wallet:{badge.learner_id}")  # as whoever removes the badge, or adds another document now
        if not await Badge.exists(id=badge.id):
            raise NotFound(web.NOTHING_HERE)
        own = Attachment.filter(badge_id=badge.id, kind=kind, source=Source.HOLDER, superseded_at=None)
        present = await own.select_for_update()
        same = next((each for each in present if each.digest == received.digest), None)
        if same:
            return same
        before = [] if kind is Kind.EVIDENCE else present
        name = name_of(kind, Source.HOLDER, _number(present) if kind is Kind.EVIDENCE else 1)
        made = await keep(received, before, badge_id=badge.id, source=Source.HOLDER, name=name)
        await log.note(badge, Deed.ADDED, **log.document(made))
        if any(each.visible for each in before):
            await changed(badge.id)
    return made


def _number(present: Sequence[Attachment]) -> int:
    """The number of one more, higher than those that are there, so that a name leads to another seldom."""
    if len(present) >= MOST:
        raise Conflict(TOO_MANY, count=MOST)
    last = [(each.name or "").rpartition("-")[2] for each in present]
    return max((int(each) if each.isdecimal() else 1 for each in last), default=0) + 1
