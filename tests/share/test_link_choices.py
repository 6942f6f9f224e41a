"""What a learner chooses in a link's form is what its every address shows, and what the ledger says of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from tests.client import run_jobs
from tests.factories import university
from tests.share import specimens
from tests.share.linking import asked, filled, link_of, only
from tests.share.stage import Stage, staged
from tests.share.test_links_on_surfaces import CHOICES, Choice, narrowed
from wallet.config import Settings
from wallet.gate import public_view
from wallet.models import Badge, Share
from wallet.share.choosing import present
from wallet.share.entries import documents_on
from wallet.visiting import Visit

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]


@pytest.fixture
async def stage(settings: Settings) -> AsyncIterator[Stage]:
    """A shared badge with a document of every kind, all of them switched on."""
    async with university(settings) as issuer:
        made = await staged(issuer)
        await made.show_everything()
        yield made


async def seen_by(stage: Stage, link: Share, choice: Choice | None) -> Stage:
    """The stage as it is seen at a link whose card is drawn."""
    await run_jobs(stage.issuer.app)
    await link.refresh_from_db()
    card = f"{link.card_hash}.{link.card_media_type.removeprefix('image/')}"
    return replace(stage, page=f"/b/{link.slug}", card=card, state=narrowed(stage.state, choice))


NARROW: Choice = {"diploma-supplement": ["1", "2", "4"], "certificate": None}
WORDS: dict[str, Any] = {"diploma_supplement": ["1", "2", "4"], "certificate": None}


async def test_a_link_shows_less_than_the_main_link_at_every_address(stage: Stage) -> None:
    file = {f"file-{stage.badge.id}": "yes"}
    link = await link_of(stage.owner, stage.badge, **only(stage.badge, **WORDS), **file)
    assert link.choice == NARROW
    narrow = await seen_by(stage, link, NARROW)
    await narrow.check()
    await stage.check()
    await stage.show("certificate", False)
    await stage.piece("diploma-supplement", "2", False)
    await replace(narrow, state=narrowed(stage.state, NARROW)).check()
    await stage.check()


async def test_a_page_of_several_shows_of_each_badge_what_was_chosen_of_it(stage: Stage) -> None:
    await stage.issuer.offer("micro-credential")
    await run_jobs(stage.issuer.app)
    await stage.owner.get("/badges")
    action = stage.owner.page.document.xpath("//form[button[@value='accept']]/@action")[0]
    await stage.owner.post(action, answer="accept")
    other = await Badge.exclude(id=stage.badge.id).get()
    fields = asked(stage.badge, other) | only(stage.badge, **WORDS) | {f"file-{stage.badge.id}": "yes"}
    await stage.owner.post("/links", **fields)
    part = await Share.get(badge_id=stage.badge.id, parent_id__isnull=False)
    await (await seen_by(stage, part, NARROW)).check()


async def test_a_newer_version_of_a_chosen_document_takes_its_place_hidden_until_it_is_switched_on(
    stage: Stage,
) -> None:
    file = {f"file-{stage.badge.id}": "yes"}
    link = await link_of(stage.owner, stage.badge, **only(stage.badge, **WORDS), **file)
    narrow = await seen_by(stage, link, NARROW)
    await stage.bring(specimens.supplement("new"))
    await run_jobs(stage.issuer.app)
    for shown in (False, True):
        await stage.show("diploma-supplement", shown)
        now = replace(narrow, state=narrowed(stage.state, NARROW))
        await now.check(*(each for each in stage.surfaces if not each.tail.count("/enclosed/")))


async def test_the_form_says_again_what_was_chosen(stage: Stage) -> None:
    link = await link_of(stage.owner, stage.badge, **only(stage.badge, **WORDS))
    action = f"/links/{link.id}"
    page = await stage.owner.get(action)
    again: dict[str, Any] = filled(page, action) | {"language": "it"}
    await stage.owner.post(action, **again)
    await link.refresh_from_db()
    assert (link.language, link.choice) == ("it", NARROW)
    page = await stage.owner.get(action)
    again = filled(page, action) | {f"show-{stage.badge.id}": "all"}
    await stage.owner.post(action, **again)
    await link.refresh_from_db()
    assert link.choice is None


async def test_a_document_of_which_nothing_is_left_is_refused(stage: Stage) -> None:
    nothing: dict[str, Any] = asked(stage.badge) | only(stage.badge, transcript=[])
    page = await stage.owner.post("/links", **nothing)
    assert page.status == 422
    assert "Nothing of a document would be left" in page.text
    absent: dict[str, Any] = asked(stage.badge) | only(stage.badge, transcript=["2"])
    page = await stage.owner.post("/links", **absent)
    assert page.status == 422
    assert await Share.all().count() == 1


@pytest.mark.parametrize("choice", CHOICES)
async def test_the_ledger_says_what_the_gate_shows(stage: Stage, choice: str) -> None:
    await stage.piece("transcript", "grades", False)
    await stage.show("certificate", False)
    main = await Share.get()
    await Share.filter(id=main.id).update(choice=CHOICES[choice])
    shown = await public_view(Visit(main.slug))
    documents = (await present([stage.badge.id]))[stage.badge.id]
    told = documents_on(documents, CHOICES[choice])
    assert len(told) == len(shown.attachments)
    for line, item in zip(told, shown.attachments, strict=True):
        state = narrowed(stage.state, CHOICES[choice]).documents[item.name]
        assert (", with grades" in line) == ({"4", "grades"} <= state.choice), line
        whole = state.specimen.pieces and state.specimen.pieces <= state.choice
        assert not whole or item.original, line
    ledger = await stage.owner.get("/links")
    assert all(" ".join(line.split()) in ledger.text for line in told)
