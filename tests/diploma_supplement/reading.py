"""Helpers to look at documents that were read."""

from __future__ import annotations

from collections.abc import Iterator

from tests.shared import shared
from wallet.diploma_supplement.reading import elmo, emrex
from wallet.diploma_supplement.reading.enclosing import Read
from wallet.diploma_supplement.reading.xml import tree
from wallet.supplement import Course, Document, Entry, Words


def real(name: str) -> bytes:
    """The bytes of a real file, unwrapped where it is an EMREX response."""
    data = shared(f"diploma_supplement/{name}").read_bytes()
    return data if name.endswith(".xml") else emrex.unwrap(data)


def read_elmo(data: bytes) -> Read:
    """What an ELMO file says."""
    return elmo.read(tree(data))


def courses(document: Document) -> list[Course]:
    """All rows of all programmes."""
    return [course for programme in document.programmes for course in programme.courses]


def entries(document: Document, section: int) -> tuple[Entry, ...]:
    """The entries of a section, none where it is absent."""
    return next((each.entries for each in document.sections if each.number == section), ())


def numbered(document: Document, number: str) -> list[Entry]:
    """The entries of a number, wherever they stand."""
    return [entry for each in document.sections for entry in each.entries if entry.number == number]


def wordings(*words: Words) -> list[str]:
    """The texts of words in all languages."""
    return [said.text for each in words for said in each]


def all_text(value: object) -> Iterator[str]:
    """Each text in a value, whatever it is."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from all_text(each)
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            yield from all_text(getattr(value, name))
