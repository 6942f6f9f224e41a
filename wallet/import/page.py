"""The page of an offer, whichever way it was come by: what is offered, by whom, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from wallet import web
from wallet.accounts import signin
from wallet.duplicates import Content, added, known
from wallet.errors import Refused
from wallet.i18n import translate
from wallet.models import Attachment, Offer, StoredReport, state
from wallet.reports import newest_report
from wallet.seal import seal
from wallet.statements import TO_THE_INVITED
from wallet.story import Art, Story, story_of

from . import offers

GONE = ("expired", "withdrawn")


async def offer_page(
    request: Request, offer: Offer, action: str | None, problem: Refused | None = None, sent: str = ""
) -> Response:
    """The page of an offer with its issuer and credential, whose forms post to `action`.

    None when the address it was opened at leads nowhere any more: then it has no form. `sent` says that a mail left
    for it: with a "new" link, or the same "again".
    """
    report = await newest_report(offer_id=offer.id)
    told = await _to_the_viewer(offer, report, web.viewer(request))
    story = _story(offer, report, graded=told.standing == "owner")
    stands = _stands(offer, told.standing)
    return web.page(
        request,
        "import/offer.html",
        problem.status if problem else _status(stands),
        status=stands,
        story=story,
        art=Art(f"{action}/art.png" if action and offer.credential.art_digest else None, story.title),
        seal=seal(report, story.issuer, story.dates, recipient=TO_THE_INVITED),
        issuer_name=offer.issuer.name,
        message=offer.message,
        expires_at=offer.expires_at,
        masked=signin.masked(offer.email),
        documents=await Attachment.filter(offer_id=offer.id, superseded_at=None).count(),
        action=action,
        problem=translate(problem) if problem else None,
        sent=sent,
        **vars(told),
    )


def _stands(offer: Offer, standing: str) -> str:
    """Where an offer stands on its page: as the API says, or removed by its owner, which is told to nobody else."""
    return "removed" if offer.removed_at and standing == "owner" else state(offer, offers.utc_now())


def _story(offer: Offer, report: StoredReport | None, *, graded: bool) -> Story:
    """What is told of the badge; grades only to who proved the address, since links are forwarded."""
    story = story_of(offer.credential.document, report)
    return story if graded else replace(story, results=())


@dataclass(frozen=True)
class Twin:
    """Where the same badge is in the wallet of whoever it is offered to, and whether an offer would come to that."""

    url: str
    joined: bool


@dataclass(frozen=True)
class Told:
    """What an offer's page tells its viewer alone: how they stand to it, the badge that it became, or its twin."""

    standing: offers.Standing
    badge_url: str | None = None
    twin: Twin | None = None


async def _to_the_viewer(offer: Offer, report: StoredReport | None, viewer: web.Viewer | None) -> Told:
    standing = await offers.standing(offer, viewer.learner_id if viewer else None)
    if viewer is None:
        return Told(standing)
    badge = await offers.became(offer, viewer.learner_id)
    return Told(standing, badge, None if badge or standing != "owner" else await _twin(offer, report, viewer))


async def _twin(offer: Offer, report: StoredReport | None, viewer: web.Viewer) -> Twin | None:
    """The same badge in the wallet of whoever it is offered to."""
    learner_id, offered = UUID(viewer.learner_id), Content.kept(offer.credential, report)
    own = await added(learner_id, offered)
    same = own or (await known(learner_id, offered)).same
    return Twin(f"/badges/{same.id}", joined=own is not None) if same else None


def _status(stands: str) -> int:
    return 410 if stands in GONE else 200
