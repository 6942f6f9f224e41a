"""Who is asking, and in which language: known before any page is."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from tortoise.exceptions import DBConnectionError, OperationalError

from wallet import i18n, web
from wallet.accounts import sessions
from wallet.config import Settings
from wallet.errors import Unavailable
from wallet.i18n import N_
from wallet.refusals import refusal

LANGUAGE_COOKIE = "lang"
_YEAR = 365 * 24 * 3600
_UNASKED = ("/static/", "/api/")  # the same for everybody, or asked by programs with keys
_PUBLIC = "/b/"  # shown alike to all, owner or not


class Asking:
    """Finds the session and the language of a request: `request.state.viewer`, and what `i18n` speaks."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.cookie = f"__Host-{sessions.COOKIE}" if settings.secure else sessions.COOKIE

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, in the language of who asks."""
        if scope["type"] != "http" or scope["path"].startswith(_UNASKED):
            await self.app(scope, receive, send)
            return
        request, cookies, app = Request(scope, receive), Response(), self.app
        if not scope["path"].startswith(_PUBLIC):
            try:
                await self._recognise(request, cookies)
            except (OperationalError, DBConnectionError):
                app = _busy
            _remember_language(request, cookies)
        with i18n.speaking(language(request)):
            await app(scope, receive, _with_cookies(send, cookies))

    async def _recognise(self, request: Request, cookies: Response) -> None:
        token, now = request.cookies.get(self.cookie), datetime.now(UTC)
        session = await sessions.find(token, now) if token else None
        if token and session:
            request.state.viewer = await sessions.viewer_of(session)
            with suppress(OperationalError):  # reading goes on while nothing can be written
                if await sessions.touch(session, now):
                    sessions.hand(request, cookies, token)


def language(request: Request) -> str:
    """The language to answer in: the one asked for, chosen in this browser, set by the learner, or the browser's.

    Signing in and saving the settings forget the browser's choice, so that the learner's setting outranks older ones.
    """
    viewer = web.viewer(request)
    if wish := chosen(request) or (viewer.locale if viewer and viewer.locale in i18n.LANGUAGES else ""):
        return wish
    return i18n.negotiate(request.headers.get("accept-language", "")) or i18n.DEFAULT


def chosen(request: Request) -> str:
    """The language that was asked for or chosen in this browser; empty where nobody chose."""
    public = request.url.path.startswith(_PUBLIC)
    kept = None if public else request.cookies.get(web.cookie_name(request, LANGUAGE_COOKIE))
    wishes = (request.query_params.get("lang"), kept)
    return next((str(wish) for wish in wishes if wish in i18n.LANGUAGES), "")


def _remember_language(request: Request, cookies: Response) -> None:
    wish = request.query_params.get("lang")
    if wish in i18n.LANGUAGES:
        web.set_cookie(request, cookies, LANGUAGE_COOKIE, str(wish), max_age=_YEAR)


def _with_cookies(send: Send, cookies: Response) -> Send:
    given = [value for name, value in cookies.raw_headers if name == b"set-cookie"]
    if not given:
        return send

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = list(message.get("headers", []))
            chosen = {_name(value) for name, value in headers if name == b"set-cookie"}  # the handler's word counts
            headers += [(b"set-cookie", value) for value in given if _name(value) not in chosen]
            message["headers"] = headers
        await send(message)

    return sending


def _name(cookie: bytes) -> bytes:
    return cookie.partition(b"=")[0]


async def _busy(scope: Scope, receive: Receive, send: Send) -> None:
    busy = Unavailable(N_("The wallet is busy. Nothing was lost; try again in a moment."))
    response = await refusal(Request(scope, receive), busy)
    await response(scope, receive, send)
