"""How much a document may hold: no real one comes near it, and what holds more would make its page slow for all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import orjson

from wallet import readings
from wallet.errors import Unprocessable
from wallet.openbadges.report import N_
from wallet.supplement import Document, Sealing

MOST_COURSES: Final = 1000
MOST_ENTRIES: Final = 5000
LARGEST: Final = 1024 * 1024  # bytes of JSON
LONGEST_TEXT: Final = 100_000
LONGEST_TITLE: Final = 2000
COURSES: Final = N_(
    "This document holds more than any supplement does (%(count)d courses)."
    " Ask its issuer for one document a programme."
)
ENTRIES: Final = N_(
    "This document holds more than any supplement does (%(count)d statements)."
    " Ask its issuer for one document a programme."
)
TEXTS: Final = N_(
    "This document holds more than any supplement does (%(count)d kB of text)."
    " Ask its issuer for one document a programme."
)
LONG_TEXT: Final = N_(
    "This document holds a single text of %(count)d characters, longer than any supplement's."
    " Ask its issuer to correct it."
)
LONG_TITLE: Final = N_(
    "This document holds a title of %(count)d characters, longer than any supplement's. Ask its issuer to correct it."
)
NOTHING: Final = N_(
    "Nothing that a supplement tells was found in this file: no statement, no course and no enclosed file."
    " Ask its issuer for the complete document."
)


def written(document: Document, seals: tuple[Sealing, ...]) -> tuple[str, str]:
    """A document and its seals as JSON. Raises Unprocessable for one that holds nothing, or more than a real one."""
    if not (document.pages or _holds(document)):
        raise Unprocessable(NOTHING)
    _at_most(MOST_COURSES, sum(len(each.courses) for each in document.programmes), COURSES)
    _at_most(MOST_ENTRIES, _entries(document), ENTRIES)
    told, sealed = readings.to_json(document), readings.to_json(seals)
    if (size := len(told.encode()) + len(sealed.encode())) > LARGEST:
        raise Unprocessable(TEXTS, count=size // 1024)
    for name, text in _texts(orjson.loads(told)):
        _at_most(LONGEST_TEXT, len(text), LONG_TEXT)
        if name == "title":
            _at_most(LONGEST_TITLE, len(text), LONG_TITLE)
    return told, sealed


def _at_most(most: int, count: int, sentence: str) -> None:
    if count > most:
        raise Unprocessable(sentence, count=count)


def _holds(document: Document) -> bool:
    told = any(each.entries for each in document.sections)
    return told or bool(document.enclosed) or any(each.courses or each.notes for each in document.programmes)


def _entries(document: Document) -> int:
    sections = sum(len(each.entries) for each in document.sections)
    programmes = sum(len(each.notes) for each in document.programmes)
    return sections + programmes + sum(len(row.notes) for each in document.programmes for row in each.courses)


def _texts(value: object, name: str = "") -> Iterator[tuple[str, str]]:
    """Every text in JSON, with the name of the member that it is or is a wording of."""
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each, name)
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _texts(each, name if key == "text" else key)
