"""The wallet's page: the learner's badges and the offers that wait for an answer."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from wallet import accounts, i18n, web
from wallet.i18n import N_
from wallet.models import (
    Address,
    Attachment,
    Badge,
    Credential,
    Offer,
    OfferStatus,
    StoredReport,
    Visibility,
    most_visible,
)
from wallet.notices import notices_of
from wallet.reports import PENDING, Proof, known_name, proof_of
from wallet.seal import BROKEN, standing
from wallet.story import Art, tell

REGRET = timedelta(days=30)  # that an offer which was declined can be undone on this page


@dataclass(frozen=True)
class BadgeCard:
    """A badge on the wallet's page."""

    url: str
    title: str
    issuer: str
    issued: datetime | None
    art: Art
    verdict: str
    visibility: str
    documents: int


@dataclass(frozen=True)
class OfferCard:
    """An offer on the wallet's page; its forms post to `action`."""

    title: str
    issuer: str
    art: Art
    action: str
    expires_at: datetime


@dataclass(frozen=True)
class DeclinedOffer:
    """An offer that was declined lately; the form that undoes it posts to `action`."""

    title: str
    action: str


async def front(request: Request) -> Response:
    """GET /: what the wallet is; whoever is signed in goes on to their badges."""
    if web.viewer(request):
        return web.see("/badges")
    return web.page(request, "front.html")


@accounts.signed_in
async def show(request: Request, viewer: web.Viewer) -> Response:
    """GET /badges: the wallet, newest first."""
    learner_id = UUID(viewer.learner_id)
    return web.page(
        request,
        "portfolio/wallet.html",
        badges=await _badges(learner_id),
        offers=await _waiting(learner_id),
        notices=await notices_of(learner_id),
        declined=await _declined(learner_id),
        removed="removed" in request.query_params,
    )


async def _badges(learner_id: UUID) -> list[BadgeCard]:
    badges = await Badge.filter(learner_id=learner_id).order_by("-received_at", "-id").select_related("credential")
    ids = [badge.id for badge in badges]
    reports = await _newest(ids)
    now = datetime.now(UTC)
    shown = await most_visible(ids, now)
    counts = Counter(item.badge_id for item in await Attachment.filter(badge_id__in=ids, superseded_at=None))
    return [
        BadgeCard(
            url=f"/badges/{badge.id}",
            title=badge.credential.title or i18n.gettext(N_("Badge without a name")),
            issuer=_awarder(badge, reports.get(badge.id)),
            issued=badge.credential.issued_at,
            art=_art(f"/badges/{badge.id}", badge.credential),
            verdict=_standing(badge, reports.get(badge.id), now),
            visibility=shown.get(badge.id, Visibility.PRIVATE).value,
            documents=counts[badge.id],
        )
        for badge in badges
    ]


async def _newest(ids: list[UUID]) -> dict[UUID, StoredReport]:
    """The newest report of each badge that has one."""
    newest = dict(await StoredReport.filter(badge_id__in=ids).order_by("at").values_list("badge_id", "id"))
    return {one.badge_id: one for one in await StoredReport.filter(id__in=list(newest.values())) if one.badge_id}


def _standing(badge: Badge, report: StoredReport | None, now: datetime) -> str:
    return standing(report, tell(badge.credential.document, report.credential).dates, now) if report else PENDING


def _awarder(badge: Badge, report: StoredReport | None) -> str:
    """Who awarded it, as its own page has it: nobody where it is not genuine, and its word where nothing is proved."""
    name = known_name(report) or badge.credential.issuer_name
    if report is None or proof_of(report) is not Proof.WORD:
        return name
    return "" if report.verdict in BROKEN else i18n.gettext(N_("It says: %(issuer)s"), issuer=name)


async def _declined(learner_id: UUID) -> list[DeclinedOffer]:
    keys = await Address.filter(learner_id=learner_id).values_list("key", flat=True)
    since = datetime.now(UTC) - REGRET
    declined = Offer.filter(key__in=keys, status=OfferStatus.DECLINED, answered_at__gt=since)
    return [
        DeclinedOffer(offer.credential.title, f"/offers/waiting/{offer.id}")
        for offer in await declined.order_by("-answered_at").select_related("credential")
    ]


async def _waiting(learner_id: UUID) -> list[OfferCard]:
    keys = await Address.filter(learner_id=learner_id).values_list("key", flat=True)
    waiting = Offer.filter(key__in=keys, status=OfferStatus.PENDING, expires_at__gt=datetime.now(UTC))
    return [
        OfferCard(
            title=offer.credential.title,
            issuer=offer.issuer.name,
            art=_art(f"/offers/waiting/{offer.id}", offer.credential),
            action=f"/offers/waiting/{offer.id}",
            expires_at=offer.expires_at,
        )
        for offer in await waiting.order_by("-created_at").select_related("issuer", "credential")
    ]


def _art(path: str, credential: Credential) -> Art:
    return Art(f"{path}/art.png" if credential.art_digest else None, credential.title)
