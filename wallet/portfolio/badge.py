"""The badge's page: what it says, whether it holds, and the switches of who may see what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from wallet import accounts, files, i18n, jobs, web
from wallet.diagnosis import diagnose
from wallet.i18n import N_
from wallet.mine import my_badge, my_seal
from wallet.models import Badge, StoredReport, Visibility, live, main_link, most_visible
from wallet.names import isolated
from wallet.openbadges.disclosure import SHOWN, discloses
from wallet.openbadges.lookup import host_of
from wallet.reports import newest_report
from wallet.story import Art, Story, story_of

from . import log
from .evidence import evidence_of

A_WHILE: Final = 60_000  # milliseconds after which nobody waits for a check any more


@dataclass(frozen=True)
class CredentialFile:
    """The credential file: whether it is offered for download, and what it says beyond the page."""

    offered: bool
    discloses: tuple[str, ...]


@dataclass(frozen=True)
class BadgePage:
    """What the page says of a badge beside its story."""

    url: str
    accepted_at: datetime
    address: str | None
    offered: bool
    origins: tuple[str, ...]
    visibility: str  # of its own link; others may show it where that is private
    hidden: bool
    public_url: str | None
    credential_download: CredentialFile


@accounts.signed_in
async def show(request: Request, viewer: web.Viewer) -> Response:
    """GET /badges/{id}: the learner's page of a badge."""
    badge = await my_badge(request)
    report = await newest_report(badge_id=badge.id)
    story = story_of(badge.credential.document, report)
    sealed = my_seal(report, story)
    panels: dict[str, Any] = {}
    for panel in request.app.state.panels:
        panels |= await panel(request, badge)
    return web.page(
        request,
        "portfolio/badge.html",
        story=story,
        art=Art(f"/badges/{badge.id}/art.png" if badge.credential.art_digest else None, story.title),
        seal=sealed,
        diagnosis=diagnose(sealed.checks, story, sealed.checked_at),
        badge=await _page(request, badge, story),
        kept="kept" in request.query_params,
        was_there="was-there" in request.query_params,
        checking=_is_checking(request, report),
        evidence=await evidence_of(badge),
        log=await log.latest(badge),
        **panels,
    )


async def _page(request: Request, badge: Badge, story: Story) -> BadgePage:
    now = datetime.now(UTC)
    share = await main_link(badge.id).filter(live(now)).first()
    shown = share is not None and share.visibility is not Visibility.PRIVATE
    return BadgePage(
        url=f"/badges/{badge.id}",
        accepted_at=badge.received_at,
        address=next(iter(badge.came_to), None),
        offered=badge.offer is not None,
        origins=tuple(_origins(badge)),
        visibility=share.visibility.value if share else Visibility.PRIVATE.value,
        hidden=not await most_visible([badge.id], now),
        public_url=web.services(request).settings.url(f"/b/{share.slug}") if share and shown else None,
        credential_download=CredentialFile(
            offered=share.credential_offered if share else False,
            discloses=tuple(i18n.gettext(item) for item in discloses(badge.credential.document.encode(), shown=SHOWN)),
        ),
    )


def _origins(badge: Badge) -> Iterator[str]:
    """How it came here: added by its owner, offered, or first the one and then the other."""
    if badge.source:
        place = host_of(badge.source) or isolated(badge.source)
        yield i18n.gettext(N_("added by you from %(place)s"), place=place)
    elif badge.source is not None or badge.offer is None:
        yield i18n.gettext(N_("added by you"))
    if badge.offer:
        yield i18n.gettext(N_("offered by %(issuer)s"), issuer=badge.offer.issuer.name)


async def art(request: Request) -> Response:
    """GET /badges/{id}/art.png: the badge's picture, for its owner."""
    badge = await my_badge(request)
    return await files.picture(request, badge.credential.art_digest, {})


async def original(request: Request) -> Response:
    """GET /badges/{id}/original: the credential file exactly as it came, for its owner."""
    badge = await my_badge(request)
    credential = badge.credential
    return await files.download(
        request, credential.digest, credential.media_type, files.named(credential.title, credential.media_type)
    )


async def check_again(request: Request) -> Response:
    """POST /badges/{id}/check: verify anew now."""
    badge = await my_badge(request)
    await web.services(request).limits.spend("6/minute", "check", str(badge.id))
    await jobs.put("trust.check", {"badge": str(badge.id)}, key=f"check:{badge.id}")
    return web.see(f"/badges/{badge.id}?checking={_millis()}")


def _is_checking(request: Request, report: StoredReport | None) -> bool:
    """Whether its owner asked lately to have it checked again, and the report is not there yet."""
    asked = request.query_params.get("checking", "")
    since = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 20 else 0
    return _millis() - since < A_WHILE and (report is None or _millis(report.at) < since)


def _millis(moment: datetime | None = None) -> int:
    """A moment, the present by default, in milliseconds since 1970."""
    return int((moment or datetime.now(UTC)).timestamp() * 1000)
