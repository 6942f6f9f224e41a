"""Adding a badge by oneself: a file, a text or a link, or what was just verified; looked at before it is kept."""

from __future__ import annotations

from datetime import UTC, datetime

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response

from wallet import accounts, i18n, receiving, web
from wallet.accounts import guard
from wallet.errors import NotFound, Problem, TooLarge, Unprocessable
from wallet.i18n import N_
from wallet.mine import asker
from wallet.models import Verification
from wallet.openbadges import v1
from wallet.openbadges.document import Kind, kind_of, load, text_of
from wallet.openbadges.hosting import home_of
from wallet.openbadges.lookup import is_web_address
from wallet.openbadges.report import Fetched
from wallet.openbadges.versions import is_assertion
from wallet.pasted import as_link, pieces
from wallet.reports import newest_report
from wallet.services import Services
from wallet.trust.handed_in import GONE, HandedIn, found, hand_in, is_theirs

RATE = "60/10 minutes"
SEVERAL = N_("This text holds more than one badge or link. Add one after the other.")
LONGEST_TEXT = 1024 * 1024
NOTHING = N_("Choose the badge’s file, or paste the badge or its link.")
BOTH = N_("You chose a file and pasted a text as well. Send one of them, so that it is clear which one you mean.")


@accounts.signed_in
async def form(request: Request, viewer: web.Viewer) -> Response:
    """GET /import: where a badge can be added."""
    return _page(request)


def _page(request: Request, problem: Problem | None = None, text: str = "") -> Response:
    return web.page(
        request,
        "import/add.html",
        problem.status if problem else 200,
        problem=i18n.translate(problem) if problem else None,
        text=text,
    )


async def add(request: Request) -> Response:
    """POST /import: verify what was handed in, or a report's badge, and lead to its preview; signing in is between."""
    fields = await request.form()
    viewer, text = web.viewer(request), web.text(fields, "text", LONGEST_TEXT)
    await web.services(request).limits.spend(RATE, "import", viewer.learner_id if viewer else guard.client(request))
    try:
        one = await _looked_at(request, await _handed_in(request, fields, text))
    except (Unprocessable, TooLarge) as e:
        return _page(request, e, text)
    preview = f"/import/{one.slug}"
    return web.see(preview if viewer else accounts.sign_in_path(preview))


async def _handed_in(request: Request, fields: FormData, text: str) -> HandedIn:
    if slug := web.text(fields, "report", 40):
        who = asker(request)
        one = await found(slug, who)
        if not is_theirs(one, who):
            raise NotFound(GONE)  # a link to a report tells less than the badge's own file
        if who.learner_id and not one.kept_at and one.learner_id not in (None, who.learner_id):
            raise NotFound(GONE)  # of somebody else who used this browser
        return HandedIn(one.name, one.content)
    file = fields.get("file")
    data = await file.read() if isinstance(file, UploadFile) else b""
    if isinstance(file, UploadFile) and file.filename and not text:
        return HandedIn(file.filename.encode("utf-8", "replace").decode(), data)
    if data:
        raise Unprocessable(BOTH)
    if not text:
        raise Unprocessable(NOTHING)
    first, *others = map(as_link, pieces(text, 1))
    if others and kind_of(first.encode()):  # raises what is wrong with a text that is none
        raise Unprocessable(SEVERAL)
    return HandedIn("", first.encode())


async def _looked_at(request: Request, thing: HandedIn) -> Verification:
    """What was handed in, verified or being so. Raises Unprocessable for what leaves nothing to be kept."""
    services = web.services(request)
    if len(thing.content) > receiving.LARGEST:
        raise TooLarge(N_("A file that carries a badge has at most 5 MiB."))
    if kind_of(thing.content) is Kind.URL:
        link = text_of(thing.content).strip()
        thing = HandedIn(link, await _behind(services, link))
    (one,) = await hand_in(services, [thing], asker(request))
    report = await newest_report(verification_id=one.id)
    try:
        if report:
            receiving.keepable(one, report)
    except Unprocessable:
        await Verification.filter(id=one.id).delete()
        raise
    return one


async def _behind(services: Services, link: str) -> bytes:
    """The file that a link answers with, to be kept.

    The link itself where there is none, or one that only its link tells where it is published (Open Badges 0.5).
    """
    answer = await services.fetcher.recall(link, datetime.now(UTC))
    if not isinstance(answer, Fetched) or not 200 <= answer.status < 300:
        return link.encode()
    try:
        there = await receiving.carried(services, answer.body)
        document = load(there.document) if there.kind is Kind.JSON else {}
    except Unprocessable:
        return link.encode()
    homeless = is_assertion(document) and not is_web_address(home_of(v1.assertion(document)))
    return link.encode() if homeless or there.kind is Kind.URL else answer.body
