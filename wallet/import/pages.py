"""The page behind the link in the mail: what is offered, by whom, and the learner's answer."""

from __future__ import annotations

from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from wallet import files, web
from wallet.accounts import signin
from wallet.errors import Conflict, Problem
from wallet.i18n import N_, translate
from wallet.models import Attachment, Badge, Offer, state
from wallet.models.session import Purpose
from wallet.seal import newest_report, seal, verified
from wallet.story import Art, tell

from . import offers

# A page whose address is a secret: it is not kept, not indexed, and tells no other site where the reader came from.
SECRET_PAGE = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex", "Cache-Control": "no-store"}
ANSWERS = ("accept", "decline", "undo")


async def show(request: Request) -> Response:
    """GET /offers/{token}: what is offered; changes nothing however often it is opened."""
    return await _page(request, await _found(request))


async def answer(request: Request) -> Response:
    """POST /offers/{token}: accept, decline or undo."""
    offer = await _found(request)
    wanted = web.text(await request.form(), "answer", 10)
    problem = None
    try:
        await _answer(request, offer, wanted)
    except Conflict as e:
        problem = e
    if problem is None:
        return _secret(await _next(request, offer))
    await offer.refresh_from_db()
    return await _page(request, offer, problem)


async def ask_code(request: Request) -> Response:
    """POST /offers/{token}/sign-in: send a code to the invited address, which the page does not show."""
    offer = await _found(request)
    asked = await signin.ask(request, offer.email, purpose=Purpose.SIGN_IN, next=f"/offers/{_token(request)}")
    return _secret(web.see(f"/sign-in/{asked.id}"))


async def add_address(request: Request) -> Response:
    """POST /offers/{token}/add-address: prove the invited address and add it to the wallet that is open."""
    offer = await _found(request)
    viewer = web.viewer(request)
    if viewer is None:
        return _secret(web.see(f"/offers/{_token(request)}"))
    asked = await signin.ask(
        request,
        offer.email,
        purpose=Purpose.ADD_ADDRESS,
        next=f"/offers/{_token(request)}",
        learner=UUID(viewer.learner_id),
    )
    return _secret(web.see(f"/sign-in/{asked.id}"))


async def send_again(request: Request) -> Response:
    """POST /offers/{token}/resend: a new link to the same address, when this one ran out."""
    offer = await _found(request)
    await web.services(request).limits.spend("5/hour", "offer-resend", str(offer.id))
    await offers.send_again(offer, web.services(request).settings.secret, offers.utc_now())
    await offer.refresh_from_db()
    return await _page(request, offer, sent_again=True)


async def art(request: Request) -> Response:
    """GET /offers/{token}/art.png: the badge's picture, as safe as the page that shows it."""
    offer = await _found(request)
    return await files.picture(request, offer.credential.art_digest, SECRET_PAGE)


async def answer_waiting(request: Request) -> Response:
    """POST /offers/waiting/{id}: the answer of a learner who sees the offer in their wallet."""
    offer = await _waiting(request)
    await _answer(request, offer, web.text(await request.form(), "answer", 10))
    badge = await Badge.get_or_none(offer_id=offer.id)
    return web.see(f"/badges/{badge.id}" if badge else "/badges")


async def waiting_art(request: Request) -> Response:
    """GET /offers/waiting/{id}/art.png: the picture of an offer that waits in the wallet."""
    offer = await _waiting(request)
    return await files.picture(request, offer.credential.art_digest, {})


async def _waiting(request: Request) -> Offer:
    viewer = web.viewer(request)
    offer = await Offer.get_or_none(id=request.path_params["id"]).select_related("credential")
    mine = viewer and offer and await offers.standing(offer, viewer.learner_id) == "owner"
    found: Offer = web.found_or_404(offer if mine else None)
    return found


async def _answer(request: Request, offer: Offer, wanted: str) -> None:
    viewer = web.viewer(request)
    stands = await offers.standing(offer, viewer.learner_id if viewer else None)
    if stands == "other":
        raise Conflict(N_("You are signed in under another address than the one this badge was sent to. Choose below."))
    now = offers.utc_now()
    if wanted == "accept":
        await offers.accept(offer, now)
    elif wanted == "decline":
        await offers.decline(offer, now)
    elif wanted == "undo" and stands == "owner":
        await offers.undo(offer)


async def _next(request: Request, offer: Offer) -> RedirectResponse:
    await offer.refresh_from_db()
    viewer = web.viewer(request)
    badge = await Badge.get_or_none(offer_id=offer.id, learner_id=viewer.learner_id) if viewer else None
    return web.see(f"/badges/{badge.id}" if badge else f"/offers/{_token(request)}")


async def _found(request: Request) -> Offer:
    limits = web.services(request).limits
    client = request.client.host if request.client else "-"
    try:
        return await offers.find(_token(request))
    except Problem:
        await limits.spend("60/minute", "unknown-offer", client)
        raise


def _token(request: Request) -> str:
    token: str = request.path_params["token"]
    return token


async def _page(
    request: Request, offer: Offer, problem: Conflict | None = None, *, sent_again: bool = False
) -> Response:
    viewer = web.viewer(request)
    report = await newest_report(offer_id=offer.id)
    story = tell(offer.credential.document, verified(report))
    action = f"/offers/{_token(request)}"
    badge = await Badge.get_or_none(offer_id=offer.id, learner_id=viewer.learner_id) if viewer else None
    response = web.page(
        request,
        "import/offer.html",
        problem.status if problem else 200,
        status=state(offer, offers.utc_now()),
        story=story,
        art=Art(f"{action}/art.png" if offer.credential.art_digest else None, story.title),
        seal=seal(report, story.issuer, story.dates, invited=True),
        issuer_name=offer.issuer.name,
        message=offer.message,
        expires_at=offer.expires_at,
        masked=signin.masked(offer.email),
        standing=await offers.standing(offer, viewer.learner_id if viewer else None),
        documents=await Attachment.filter(offer_id=offer.id, superseded_at=None).count(),
        action=action,
        badge_url=f"/badges/{badge.id}" if badge else None,
        problem=translate(problem) if problem else None,
        sent_again=sent_again,
    )
    return _secret(response)


def _secret(response: Response) -> Response:
    response.headers.update(SECRET_PAGE)
    return response
