"""A browser without script, the wallet it asks, the jobs it leaves and the mails they send: doors for tests."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx
import lxml.html
from starlette.applications import Starlette

from tests.pools import Lasting
from wallet import features, jobs
from wallet.app import create_app, handlers
from wallet.config import Settings
from wallet.fetch import Fetcher
from wallet.models import Job
from wallet.web import Services

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
CHROME = "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36"
MOVED = (301, 302, 303, 307, 308)


# -- the wallet ----------------------------------------------------------------------------------------------------


@asynccontextmanager
async def running(settings: Settings, *names: str, network: Fetcher | None = None) -> AsyncIterator[Starlette]:
    """The wallet, open, with the features of these names (all by default); jobs run when `run_jobs` is called."""
    chosen = names or features.FEATURES
    app = create_app(replace(settings, inline_worker=False), chosen, network, Lasting)
    app.state.names = chosen
    async with app.router.lifespan_context(app):
        yield app


def services(app: Starlette) -> Services:
    """What the wallet's handlers and jobs work with."""
    found: Services = app.state.services
    return found


async def run_jobs(app: Starlette, *, now: datetime | None = None, failing: bool = False) -> int:
    """Do all jobs that are due, those they ask for too; returns how many. A failed one fails the test, unless told."""
    known, done = handlers(app.state.names), 0
    while taken := await jobs.run_due(known, services(app), now=now):
        done += taken
    problems = [f"{job.name}: {job.problem}" for job in await Job.exclude(problem="") if job.name in known]
    assert failing or not problems, problems
    return done


# -- mails ---------------------------------------------------------------------------------------------------------


def mails(app: Starlette, to: str = "") -> list[EmailMessage]:
    """The mails sent so far, oldest first; to one address alone if told."""
    folder = Path(services(app).settings.smtp_url.removeprefix("maildir:"))
    files = sorted(folder.glob("new/*"), key=lambda file: file.stat().st_mtime_ns)
    parsed = [BytesParser(policy=default).parsebytes(file.read_bytes()) for file in files]
    return [mail for mail in parsed if isinstance(mail, EmailMessage) and to in str(mail["To"])]


def text_of(mail: EmailMessage) -> str:
    """The plain text of a mail."""
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def links_of(mail: EmailMessage) -> list[str]:
    """The links in the plain text of a mail."""
    return re.findall(r"https?://[^\s<>\"]+", text_of(mail))


def code_of(mail: EmailMessage) -> str:
    """The six digits in the plain text of a mail."""
    found = re.search(r"(?<![\w/=-])(\d{3})[ \u00a0]?(\d{3})(?![\w/=-])", text_of(mail))
    assert found, text_of(mail)
    return found[1] + found[2]


# -- the browser ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Page:
    """What the browser shows."""

    response: httpx.Response

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.response.status_code

    @property
    def path(self) -> str:
        """The path and query of its address."""
        return self.response.url.raw_path.decode()

    @property
    def headers(self) -> httpx.Headers:
        """The headers it came with."""
        return self.response.headers

    @cached_property
    def document(self) -> lxml.html.HtmlElement:
        """The page, parsed."""
        return lxml.html.document_fromstring(self.response.text)

    @cached_property
    def text(self) -> str:
        """What is read on it, with single spaces."""
        return " ".join(self.document.text_content().split())

    def find(self, css_class: str) -> list[str]:
        """The text of the elements of a class."""
        return [" ".join(found.text_content().split()) for found in self.document.find_class(css_class)]

    def forms(self, action: str = "") -> list[lxml.html.FormElement]:
        """The forms that post to an action (a path, with or without query); all of them by default."""
        return [form for form in self.document.forms if not action or self._posts_to(form, action)]

    def _posts_to(self, form: lxml.html.FormElement, action: str) -> bool:
        target = urlsplit(urljoin(str(self.response.url), form.get("action") or ""))
        return action in (target.path, f"{target.path}?{target.query}")


class Browser:
    """One browser: its cookies, its page, and forms filled by field name."""

    def __init__(
        self, app: Starlette, *, address: str = "203.0.113.7", agent: str = FIREFOX, language: str = "en"
    ) -> None:
        self.origin = services(app).settings.base_url
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app, client=(address, 40000)),
            base_url=self.origin,
            headers={"User-Agent": agent, "Accept-Language": language},
        )
        self.page: Page
        self._token: tuple[dict[str, str], str] | None = None

    async def get(self, url: str, *, follow: bool = True) -> Page:
        """Open an address of the wallet."""
        return await self._arrive(await self.client.get(url), follow)

    async def submit(self, action: str = "", /, *, follow: bool = True, **fields: str) -> Page:
        """Send the one form of the page that posts to an action, with these fields beside those it holds."""
        forms = self.page.forms(action)
        assert len(forms) == 1, f"{len(forms)} forms post to {action or 'somewhere'} on {self.page.path}"
        filled = {name: value for name, value in forms[0].form_values()} | fields
        target = urljoin(str(self.page.response.url), forms[0].get("action") or "")
        if forms[0].method == "GET":
            return await self._arrive(await self.client.get(target, params=filled), follow)
        return await self._arrive(await self._post(target, filled), follow)

    async def post(self, path: str, /, *, follow: bool = True, **fields: Any) -> Page:
        """Send a form that the page need not show, with this browser's token."""
        return await self._arrive(await self._post(path, {"token": await self.token()} | fields), follow)

    async def upload(self, path: str, name: str, data: bytes, /, *, follow: bool = True, **fields: str) -> Page:
        """Send a form with a file in its field “file”."""
        sent = {"token": await self.token()} | fields
        return await self._arrive(await self._post(path, sent, files={"file": (name, data)}), follow)

    async def token(self) -> str:
        """The hidden value that the forms of this browser carry: the same while its cookies are."""
        if self._token and self._token[0] == dict(self.client.cookies):
            return self._token[1]
        response = await self.client.get("/sign-in?next=/sign-in", follow_redirects=True)
        shown = lxml.html.document_fromstring(response.text).xpath("//input[@name='token']/@value")
        assert shown, f"no form on {response.url}"
        self._token = dict(self.client.cookies), str(shown[0])
        return self._token[1]

    async def _post(self, url: str, fields: dict[str, Any], **more: Any) -> httpx.Response:
        headers = {"Origin": self.origin, "Sec-Fetch-Site": "same-origin"}
        return await self.client.post(url, data=fields, headers=headers, **more)

    async def _arrive(self, response: httpx.Response, follow: bool) -> Page:
        for _ in range(10):
            if not follow or response.status_code not in MOVED:
                break
            response = await self.client.get(urljoin(str(response.url), response.headers["location"]))
        self.page = Page(response)
        return self.page


async def sign_in(app: Starlette, email: str, browser: Browser | None = None) -> Browser:
    """A browser signed in as whoever owns an address, by the code in the mail; a new learner if nobody does."""
    browser = browser or Browser(app)
    await run_jobs(app, failing=True)  # mails asked for before leave before: jobs of one round run side by side
    await browser.get("/sign-in")
    await browser.submit("/sign-in", email=email)
    await run_jobs(app, failing=True)
    page = await browser.submit(browser.page.path, code=code_of(mails(app, email)[-1]))
    assert not page.path.startswith("/sign-in"), page.text
    return browser
