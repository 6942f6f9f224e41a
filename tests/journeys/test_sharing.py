"""Passing a badge on in a browser: copying, the share sheet of the device, Instagram's pictures."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Browser, expect

from tests.journeys import steps
from tests.journeys.browsing import PHONE, Person, person
from tests.journeys.looking import looked_at
from tests.journeys.stage import Stage

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]

# Chromium has no share sheet without a screen: this one notes what it was given, and takes files where it is told so.
SHEET = """(files) => {
  window.given = [];
  const about = ({ name, type, size }) => ({ name, type, size });
  Navigator.prototype.share = async ({ files = [], ...rest }) => {
    window.given.push({ ...rest, files: files.map(about) });
  };
  Navigator.prototype.canShare = (data) => files || !data.files;
}"""

TAKE = """async () => {
  while (!window.given.length) await new Promise(requestAnimationFrame);
  return window.given.pop();
}"""


async def shown(stage: Stage, learner: Person) -> str:
    """A learner at the page of a badge that is public, its pictures drawn. Returns its address."""
    await stage.offer_degree(learner.language)
    await steps.open_offer(learner, await stage.letters.next())
    await steps.accept(learner)
    await steps.ask_for_code(learner)
    await steps.type_code(learner, await stage.letters.next())
    badge = await steps.open_badge(learner)
    await steps.set_visibility(learner, "public")
    await learner.until(learner.page.locator("#share .stories img").first)
    return badge


async def sheet(learner: Person, *, files: bool) -> None:
    """Give the learner's browser a share sheet, and open the page anew."""
    await learner.page.add_init_script(f"({SHEET})({str(files).lower()})")
    await learner.page.reload()


async def handed_over(learner: Person) -> dict[str, Any]:
    """What the share sheet was given last."""
    given: dict[str, Any] = await learner.page.evaluate(TAKE)
    return given


async def test_the_device_is_given_the_link_and_pictures_where_it_takes_them(stage: Stage, browser: Browser) -> None:
    async with person(browser, stage.origin, size=PHONE) as learner:
        badge = await shown(stage, learner)
        share = learner.page.locator("#share [data-share]")
        await expect(share.first).to_be_hidden()  # without a share sheet
        await sheet(learner, files=True)
        await learner.called("button", "Share…").first.click()
        given = await handed_over(learner)
        assert given["url"] == await steps.public_address(learner)
        assert [file["type"] for file in given["files"]] in (["image/png"], ["image/jpeg"])
        await learner.page.get_by_role("link", name="Instagram").click()  # which unfolds it
        await share.nth(2).click()
        given = await handed_over(learner)
        assert "url" not in given  # it stands in the caption
        assert given["text"].splitlines()[2] == await steps.public_address(learner)
        assert given["files"][0]["size"] > 1000
        await learner.go(badge)  # from its top, with the share sheet
        assert not await looked_at(learner.page)


async def test_where_no_pictures_are_taken_the_link_is_shared_alone(stage: Stage, browser: Browser) -> None:
    async with person(browser, stage.origin) as learner:
        await shown(stage, learner)
        await sheet(learner, files=False)
        await learner.called("button", "Share…").first.click()
        assert (await handed_over(learner))["files"] == []
        await learner.page.get_by_role("link", name="Instagram").click()
        await expect(learner.page.get_by_label(learner.said("Caption"))).to_be_visible()
        await expect(learner.page.locator("#instagram [data-share]").first).to_be_hidden()


async def test_a_signature_is_pasted_as_it_looks_and_its_html_as_text(stage: Stage, browser: Browser) -> None:
    allowed = ["clipboard-read", "clipboard-write"]
    async with person(browser, stage.origin, permissions=allowed) as learner:
        await shown(stage, learner)
        await learner.page.get_by_text(learner.said("Website and e-mail")).click()
        for name in ("signature", "markdown"):
            field = learner.page.locator(f"#snippet-{name}")
            await learner.page.locator(f"[data-copy=snippet-{name}]").click()
            await expect(learner.page.locator(f"[data-copy=snippet-{name}] span").first).to_have_text("Copied")
            assert await learner.page.evaluate("navigator.clipboard.readText()") == await field.input_value()
            kinds = await learner.page.evaluate("navigator.clipboard.read().then(([item]) => item.types)")
            assert ("text/html" in kinds) == (name == "signature")
