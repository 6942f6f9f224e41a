"""Names in a document beside the badge's: the same person however written, another person, or nobody named."""

import pytest

from wallet.holders import names_other
from wallet.supplement import Document, Entry, Said, Section


def named(*texts: str, numbers: tuple[str, ...] = ("1.1", "1.2"), rich: bool = False) -> Document:
    """A document whose section 1 gives these names."""
    entries = tuple(Entry(number, (), ((Said("", text, rich),),)) for number, text in zip(numbers, texts, strict=False))
    return Document("ELMO 2", sections=(Section(1, (), entries),))


@pytest.mark.parametrize(
    ("family", "given", "recipient"),
    [
        ("Benedetti", "Marta", "Marta Benedetti"),
        ("Benedetti", "Marta", "BENEDETTI, Marta"),
        ("Łukasiewicz", "Zoë", "Zoe Lukasiewicz"),
        ("Müller", "Jörg", "Joerg Mueller"),
        ("Straße", "Åsa", "Aasa STRASSE"),
        ("Benedetti", "Marta Sofia", "Marta Benedetti"),
        ("Benedetti", "Marta", "Marta Sofia Benedetti"),
        ("García Márquez", "José", "Jose Garcia-Marquez"),
        ("D’Angelo", "Ada", "Ada D'Angelo"),
        ("Benedetti", "Marta", "M. Benedetti"),
    ],
    ids=[
        "order",
        "comma",
        "accents",
        "umlauts",
        "sharp-s",
        "second-name-here",
        "second-name-there",
        "hyphen",
        "apostrophe",
        "initial",
    ],
)
def test_the_same_name_is_the_same_however_it_is_written(family: str, given: str, recipient: str) -> None:
    assert not names_other(named(family, given), recipient)


@pytest.mark.parametrize(
    ("family", "given", "recipient"),
    [
        ("Rygielski", "Wojciech Łukasz", "Marta Benedetti"),
        ("Benedetti", "Carla", "Marta Benedetti"),
        ("Rossi", "Marta", "Marta Benedetti"),
        ("Иванов", "Иван", "Пётр Сидоров"),
    ],
    ids=["stranger", "given", "family", "cyrillic"],
)
def test_another_name_is_another_person(family: str, given: str, recipient: str) -> None:
    assert names_other(named(family, given), recipient)


@pytest.mark.parametrize(
    "recipient", [None, "", " ", "123", "Иван Иванов"], ids=["none", "empty", "blank", "number", "script"]
)
def test_nothing_is_said_where_there_is_nothing_to_compare(recipient: str | None) -> None:
    assert not names_other(named("Rossi", "Carla"), recipient)


def test_nothing_is_said_of_a_document_that_names_nobody() -> None:
    assert not names_other(Document("PDF"), "Marta Benedetti")
    assert not names_other(named("", " "), "Marta Benedetti")
    assert not names_other(named("12345", numbers=("1.4",)), "Marta Benedetti")


def test_a_name_in_one_piece_and_one_in_rich_text_count() -> None:
    whole = Document(
        "ELM 3", sections=(Section(1, (), (Entry("1", (Said("", "Full name"),), ((Said("", "Ana Andromeda"),),)),)),)
    )
    assert names_other(whole, "Marta Benedetti")
    assert not names_other(whole, "Ana Andromeda")
    assert not names_other(named("<p>Benedetti&nbsp;Marta</p>", rich=True), "Marta Benedetti")


def test_all_wordings_of_a_name_count() -> None:
    both = ((Said("pl", "Иванов"), Said("en", "Ivanov")),)
    document = Document("ELMO", sections=(Section(1, (), (Entry("1.1", (), both),)),))
    assert not names_other(document, "Ivan Ivanov")
    assert not names_other(document, "Иван Иванов")
    assert names_other(document, "Marta Rossi")
