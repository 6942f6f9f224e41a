"""The demo's front page: the journey of one badge, a step at a time."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from wallet import i18n, tokens, web
from wallet.i18n import N_
from wallet.models import Attachment, Badge, Kind, Offer, OfferStatus, Share, Source, Visibility
from wallet.supplement import Piece

from .content import LEARNER
from .university import University


@dataclass(frozen=True)
class Step:
    """One step of the tour: what to do, and the button for it, or else why it has to wait."""

    number: int
    title: str
    text: str
    url: str
    action: str
    waits: str
    done: bool
    method: str
    current: bool
    next: bool


@dataclass(frozen=True)
class State:
    """How a step stands: done or not, where its button leads, and why there is none yet (a msgid)."""

    done: bool
    url: str = ""
    waits: str = ""


@dataclass(frozen=True)
class Progress:
    """How far the journey of the degree badge has come."""

    accepted: bool
    link: str
    badge: Badge | None
    supplement: Attachment | None
    share: Share | None

    @property
    def shown(self) -> bool:
        """Whether the supplement is visible to others."""
        return self.supplement is not None and self.supplement.visible

    @property
    def chosen(self) -> bool:
        """Whether the learner has chosen to show it without grades."""
        choice = self.supplement.choice if self.supplement else None
        return choice is not None and Piece.GRADES not in choice


async def show(request: Request) -> Response:
    """GET /: the tour, with what is done and what comes next."""
    progress = await _progress(_university(request), web.services(request).settings.secret)
    states = _states(progress, SIGN_IN_FIRST if web.viewer(request) is None else ACCEPT_FIRST)
    return web.page(request, "demo/front.html", steps=_steps(states), learner=LEARNER)


async def send_supplement(request: Request) -> Response:
    """POST /demo/supplement: the university sends the Diploma Supplement."""
    await _university(request).send_supplement(request.app)
    return web.see(MAILBOX)


async def again(request: Request) -> Response:
    """POST /demo/again: the university offers its badges anew, in the language of the page."""
    await _university(request).award(request.app, i18n.current())
    return web.see(MAILBOX)


def _university(request: Request) -> University:
    university: University = request.app.state.university
    return university


async def _progress(university: University, secret: str) -> Progress:
    offer = await Offer.get_or_none(id=university.offered["degree"])
    # The learner's own link, which the mail holds too: it is they who take the tour.
    link = f"/offers/{tokens.derive_token(secret, 'offer', offer.id, offer.generation)}" if offer else ""
    badge = await Badge.get_or_none(offer_id=offer.id) if offer else None
    supplement = await Attachment.get_or_none(
        offer_id=university.offered["degree"],
        kind=Kind.DIPLOMA_SUPPLEMENT,
        source=Source.ISSUER,
        superseded_at=None,
    )
    shown = Share.filter(badge_id=badge.id).exclude(visibility=Visibility.PRIVATE) if badge else None
    share = await shown.first() if shown else None
    return Progress(offer is not None and offer.status is OfferStatus.ACCEPTED, link, badge, supplement, share)


def _states(progress: Progress, first: str) -> list[State]:
    """Every step waits for the one that it needs; looking at something leaves no trace, so what follows tells it."""
    kept, sent, shared = progress.badge is not None, progress.supplement is not None, progress.share is not None
    badge = f"/badges/{progress.badge.id}" if progress.badge else ""
    page = f"/b/{progress.share.slug}" if progress.share else ""
    switch = f"{badge}#diploma-supplement" if kept and sent else ""
    back = switch if progress.shown else ""
    return [
        State(progress.accepted, MAILBOX),
        State(progress.accepted, "" if progress.accepted else MAILBOX),
        State(kept, progress.link if progress.accepted and not kept else "", ACCEPT_FIRST),
        State(kept and (sent or shared), badge, first),
        State(sent, SUPPLEMENT if kept and not sent else "", first),
        State(shared, f"{badge}#visibility" if kept else "", first),
        State(progress.shown, switch, SUPPLEMENT_FIRST),
        State(progress.shown and progress.chosen, back, SWITCH_FIRST),
        State(False, f"{badge}/preview?as=recruiter" if switch else "", SUPPLEMENT_FIRST),
        State(False, page, SHARE_FIRST),
        State(False, f"{page}/image.png" if page else "", SHARE_FIRST),
        State(False, back, SWITCH_FIRST),
    ]


def _steps(states: list[State]) -> list[Step]:
    current = next(number for number, state in enumerate(states, 1) if not state.done)
    inviting = range(current, LOOKS.get(current, current) + 1)
    return [
        Step(
            number=number,
            title=i18n.gettext(title),
            text=i18n.gettext(text, address=LEARNER.email),
            url=state.url,
            action=i18n.gettext(action),
            waits="" if state.url or state.done else i18n.gettext(state.waits),
            done=state.done,
            method="post" if state.url == SUPPLEMENT else "get",
            current=number == current,
            next=number in inviting,
        )
        for number, ((title, text, action), state) in enumerate(zip(TOLD, states, strict=True), 1)
    ]


MAILBOX, SUPPLEMENT = "/demo/mail", "/demo/supplement"
LOOKS = {4: 5, 9: 12}  # steps that leave no trace, and the last of those that are open with them
ACCEPT_FIRST = N_("Accept the badge first.")
SIGN_IN_FIRST = N_("Sign in first.")
SUPPLEMENT_FIRST = N_("Receive the Diploma Supplement first.")
SHARE_FIRST = N_("Share the badge first.")
SWITCH_FIRST = N_("Move the switch first.")
TOLD = (
    (
        N_("Open the mail"),
        N_("Three badges are offered. Open the mail about the degree."),
        N_("Open the mailbox"),
    ),
    (
        N_("Accept the badge"),
        N_("Press the button in the mail, then accept. It needs no account and publishes nothing."),
        N_("Back to the mailbox"),
    ),
    (
        N_("Sign in with the code"),
        N_("Use the address of the offer, %(address)s: the badge’s page sends the code there."),
        N_("Sign in"),
    ),
    (
        N_("Look at the verified badge"),
        N_("Every check can be read: is it unchanged, who issued it, to whom, does it still hold?"),
        N_("Open the badge"),
    ),
    (
        N_("Receive the Diploma Supplement"),
        N_(
            "It comes weeks after the degree, as data under the university’s seal, and private details apart from it. "
            "A mail tells you; nobody else sees it."
        ),
        N_("Let the university send it"),
    ),
    (
        N_("Share the badge"),
        N_("Choose who can see it: who has the link, or everyone."),
        N_("Choose who can see it"),
    ),
    (
        N_("Move the switch"),
        N_("“Make it visible to other users”: the supplement shows wherever the badge is shared."),
        N_("Go to the switch"),
    ),
    (
        N_("Choose what others see"),
        N_("“Without grades”: courses and credits stay, marks go. Your date of birth has a switch of its own."),
        N_("Choose the sections"),
    ),
    (
        N_("Look at it as a recruiter"),
        N_("Only you can open this preview; nothing is published by it."),
        N_("See the preview"),
    ),
    (
        N_("Open the public page in a private window"),
        N_("What a recruiter sees, without an account: the badge, the eight sections, and a PDF of what you show."),
        N_("Open the public page"),
    ),
    (
        N_("See the card that networks will show"),
        N_("LinkedIn and others show this picture beside the link."),
        N_("Open the card"),
    ),
    (
        N_("Hide the supplement again"),
        N_("Move the switch back, and reload the public page: the supplement is gone from it, and so is its PDF."),
        N_("Back to the switch"),
    ),
)
