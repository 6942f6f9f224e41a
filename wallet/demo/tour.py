"""The demo's front page: the journey of one badge, a step at a time."""

from __future__ import annotations

from dataclasses import dataclass, replace

from starlette.requests import Request
from starlette.responses import Response

from wallet import i18n, tokens, web
from wallet.i18n import N_
from wallet.models import Attachment, Badge, Kind, Offer, OfferStatus, Share, Visibility

from .university import University


@dataclass(frozen=True)
class Step:
    """One step of the tour."""

    number: int
    title: str
    text: str
    url: str
    action: str
    done: bool
    method: str = "get"
    current: bool = False


@dataclass(frozen=True)
class Progress:
    """How far the journey of the degree badge has come."""

    accepted: bool
    link: str
    badge: Badge | None
    supplement: Attachment | None
    share: Share | None


async def show(request: Request) -> Response:
    """GET /: the tour, with what is done and what comes next."""
    steps = _steps(await _progress(_university(request), web.services(request).settings.secret))
    current = next((step.number for step in steps if not step.done), 0)
    marked = [replace(step, current=step.number == current) for step in steps]
    return web.page(request, "demo/front.html", steps=marked)


async def send_supplement(request: Request) -> Response:
    """POST /demo/supplement: the university sends the Diploma Supplement."""
    await _university(request).send_supplement(request.app)
    return web.see("/demo/mail")


async def again(request: Request) -> Response:
    """POST /demo/again: the university offers its badges anew, in the language of the page."""
    await _university(request).award(request.app, i18n.current())
    return web.see("/demo/mail")


def _university(request: Request) -> University:
    university: University = request.app.state.university
    return university


async def _progress(university: University, secret: str) -> Progress:
    offer = await Offer.get_or_none(id=university.offered["degree"])
    # The learner's own link, which the mail holds too: it is they who take the tour.
    link = f"/offers/{tokens.derive_token(secret, 'offer', offer.id, offer.generation)}" if offer else ""
    badge = await Badge.get_or_none(offer_id=offer.id) if offer else None
    supplement = await Attachment.get_or_none(
        offer_id=university.offered["degree"], kind=Kind.DIPLOMA_SUPPLEMENT, superseded_at=None
    )
    shown = Share.filter(badge_id=badge.id).exclude(visibility=Visibility.PRIVATE) if badge else None
    share = await shown.first() if shown else None
    return Progress(offer is not None and offer.status is OfferStatus.ACCEPTED, link, badge, supplement, share)


def _steps(progress: Progress) -> list[Step]:
    badge = f"/badges/{progress.badge.id}" if progress.badge else "/badges"
    page = f"/b/{progress.share.slug}" if progress.share else ""
    shown = progress.supplement is not None and progress.supplement.visible
    told = (
        (progress.accepted, "/demo/mail"),
        (progress.accepted, "/demo/mail"),
        (progress.badge is not None, progress.link if progress.accepted else ""),
        (progress.supplement is not None, badge),
        (progress.supplement is not None, "/demo/supplement"),
        (progress.share is not None, f"{badge}#visibility"),
        (shown, f"{badge}#diploma-supplement"),
        (False, page),
        (False, f"{page}/image.png" if page else ""),
    )
    return [
        Step(
            number,
            i18n.gettext(title),
            i18n.gettext(text),
            url,
            i18n.gettext(action),
            done,
            "post" if url == "/demo/supplement" else "get",
        )
        for number, ((title, text, action), (done, url)) in enumerate(zip(TOLD, told, strict=True), 1)
    ]


TOLD = (
    (
        N_("Open the mail"),
        N_("The university offers a degree, a course and a micro-credential. Open the mail about the degree."),
        N_("Open the mailbox"),
    ),
    (
        N_("Accept the badge"),
        N_("Follow the link in the mail and accept. Nothing is published, and no account is needed yet."),
        N_("Back to the mailbox"),
    ),
    (
        N_("Sign in with the code"),
        N_("A code sent to the same address proves that it is yours, and the badge is in your wallet."),
        N_("Sign in"),
    ),
    (
        N_("Look at the verified badge"),
        N_("Every check is there to read: whether it is unchanged, who issued it, to whom, whether it still holds."),
        N_("Open the badge"),
    ),
    (
        N_("Receive the Diploma Supplement"),
        N_("Weeks after the degree the university sends its supplement. A mail says so; nobody else sees it."),
        N_("Let the university send it"),
    ),
    (
        N_("Share the badge"),
        N_("Choose who can see it: who has the link, or everyone."),
        N_("Choose who can see it"),
    ),
    (
        N_("Move the switch"),
        N_("Next to “Make it visible to other users”: from then on the supplement shows wherever the badge is shared."),
        N_("Go to the switch"),
    ),
    (
        N_("Open the public page in a private window"),
        N_("This is what a recruiter sees, without an account. Move the switch back, and reload."),
        N_("Open the public page"),
    ),
    (
        N_("See the card that networks will show"),
        N_("LinkedIn and others show this picture beside the link."),
        N_("Open the card"),
    ),
)
