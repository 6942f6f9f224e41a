"""Every page can be read and used: on a phone and on a desk, by day and by night, by keyboard, without script."""

from __future__ import annotations

from typing import Literal

import pytest
from playwright.async_api import Browser

from tests.journeys.browsing import DESKTOP, PHONE, Person, person
from tests.journeys.looking import faults, keyboard_faults
from tests.journeys.scenes import scenes
from tests.journeys.stage import Stage

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@pytest.mark.parametrize("language", ["en", "it"])
async def test_every_page_can_be_read_and_used_by_everybody(stage: Stage, browser: Browser, language: str) -> None:
    found: list[str] = []
    for scene in await scenes(stage, browser, language):
        async with person(browser, stage.origin, language=language, storage_state=scene.kept) as reader:
            await reader.go(scene.path, scene.status)
            found += [f"{scene.name}: {fault}" for fault in await looked_at(reader)]
    assert not found, "\n".join(found)


async def looked_at(reader: Person) -> list[str]:
    found = []
    for size in (PHONE, DESKTOP):
        await reader.page.set_viewport_size({"width": size[0], "height": size[1]})
        for scheme in SCHEMES:
            await reader.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            found += [f"{size[0]}, {scheme}: {fault}" for fault in await faults(reader.page)]
    return found + await keyboard_faults(reader.page)
