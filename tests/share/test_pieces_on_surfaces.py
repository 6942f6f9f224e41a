"""The content matrix: after each switch, every public address shows just the marks that it should, and no byte more."""

import pytest

from tests.factories import university
from tests.share.specimens import ALL
from tests.share.stage import PRESETS, Stage, staged
from tests.share.surfaces import Surface
from wallet.config import Settings

pytestmark = pytest.mark.anyio
SUPPLEMENT = "diploma-supplement"


def of(stage: Stage, name: str) -> list[Surface]:
    """The badge's page and all surfaces of a document."""
    return [each for each in stage.surfaces if each.tail == "" or each.document == name]


SQLITE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)  # PostgreSQL has the same gate, tried above


async def test_what_arrives_is_hidden_everywhere(settings: Settings) -> None:
    async with university(settings) as issuer:
        stage = await staged(issuer)
        assert len(stage.state.documents) == 6
        await stage.check()


async def test_each_main_switch_shows_and_hides_everywhere_at_once(settings: Settings) -> None:
    async with university(settings) as issuer:
        stage = await staged(issuer)
        await stage.show_everything()
        await stage.check()
        for name in stage.state.documents:
            await stage.show(name, False)
            await stage.check()
            await stage.show(name, True)
            await stage.check(*of(stage, name))
        for visibility in ("private", "unlisted", "private", "public"):
            await stage.see(visibility)
            await stage.check()
        for on in (False, True):
            await stage.offer(on)
            await stage.check()


async def test_each_piece_is_shown_and_hidden_by_its_own_switch(settings: Settings) -> None:
    async with university(settings) as issuer:
        stage = await staged(issuer)
        await stage.show_everything()
        for name, held in stage.state.documents.items():
            for piece in sorted(held.specimen.pieces):
                for on in (False, True):
                    await stage.piece(name, piece, on)
                    await stage.check(*of(stage, name))
        await stage.check()


@SQLITE
async def test_of_pieces_that_are_on_alone_nothing_else_is_shown(settings: Settings) -> None:
    async with university(settings) as issuer:
        stage = await staged(issuer)
        await stage.show(SUPPLEMENT, True)
        for piece in sorted(stage.state.documents[SUPPLEMENT].choice):
            await stage.piece(SUPPLEMENT, piece, False)
        for piece in sorted(ALL):
            await stage.piece(SUPPLEMENT, piece, True)
            await stage.check(*of(stage, SUPPLEMENT))
            await stage.piece(SUPPLEMENT, piece, False)
        await stage.check()


@SQLITE
async def test_presets_show_what_they_say(settings: Settings) -> None:
    async with university(settings) as issuer:
        stage = await staged(issuer)
        await stage.show(SUPPLEMENT, True)
        for aside in (False, True):
            for preset in PRESETS:
                if aside:
                    await stage.piece(SUPPLEMENT, "personal", True)
                    await stage.piece(SUPPLEMENT, "enclosed", True)
                await stage.preset(SUPPLEMENT, preset)
                await stage.check(*of(stage, SUPPLEMENT))


async def test_the_owner_sees_at_public_addresses_no_more_than_anybody(settings: Settings) -> None:
    async with university(settings) as issuer:
        stage = await staged(issuer)
        await stage.show(SUPPLEMENT, True)
        await stage.preset(SUPPLEMENT, "without-grades")
        stage.reader = stage.owner
        await stage.check()
        await stage.see("private")
        await stage.check()
