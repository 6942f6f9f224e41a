"""Values that a browser keeps for the wallet for some minutes: readable, but bound to that browser and unalterable."""

from __future__ import annotations

import json
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode

from starlette.requests import Request
from starlette.responses import Response

from wallet import tokens, web
from wallet.forms import remember_browser

LIFETIME = 600  # seconds


def keep(request: Request, response: Response, name: str, values: dict[str, str]) -> None:
    """Give the browser values to keep in a cookie of that name."""
    web.bound_browser(request)
    body = json.dumps(values | {"until": str(int(time.time()) + LIFETIME)}).encode()
    text = urlsafe_b64encode(body).rstrip(b"=").decode()
    web.set_cookie(request, response, name, f"{text}.{_seal(request, name, text)}", max_age=LIFETIME)
    remember_browser(request, response)


def kept(request: Request, name: str) -> dict[str, str] | None:
    """The values that this browser was given, unless they were altered, are another browser's or too old."""
    text, _, seal = request.cookies.get(web.cookie_name(request, name), "").partition(".")
    if not text or not tokens.same(seal, _seal(request, name, text)):
        return None
    values: dict[str, str] = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return values if int(values.pop("until")) >= time.time() else None


def _seal(request: Request, name: str, text: str) -> str:
    secret = web.services(request).settings.secret
    return tokens.derive_token(secret, "accounts.sealed", web.browser(request), name, text)
