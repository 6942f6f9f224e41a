"""The pages of signing in and out."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from tortoise.transactions import in_transaction

from wallet import i18n, web
from wallet.accounts import middleware, oidc, sessions, signin
from wallet.accounts.mailbox import masked
from wallet.errors import Conflict, Problem, Unprocessable
from wallet.models import SignIn
from wallet.models.session import Purpose


async def form(request: Request) -> Response:
    """Ask for an address to send a code to; who is signed in goes on."""
    next = web.local_path(request.query_params.get("next", ""))
    if web.viewer(request):
        return web.see("/badges" if next.startswith("/sign-in") else next)
    return sign_in_page(request, next=next)


def sign_in_page(request: Request, *, next: str, email: str = "", problem: Problem | None = None) -> Response:
    """The form that asks for an address."""
    return web.page(
        request,
        "accounts/sign_in.html",
        problem.status if problem else 200,
        email=email,
        problem=i18n.translate(problem) if problem else None,
        providers=oidc.ways(request, "/sign-in/with/"),
        next=next,
        invited=next.startswith("/offers/"),
    )


async def send(request: Request) -> Response:
    """Send a code, to whatever address; the answer does not tell whether it is known."""
    fields = await request.form()
    email, next = web.text(fields, "email", 320), web.local_path(str(fields.get("next", "")))
    try:
        asked = await signin.ask(request, email, next=next)
    except Unprocessable as e:
        return sign_in_page(request, next=next, email=email, problem=e)
    return web.see(signin.path(asked))


async def code(request: Request) -> Response:
    """Where the code is typed, in the browser that asked."""
    asked = await signin.asked_here(request)
    if _done(request, asked):
        return web.see(_next(asked))
    return _code_page(request, asked, signin.usable(asked), status=200)


async def enter(request: Request) -> Response:
    """Take the typed code."""
    asked = await signin.asked_here(request)
    if _done(request, asked):
        return web.see(_next(asked))
    try:
        token = await signin.answer_code(request, asked, web.text(await request.form(), "code", 40))
    except (Unprocessable, Conflict) as e:
        await asked.refresh_from_db()  # the try was counted
        return _code_page(request, asked, signin.usable(asked) or e, status=e.status)
    return _arrived(request, asked, token)


async def resend(request: Request) -> Response:
    """Send a new code; the old one is void."""
    asked = await signin.asked_here(request)
    await signin.again(request, asked)
    return web.see(signin.path(asked))


async def link(request: Request) -> Response:
    """The link of the mail: a button where the code was asked for, advice elsewhere. It changes nothing."""
    asked = await signin.asked_anywhere(request)
    here = signin.is_here(request, asked)
    if here:
        signin.check_link(request, asked)
    return web.page(request, "accounts/link.html", elsewhere=not here, purpose=asked.purpose.value)


async def open_link(request: Request) -> Response:
    """The button of the link's page."""
    asked = await signin.asked_here(request)
    signin.check_link(request, asked)
    if _done(request, asked):
        return web.see(_next(asked))
    return _arrived(request, asked, await signin.answer_link(request, asked))


async def sign_out(request: Request) -> Response:
    """Revoke this browser's session: its cookie is worth nothing from now on."""
    async with in_transaction():
        await sessions.end(request)
    fields = await request.form()
    response = web.see(web.local_path(request.query_params.get("next") or str(fields.get("next", "")), "/"))
    sessions.drop(request, response)
    return response


def _code_page(request: Request, asked: SignIn, problem: Problem | None, *, status: int) -> Response:
    return web.page(
        request,
        "accounts/code.html",
        status,
        masked=masked(asked.email),
        problem=i18n.translate(problem) if problem else None,
        attempt_id=str(asked.id),
        purpose=asked.purpose.value,
        can_type=signin.usable(asked) is None,
        can_resend=asked.used_at is None,
    )


def _done(request: Request, asked: SignIn) -> bool:
    return bool(asked.used_at and web.viewer(request))  # a button pressed twice is no mistake to be told of


def _arrived(request: Request, asked: SignIn, token: str | None) -> Response:
    response = web.see(_next(asked))
    if token:
        sessions.hand(request, response, token)
        sessions.drop(request, response, middleware.LANGUAGE_COOKIE)
    return response


def _next(asked: SignIn) -> str:
    return asked.next or ("/settings" if asked.purpose == Purpose.ADD_ADDRESS else "/badges")


routes = (
    web.get("/sign-in", form),
    web.post("/sign-in", send),
    web.get("/sign-in/{id:uuid}", code),
    web.post("/sign-in/{id:uuid}", enter),
    web.post("/sign-in/{id:uuid}/resend", resend),
    web.get("/sign-in/{id:uuid}/link/{key}", link),
    web.post("/sign-in/{id:uuid}/link/{key}", open_link),
    web.post("/sign-out", sign_out),
)
