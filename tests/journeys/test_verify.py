"""A recruiter verifies a badge in a real browser: dropped, reported on, asked about, kept, printed, forgotten."""

from __future__ import annotations

import asyncio
import base64
from functools import partial
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.factories import KEYS
from tests.journeys import steps
from tests.journeys.browsing import PHONE, Person, person, picture
from tests.journeys.stage import Stage
from wallet.config import Settings
from wallet.database import connected
from wallet.demo import credentials
from wallet.demo.content import DEGREE, LEARNER
from wallet.models import StoredReport, Verification

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]
DROP = """([name, content]) => {
  const given = new DataTransfer();
  given.items.add(new File([Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0))], name));
  for (const kind of ["dragover", "drop"]) {
    document.body.dispatchEvent(new DragEvent(kind, { dataTransfer: given, bubbles: true, cancelable: true }));
  }
}"""
PASTE = """(words) => {
  const given = new DataTransfer();
  given.setData("text/plain", words);
  document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData: given, bubbles: true, cancelable: true }));
}"""
HIDDEN_ON_PAPER = ".masthead nav, form, .button, [data-copy], .not-printed"


async def test_a_recruiter_drops_a_badge_reads_keeps_prints_and_forgets(stage: Stage, browser: Browser) -> None:
    async with person(browser, stage.origin, device_scale_factor=2) as recruiter:
        await drop(recruiter, "degree.json", credentials.degree(KEYS, LEARNER, "en"))
        await recruiter.press("Verify")
        await expect(steps.seal(recruiter)).to_contain_text("Verified")
        await expect(recruiter.called("heading", DEGREE["en"].name)).to_be_visible()
        await picture(recruiter, "report", (1280, 1100))
        await ask_whose_it_is(recruiter)
        await title_first_on_paper(recruiter)
        address = await keep(recruiter)
        await on_paper(recruiter)
        async with person(browser, stage.origin, size=PHONE) as colleague:
            await colleague.go(address)
            await expect(steps.seal(colleague)).to_contain_text("Verified")
            await expect(colleague.called("button", "Forget it now")).to_have_count(0)
            await recruiter.press("Forget it now")
            await expect(recruiter.page.get_by_text(recruiter.said(FORGOTTEN))).to_be_visible()
            await colleague.go(address, status=404)


FORGOTTEN = "It is forgotten: the wallet holds nothing of it any more."


async def test_on_a_phone_in_italian_without_script_it_is_the_same(stage: Stage, browser: Browser) -> None:
    window = partial(person, browser, stage.origin, language="it", size=PHONE, script=False)
    async with window() as recruiter:
        report = await steps.hand_in(recruiter, ("degree.json", credentials.degree(KEYS, LEARNER, "it")))
        await expect(recruiter.called("heading", DEGREE["it"].name)).to_be_visible()
        await ask_whose_it_is(recruiter)
        async with window() as stranger:
            await stranger.go(report, status=404)
            assert await keep(recruiter) == report
            await stranger.go(report)
            await expect(stranger.called("heading", DEGREE["it"].name)).to_be_visible()
        await on_paper(recruiter)


async def test_what_is_pasted_joins_what_is_dropped_and_many_are_a_table(stage: Stage, browser: Browser) -> None:
    async with person(browser, stage.origin) as recruiter:
        await drop(recruiter, "degree.json", credentials.degree(KEYS, LEARNER, "en"))
        await recruiter.page.evaluate(DROP, ["micro.png", coded(credentials.micro_credential(KEYS, LEARNER, "en"))])
        await recruiter.page.evaluate(PASTE, "https://nowhere.example/badge")
        await recruiter.page.evaluate(DROP, ["tiny.json", coded(b"{}")])
        await expect(recruiter.page.locator(".chosen li")).to_have_count(3)
        await expect(recruiter.page.locator(".chosen li").last).to_have_text("tiny.json · 2 bytes")
        await expect(recruiter.page.get_by_label("Links or texts")).to_have_value("https://nowhere.example/badge")
        await picture(recruiter, "verify", (1280, 900))
        await recruiter.press("Verify")
        rows = recruiter.page.locator(".reports tbody tr")
        await expect(rows).to_have_count(4)
        await expect(rows.nth(3)).to_contain_text("Could not be checked")
        async with recruiter.page.expect_download() as begun:
            await recruiter.called("link", "Download as CSV").click()
        table = await (await begun.value).path()
        assert table.read_text("utf-8-sig").count("\n") == 5


async def test_files_that_are_too_large_together_are_not_sent(stage: Stage, browser: Browser, tmp_path: Path) -> None:
    large = [tmp_path / f"{number}.png" for number in range(3)]
    for file in large:
        file.write_bytes(bytes(9_000_000))
    async with person(browser, stage.origin) as recruiter:
        await recruiter.go("/verify")
        field = recruiter.page.get_by_label("Badge files")
        await field.set_input_files(large)
        await expect(recruiter.page.get_by_role("alert")).to_contain_text("larger than 25 MiB")
        await recruiter.called("button", "Verify").click()
        assert recruiter.page.url == f"{recruiter.origin}/verify"
        await field.set_input_files(large[:1])
        await expect(recruiter.page.get_by_role("alert")).to_have_count(0)
        await recruiter.press("Verify")
        await expect(steps.seal(recruiter)).to_contain_text("larger than 5 MiB")


async def test_a_report_that_takes_longer_comes_by_itself(stage: Stage, browser: Browser, settings: Settings) -> None:
    async with person(browser, stage.origin) as recruiter:
        report = await steps.hand_in(recruiter, ("degree.json", credentials.degree(KEYS, LEARNER, "en")))
        async with connected(settings):  # as if its issuer had been slow; a job goes on with it
            await StoredReport.all().delete()
            await Verification.all().update(finished_at=None)
        await recruiter.go(report)
        await expect(steps.seal(recruiter)).to_contain_text("Being checked")
        await recruiter.page.evaluate("() => { window.stayed = true; }")
        async with asyncio.timeout(30):
            await steps.seal(recruiter).get_by_text("Verified", exact=True).wait_for()
        assert await recruiter.page.evaluate("() => window.stayed")
        await expect(recruiter.page).to_have_title(f"{DEGREE['en'].name} · Verified")


async def drop(recruiter: Person, name: str, data: bytes) -> None:
    """Drop a file on the page; it is listed before it is sent."""
    await recruiter.go("/verify")
    await recruiter.page.evaluate(DROP, [name, coded(data)])
    await expect(recruiter.page.locator(".chosen li")).to_contain_text(name)


def coded(data: bytes) -> str:
    """A file's bytes as a page can be given them."""
    return base64.b64encode(data).decode()


async def ask_whose_it_is(recruiter: Person) -> None:
    """Type the learner's address, then another; neither shows in the page's address."""
    for email, said in ((LEARNER.email.upper(), "Yes."), ("somebody@else.example", "No.")):
        await recruiter.page.get_by_label(recruiter.said("The person’s e-mail address")).fill(email)
        await recruiter.press("Compare")
        await expect(recruiter.page.locator(".answered")).to_contain_text(recruiter.said(said))
        assert "@" not in recruiter.page.url


async def keep(recruiter: Person) -> str:
    """Keep the report; its address, as the page gives it."""
    await recruiter.press("Keep this report for 7 days")
    return await recruiter.page.get_by_label(recruiter.said("Address of this report")).input_value()


async def title_first_on_paper(recruiter: Person) -> None:
    """Printed, a report that is not kept tells what the badge is before its facts."""
    await recruiter.page.emulate_media(media="print")
    places = [await recruiter.page.locator(part).first.bounding_box() for part in (".seal", "h1", ".facts")]
    tops = [place["y"] for place in places if place]
    assert tops == sorted(tops)
    assert len(tops) == 3
    await recruiter.page.emulate_media(media="screen")


async def on_paper(recruiter: Person) -> None:
    """Printed, the kept report shows its code, every check and its time, and nothing to press."""
    await recruiter.page.emulate_media(media="print")
    await expect(recruiter.called("img", "QR code that leads to this report")).to_be_visible()
    await expect(recruiter.page.locator("#checks li").first).to_be_visible()
    await expect(recruiter.page.locator(".colophon time").first).to_be_visible()
    await expect(recruiter.page.locator(HIDDEN_ON_PAPER).filter(visible=True)).to_have_count(0)
    await recruiter.page.emulate_media(media="screen")
