"""What a link shows at every address of it: what is switched on, and of that what the link chose."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.client import run_jobs
from tests.factories import university
from tests.share.stage import Stage, staged
from tests.share.surfaces import State, marks_in
from wallet.changes import changed_links
from wallet.config import Settings
from wallet.locks import locked
from wallet.models import Share, Visibility

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]
Choice = dict[str, list[str] | None]
CHOICES: dict[str, Choice | None] = {
    "everything": None,
    "nothing": {},
    "one-whole": {"diploma-supplement": None},
    "without-grades": {"diploma-supplement": ["1", "2", "3", "4"], "transcript": ["1"], "evidence-from-holder": None},
    "more-than-there-is": {"transcript": ["1", "4", "grades", "personal", "8"], "details": None, "nowhere": None},
}


@pytest.fixture
async def stage(settings: Settings) -> AsyncIterator[Stage]:
    """A shared badge with a document of every kind, all of them switched on."""
    async with university(settings) as issuer:
        made = await staged(issuer)
        await made.show_everything()
        yield made


def narrowed(state: State, choice: Choice | None) -> State:
    """The state as a link with that choice shows it."""
    if choice is None:
        return state
    for name, held in state.documents.items():
        at_most = choice.get(name)
        chosen = held.choice if at_most is None else held.choice & frozenset(at_most)
        state = state.moved(name, visible=held.visible and name in choice, choice=chosen)
    return state


async def linked(stage: Stage, choice: Choice | None, *, below: bool = False, **fields: Any) -> Stage:
    """The stage seen by another link with a choice, its card drawn; `below`: on a page of several badges."""
    about: dict[str, Any] = {"learner_id": stage.badge.learner_id, "credential_offered": True}
    ruler = await Share.create(
        learner_id=stage.badge.learner_id,
        name="CV",
        visibility=Visibility.UNLISTED,
        badge_id=None if below else stage.badge.id,
        credential_offered=True,
        choice=None if below else choice,
        **fields,
    )
    share = ruler
    if below:
        place: dict[str, Any] = {"parent": ruler, "position": 1, "slug": f"{ruler.slug}/of/1"}
        share = await Share.create(badge_id=stage.badge.id, choice=choice, **about, **place)
    await changed_links([ruler.id])
    await run_jobs(stage.issuer.app)
    await share.refresh_from_db()
    card = f"{share.card_hash}.{share.card_media_type.removeprefix('image/')}"
    return replace(stage, page=f"/b/{share.slug}", card=card, state=narrowed(stage.state, choice))


@pytest.mark.parametrize("below", [False, True], ids=["of-a-badge", "of-several"])
@pytest.mark.parametrize("choice", CHOICES)
async def test_a_link_shows_what_it_chose_of_what_is_switched_on(stage: Stage, choice: str, below: bool) -> None:
    link = await linked(stage, CHOICES[choice], below=below)
    await link.check()
    await stage.check()  # the other link shows what it showed


async def test_what_is_switched_off_is_gone_from_every_link(stage: Stage) -> None:
    choice: Choice = {"diploma-supplement": None, "transcript": ["1", "4"]}
    link, several = await linked(stage, choice), await linked(stage, choice, below=True)
    await stage.piece("transcript", "4", False)
    await stage.show("diploma-supplement", False)
    for each in (link, several):
        await replace(each, state=narrowed(stage.state, choice)).check()


async def test_nothing_of_a_link_that_has_ended_is_at_any_address_of_it(stage: Stage) -> None:
    for below in (False, True):
        for fields, status in (
            ({"revoked_at": datetime.now(UTC)}, 410),
            ({"expires_at": datetime.now(UTC)}, 410),
            ({"password_hash": await locked("a password")}, 403),
        ):
            link = await linked(stage, None, below=below, **fields)
            for surface in stage.surfaces:
                answer = await link.fetch(link.path(surface))
                assert answer.status_code == status, (surface, answer.status_code)
                assert not marks_in(answer.content), surface
                assert "Energ" not in answer.text  # its title, in both languages
