"""The application: the only place where everything is joined."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import structlog
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from tortoise.exceptions import DBConnectionError, OperationalError

from wallet import features, jobs, web
from wallet.accounts.middleware import Asking
from wallet.accounts.sessions import COOKIE
from wallet.address import OwnAddress
from wallet.config import Settings
from wallet.confined import Confined
from wallet.database import connected
from wallet.errors import Problem, Unavailable
from wallet.fetch import Fetcher
from wallet.i18n import N_
from wallet.kept import FromMemory, Kept
from wallet.mail.smtp import Mailer
from wallet.paths import STATIC
from wallet.pictures import normalise
from wallet.refusals import refusal
from wallet.regularly import regularly
from wallet.security import RateLimits, SameOrigin, SecurityHeaders
from wallet.services import Services
from wallet.storage import open_storage
from wallet.trust.driver import judge
from wallet.views import EVERY, Views

log = structlog.get_logger()


@asynccontextmanager
async def open_services(
    settings: Settings, network: Fetcher | None = None, pool: type[Confined] = Confined
) -> AsyncIterator[Services]:
    """Everything handlers and jobs work with, open; `network` and `pool` stand in for the usual ones."""
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(connected(settings))
        limits, views = RateLimits(settings.redis_url), Views(settings)
        kept = Kept(settings, views, COOKIE)
        stack.push_async_callback(limits.close)
        stack.push_async_callback(kept.versions.close)
        await stack.enter_async_context(regularly(EVERY, kept.tidy))
        await stack.enter_async_context(regularly(EVERY, views.flush))
        yield Services(
            settings=settings,
            storage=open_storage(settings.storage_url),
            fetcher=await stack.enter_async_context(network or Fetcher()),
            confined=await stack.enter_async_context(pool(workers=2, warm=[judge, normalise])),
            documents=await stack.enter_async_context(pool(workers=2, warm=_wanted_by("warm"))),
            printing=await stack.enter_async_context(pool(workers=1, warm=_wanted_by("prints"))),
            mailer=Mailer(settings),
            limits=limits,
            templates=web.environment(),
            kept=kept,
            views=views,
        )


def _wanted_by(work: str) -> list[str]:
    return [module for name in features.FEATURES for module in getattr(features.load(name), work)]


def handlers(names: tuple[str, ...] = features.FEATURES) -> dict[str, jobs.Handler[Services]]:
    """Every job that the features do, by name."""
    return {name: job for feature in names for name, job in features.load(feature).jobs.items()}


def worker(services: Services, names: tuple[str, ...] = features.FEATURES) -> jobs.Worker[Services]:
    """Who does the jobs of the features of those names."""
    always = [name for feature in names for name in features.load(feature).always]
    return jobs.Worker(handlers(names), services, always=always)


def create_app(
    settings: Settings,
    names: tuple[str, ...] = features.FEATURES,
    network: Fetcher | None = None,
    pool: type[Confined] = Confined,
) -> Starlette:
    """The wallet as an ASGI application, with the features of those names."""
    routes: list[BaseRoute] = [route for name in names for route in features.load(name).routes]
    routes.append(web.get("/accent.css", accent))
    routes.append(web.get("/favicon.ico", favicon))
    routes.append(Mount("/static", Static(directory=STATIC), name="static"))

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[dict[str, Any]]:
        async with open_services(settings, network, pool) as opened:
            app.state.services = opened
            if settings.inline_worker:
                await opened.confined.warm_up()
                await opened.documents.warm_up()
                await opened.printing.warm_up()
            app.state.panels = [panel for name in names for panel in features.load(name).panels]
            async with worker(opened, names).running() if settings.inline_worker else AsyncExitStack():
                yield {"kept": opened.kept}  # for the server: see quick.py

    app = Starlette(routes=routes, lifespan=lifespan, middleware=_guards(settings), exception_handlers=_refusals())
    app.router.redirect_slashes = False  # it would redirect to the scheme and the host that the request claims
    return app


def _guards(settings: Settings) -> list[Middleware]:
    return [
        Middleware(FromMemory),
        Middleware(AccessLog),
        Middleware(SecurityHeaders, settings=settings),
        Middleware(OwnAddress, settings=settings),
        Middleware(Asking, settings=settings),
        Middleware(SameOrigin, settings=settings, refuse=refusal),
        Middleware(Mistakes),
    ]


def _refusals() -> dict[Any, Any]:
    down = dict.fromkeys((OperationalError, DBConnectionError), _database_down)
    return {Problem: refusal, HTTPException: refusal, ClientDisconnect: _gone, Exception: refusal, **down}


async def _gone(_request: Request, _error: Exception) -> Response:
    return Response(status_code=400)  # nobody reads it: whoever asked went away while sending


async def favicon(request: Request) -> Response:
    """GET /favicon.ico: what browsers ask for beside a picture that is opened alone."""
    return Response((STATIC / "favicon.svg").read_bytes(), media_type="image/svg+xml")


async def accent(request: Request) -> Response:
    """GET /accent.css: the operator's colour, from which the stylesheets make all others."""
    colour = web.services(request).settings.accent
    style = f":root {{ --brand: {colour}; }}" if colour else ""
    return Response(style, media_type="text/css", headers={"Cache-Control": "no-cache"})


async def _database_down(request: Request, error: Exception) -> Response:
    log.error("database", problem=str(error))
    return await refusal(request, Unavailable(N_("The wallet is busy. Nothing was lost; try again in a moment.")))


class Mistakes:
    """Answers what nothing else caught here, inside the guards: the framework would do it outside, without headers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; a mistake of the wallet's is told to the reader, and raised on to the server's log."""
        begun = False

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, noted)
        except Exception as error:
            if scope["type"] == "http" and not begun:
                await (await refusal(Request(scope, receive), error))(scope, receive, send)
            raise


class Static(StaticFiles):
    """The wallet's own files; an address with a content hash may be kept for ever."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the file with how long it may be kept."""
        lasting = b"v=" in scope.get("query_string", b"")

        async def kept(message: Message) -> None:
            if message["type"] == "http.response.start":
                value = b"public, max-age=31536000, immutable" if lasting else b"no-cache"
                message["headers"] = [*message["headers"], (b"cache-control", value)]
            await send(message)

        await super().__call__(scope, receive, kept)


class AccessLog:
    """One line a request, by the route's pattern: addresses of offers and shares are secrets and stay out of logs."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and note what became of it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status, begun = 0, time.perf_counter()

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, noted)
        finally:
            route = getattr(scope.get("route"), "path", "-")
            took = round((time.perf_counter() - begun) * 1000, 1)
            log.info("request", method=scope["method"], route=route, status=status, ms=took)
