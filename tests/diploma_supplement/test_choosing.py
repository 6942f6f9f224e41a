"""The switches of a document's pieces: what others see is what is chosen, and two windows lose nothing."""

import asyncio
from typing import Any

import pytest

from tests.client import Browser, sign_in
from tests.diploma_supplement.supplements import SUPPLEMENT, TRANSCRIPT, read
from tests.factories import accepted, shared, university
from wallet import gate
from wallet.config import Settings
from wallet.diploma_supplement.pieces import Preset, preset
from wallet.errors import NotFound
from wallet.models import Attachment, Badge, Deed, Kind, LogEntry, Share, Source
from wallet.supplement import EVERYTHING, Intact, Piece, Sealing, pieces
from wallet.visiting import Visit

pytestmark = pytest.mark.anyio
P = Piece
HAD = pieces(SUPPLEMENT)


async def shown_to_a_stranger(page: str) -> str:
    """What a stranger is told of the document, as values."""
    found = await gate.public_document(Visit(page.removeprefix("/b/")), "diploma-supplement")
    return repr(found.document)


async def chosen(attachment: Attachment) -> set[str]:
    """The pieces that are chosen."""
    await attachment.refresh_from_db()
    assert attachment.choice is not None
    return set(attachment.choice)


def place(badge: Badge, attachment: Attachment) -> str:
    """Where the pieces of a document are chosen."""
    return f"/badges/{badge.id}/attachments/{attachment.id}/pieces"


def test_presets_turn_on_neither_personal_data_nor_files_and_keep_grades_away() -> None:
    every = preset(Preset.EVERYTHING, tuple(Piece), ())
    assert every == EVERYTHING
    assert preset(Preset.EVERYTHING, tuple(Piece), tuple(Piece)) == frozenset(Piece)
    without = preset(Preset.WITHOUT_GRADES, tuple(Piece), tuple(Piece))
    assert without == EVERYTHING - {P.GRADES} | {P.PERSONAL}
    assert preset(Preset.LEVEL_AND_PROGRAMME, tuple(Piece), tuple(Piece)) == {P.QUALIFICATION, P.LEVEL}
    assert preset(Preset.EVERYTHING, (P.LEVEL,), ()) == {P.LEVEL}


async def test_a_piece_is_hidden_and_shown_within_the_request_and_logged(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        page, attachment = await shared(owner, badge), await read(badge)
        await owner.post(f"/badges/{badge.id}/attachments/{attachment.id}", visible="yes")
        version = (await Share.get()).version
        assert "30" in await shown_to_a_stranger(page)
        for shown, text in (("no", "second cycle"), ("yes", "second cycle")):
            answer = await owner.post(place(badge, attachment), piece="3", shown=shown)
            assert answer.path == f"/badges/{badge.id}"
            assert (text in await shown_to_a_stranger(page)) == (shown == "yes")
        assert (await Share.get()).version == version + 2
        lines = await LogEntry.filter(deed=Deed.CHOSEN).order_by("at")
        assert ["3" in line.told["pieces"] for line in lines] == [False, True]


async def test_personal_data_is_shown_by_its_own_switch_alone(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        page, attachment = await shared(owner, badge), await read(badge)
        await owner.post(f"/badges/{badge.id}/attachments/{attachment.id}", visible="yes")
        for name in Preset:
            await owner.post(place(badge, attachment), preset=name.value)
            assert "1999" not in await shown_to_a_stranger(page)
        await owner.post(place(badge, attachment), preset="everything")
        await owner.post(place(badge, attachment), piece="personal", shown="yes")
        assert "1999" in await shown_to_a_stranger(page)
        await owner.post(place(badge, attachment), piece="1", shown="no")
        assert "1999" not in await shown_to_a_stranger(page)


async def test_without_grades_tells_no_grade(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        page, attachment = await shared(owner, badge), await read(badge)
        await owner.post(f"/badges/{badge.id}/attachments/{attachment.id}", visible="yes")
        await owner.post(place(badge, attachment), preset="without-grades")
        told = await shown_to_a_stranger(page)
        assert "Grids" in told
        assert not [grade for grade in ("30", "110", "thirty", "cum laude") if grade in told]


async def test_switches_moved_in_many_windows_at_once_all_count(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        attachment = await read(badge)
        token = await owner.token()
        headers = {"Origin": owner.origin, "Sec-Fetch-Site": "same-origin"}

        async def move(piece: Piece) -> int:
            data = {"token": token, "piece": piece.value, "shown": "no"}
            answer = await owner.client.post(place(badge, attachment), data=data, headers=headers)
            return answer.status_code

        moved = [P.HOLDER, P.QUALIFICATION, P.LEVEL, P.CONTENTS, P.GRADES, P.FUNCTION]
        assert set(await asyncio.gather(*map(move, moved))) == {303}
        assert await chosen(attachment) == set()
        assert await LogEntry.filter(deed=Deed.CHOSEN).count() == len(moved)


async def test_what_changes_nothing_is_not_logged(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        await shared(owner, badge)
        attachment, version = await read(badge), (await Share.get()).version
        await owner.post(place(badge, attachment), piece="2", shown="yes")
        await owner.post(place(badge, attachment), preset="everything")
        await owner.post(f"/badges/{badge.id}/attachments/{attachment.id}", visible="no")
        assert await LogEntry.exclude(deed=Deed.VISIBILITY).count() == 0
        assert (await Share.get()).version == version
        assert (await Attachment.get()).noticed_at is not None


NONSENSE: list[dict[str, Any]] = [
    {"piece": "8", "shown": "no"},
    {"piece": "nine", "shown": "no"},
    {"piece": "", "shown": "no"},
    {"piece": "2", "shown": "maybe"},
    {"piece": "2"},
    {"preset": "all"},
    {},
]


async def test_what_a_document_has_not_is_refused_with_a_sentence(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        attachment = await read(badge)
        for fields in NONSENSE:
            page = await owner.post(place(badge, attachment), **fields)
            assert page.status == 400, fields
            assert "Go back" in page.text
        await attachment.refresh_from_db()
        assert attachment.choice is None


async def test_a_preset_that_would_leave_nothing_and_a_pdf_are_refused(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        transcript = await read(badge, TRANSCRIPT, Kind.TRANSCRIPT)
        assert (await owner.post(place(badge, transcript), preset="level-and-programme")).status == 400
        await issuer.send(str(badge.offer_id), "certificate")
        pdf = await Attachment.get(kind=Kind.CERTIFICATE)
        page = await owner.post(place(badge, pdf), piece="2", shown="no")
        assert page.status == 400
        assert "whole" in page.text


async def test_a_version_that_was_replaced_cannot_be_changed(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        first = await read(badge)
        await issuer.send(str(badge.offer_id))
        assert (await owner.post(place(badge, first), piece="2", shown="no")).status == 409
        await first.refresh_from_db()
        assert first.choice is None


async def test_nobody_else_can_choose(settings: Settings) -> None:
    async with university(settings) as issuer:
        _, badge = await accepted(issuer)
        attachment = await read(badge)
        for stranger in (Browser(issuer.app), await sign_in(issuer.app, "else@example.com")):
            assert (await stranger.post(place(badge, attachment), piece="2", shown="no")).status == 404


async def test_the_page_has_a_switch_for_each_piece_and_marks_the_present_preset(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        attachment = await read(badge)
        await owner.post(place(badge, attachment), preset="without-grades")
        page = await owner.get(f"/badges/{badge.id}")
        forms = [form for form in page.forms(place(badge, attachment)) if "piece" in form.fields]
        states = {form.fields["piece"]: form.xpath(".//*[@role='switch']/@aria-checked")[0] for form in forms}
        assert set(states) == {piece.value for piece in HAD}
        assert {piece for piece, state in states.items() if state == "false"} == {"grades", "0", "personal"}
        pressed = page.document.xpath("//button[@name='preset'][@aria-pressed='true']")
        assert [button.get("value") for button in pressed] == ["without-grades"]
        assert "The original file is offered to others only while all the switches here are on." in page.text
        assert "With switches of their own, below: personal data, other content." in page.text


async def test_what_others_will_see_can_be_chosen_before_it_is_visible(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        page, attachment = await shared(owner, badge), await read(badge)
        folded = "//section[@class='pieces']/details[not(@open)]"
        assert (await owner.get(f"/badges/{badge.id}")).document.xpath(folded)
        await owner.post(place(badge, attachment), preset="without-grades")
        assert not owner.page.document.xpath(folded)  # what was chosen is to be seen
        with pytest.raises(NotFound):
            await shown_to_a_stranger(page)
        await owner.post(f"/badges/{badge.id}/attachments/{attachment.id}", visible="yes")
        assert "110" not in await shown_to_a_stranger(page)
        assert "second cycle" in await shown_to_a_stranger(page)


async def test_every_piece_switched_on_says_that_the_original_is_offered(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        attachment = await read(badge)
        for piece in (P.PERSONAL, P.UNPLACED):
            await owner.post(place(badge, attachment), piece=piece.value, shown="yes")
        said = (await owner.get(f"/badges/{badge.id}")).text
        assert "All the switches here are on, so the original file is offered" in said


async def test_a_holders_document_is_never_told_as_the_issuers(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        await read(badge)
        await read(badge, source=Source.HOLDER)
        page = await owner.get(f"/badges/{badge.id}")
        assert page.text.count("the issuer has not confirmed it") == 1
        assert page.document.xpath("//*[@id='diploma-supplement-from-holder']")
        ids = page.document.xpath("//@id")
        assert len(ids) == len(set(ids))


async def test_its_owner_reads_what_is_known_of_a_documents_seals_and_why_details_came_apart(
    settings: Settings,
) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        seal = Sealing("XAdES", Intact.YES, signer="Registry Office")
        await read(badge, kind=Kind.DETAILS, seals=(seal,))
        page = await owner.get(f"/badges/{badge.id}")
        lines = [
            line.get("data-outcome") for line in page.document.xpath("//*[@id='details']//ul[@class='reasons']/li")
        ]
        assert lines == ["passed", "not_checked", "warning"]
        assert "Registry Office" in page.text
        assert "These details came apart from the credential." in page.text
