"""What every page shares: rendering a template, the routes of pages and deeds, finding the services."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any
from urllib.parse import urlencode

import nh3
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup
from starlette.convertors import Convertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from wallet import i18n
from wallet.errors import NotFound
from wallet.forms import MOST_FILES, FormToken, within
from wallet.forms import bound_browser as bound_browser
from wallet.forms import browser as browser
from wallet.forms import cookie_name as cookie_name
from wallet.forms import fields_of as fields_of
from wallet.forms import form as form
from wallet.forms import form_token as form_token
from wallet.forms import remember_browser as remember_browser
from wallet.forms import set_cookie as set_cookie
from wallet.forms import text as text
from wallet.i18n import N_
from wallet.paths import STATIC, TEMPLATES
from wallet.services import Services as Services
from wallet.services import Viewer as Viewer
from wallet.services import services as services
from wallet.services import viewer as viewer
from wallet.weblinks import punycode, web_link, with_hosts

FORM_LIMIT = 64 * 1024
NOTHING_HERE = N_("There is nothing at this address. Check the link, or ask whoever gave it to you.")
Endpoint = Callable[[Request], Awaitable[Response]]


# -- pages ---------------------------------------------------------------------------------------------------------


@cache
def environment() -> Environment:
    """The template environment of pages: escaping, strict, translated. One for a process: compiling takes long."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    i18n.install(made)
    made.filters.update(bytes=i18n.filesize, markdown=markdown, punycode=punycode, sentence=i18n.translate)
    made.globals.update(static=static_url)
    return made


_MARKDOWN = MarkdownIt("commonmark", {"html": False})


@lru_cache(maxsize=1024)
def markdown(text: str | None) -> Markup:
    """A stranger's Markdown as harmless HTML: no raw HTML, no pictures, links to other sites only and unfollowed."""
    html = nh3.clean(
        _MARKDOWN.render(text or ""),
        tags={"p", "br", "ul", "ol", "li", "strong", "em", "code", "pre", "blockquote", "a", "h3", "h4", "hr"},
        attributes={"a": {"href"}},
        attribute_filter=lambda _tag, name, value: (
            web_link(value) if name == "href" else value if name == "rel" else None
        ),
        link_rel="nofollow noopener noreferrer ugc",
    )
    return Markup(with_hosts(html))  # noqa: S704 - cleaned by nh3 just above


@cache
def static_url(name: str) -> str:
    """The address of a static file; its content's hash lets browsers keep it for ever."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"


def page(request: Request, name: str, status: int = 200, /, **values: Any) -> HTMLResponse:
    """Render a template with what every page gets beside its own values."""
    found = services(request)
    context = {
        "locale": i18n.current(),
        "languages": _languages(request),
        "viewer": viewer(request),
        "site_name": found.settings.site_name,
        "accented": bool(found.settings.accent),
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
    # A query alone: with its path the link of a page such as //other.example/ would lead to another site.
    others = [(key, value) for key, value in request.query_params.multi_items() if key != "lang"]
    return tuple((code, name, f"?{urlencode([*others, ('lang', code)])}") for code, name in i18n.LANGUAGES.items())


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


# -- routes ---------------------------------------------------------------------------------------------------------


def get(path: str, endpoint: Endpoint, **options: Any) -> Route:
    """A page; it changes nothing."""
    return Route(path, endpoint, methods=["GET"], **options)


class Slug(Convertor[str]):
    """The address of a share below /b/, or of a badge on a page of several: `SLUG/of/NUMBER`."""

    regex = "[A-Za-z0-9_-]+(?:/of/[1-9][0-9]{0,3})?"

    def convert(self, value: str) -> str:
        """As it stands in the database."""
        return value

    def to_string(self, value: str) -> str:
        """As it stands in the address."""
        return value


register_url_convertor("share", Slug())


def post(
    path: str, endpoint: Endpoint, *, limit: int = FORM_LIMIT, files: int = MOST_FILES, token: bool = True
) -> Route:
    """A deed: the form's token is checked before the handler runs; `limit` is the body's size in bytes.

    Without a token: what harms nobody, on pages that give no cookie; the request must still come from them.
    """

    async def read(sent: Request) -> None:
        await (form if token else fields_of)(sent, files)

    return _deed(path, endpoint, limit, read)


def post_many(path: str, endpoint: Endpoint, *, limit: int, fields: int) -> Route:
    """A deed whose form has more fields than others have, with its token."""

    async def read(sent: Request) -> None:
        await form(sent, most=fields)

    return _deed(path, endpoint, limit, read)


def _deed(path: str, endpoint: Endpoint, limit: int, read: Callable[[Request], Awaitable[None]]) -> Route:
    async def checked(request: Request) -> Response:
        sent = within(request, limit)
        try:
            await read(sent)
            response = await endpoint(sent)
        finally:
            await sent.close()
        remember_browser(sent, response)
        return response

    return Route(path, checked, methods=["POST"], name=endpoint.__name__)


def found_or_404(thing: Any) -> Any:
    """Pass a thing on, or say that it is not there: the same for what is another's."""
    if thing is None:
        raise NotFound(NOTHING_HERE)
    return thing
