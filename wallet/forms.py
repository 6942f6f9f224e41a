"""Forms: the browser's cookie, the token that ties a form to it, and the fields that come back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message

from wallet import tokens
from wallet.errors import Forbidden, Refused, TooLarge
from wallet.i18n import N_
from wallet.services import services, viewer

MOST_FILES, MOST_FIELDS = 4, 40
LARGEST_FIELD = 2 * 1024 * 1024  # of a form whose limit is wider than that


def cookie_name(request: Request, name: str) -> str:
    """`__Host-name` over https, which binds it to this host; the plain name where there is no https."""
    return f"__Host-{name}" if services(request).settings.secure else name


def set_cookie(request: Request, response: Response, name: str, value: str, max_age: int | None = None) -> None:
    """Set one of the wallet's cookies: HttpOnly, Lax, for the whole host, Secure over https."""
    response.set_cookie(
        cookie_name(request, name),
        value,
        max_age=max_age,
        path="/",
        secure=services(request).settings.secure,
        httponly=True,
        samesite="lax",
    )


def browser(request: Request) -> str:
    """The random name of this browser, made when first asked for; forms and sign-ins are bound to it."""
    known: str | None = getattr(request.state, "browser", None) or request.cookies.get(cookie_name(request, "browser"))
    if not known or len(known) != 43:
        known = tokens.new_token()
    request.state.browser = known
    return known


def bound_browser(request: Request) -> str:
    """The same name, for what the browser has to come back with: the answer gives it its cookie."""
    request.state.browser_needed = True
    return browser(request)


def remember_browser(request: Request, response: Response) -> None:
    """Give the browser its cookie when something was bound to it and it has none."""
    name = cookie_name(request, "browser")
    given = any(cookie.startswith(f"{name}=") for cookie in response.headers.getlist("set-cookie"))
    needed = getattr(request.state, "browser_needed", False) and not given
    if needed and request.cookies.get(name) != browser(request):
        set_cookie(request, response, "browser", browser(request))


def form_token(request: Request) -> str:
    """What a form of this browser carries."""
    return tokens.derive_token(services(request).settings.secret, "form", browser(request))


def secret_path_token(request: Request) -> str | None:
    """What a form carries on a page whose address is a secret, for whoever is not signed in; None on other pages.

    Who made a form for that address knows the secret, which is all that the page asks for; so it needs no cookie, and
    a mail's link can be opened by any scanner or preview without being given one.
    """
    secret = request.path_params.get("token")
    if not secret or viewer(request):
        return None
    return tokens.derive_token(services(request).settings.secret, "form.path", secret)


def within(request: Request, limit: int) -> Request:
    """The same request, whose body raises TooLarge once it is longer than `limit` bytes, or at once if it says so."""
    announced = request.headers.get("content-length", "")
    if announced.isascii() and announced.isdigit() and int(announced[:20]) > limit:
        raise _too_large(limit)
    read = 0

    async def receive() -> Message:
        nonlocal read
        message = await request.receive()
        read += len(message.get("body", b""))
        if read > limit:
            raise _too_large(limit)
        return message

    return Request(request.scope, receive)


def _too_large(limit: int) -> TooLarge:
    return TooLarge(N_("This is larger than the wallet takes: at most %(size)d KB."), size=limit // 1024)


async def fields_of(request: Request, files: int = MOST_FILES, most: int = MOST_FIELDS) -> FormData:
    """The fields of a form, whoever made it. Raises Refused for what is none."""
    try:
        return await request.form(max_files=files, max_fields=most, max_part_size=LARGEST_FIELD)
    except (HTTPException, UnicodeError) as e:  # the sender may name any codec of Python's
        raise Refused(N_("The form could not be read. Go back, reload the page and send it again.")) from e


async def form(request: Request, files: int = MOST_FILES, most: int = MOST_FIELDS) -> FormData:
    """The fields of a form that this wallet made for this browser, or for this secret address. Else Forbidden."""
    fields = await fields_of(request, files, most)
    token = fields.get("token")
    right = filter(None, (form_token(request), secret_path_token(request)))
    if not isinstance(token, str) or not token.isascii() or not any(tokens.same(token, one) for one in right):
        raise Forbidden(
            N_("This page was open for too long, or your browser keeps no cookies. Go back, reload it and try again.")
        )
    return fields


def text(fields: Mapping[str, Any], name: str, limit: int = 1000) -> str:
    """A text field, trimmed; empty when absent. Raises Refused when it is too long or not text."""
    value = fields.get(name, "")
    if isinstance(value, UploadFile) or len(value) > limit or not _storable(value):
        raise Refused(N_("A field of the form holds something that cannot be used. Go back and correct it."))
    return str(value).strip()


def _storable(value: str) -> bool:
    """Whether a database can keep a text: no NUL, no half of a character."""
    return "\x00" not in value and not any("\ud800" <= sign <= "\udfff" for sign in value)


class FormToken:
    """The hidden value that ties a form to its secret address, or to its browser, which then gets its cookie."""

    def __init__(self, request: Request) -> None:
        self._request = request

    def __html__(self) -> str:
        if token := secret_path_token(self._request):
            return token
        bound_browser(self._request)
        return form_token(self._request)

    __str__ = __html__
