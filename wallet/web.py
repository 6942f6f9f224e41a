"""What every page shares: rendering, refusing, reading forms, finding the services."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import nh3
import structlog
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from wallet import i18n, tokens
from wallet.config import Settings
from wallet.confined import Confined
from wallet.errors import Forbidden, NotFound, Problem, Refused, TooMany
from wallet.fetch import Fetcher
from wallet.i18n import N_
from wallet.mail.smtp import Mailer
from wallet.paths import STATIC, TEMPLATES
from wallet.security import RateLimits
from wallet.storage import Storage

FORM_LIMIT = 64 * 1024
log = structlog.get_logger()
Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True)
class Viewer:
    """Who is signed in, as pages need to know it."""

    learner_id: str
    session_id: str
    name: str
    address: str
    locale: str


@dataclass(frozen=True)
class Services:
    """What handlers and jobs work with; held open by the application's lifespan."""

    settings: Settings
    storage: Storage
    fetcher: Fetcher
    confined: Confined
    mailer: Mailer
    limits: RateLimits
    templates: Environment


def services(request: Request) -> Services:
    """The services of the application that serves this request."""
    found: Services = request.app.state.services
    return found


def viewer(request: Request) -> Viewer | None:
    """Who is signed in; set by the accounts' middleware."""
    return getattr(request.state, "viewer", None)


# -- pages ---------------------------------------------------------------------------------------------------------


def environment() -> Environment:
    """The template environment of pages and mails: escaping, strict, translated."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    i18n.install(made)
    made.filters.update(bytes=i18n.filesize, markdown=markdown, sentence=i18n.translate)
    made.globals.update(static=static_url)
    return made


_MARKDOWN = MarkdownIt("commonmark", {"html": False})


def markdown(text: str | None) -> Markup:
    """A stranger's Markdown as harmless HTML: no raw HTML, no pictures, links http(s) only and unfollowed."""
    html = nh3.clean(
        _MARKDOWN.render(text or ""),
        tags={"p", "br", "ul", "ol", "li", "strong", "em", "code", "pre", "blockquote", "a", "h3", "h4", "hr"},
        attributes={"a": {"href"}},
        url_schemes={"http", "https"},
        link_rel="nofollow noopener noreferrer ugc",
    )
    return Markup(html)  # noqa: S704 - cleaned by nh3 just above


@cache
def static_url(name: str) -> str:
    """The address of a static file; its content's hash lets browsers keep it for ever."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"


class FormToken:
    """The hidden value that ties a form to the browser it was made for; asking for it gives the browser its cookie."""

    def __init__(self, request: Request) -> None:
        self._request = request

    def __html__(self) -> str:
        self._request.state.browser_needed = True
        return form_token(self._request)

    __str__ = __html__


def page(request: Request, name: str, status: int = 200, /, **values: Any) -> HTMLResponse:
    """Render a template with what every page gets beside its own values."""
    found = services(request)
    context = {
        "locale": i18n.current(),
        "languages": _languages(request),
        "viewer": viewer(request),
        "site_name": found.settings.site_name,
        "accent": found.settings.accent,
        "demo": found.settings.demo,
        "path": request.url.path,
        "csrf": FormToken(request),
        "base_url": found.settings.base_url,
        "now": datetime.now(UTC),
    }
    response = HTMLResponse(found.templates.get_template(name).render(context | values), status_code=status)
    remember_browser(request, response)
    return response


def _languages(request: Request) -> tuple[tuple[str, str, str], ...]:
    others = [(key, value) for key, value in request.query_params.multi_items() if key != "lang"]
    return tuple(
        (code, name, f"{request.url.path}?{urlencode([*others, ('lang', code)])}")
        for code, name in i18n.LANGUAGES.items()
    )


def see(path: str, status: int = 303) -> RedirectResponse:
    """Send the browser to another page of the wallet after a deed (POST, redirect, GET)."""
    return RedirectResponse(path, status_code=status)


def local_path(path: str, otherwise: str = "/badges") -> str:
    """A `next` parameter made harmless: a path of this wallet, else the other."""
    bare = path.partition("?")[0].partition("#")[0]
    local = path.startswith("/") and "\\" not in path and "//" not in bare and ".." not in bare.split("/")
    if local and path.isascii() and path.isprintable() and len(path) <= 500:
        return path
    return otherwise


# -- the browser's cookie and the form's token ---------------------------------------------------------------------


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


def remember_browser(request: Request, response: Response) -> None:
    """Give the browser its cookie when a form was made for it and it has none."""
    name = cookie_name(request, "browser")
    if getattr(request.state, "browser_needed", False) and request.cookies.get(name) != browser(request):
        set_cookie(request, response, "browser", browser(request))


def form_token(request: Request) -> str:
    """What a form of this browser carries."""
    return tokens.derive_token(services(request).settings.secret, "form", browser(request))


async def form(request: Request) -> FormData:
    """The fields of a form that this wallet made for this browser. Raises Forbidden for any other."""
    try:
        fields = await request.form(max_files=4, max_fields=40)
    except HTTPException as e:
        raise Refused(N_("The form could not be read. Go back, reload the page and send it again.")) from e
    token = fields.get("token")
    if not isinstance(token, str) or not tokens.same(token, form_token(request)):
        raise Forbidden(
            N_("This page was open for too long, or your browser keeps no cookies. Go back, reload it and try again.")
        )
    return fields


def text(fields: Mapping[str, Any], name: str, limit: int = 1000) -> str:
    """A text field, trimmed; empty when absent. Raises Refused when it is too long or not text."""
    value = fields.get(name, "")
    if isinstance(value, UploadFile) or len(value) > limit or "\x00" in value:
        raise Refused(N_("A field of the form holds something that cannot be used. Go back and correct it."))
    return str(value).strip()


# -- routes and refusals -------------------------------------------------------------------------------------------


def get(path: str, endpoint: Endpoint, **options: Any) -> Route:
    """A page; it changes nothing."""
    return Route(path, endpoint, methods=["GET"], **options)


def post(path: str, endpoint: Endpoint, *, limit: int = FORM_LIMIT, **options: Any) -> Route:
    """A deed: the form's token is checked before the handler runs; `limit` is the body's size in bytes."""

    async def checked(request: Request) -> Response:
        async with request.form(max_files=4, max_fields=40):
            await form(request)
            return await endpoint(request)

    return Route(path, checked, methods=["POST"], max_body_size=limit, name=endpoint.__name__, **options)


async def refusal(request: Request, error: Exception) -> Response:
    """Answer a Problem with its sentence: a page for people, RFC 9457 for the API."""
    problem = error if isinstance(error, Problem) else _problem(error)
    headers: dict[str, str] = dict(getattr(problem, "headers", None) or {})
    if isinstance(problem, TooMany):
        headers["Retry-After"] = str(problem.retry_after)
    if problem.status == 503:
        headers["Retry-After"] = "10"
    if request.url.path.startswith("/api/"):
        response: Response = problem_json(problem)
    else:
        response = page(
            request,
            "errors/problem.html",
            problem.status,
            status=problem.status,
            heading=heading(problem.status),
            sentence=i18n.translate(problem),
            mend=None,
        )
    response.headers.update(headers)
    return response


def problem_json(problem: Problem) -> JSONResponse:
    """A refusal for a program (RFC 9457); always in English. A problem's `errors` say what is wrong in each member."""
    title = HTTPStatus(problem.status).phrase
    body: dict[str, Any] = {"type": "about:blank", "title": title, "status": problem.status, "detail": str(problem)}
    if errors := getattr(problem, "errors", ()):
        body["errors"] = list(errors)
    return JSONResponse(body, status_code=problem.status, media_type="application/problem+json")


def heading(status: int) -> str:
    """The heading of a refusal's page."""
    headings = {
        403: N_("Not carried out"),
        404: N_("Not found"),
        409: N_("Not possible now"),
        410: N_("No longer here"),
        413: N_("Too large"),
        429: N_("Please wait"),
        503: N_("One moment"),
    }
    otherwise = N_("Something went wrong") if status >= 500 else N_("That did not work")
    return i18n.gettext(headings.get(status, otherwise))


def _problem(error: Exception) -> Problem:
    if isinstance(error, HTTPException):
        made = Refused(_HTTP.get(error.status_code, N_("The request could not be understood.")))
        made.status = error.status_code  # type: ignore[misc]  # the status that starlette decided
        made.headers = error.headers  # type: ignore[attr-defined]  # such as Allow, beside a 405
        return made
    return Problem(N_("The wallet made a mistake. Nothing was lost; try again, or tell its operator."))


_HTTP = {
    404: N_("There is nothing at this address. Check the link, or ask whoever gave it to you."),
    405: N_("This address cannot be used in this way."),
    413: N_("This is larger than the wallet takes."),
}


def found_or_404(thing: Any) -> Any:
    """Pass a thing on, or say that it is not there: the same for what is another's."""
    if thing is None:
        raise NotFound(_HTTP[404])
    return thing
