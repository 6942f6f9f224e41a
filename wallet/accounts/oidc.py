"""Signing in with a provider: on the way there, on the way back, and linking what was not linked yet."""

from __future__ import annotations

from dataclasses import asdict
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from tortoise.transactions import in_transaction

from wallet import tokens, web
from wallet.accounts import guard, linking, middleware, providers, sealed, sessions
from wallet.accounts.providers import Departure, Person
from wallet.accounts.sessions import signed_in
from wallet.config import Provider
from wallet.errors import Conflict, Problem, Refused
from wallet.i18n import N_
from wallet.refusals import refusal
from wallet.web import Viewer

LOST = N_("This sign-in was not begun in this browser, or it took too long. Go back to the wallet and begin again.")
SWITCHED = N_("You are no longer signed in to the account that asked for this link. Sign in to it and begin again.")


def ways(request: Request, path: str) -> list[tuple[str, str]]:
    """The configured providers, each with the address to which a form posts to use it."""
    return [(provider.label, path + provider.name) for provider in web.services(request).settings.oidc]


# -- there ---------------------------------------------------------------------------------------------------------


async def start(request: Request) -> Response:
    """POST /sign-in/with/{provider}: go there to sign in."""
    next = web.local_path(str((await request.form()).get("next", "")))
    return await _depart(request, next=next, learner="")


@signed_in
async def start_linking(request: Request, viewer: Viewer) -> Response:
    """POST /settings/identities/with/{provider}: go there to link it to the account that is open."""
    return await _depart(request, next="/settings", learner=viewer.learner_id)


async def _depart(request: Request, *, next: str, learner: str) -> Response:
    # Not a redirect: browsers hold every hop after a form to its page's form-action, and a federation has many hops.
    provider = _provider(request)
    await guard.trying(request)
    way = await providers.depart(provider, _redirect_uri(request))
    response = web.page(request, "accounts/leaving.html", name=provider.label, url=way.url)
    response.headers["Refresh"] = f"0; url={way.url}"
    kept = {"provider": provider.name, "nonce": way.nonce, "verifier": way.verifier, "next": next, "learner": learner}
    sealed.keep(request, response, _cookie(way.state), kept)
    return response


# -- back ----------------------------------------------------------------------------------------------------------


async def back(request: Request) -> Response:
    """GET /sign-in/with/{provider}/back: the provider sent somebody back; its state is used up whatever follows."""
    state = request.query_params.get("state", "")
    try:
        response = await _arrive(request, state)
    except Problem as e:
        response = await refusal(request, e)
    sessions.drop(request, response, _cookie(state))
    return response


async def _arrive(request: Request, state: str) -> Response:
    provider, kept = _provider(request), sealed.kept(request, _cookie(state))
    if kept is None or kept["provider"] != provider.name:
        raise Refused(LOST)
    way = Departure("", state, kept["nonce"], kept["verifier"])
    person = await providers.arrive(provider, way, _redirect_uri(request), request.query_params)
    if kept["learner"]:
        return await _link_open_account(request, kept["learner"], person)
    return await _sign_in(request, provider, person, kept["next"])


async def _link_open_account(request: Request, learner: str, person: Person) -> Response:
    viewer = web.viewer(request)
    if not viewer or viewer.learner_id != learner:
        raise Conflict(SWITCHED)
    await linking.link(UUID(learner), person)
    return web.see("/settings")


async def _sign_in(request: Request, provider: Provider, person: Person, next: str) -> Response:
    async with in_transaction():
        learner_id = await linking.owner(person)
        token = await sessions.begin(request, learner_id) if learner_id else None
    if token is None:
        return _prove_first(request, provider, person, next)
    response = web.see(next)
    sessions.hand(request, response, token)
    sessions.drop(request, response, middleware.LANGUAGE_COOKIE)
    return response


# -- linking after a mailbox was proved ----------------------------------------------------------------------------


def _prove_first(request: Request, provider: Provider, person: Person, next: str) -> Response:
    path = f"/sign-in/with/{provider.name}/link"
    if web.viewer(request):
        response: Response = web.see(path)
    else:
        email = linking.address_of(person)
        response = web.page(request, "accounts/prove.html", name=provider.label, email=email, next=path)
    sealed.keep(request, response, "linking", asdict(person) | {"next": next})
    return response


@signed_in
async def confirm(request: Request, viewer: Viewer) -> Response:
    """GET /sign-in/with/{provider}/link: who has proved a mailbox may link the provider to that account."""
    provider, (_, next) = _provider(request), _pending(request)
    return web.page(request, "accounts/linking.html", name=provider.label, address=viewer.address, next=next)


@signed_in
async def link(request: Request, viewer: Viewer) -> Response:
    """POST /sign-in/with/{provider}/link: link it."""
    person, next = _pending(request)
    await linking.link(UUID(viewer.learner_id), person)
    response = web.see(next)
    sessions.drop(request, response, "linking")
    return response


def _pending(request: Request) -> tuple[Person, str]:
    kept = sealed.kept(request, "linking")
    if kept is None or kept["issuer"] != _provider(request).issuer:
        raise Refused(LOST)
    return Person(kept["issuer"], kept["subject"], kept["email"]), kept["next"]


def _provider(request: Request) -> Provider:
    name = request.path_params["provider"]
    named = (provider for provider in web.services(request).settings.oidc if provider.name == name)
    found: Provider = web.found_or_404(next(named, None))
    return found


def _redirect_uri(request: Request) -> str:
    return web.services(request).settings.url(f"/sign-in/with/{request.path_params['provider']}/back")


def _cookie(state: str) -> str:
    return f"oidc-{tokens.hashed(state)[:16]}"


routes = (
    web.post("/sign-in/with/{provider}", start),
    web.get("/sign-in/with/{provider}/back", back),
    web.get("/sign-in/with/{provider}/link", confirm),
    web.post("/sign-in/with/{provider}/link", link),
    web.post("/settings/identities/with/{provider}", start_linking),
)
