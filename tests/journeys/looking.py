"""Looking at a page as somebody would who cannot see it well, has no mouse, or holds a phone."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from playwright.async_api import Page

from tests.journeys.browsing import DESKTOP, NARROW, PHONE

LOOK = (Path(__file__).parent / "look.js").read_text()
OPEN = "() => document.querySelectorAll('main details').forEach((details) => { details.open = true; })"
STOP = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const stops = [...document.querySelectorAll("*")];
  const { width, height, right, bottom } = element.getBoundingClientRect();
  const rings = (of) => {
    const style = getComputedStyle(of);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  };
  let ringed = element;
  while (ringed && !rings(ringed)) ringed = ringed.parentElement;
  return {
    at: stops.indexOf(element),
    what: `${element.tagName.toLowerCase()} ${element.textContent.trim().slice(0, 40)}`,
    seen: element.checkVisibility() && width > 1 && height > 1 && right > 0 && bottom > 0,
    ringed: ringed !== null || element.tagName === "IFRAME",
  };
}"""
MOST_STOPS = 150
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


async def looked_at(page: Page) -> list[str]:
    """What is wrong with a page on a small phone, a phone and a desk, by day and by night, and by keyboard."""
    found = []
    for width, height in (NARROW, PHONE, DESKTOP):
        await page.set_viewport_size({"width": width, "height": height})
        for scheme in SCHEMES:
            await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            found += [f"{width}, {scheme}: {fault}" for fault in await faults(page)]
    return found + await keyboard_faults(page)


async def faults(page: Page) -> list[str]:
    """What is wrong with a page in the window as it is, everything on it unfolded."""
    await page.evaluate(OPEN)
    found: list[str] = await page.evaluate(LOOK)
    return found


async def keyboard_faults(page: Page) -> list[str]:
    """What is wrong for somebody who goes through the page by keyboard: stops that do not show, or none at all."""
    await page.evaluate(OPEN)
    found: list[str] = []
    passed: list[int] = []
    for _ in range(MOST_STOPS):
        await page.keyboard.press("Tab")
        stop = await page.evaluate(STOP)
        if stop and passed and stop["at"] == passed[-1]:
            continue  # within a frame
        if stop is None or stop["at"] in passed:
            break
        passed.append(stop["at"])
        found += [f"focus on “{stop['what']}” does not show ({need})" for need in ("seen", "ringed") if not stop[need]]
    if passed != sorted(passed):
        found.append("the keyboard's way is not the order of the page")
    controls = "main :is(a[href], button, summary, select, input:not([type=hidden], [type=radio]))"
    wanted = await page.locator(controls).filter(visible=True).count()
    if len(passed) < wanted:
        found.append(f"the keyboard reaches {len(passed)} places, fewer than the page has: {wanted}")
    return found
