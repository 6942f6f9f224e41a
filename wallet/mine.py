"""What belongs to whoever is asking; what is another's is not there."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from starlette.requests import Request

from wallet import i18n, web
from wallet.errors import NotFound
from wallet.i18n import N_
from wallet.models import Badge, Issuer, Offer, Share, StoredReport
from wallet.seal import NOT_THEIRS, Seal, seal
from wallet.statements import TO_THE_KEEPER
from wallet.story import Story
from wallet.trust.handed_in import Asker


async def my_badge(request: Request, name: str = "id") -> Badge:
    """The badge that the path names, with its credential, if it is the asker's. Raises NotFound for any other."""
    viewer = web.viewer(request)
    badge_id: UUID = request.path_params[name]
    badge = await Badge.get_or_none(id=badge_id, learner_id=viewer.learner_id) if viewer else None
    if badge is None:
        raise NotFound(web.NOTHING_HERE)
    await badge.fetch_related("credential", "offer__issuer")
    return badge


async def my_link(request: Request) -> Share:
    """The link that the path names, if it is the asker's. Raises NotFound for any other, and for a page below one."""
    viewer = web.viewer(request)
    asked = {"id": request.path_params["id"], "parent_id": None}
    link = await Share.get_or_none(**asked, learner_id=viewer.learner_id) if viewer else None
    if link is None:
        raise NotFound(web.NOTHING_HERE)
    return link


async def own_offer(issuer: Issuer, offer_id: UUID) -> Offer:
    """An offer of this issuer's, with its credential. Raises NotFound, also for another issuer's."""
    offer = await Offer.get_or_none(id=offer_id, issuer_id=issuer.id).select_related("credential", "issuer")
    if offer is None:
        raise NotFound("You have no such offer.")
    return offer


def my_seal(report: StoredReport | None, story: Story) -> Seal:
    """The seal of a badge to whoever keeps it, or thinks of that: of one that is not shown to be theirs, once."""
    stands = seal(report, story.issuer, story.dates, recipient=TO_THE_KEEPER)
    if stands.mark != NOT_THEIRS:
        return stands
    said = i18n.gettext(TO_THE_KEEPER.failed)
    lines = tuple(line for line in stands.lines if line.text != said)
    return replace(stands, headline=i18n.gettext(N_("Not shown to be yours")), lines=lines)


def asker(request: Request) -> Asker:
    """Who hands badges in, or looks at their reports: this browser, and whoever is signed in there."""
    viewer = web.viewer(request)
    return Asker(web.browser(request), UUID(viewer.learner_id) if viewer else None)
