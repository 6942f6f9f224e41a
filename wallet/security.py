"""What guards every request: host, headers, same origin, rate limits."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import urlsplit

import structlog
from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import FixedWindowRateLimiter
from limits.errors import ConfigurationError
from redis.exceptions import RedisError
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from wallet.config import Misconfigured, Settings
from wallet.errors import Forbidden, TooMany
from wallet.i18n import N_

log = structlog.get_logger()
Refuse = Callable[[Request, Exception], Awaitable[Response]]
FOREIGN = N_("This request came from another site and was not carried out. Open the wallet and try again there.")
SAFE_METHODS = frozenset(("GET", "HEAD", "OPTIONS"))
CSP = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "frame-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}


def content_security_policy(**changes: str) -> str:
    """The policy of a page; a change names a directive with underscores, such as `form_action=...`."""
    directives = CSP | {name.replace("_", "-"): value for name, value in changes.items()}
    return "; ".join(f"{name} {value}" for name, value in directives.items())


# Where the address itself is a secret: refusals there are as careful with it as the page is.
SECRET_PATHS = ("/offers/", "/verify/")
SECRET_HEADERS = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}


def protective(settings: Settings) -> dict[str, str]:
    """The headers that every answer has whose handler did not choose its own."""
    headers = {
        "Content-Security-Policy": content_security_policy(),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
        "Cache-Control": "no-store",
    }
    if settings.secure:
        headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
    return headers


def protect(headers: MutableHeaders, wanted: Mapping[str, str]) -> None:
    """Add to an answer's headers what they lack of those."""
    for name, value in wanted.items():
        headers.setdefault(name, value)
    if "frame-ancestors *" in headers["Content-Security-Policy"]:
        del headers["X-Frame-Options"]  # which cannot say so


class SecurityHeaders:
    """Gives every answer its protective headers, unless the handler chose its own."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.headers = protective(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and add what the answer lacks."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        wanted = self.headers | (SECRET_HEADERS if scope["path"].startswith(SECRET_PATHS) else {})

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                protect(MutableHeaders(scope=message), wanted)
            await send(message)

        await self.app(scope, receive, guarded)


class SameOrigin:
    """Refuses a change that another site's page asks for; the API has no cookies and is not concerned."""

    def __init__(self, app: ASGIApp, settings: Settings, refuse: Refuse) -> None:
        self.app = app
        self.refuse = refuse
        parts = urlsplit(settings.base_url)
        self.origin = f"{parts.scheme}://{parts.netloc}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        concerned = scope["type"] == "http" and scope["method"] not in SAFE_METHODS
        if concerned and not scope["path"].startswith("/api/") and not self._own(scope["path"], Headers(scope=scope)):
            response = await self.refuse(Request(scope, receive), Forbidden(FOREIGN))
            await response(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _own(self, path: str, headers: Headers) -> bool:
        site, origin = headers.get("sec-fetch-site", ""), headers.get("origin", self.origin)
        # A page with `Referrer-Policy: no-referrer` sends `Origin: null` with its own forms (Fetch §3.2); over plain
        # http a browser says nothing of the site: there the form's token alone, which no other site knows, decides.
        silent = path.startswith(SECRET_PATHS) and not site
        own = origin == self.origin or (origin == "null" and (site == "same-origin" or silent))
        return own and site in ("", "same-origin", "none")


class RateLimits:
    """How often something may be tried; counted in memory, or in Redis for several processes.

    While Redis is away each process counts for itself: nobody is turned away for it, and no limit is lifted.
    Raises Misconfigured for an address that cannot be one of Redis.
    """

    PATIENCE, PAUSE = 1.0, 10.0  # seconds that Redis has to answer, and that it is then left alone

    def __init__(self, redis_url: str = "") -> None:
        self._own = FixedWindowRateLimiter(MemoryStorage())
        self._shared = _redis(redis_url) if redis_url else None
        self._away_until = 0.0

    async def spend(self, rule: str, *keys: str, cost: int = 1) -> None:
        """Count a try of `keys`, or several, against a rule such as "5/minute". Raises TooMany when it is used up."""
        item = parse(rule)
        if not await self._hit(item, *keys, cost=cost):
            raise TooMany(
                N_("Too many tries in a short time. Wait a few minutes and try again."), retry_after=item.get_expiry()
            )

    async def _hit(self, item: RateLimitItem, *keys: str, cost: int) -> bool:
        if self._shared and time.monotonic() >= self._away_until:
            try:
                async with asyncio.timeout(self.PATIENCE):
                    return bool(await FixedWindowRateLimiter(self._shared).hit(item, *keys, cost=cost))
            except (RedisError, OSError) as error:
                self._away_until = time.monotonic() + self.PAUSE
                log.error("redis is away; each process counts for itself", problem=str(error))
        return bool(await self._own.hit(item, *keys, cost=cost))

    async def close(self) -> None:
        """Let go of the connections to Redis."""
        if self._shared:
            await self._shared.bridge.get_connection().aclose()  # type: ignore[attr-defined]  # redispy's bridge has it


def _redis(url: str) -> RedisStorage:
    usage = "REDIS_URL takes redis://host:6379/0, or rediss:// for a connection by TLS."
    if not url.startswith(("redis://", "rediss://")):
        raise Misconfigured(usage)
    try:
        return RedisStorage(f"async+{url}", implementation="redispy")
    except (ConfigurationError, ValueError) as error:
        raise Misconfigured(usage) from error
