"""Coming to a shared page: which one, in which language, with which key to its lock."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from wallet import tokens
from wallet.services import services

KEPT = 12 * 3600  # seconds that a lock stays open for a browser


@dataclass(frozen=True)
class Visit:
    """A share's address as it is asked for; `key` opens its lock, where it has one."""

    slug: str
    language: str | None = None
    key: str = ""


def visit(request: Request) -> Visit:
    """The visit that a request to an address below /b/ is."""
    slug = request.path_params["slug"]
    return Visit(slug, request.query_params.get("lang"), request.cookies.get(_cookie(request), ""))


def key_to(share_id: object, password_hash: str) -> str:
    """What opens a share's lock until its password changes: to be made only by who knows the hash, which is random."""
    return tokens.derive_token(password_hash, "share.key", share_id)


def hand_key(request: Request, response: Response, slug: str, key: str) -> None:
    """Give the browser a key that it shows at this share's addresses alone."""
    secure = services(request).settings.secure
    path = f"/b/{slug}"
    response.set_cookie(_cookie(request), key, max_age=KEPT, path=path, secure=secure, httponly=True, samesite="lax")


def _cookie(request: Request) -> str:
    return "__Secure-key" if services(request).settings.secure else "key"
