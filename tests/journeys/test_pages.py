"""Every page can be read and used: on a phone and on a desk, by day and by night, by keyboard, without script."""

from __future__ import annotations

from itertools import groupby

import pytest
from playwright.async_api import Browser

from tests.journeys.browsing import PHONE, person
from tests.journeys.looking import faults, keyboard_faults, looked_at
from tests.journeys.scenes import scenes
from tests.journeys.stage import Stage

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]


@pytest.mark.parametrize("language", ["en", "it"])
async def test_every_page_can_be_read_and_used_by_everybody(stage: Stage, browser: Browser, language: str) -> None:
    found: list[str] = []
    for kept, in_one_window in groupby(await scenes(stage, browser, language), key=lambda scene: scene.kept):
        async with person(browser, stage.origin, language=language, storage_state=kept) as reader:
            for scene in in_one_window:
                await reader.go(scene.path, scene.status)
                found += [f"{scene.name}: {fault}" for fault in await looked_at(reader.page)]
    assert not found, "\n".join(found)


BAD = """<!doctype html><html><head><title></title><style>
  .faint { color: #bbb; background: #fff } .wide { width: 3000px }
  .tiny { display: inline-block; width: 9px; height: 9px } :focus { outline: none }
</style></head><body>
  <main><h1>One</h1><h1>Two</h1><h4>Deep</h4><p class="faint">Can you read this?</p><div class="wide">Wide</div>
    <label for="nobody">Name</label><input name="unnamed"><img src="data:image/png;base64,AAAA">
    <a href="#nowhere" class="tiny"></a><svg></svg><p id="twice"></p><p id="twice" style="color: red">Styled</p>
    <button tabindex="2">Second</button><button tabindex="1">First</button></main>
</body></html>"""


async def test_a_bad_page_is_seen_to_be_bad(browser: Browser, engine: str) -> None:
    page = await browser.new_page(viewport={"width": PHONE[0], "height": PHONE[1]})
    await page.set_content(BAD)
    found = "\n".join(await faults(page) + await keyboard_faults(page))
    for fault in (
        "does not say its language",
        "no title",
        "2 of h1 instead of 1",
        "0 of body > header instead of 1",
        "“Deep” skips a level",
        "two elements are called #twice",
        "refers to #nobody",
        "leads to #nowhere",
        "<input> “” has no name",
        "<a> “” has no name",
        "a picture without alt",
        "a picture that does not show",
        "neither hidden nor named",
        "inline style or script",
        "scrolls sideways",
        "is too small: 9 by 9",
        "“Can you read this?” has a contrast of 1.",
        "“button First” does not show",
        "not the order of the page",
    ):
        assert fault in found, found
    await page.close()
