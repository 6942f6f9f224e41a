"""Details of an award: they come apart from the credential, and show whole or not at all."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.issuers.conftest import Caller
from wallet import gate
from wallet.diploma_supplement.reading.details import LONGEST_NAME, LONGEST_VALUE, MOST, read
from wallet.errors import NotFound, Problem
from wallet.models import Attachment, Offer, Share, Visibility
from wallet.supplement import EVERYTHING, Piece, first_choice, pieces, shown
from wallet.visiting import Visit

from .arriving import details
from .test_attaching import accept, put
from .test_attaching import place as place


def one(name: Any = "Mark", value: Any = "110/110", **more: Any) -> bytes:
    return json.dumps({"details": [{"name": name, "value": value, **more}]}).encode()


def test_details_are_one_section_in_their_order() -> None:
    document = read(details(Mark="110/110", Thesis="On bounded errors\nand more"))
    (section,) = document.sections
    assert [(each.title[0].text, each.texts[0][0].text) for each in section.entries] == [
        ("Mark", "110/110"),
        ("Thesis", "On bounded errors\nand more"),
    ]
    assert pieces(document) == (Piece.UNPLACED,)
    assert shown(document, first_choice(pieces(document))) == document
    assert not shown(document, EVERYTHING).sections


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[]",
        b'{"details": []}',
        b'{"details": {}}',
        b'{"details": [1]}',
        b'{"details": [{"name": "a", "value": "b"}], "more": 1}',
        b'{"details": [{"name": "a", "value": "b", "value": "c"}]}',
        b'{"details": [{"name": "a"}]}',
        b'{"details": [{"name": "a", "value": "\\ud800"}]}',
        one(more="c"),
        one(name=1),
        one(value=None),
        one(name=""),
        one(value=" \n "),
        one(name="a" * (LONGEST_NAME + 1)),
        one(value="a" * (LONGEST_VALUE + 1)),
        one(name="two\nlines"),
        one(value="nul\x00"),
        one(value="bell\x07"),
        one(value="turned \u202e round"),
        json.dumps({"details": [{"name": "a", "value": "b"}] * (MOST + 1)}).encode(),
        b'{"details": ' + b"[" * 100_000,
        b" " * 300_000 + one(),
        b"\xff\xfe",
        b"not json",
    ],
    ids=range(26),
)
def test_what_are_no_details_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(Problem) as refused:
        read(data)
    assert refused.value.status == 422
    assert str(refused.value).endswith(".")


@pytest.mark.anyio
async def test_details_show_whole_or_not_at_all(caller: Caller, place: str) -> None:
    place = place.replace("diploma-supplement", "details")
    answer = await put(caller, place, details(), Content_Type="application/json")
    assert (answer.status_code, answer.json()["media_type"]) == (201, "application/json"), answer.text
    assert answer.json()["filename"] == "details.json"
    badge = await accept(await Offer.get())
    share = await Share.create(badge=badge, visibility=Visibility.PUBLIC, slug="abc")
    with pytest.raises(NotFound):
        await gate.public_document(Visit(share.slug), "details")
    await Attachment.all().update(visible=True)
    found = await gate.public_document(Visit(share.slug), "details")
    assert found.document == read(details())
    assert found.attachment.readable
    assert found.attachment.original is not None


@pytest.mark.anyio
async def test_wrong_details_are_refused_by_the_api(caller: Caller, place: str) -> None:
    place = place.replace("diploma-supplement", "details")
    answer = await put(caller, place, b'{"details": [{"name": "Mark"}]}', Content_Type="application/json")
    assert answer.status_code == 422
    assert "Send details as JSON" in answer.json()["detail"]
    assert await Attachment.all().count() == 0
