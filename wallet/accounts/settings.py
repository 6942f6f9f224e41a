"""The settings page: the learner's name and language, addresses, sessions, ways to sign in."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from tortoise.transactions import in_transaction

from wallet import i18n, web
from wallet.accounts import addresses, middleware, oidc, sessions, signin
from wallet.accounts.sessions import signed_in
from wallet.changes import changed_for
from wallet.errors import Conflict, Problem, Refused, Unprocessable
from wallet.i18n import N_
from wallet.models import Address, Identity, Learner, Session
from wallet.web import Viewer

# What the page says after a deed, by what its address then holds.
DONE = {"saved": N_("Saved."), "added": N_("Added."), "removed": N_("Removed.")}


@dataclass(frozen=True)
class AddressRow:
    """An address in the list."""

    id: UUID
    email: str
    verified_at: datetime
    removable: bool


@dataclass(frozen=True)
class SessionRow:
    """A signed-in browser in the list."""

    id: UUID
    label: str
    created: datetime
    last_seen: datetime
    current: bool


@dataclass(frozen=True)
class IdentityRow:
    """A linked provider in the list."""

    id: UUID
    provider: str
    linked_at: datetime


@signed_in
async def show(request: Request, viewer: Viewer) -> Response:
    """GET /settings."""
    return await page(request, viewer)


async def page(request: Request, viewer: Viewer, problem: Problem | None = None) -> Response:
    """The page, with what went wrong in one of its forms."""
    learner = await Learner.get(id=viewer.learner_id)
    identities = await _identities(request, learner.id)
    linked = {identity.provider for identity in identities}
    return web.page(
        request,
        "accounts/settings.html",
        problem.status if problem else 200,
        display_name=learner.display_name,
        language=learner.locale or i18n.current(),
        addresses=await _addresses(learner.id),
        sessions=await _sessions(learner.id, viewer.session_id),
        identities=identities,
        providers=[way for way in oidc.ways(request, "/settings/identities/with/") if way[0] not in linked],
        problem=i18n.translate(problem) if problem else None,
        done=next((i18n.gettext(said) for what, said in DONE.items() if what in request.query_params), None),
    )


async def _addresses(learner_id: UUID) -> list[AddressRow]:
    found = await Address.filter(learner_id=learner_id).order_by("verified_at", "id")
    return [AddressRow(one.id, one.email, one.verified_at, removable=len(found) > 1) for one in found]


async def _sessions(learner_id: UUID, current: str) -> list[SessionRow]:
    live = Session.filter(learner_id=learner_id, revoked_at=None, expires_at__gt=datetime.now(UTC))
    unnamed = i18n.gettext(N_("A browser that does not say its name"))
    rows = [
        SessionRow(one.id, one.label or unnamed, one.created_at, one.last_seen, current=str(one.id) == current)
        for one in await live.order_by("-last_seen", "id")
    ]
    return sorted(rows, key=lambda row: not row.current)


async def _identities(request: Request, learner_id: UUID) -> list[IdentityRow]:
    labels = {provider.issuer: provider.label for provider in web.services(request).settings.oidc}
    found = await Identity.filter(learner_id=learner_id).order_by("linked_at", "id")
    return [IdentityRow(one.id, labels.get(one.issuer, one.issuer), one.linked_at) for one in found]


@signed_in
async def save(request: Request, viewer: Viewer) -> Response:
    """POST /settings: the display name and the language."""
    fields = await request.form()
    locale = web.text(fields, "locale", 8)
    if locale not in i18n.LANGUAGES:
        return await page(request, viewer, Refused(N_("This wallet does not speak that language.")))
    name = _name(web.text(fields, "display_name", 120))
    async with in_transaction():
        await Learner.filter(id=viewer.learner_id).update(display_name=name, locale=locale)
        await changed_for(UUID(viewer.learner_id))
    response = web.see("/settings?saved")
    sessions.drop(request, response, middleware.LANGUAGE_COOKIE)
    return response


def _name(typed: str) -> str:
    # In one line, without control characters; everything else that scripts need, such as joiners, stays.
    spaced = "".join(" " if unicodedata.category(sign) in ("Cc", "Zl", "Zp") else sign for sign in typed)
    return unicodedata.normalize("NFC", " ".join(spaced.split()))


@signed_in
async def add_address(request: Request, viewer: Viewer) -> Response:
    """POST /settings/addresses: send a code to another address."""
    try:
        asked = await addresses.add(request, viewer, web.text(await request.form(), "email", 320))
    except (Unprocessable, Conflict) as e:
        return await page(request, viewer, e)
    return web.see(signin.path(asked))


@signed_in
async def remove_address(request: Request, viewer: Viewer) -> Response:
    """POST /settings/addresses/{id}/remove."""
    try:
        await addresses.remove(viewer.learner_id, request.path_params["id"])
    except Conflict as e:
        return await page(request, viewer, e)
    return web.see("/settings?removed")


@signed_in
async def revoke_session(request: Request, viewer: Viewer) -> Response:
    """POST /settings/sessions/{id}/revoke: sign a browser out, another or this one."""
    id = request.path_params["id"]
    live = Session.filter(id=id, learner_id=viewer.learner_id, revoked_at=None)
    web.found_or_404(await live.update(revoked_at=datetime.now(UTC)) or None)
    response = web.see("/settings" if str(id) != viewer.session_id else "/")
    if str(id) == viewer.session_id:
        sessions.drop(request, response)
    return response


@signed_in
async def revoke_others(request: Request, viewer: Viewer) -> Response:
    """POST /settings/sessions/revoke-others: sign all browsers out but this one."""
    others = Session.filter(learner_id=viewer.learner_id, revoked_at=None).exclude(id=viewer.session_id)
    await others.update(revoked_at=datetime.now(UTC))
    return web.see("/settings")


@signed_in
async def remove_identity(request: Request, viewer: Viewer) -> Response:
    """POST /settings/identities/{id}/remove: a provider may no longer sign this learner in; a code always can."""
    mine = Identity.filter(id=request.path_params["id"], learner_id=viewer.learner_id)
    web.found_or_404(await mine.delete() or None)
    return web.see("/settings?removed")


routes = (
    web.get("/settings", show),
    web.post("/settings", save),
    web.post("/settings/addresses", add_address),
    web.post("/settings/addresses/{id:uuid}/remove", remove_address),
    web.post("/settings/sessions/revoke-others", revoke_others),
    web.post("/settings/sessions/{id:uuid}/revoke", revoke_session),
    web.post("/settings/identities/{id:uuid}/remove", remove_identity),
)
