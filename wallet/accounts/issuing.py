"""The door of the API: who asks, how often, and what each address does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import ClassVar, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from wallet.errors import Unauthorised
from wallet.models import Issuer
from wallet.services import services

from .keys import key_of

PREFIX: Final = "/api/v1"
RATE: Final = "1200/minute"  # of one key

Handler = Callable[[Request, Issuer], Awaitable[Response]]


class NoKey(Unauthorised):
    """No live key came with the request; the header says what is wanted (RFC 6750 §3)."""

    headers: ClassVar[dict[str, str]] = {"WWW-Authenticate": 'Bearer realm="issuers"'}


def route(path: str, **methods: Handler) -> Route:
    """An address for issuers with a key, below `/api/v1`, and what each method does there: `get=show`."""

    async def answer(request: Request) -> Response:
        issuer = await _issuer(request)
        method = "get" if request.method == "HEAD" else request.method.lower()
        return await methods[method](request, issuer)

    return Route(PREFIX + path, answer, methods=sorted(name.upper() for name in methods), name=f"api {path}")


async def _issuer(request: Request) -> Issuer:
    try:
        key = await key_of(request.headers.get("Authorization", ""))
    except Unauthorised as e:
        raise NoKey(e.message) from e
    await services(request).limits.spend(RATE, "api", str(key.id))
    return key.issuer
