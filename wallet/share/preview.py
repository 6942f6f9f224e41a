"""A badge as others would see it, for its owner and before anything is shared: looking publishes nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final
from urllib.parse import urlencode, urlsplit

from markupsafe import Markup
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from wallet import accounts, files, gate, i18n, qr, web
from wallet.errors import NotFound
from wallet.i18n import N_
from wallet.mine import my_badge
from wallet.models import Attachment, Badge
from wallet.openbadges.disclosure import SHOWN, discloses
from wallet.refusals import heading
from wallet.shown import PublicAttachment, PublicBadge, PublicFile
from wallet.unfurling import HEIGHT, WIDTH

from . import cards
from .choosing import label_of
from .describing import description, title
from .details import details_of
from .page import Known, values

MOST_NAMES: Final = 40  # documents that can be previewed at once
_LINK = re.compile(r'<a\b(?P<attributes>(?:[^>"]|"[^"]*")*)>')
_HREF = re.compile(r'\shref="(?P<to>[^"]*)"')


class Eye(StrEnum):
    """Whose eyes a badge is seen with."""

    RECRUITER = "recruiter"
    LINKEDIN = "linkedin"
    ANONYMOUS = "anonymous"


_LABELS: Final = {
    Eye.RECRUITER: N_("A recruiter with the link"),
    Eye.LINKEDIN: N_("LinkedIn’s bot"),
    Eye.ANONYMOUS: N_("An anonymous visitor"),
}


@dataclass(frozen=True)
class Own:
    """Where a previewed page's things are for its owner."""

    badge: Badge
    slug: str

    @property
    def art(self) -> str:
        """The badge's own picture."""
        return f"/badges/{self.badge.id}/art.png"

    @property
    def credential(self) -> str:
        """The credential file."""
        return f"/badges/{self.badge.id}/original"

    @property
    def qr(self) -> str:
        """The code that would lead to the page."""
        return f"/badges/{self.badge.id}/preview/qr.svg" if self.slug else ""

    @property
    def check(self) -> str:
        """Nowhere: the owner has a button of their own for it, on the badge's page."""
        return ""

    def page_of(self, item: PublicAttachment) -> str:
        """Where the content of a document is previewed."""
        return f"/badges/{self.badge.id}/preview/documents/{item.name}"

    def original_of(self, item: PublicAttachment) -> str:
        """Where a document is downloaded as it came."""
        return f"/badges/{self.badge.id}/attachments/{item.id}"


@dataclass(frozen=True)
class Way:
    """A link to another preview; `current`: it is this one."""

    label: str
    url: str
    current: bool = False


@dataclass(frozen=True)
class Bar:
    """What stands above a preview: whose eyes, which hidden documents it may show or shows, the way back."""

    eye: str
    back: str
    views: tuple[Way, ...]
    hidden: tuple[Way, ...]
    as_if: tuple[str, ...]
    as_it_is: str


@dataclass(frozen=True)
class Unfurled:
    """What a network shows of a link: picture, title, text, site."""

    card_url: str
    width: int
    height: int
    title: str
    description: str
    domain: str


@accounts.signed_in
async def show(request: Request, viewer: web.Viewer) -> Response:
    """GET /badges/{badge}/preview: `?as=` recruiter, linkedin or anonymous, `?showing=` names of hidden documents."""
    badge = await my_badge(request, "badge")
    eye, showing = _eye(request.query_params), _showing(request.query_params)
    language = None if eye is Eye.LINKEDIN else request.query_params.get("lang")  # bots ask for no language
    shown = await previewed(badge, showing, language)
    with i18n.speaking(shown.locale):
        return await _page(request, badge, shown, eye, showing)


async def _page(request: Request, badge: Badge, shown: PublicBadge, eye: Eye, showing: frozenset[str]) -> Response:
    known = Known(await details_of(shown, gate.preview_document), await gate.origins(shown))
    response = web.page(
        request,
        "share/preview.html",
        **values(request, shown, Own(badge, shown.slug), known),
        bar=await _bar(badge, eye, showing),
        found=eye is Eye.RECRUITER or (eye is Eye.ANONYMOUS and shown.listed),
        unfurled=_unfurled(request, badge, shown) if eye is Eye.LINKEDIN else None,
        nothing=(heading(404), i18n.gettext(web.NOTHING_HERE)),
        inert=inert(f"/badges/{badge.id}/"),
    )
    response.headers["X-Robots-Tag"] = "noindex"
    return response


async def previewed(badge: Badge, showing: frozenset[str], language: str | None = None) -> PublicBadge:
    """What a stranger would see if the badge were shared now; its file is offered as publishing would offer it."""
    shown = await gate.preview(badge.id, showing, language)
    if shown.slug or discloses(badge.credential.document.encode(), shown=SHOWN):
        return shown
    file = badge.credential
    return replace(shown, credential=PublicFile(file.digest, file.media_type, file.size))


def _eye(query: QueryParams) -> Eye:
    try:
        return Eye(query.get("as", Eye.RECRUITER))
    except ValueError as e:
        raise NotFound(web.NOTHING_HERE) from e


def _showing(query: QueryParams) -> frozenset[str]:
    names = [name for given in query.getlist("showing") for name in given.split(",") if name]
    return frozenset(names[:MOST_NAMES])


async def _bar(badge: Badge, eye: Eye, showing: frozenset[str]) -> Bar:
    path = f"/badges/{badge.id}/preview"
    hidden = await Attachment.filter(badge_id=badge.id, superseded_at=None, visible=False).order_by("received_at", "id")
    names = frozenset(item.name for item in hidden if item.name) & showing

    def url(eye: Eye, names: frozenset[str]) -> str:
        return f"{path}?{urlencode({'as': eye.value, **({'showing': ','.join(sorted(names))} if names else {})})}"

    labels = [(item.name or "", label_of(item)) for item in hidden]
    return Bar(
        eye=eye.value,
        back=f"/badges/{badge.id}",
        views=tuple(Way(i18n.gettext(_LABELS[each]), url(each, names), each is eye) for each in Eye),
        hidden=tuple(Way(label, url(eye, names | {name})) for name, label in labels if name not in names),
        as_if=tuple(label for name, label in labels if name in names),
        as_it_is=url(eye, frozenset()),
    )


def _unfurled(request: Request, badge: Badge, shown: PublicBadge) -> Unfurled:
    domain = urlsplit(web.services(request).settings.base_url).hostname or ""
    picture = f"/badges/{badge.id}/preview/card"
    return Unfurled(picture, WIDTH, HEIGHT, title(shown), description(shown), domain)


def inert(own: str) -> Callable[[Markup], Markup]:
    """What takes away where links lead, but for those within the page and those that begin with `own`."""

    def kept(found: re.Match[str]) -> str:
        href = _HREF.search(found["attributes"])
        to = href["to"] if href else None
        if to is None or to.startswith(("#", own)):
            return found[0]
        return f'<a{_HREF.sub("", found["attributes"])} role="link" aria-disabled="true">'

    return lambda body: Markup(_LINK.sub(kept, body))  # noqa: S704 - it was markup, and has only lost addresses


async def card(request: Request) -> Response:
    """GET /badges/{badge}/preview/card: the picture that networks would show, for the badge's owner."""
    badge = await my_badge(request, "badge")
    services = web.services(request)
    await services.limits.spend("20/minute", "preview.card", str(badge.learner_id))
    data, media_type = await cards.drawn(services, await gate.preview(badge.id))
    return Response(data, media_type=media_type, headers={"Content-Security-Policy": files.ALONE})


async def qr_code(request: Request) -> Response:
    """GET /badges/{badge}/preview/qr.svg: the code that would lead to the page, for the badge's owner."""
    shown = await gate.preview((await my_badge(request, "badge")).id)
    if not shown.slug:
        raise NotFound(web.NOTHING_HERE)
    drawn = qr.svg(web.services(request).settings.url(f"/b/{shown.slug}"))
    return Response(drawn, media_type="image/svg+xml", headers={"Content-Security-Policy": files.SANDBOX})
