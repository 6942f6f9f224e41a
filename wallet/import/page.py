"""The page of an offer, whichever way it was come by: what is offered, by whom, and where it stands."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from wallet import web
from wallet.accounts import signin
from wallet.errors import Refused
from wallet.i18n import translate
from wallet.models import Attachment, Badge, Offer, StoredReport, state
from wallet.reports import newest_report
from wallet.seal import seal
from wallet.statements import TO_THE_INVITED
from wallet.story import Art, Story, story_of

from . import offers
from .duplicates import Content, known

GONE = ("expired", "withdrawn")


async def offer_page(
    request: Request, offer: Offer, action: str | None, problem: Refused | None = None, sent: str = ""
) -> Response:
    """The page of an offer with its issuer and credential, whose forms post to `action`.

    None when the address it was opened at leads nowhere any more: then it has no form. `sent` says that a mail left
    for it: with a "new" link, or the same "again".
    """
    report = await newest_report(offer_id=offer.id)
    to_viewer = await _to_the_viewer(offer, report, web.viewer(request))
    story = _story(offer, report, graded=to_viewer["standing"] == "owner")
    stands = _stands(offer, to_viewer["standing"])
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
        **to_viewer,
    )


def _stands(offer: Offer, standing: str | None) -> str:
    """Where an offer stands on its page: as the API says, or removed by its owner, which is told to nobody else."""
    return "removed" if offer.removed_at and standing == "owner" else state(offer, offers.utc_now())


def _story(offer: Offer, report: StoredReport | None, *, graded: bool) -> Story:
    """What is told of the badge; grades only to who proved the address, since links are forwarded."""
    story = story_of(offer.credential.document, report)
    return story if graded else replace(story, results=())


async def _twin(offer: Offer, report: StoredReport | None, viewer: web.Viewer | None) -> str | None:
    """Where the same badge is in the wallet of whoever it is offered to; told to nobody else."""
    if viewer is None or await offers.standing(offer, viewer.learner_id) != "owner":
        return None
    same = (await known(UUID(viewer.learner_id), Content.kept(offer.credential, report))).same
    return f"/badges/{same.id}" if same else None


async def _to_the_viewer(offer: Offer, report: StoredReport | None, viewer: web.Viewer | None) -> dict[str, str | None]:
    badge = await Badge.get_or_none(offer_id=offer.id, learner_id=viewer.learner_id) if viewer else None
    return {
        "standing": await offers.standing(offer, viewer.learner_id if viewer else None),
        "badge_url": f"/badges/{badge.id}" if badge else None,
        "twin_url": await _twin(offer, report, viewer),
    }


def _status(stands: str) -> int:
    return 410 if stands in GONE else 200
