"""What is kept of a document comes back as it was, and what is not shown is not there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallet import readings
from wallet.supplement import (
    EVERYTHING,
    Course,
    Credit,
    Distribution,
    Document,
    Enclosed,
    Entry,
    Guard,
    Intact,
    Piece,
    Programme,
    Said,
    Scheme,
    Sealing,
    Section,
    pieces,
    shown,
)

TEXT = st.text(st.characters(codec="utf-8"), max_size=4)
WORDS = st.lists(st.builds(Said, TEXT, TEXT, st.booleans()), max_size=2).map(tuple)
ENTRIES = st.lists(st.builds(Entry, TEXT, WORDS, st.tuples(WORDS), st.sampled_from(Guard)), max_size=3).map(tuple)
DISTRIBUTION = st.builds(Distribution, st.lists(st.tuples(TEXT, TEXT), max_size=2).map(tuple), WORDS)
COURSES = st.builds(
    Course,
    code=TEXT,
    title=WORDS,
    kind=TEXT,
    depth=st.integers(0, 3),
    leaf=st.booleans(),
    credits=st.tuples(st.builds(Credit, TEXT, TEXT)),
    result=WORDS,
    status=TEXT,
    distribution=st.none() | DISTRIBUTION,
    scheme=TEXT,
    levels=st.tuples(TEXT),
    notes=ENTRIES,
)
DOCUMENTS = st.builds(
    Document,
    format=TEXT,
    title=WORDS,
    sections=st.lists(st.builds(Section, st.integers(0, 8), WORDS, ENTRIES), max_size=3).map(tuple),
    programmes=st.lists(st.builds(Programme, WORDS, WORDS, st.tuples(COURSES), ENTRIES), max_size=2).map(tuple),
    schemes=st.tuples(st.builds(Scheme, TEXT, WORDS, WORDS)),
    enclosed=st.lists(
        st.builds(Enclosed, WORDS, TEXT, TEXT, st.integers(0, 99), st.sampled_from(["", "4.2", "8"])), max_size=2
    ).map(tuple),
    pages=st.integers(0, 9),
)
SEALINGS = st.builds(Sealing, TEXT, st.sampled_from(Intact), TEXT, remarks=st.tuples(TEXT))
CHOICES = st.frozensets(st.sampled_from([piece.value for piece in Piece]))


def placed_entries(document: Document) -> list[tuple[str, Entry]]:
    """The entries of all sections, each with its section's switch."""
    return [(str(section.number), entry) for section in document.sections for entry in section.entries]


@given(DOCUMENTS)
def test_a_document_comes_back_as_it_was_kept(document: Document) -> None:
    assert readings.document(readings.to_json(document)) == document


@given(DOCUMENTS)
def test_what_says_whose_it_is_can_be_had_without_the_rest(document: Document) -> None:
    found = readings.holder_of(readings.to_json(document))
    assert found.sections == tuple(each for each in document.sections if each.number == 1)
    assert (found.format, found.cautions, found.programmes) == (document.format, document.cautions, ())


def test_whose_it_is_can_be_had_of_what_an_older_wallet_read() -> None:
    assert readings.holder_of('{"format": "ELMO", "sections": []}') == Document("ELMO")


@given(st.lists(SEALINGS).map(tuple))
def test_seals_come_back_as_they_were_kept(seals: tuple[Sealing, ...]) -> None:
    assert readings.seals(readings.to_json(seals)) == seals


@given(DOCUMENTS, CHOICES)
def test_what_the_choice_leaves_out_is_not_there(document: Document, choice: frozenset[str]) -> None:
    left = shown(document, choice)
    assert {str(section.number) for section in left.sections} <= choice
    entries = [entry for section in left.sections for entry in section.entries]
    entries += [entry for programme in left.programmes for entry in programme.notes]
    courses = [course for programme in left.programmes for course in programme.courses]
    entries += [entry for course in courses for entry in course.notes]
    assert {entry.guard.value for entry in entries} <= choice | {Guard.NONE.value}
    wanted = [placed for placed in placed_entries(document) if {placed[0], placed[1].guard.value} <= choice | {""}]
    assert placed_entries(left) == wanted  # what is guarded needs two switches, in whatever section it stands
    if not {Piece.GRADES, Piece.CONTENTS} <= choice:
        assert not left.schemes
        assert not any(each.result or each.status or each.distribution or each.scheme for each in courses)
    if Piece.ENCLOSED not in choice:
        assert not left.enclosed
    assert shown(left, choice) == left


@given(DOCUMENTS)
def test_all_pieces_are_the_whole_document(document: Document) -> None:
    assert shown(document, frozenset(Piece)) == document


@pytest.mark.parametrize("piece", [Piece.PERSONAL, Piece.ENCLOSED, Piece.UNPLACED])
def test_personal_data_and_what_may_tell_it_are_in_no_everything(piece: Piece) -> None:
    assert piece not in EVERYTHING


def test_a_document_that_was_not_read_has_no_pieces() -> None:
    assert pieces(Document("PDF", pages=3)) == ()
