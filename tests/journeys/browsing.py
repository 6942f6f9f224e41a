"""People with a browser: Chromium, watched for errors, for requests to other sites and for answers that fail."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

import pytest
from PIL import Image
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Response, async_playwright

from tests.journeys.programs import PATIENCE, free_port
from wallet.i18n import gettext, speaking

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
REQUIRED = os.environ.get("WALLET_REQUIRE_BROWSER") == "1"
PICTURES = os.environ.get("WALLET_SCREENSHOTS", "")
PICTURED = ("http://wallet.example", free_port()) if PICTURES else None  # pictures name no port of whoever makes them
NARROW, PHONE, DESKTOP = (320, 640), (390, 844), (1280, 900)  # the first is a phone at 400 % (WCAG 2.2, 1.4.10)
LARGEST_PICTURE = 150_000


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Chromium while the block runs; skips where it is not installed, fails where it is required."""
    if CHROMIUM is None:
        reason = "Chromium is not installed (on Debian and Ubuntu: apt-get install chromium)"
        pytest.fail(reason) if REQUIRED else pytest.skip(reason)
    flags = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-proxy-server"]
    if PICTURED:
        flags.append(f"--host-resolver-rules=MAP wallet.example:80 127.0.0.1:{PICTURED[1]}")
        flags.append(f"--unsafely-treat-insecure-origin-as-secure={PICTURED[0]}")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        try:
            yield browser
        finally:
            await browser.close()


@dataclass
class Person:
    """Somebody with a window of their own, in one language; `faults` is what a good page never causes."""

    page: Page
    origin: str
    language: str
    faults: list[str] = field(default_factory=list)

    def said(self, sentence: str, **values: object) -> str:
        """A sentence of the wallet as it is said to this person."""
        with speaking(self.language):
            return gettext(sentence, **values)

    def called(self, role: Any, sentence: str, **values: object) -> Locator:
        """What assistive technology finds by role and by name."""
        return self.page.get_by_role(role, name=self.said(sentence, **values), exact=True)

    async def go(self, path: str, status: int = 200) -> None:
        """Open an address of the wallet, which must answer so."""
        answer = await self.page.goto(path if "://" in path else self.origin + path)
        assert answer is not None
        assert answer.status == status, f"{answer.url} answered {answer.status}"

    async def fetched(self, url: str) -> bytes:
        """What is at an address, as the page that is open gets it."""
        script = "async (url) => [...new Uint8Array(await (await fetch(url)).arrayBuffer())]"
        return bytes(await self.page.evaluate(script, url))

    async def drawn(self, url: str) -> bytes:
        """The picture at an address, as the page that is open gets it."""
        data = await self.fetched(url)
        Image.open(BytesIO(data)).verify()
        return data

    async def press(self, sentence: str, **values: object) -> None:
        """Press the button that says so, and wait for the page that answers its form."""
        async with self.page.expect_navigation():
            await self.called("button", sentence, **values).click()

    async def until(self, wanted: Locator) -> None:
        """Reload the page until it shows what a job of the server brings."""
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while not await wanted.count():
            await self.page.reload()
            late = asyncio.get_running_loop().time() > deadline
            assert not late, f"{wanted} never came: {await self.page.inner_text('main')}"


@asynccontextmanager
async def person(
    browser: Browser,
    origin: str,
    *,
    language: str = "en",
    size: tuple[int, int] = DESKTOP,
    script: bool = True,
    **more: Any,
) -> AsyncIterator[Person]:
    """Somebody with a fresh window; at the end of the block nothing may have gone wrong in it."""
    tongue = {"en": "en-GB", "it": "it-IT"}[language]
    viewport: Any = {"width": size[0], "height": size[1]}
    context = await browser.new_context(viewport=viewport, locale=tongue, java_script_enabled=script, **more)
    someone = Person(await context.new_page(), origin, language)
    _watch(context, someone)
    yield someone
    await context.close()
    assert not someone.faults, "\n".join(someone.faults)


def _watch(context: BrowserContext, someone: Person) -> None:
    """Note errors and warnings of the console (broken policies among them), other sites and answers that failed."""

    def console(message: ConsoleMessage) -> None:
        # A page that is refused is what some steps ask for: `go` looks at its status, `answered` at its parts.
        refused = "the server responded with a status of 4" in message.text
        if message.type in ("error", "warning") and not refused:
            someone.faults.append(f"console of {someone.page.url}: {message.text}")

    def answered(response: Response) -> None:
        missing = response.status >= 400 and not response.request.is_navigation_request()
        if missing or response.status >= 500:
            someone.faults.append(f"{response.status} from {response.url}")

    def asked(url: str) -> None:
        if not url.startswith((f"{someone.origin}/", "data:", "about:")):
            someone.faults.append(f"{someone.page.url} asked another site: {url}")

    context.on("console", console)
    context.on("weberror", lambda error: someone.faults.append(f"script error: {error.error}"))
    context.on("request", lambda request: asked(request.url))
    context.on("response", answered)


async def picture(
    of: Person, name: str, size: tuple[int, int] = DESKTOP, scheme: Literal["light", "dark"] = "light"
) -> None:
    """Keep a picture of what somebody sees in a window of a size, if WALLET_SCREENSHOTS names a folder for it."""
    if PICTURES and of.language == "en":  # the README is in English
        before = of.page.viewport_size
        await of.page.set_viewport_size({"width": size[0], "height": size[1]})
        await of.page.emulate_media(color_scheme=scheme)
        await of.page.evaluate("scrollTo(0, 0)")
        keep(await of.page.screenshot(animations="disabled", caret="hide"), name)
        await of.page.emulate_media(color_scheme="light")
        await of.page.set_viewport_size(before or {"width": DESKTOP[0], "height": DESKTOP[1]})


def keep(data: bytes, name: str) -> None:
    """Keep a picture as WebP, small enough to be looked at on the way."""
    if PICTURES:
        drawn, made = Image.open(BytesIO(data)).convert("RGB"), BytesIO()
        drawn.thumbnail((1600, 3000), Image.Resampling.LANCZOS)
        drawn.save(made, "WEBP", quality=84, method=6)
        assert len(made.getvalue()) < LARGEST_PICTURE, f"{name} is too large: {len(made.getvalue())} bytes"
        folder = Path(PICTURES)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.webp").write_bytes(made.getvalue())
