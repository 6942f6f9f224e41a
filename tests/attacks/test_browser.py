"""Pages full of what strangers wrote, in a real browser: nothing runs, nothing is asked of another site."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.async_api import Dialog

from tests.attacks import awards
from tests.client import Browser, sign_in
from tests.factories import University, shared, university
from tests.faults.processes import server
from tests.journeys.browsing import chromium, person
from tests.journeys.programs import free_port
from tests.shared import rows
from tests.shared import shared as shared_file
from wallet.config import Settings
from wallet.demo.content import LEARNER
from wallet.models import Badge

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]


def payloads() -> list[str]:
    """Markup, naughty strings and names made to mislead."""
    markup = [row["text"] for row in rows("attacks/strings/html_markdown.open.jsonl")]
    naughty = json.loads(shared_file("attacks/strings/blns.json").read_text())
    active = [text for text in naughty if "<" in text or "alert" in text or "script" in text.lower()]
    return [*markup, *active, *(row["text"] for row in rows("attacks/strings/names.open.jsonl"))]


async def pages(issuer: University, owner: Browser) -> list[str]:
    """The paths of pages that hold the payloads: of offers, and of shared badges."""
    texts, found = payloads(), []
    made = [awards.listed(texts[start : start + 100]) for start in range(0, len(texts), 100)]
    made += [awards.told(text) for text in texts[:3]]
    for one in made:
        one["credentialSubject"]["achievement"]["criteria"] = [{"narrative": text} for text in texts[:49]]
        offer = await awards.award(issuer, json.dumps(one).encode())
        found.append(awards.path_of(issuer.app, offer))
        await owner.post(f"/offers/waiting/{offer.id}", answer="accept")
        found.append(await shared(owner, await Badge.get(offer_id=offer.id), "public"))
    return found


async def test_nothing_runs_in_a_page_full_of_attacks(settings: Settings, tmp_path: Path) -> None:
    port = free_port()
    there = replace(settings, base_url=f"http://127.0.0.1:{port}")
    async with university(there) as issuer:
        owner = await sign_in(issuer.app, LEARNER.email)
        paths = await pages(issuer, owner)
    dialogs: list[str] = []

    async def dismiss(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        await dialog.dismiss()

    with server(there, tmp_path / "log", port):
        async with chromium() as browser, person(browser, there.base_url) as someone:
            someone.page.on("dialog", dismiss)
            for path in paths:
                await someone.go(path)
                assert await someone.page.locator("main#main h1").count() == 1
                assert await someone.page.locator("footer.foot").is_visible()
    assert dialogs == []
