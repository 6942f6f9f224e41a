"""The page of a document that was read, for whoever may see the badge; all of it through the gate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from wallet import files, gate, i18n, qr, web
from wallet.accounts import guard
from wallet.aside import aside
from wallet.errors import NotFound
from wallet.i18n import N_
from wallet.models import LABELS, Kind
from wallet.shown import PublicAttachment, PublicBadge, PublicDocument
from wallet.supplement import Document, Enclosed
from wallet.unfurling import LOCALES, Picture, picture_of
from wallet.visiting import visit
from wallet.wordings import Reader

from .heading import Head, head
from .view import View
from .viewing import view
from .whole import whole

# Its owner may hide it with the next request: nobody keeps it.
UNKEPT: Final = {"Cache-Control": "private, no-store"}
LONGEST_TITLE: Final = 120  # networks cut what is longer
RATE: Final = "120/minute"  # by one client


@dataclass(frozen=True)
class Unfurled:
    """What networks are told of the page: its name and its badge's, nothing that stands in it."""

    url: str
    title: str
    description: str
    locale: str
    card: Picture | None
    kind: str = "article"  # of Open Graph


@dataclass(frozen=True)
class Ways:
    """Where the page leads; empty where there is no such way. `qr` is a drawing that leads to its public address."""

    badge: str
    original: str = ""
    pdf: str = ""
    address: str = ""
    qr: Markup = Markup("")


async def show(request: Request) -> Response:
    """GET /b/{slug}/diploma-supplement and /b/{slug}/documents/{name}: what is shown of a document, to read."""
    await _counted(request)
    found = await gate.public_document(visit(request), named(request))
    with i18n.speaking(found.badge.locale):
        response = await aside(_shown, request, found)
    if not found.badge.listed:
        response.headers["X-Robots-Tag"] = "noindex"
    return response


def _shown(request: Request, found: PublicDocument) -> Response:
    return rendered(request, found, _ways(request, found), page=_unfurled(request, found))


async def _counted(request: Request) -> None:
    """Count a look at what documents hold. Raises TooMany."""
    await web.services(request).limits.spend(RATE, "document", guard.client(request))


def named(request: Request) -> str:
    """The document's name: of a Diploma Supplement the address is its name."""
    name: str = request.path_params.get("name") or request.url.path.rpartition("/")[2].removesuffix(".pdf")
    return name


def label_of(found: PublicDocument) -> str:
    """What the document is called for what it is, in the language being spoken."""
    return i18n.gettext(LABELS[Kind(found.attachment.kind)])


def view_of(request: Request, found: PublicDocument, enclosed_at: str) -> View:
    """The view of what is shown of a document; its files are handed out below `enclosed_at`."""
    return view(
        found.document,
        label=label_of(found),
        locale=i18n.current(),
        language=request.query_params.get("text", ""),
        file_url=lambda file: f"{enclosed_at}/{file.digest}",
    )


def head_of(request: Request, found: PublicDocument, whole: bool = False) -> Head:
    """What stands above it, in the language being spoken; `whole`: all of it is shown, to its owner."""
    return head(found, Reader(i18n.current(), request.query_params.get("text", "")), whole)


def rendered(request: Request, found: PublicDocument, ways: Ways, **more: Any) -> Response:
    """The page of a document in the language being spoken; `more` says to whom else than strangers it is shown."""
    badge, attachment = found.badge, found.attachment
    enclosed_at = more.pop("enclosed_at", f"/b/{badge.slug}/documents/{attachment.name}/enclosed")
    response = web.page(
        request,
        "diploma_supplement/page.html",
        label=label_of(found),
        view=view_of(request, found, enclosed_at),
        whole=whole(found),
        head=head_of(request, found, whole=more.get("mode") == "own"),
        attachment=attachment,
        story=badge.story,
        seal=badge.seal,
        ways=ways,
        choices=_choices(request),
        **({"page": None, "mode": "public", "noindex": not badge.listed} | more),
    )
    response.headers.update(UNKEPT)
    return response


def _choices(request: Request) -> str:
    """The query that keeps the page's language while the document's is chosen."""
    language = request.query_params.get("lang", "")
    return f"lang={language}&" if language in i18n.LANGUAGES else ""


def place(badge: PublicBadge, attachment: PublicAttachment) -> str:
    """The path of a document's public page."""
    name = attachment.name
    return f"/b/{badge.slug}/{name if attachment.kind == Kind.DIPLOMA_SUPPLEMENT else f'documents/{name}'}"


def _ways(request: Request, found: PublicDocument) -> Ways:
    badge, attachment = found.badge, found.attachment
    path, query = place(badge, attachment), request.url.query
    address = web.services(request).settings.url(path)
    return Ways(
        badge=f"/b/{badge.slug}",
        original=f"/b/{badge.slug}/attachments/{attachment.name}" if attachment.original else "",
        pdf=(f"{path}.pdf?{query}" if query else f"{path}.pdf") if attachment.readable else "",
        address=address,
        qr=Markup(qr.svg(address)),  # noqa: S704 - drawn by the wallet
    )


def _unfurled(request: Request, found: PublicDocument) -> Unfurled:
    badge, base = found.badge, web.services(request).settings.url
    label, title = label_of(found), badge.story.title
    whole = f"{label} — {title}"
    told = whole if len(whole) <= LONGEST_TITLE else f"{whole[: LONGEST_TITLE - 1]}…"
    words = N_("%(label)s of the badge %(title)s, as far as its holder shows it.")
    return Unfurled(
        url=base(place(badge, found.attachment)),
        title=told,
        description=i18n.gettext(words, label=label, title=title),
        locale=LOCALES[badge.locale],
        card=picture_of(base, badge, told),
    )


async def enclosed(request: Request) -> Response:
    """GET /b/{slug}/documents/{name}/enclosed/{digest}: a file, while the document as it is shown holds it."""
    await _counted(request)
    found = await gate.public_document(visit(request), named(request))
    response = await handed_out(request, found.document)
    if not found.badge.listed:
        response.headers["X-Robots-Tag"] = "noindex"
    return response


async def handed_out(request: Request, document: Document) -> Response:
    """The enclosed file that the path names, of a document of which the asker may see that. Raises NotFound."""
    digest = request.path_params["digest"]
    held = next((each for each in document.enclosed if each.digest and each.digest == digest), None)
    if held is None:
        raise NotFound(web.NOTHING_HERE)
    return await files.download(request, held.digest, _media_type(held), held.filename or "file")


def _media_type(file: Enclosed) -> str:
    kind, _, rest = file.media_type.partition("/")
    sound = file.media_type.isascii() and all(part and not set(part) - _TOKEN for part in (kind, rest))
    return file.media_type if sound else "application/octet-stream"


_TOKEN: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.+-_")
