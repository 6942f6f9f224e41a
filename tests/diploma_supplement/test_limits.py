"""What holds more than any real document, or nothing, is refused where it is read: nobody else has work with it."""

from __future__ import annotations

import json
import pickle
from datetime import UTC, datetime

import pytest

from tests.shared import shared
from wallet import readings
from wallet.diploma_supplement.reading import kinds, limits
from wallet.errors import Unprocessable
from wallet.supplement import Course, Document, Entry, Programme, Said, Section, pieces

from .arriving import elmo

NOW = datetime(2026, 6, 1, tzinfo=UTC)
COURSE = b"<learningOpportunitySpecification><title>c</title></learningOpportunitySpecification>"


def crowded(courses: int) -> bytes:
    """An ELMO file with that many courses beside its own."""
    return elmo().replace(b"<issueDate>", COURSE * courses + b"<issueDate>", 1)


def holding(rows: int = 0, entries: int = 0, text: str = "x", title: str = "t") -> Document:
    """A document of so many rows and statements."""
    row = Course("", (Said("", title),), "", 0, True)
    entry = Entry("", (), ((Said("", text),),))
    section, programme = Section(4, (), (entry,) * entries), Programme((), (), (row,) * rows)
    return Document("ELMO", sections=(section,), programmes=(programme,))


def test_thousands_of_courses_are_refused_in_a_few_bytes() -> None:
    with pytest.raises(Unprocessable) as refused:
        kinds.opened("transcript", crowded(3000), (), NOW)
    assert "(3001 courses)" in str(refused.value)
    assert str(refused.value).endswith("Ask its issuer for one document a programme.")
    assert len(pickle.dumps(refused.value)) < 1000


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        pytest.param(holding(rows=limits.MOST_COURSES + 1), limits.COURSES, id="courses"),
        pytest.param(holding(entries=limits.MOST_ENTRIES + 1), limits.ENTRIES, id="statements"),
        pytest.param(holding(entries=20, text="x" * 60_000), limits.TEXTS, id="much-text"),
        pytest.param(holding(entries=1, text="x" * 100_001), limits.LONG_TEXT, id="long-text"),
        pytest.param(holding(rows=1, title="x" * 2001), limits.LONG_TITLE, id="long-title"),
        pytest.param(holding(), limits.NOTHING, id="nothing"),
    ],
)
def test_past_each_limit_there_is_a_sentence(document: Document, sentence: str) -> None:
    with pytest.raises(Unprocessable) as refused:
        limits.written(document, ())
    assert refused.value.message == sentence


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(holding(rows=limits.MOST_COURSES), id="courses"),
        pytest.param(holding(entries=limits.MOST_ENTRIES), id="statements"),
        pytest.param(holding(1, 1, text="x" * limits.LONGEST_TEXT, title="x" * limits.LONGEST_TITLE), id="texts"),
    ],
)
def test_up_to_the_limits_all_is_kept(document: Document) -> None:
    assert readings.document(limits.written(document, ())[0]) == document


def test_a_document_comes_back_as_it_is_kept() -> None:
    found = kinds.opened("transcript", elmo(), (), NOW)
    document = readings.document(found.document)
    assert document.programmes[0].courses[0].title[0].text == "Analisi numerica"
    assert found.pieces == tuple(piece.value for piece in pieces(document))
    assert found.seals == "[]"


@pytest.mark.parametrize("kind", ["diploma-supplement", "transcript"])
@pytest.mark.parametrize("data", [b"<elmo/>", b"<elmo><report/></elmo>"], ids=["empty", "empty-report"])
def test_a_file_in_which_nothing_is_found_is_refused(kind: str, data: bytes) -> None:
    with pytest.raises(Unprocessable) as refused:
        kinds.opened(kind, data, (), NOW)
    assert refused.value.message == limits.NOTHING


@pytest.mark.parametrize("subject", [5, "somebody", True, [1]], ids=str)
def test_a_credential_about_nobody_is_refused(subject: object) -> None:
    value = json.loads(shared("diploma_supplement/elm3-Sample-MC-Annex1-unsigned.jsonld").read_bytes())
    data = json.dumps(value | {"credentialSubject": subject}).encode()
    with pytest.raises(Unprocessable, match="nothing in it says what somebody achieved"):
        kinds.opened("diploma-supplement", data, (), NOW)


@pytest.mark.parametrize(
    "data",
    [b"hello", b"This is my transcript, all of it.\n" * 90, b"QUJD" * 500 + b"."],
    ids=["a-word", "a-text", "nearly-base64"],
)
def test_a_plain_text_is_told_what_the_wallet_reads(data: bytes) -> None:
    with pytest.raises(Unprocessable, match="PDF, ELMO, EMREX response"):
        kinds.opened("transcript", data, (), NOW)
