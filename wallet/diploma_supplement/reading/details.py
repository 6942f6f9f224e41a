"""Details of an award as an issuer sends them: a short list of names and values, in JSON."""

from __future__ import annotations

import unicodedata
from typing import Final

from wallet.errors import Unprocessable
from wallet.openbadges import strict
from wallet.openbadges.report import N_
from wallet.supplement import Document, Entry, Said, Section, Words

FORMAT: Final = "details"
LARGEST: Final = 256 * 1024
MOST: Final = 50
LONGEST_NAME: Final = 200
LONGEST_VALUE: Final = 2000
# Characters that turn the direction of what follows, so that a text reads as what it does not say.
TURNING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
SHAPE: Final = N_("Send details as JSON: {“details”: [{“name”: “Final mark”, “value”: “110/110”}]}, 1 to 50 of them.")


def read(data: bytes) -> Document:
    """Details as a document of one section without a number, so that it is shown whole or not at all.

    Raises Unprocessable, also for a member that nobody asked for: it would be left out without a word.
    """
    if len(data) > LARGEST:
        raise Unprocessable(SHAPE)
    try:
        sent = strict.parse_object(data, max_bytes=LARGEST)
    except strict.NotJson as e:
        raise Unprocessable(e.message, **e.values) from e
    listed = sent.get("details")
    if set(sent) != {"details"} or not isinstance(listed, list) or not 1 <= len(listed) <= MOST:
        raise Unprocessable(SHAPE)
    return Document(format=FORMAT, sections=(Section(0, (), tuple(map(_entry, listed))),))


def _entry(detail: object) -> Entry:
    if not isinstance(detail, dict) or set(detail) != {"name", "value"}:
        raise Unprocessable(SHAPE)
    return Entry("", _words(detail["name"], LONGEST_NAME), (_words(detail["value"], LONGEST_VALUE, lines=True),))


def _words(value: object, longest: int, *, lines: bool = False) -> Words:
    """One plain text in a language that nobody says; a value may have several lines."""
    if not isinstance(value, str):
        raise Unprocessable(SHAPE)
    text = unicodedata.normalize("NFC", value.replace("\r\n", "\n")).strip()
    if not 1 <= len(text) <= longest:
        raise Unprocessable(
            N_("A detail has a name of at most %(name)d characters, and a value of at most %(value)d."),
            name=LONGEST_NAME,
            value=LONGEST_VALUE,
        )
    if not all(_is_plain(letter) or (lines and letter == "\n") for letter in text):
        raise Unprocessable(N_("The name and the value of a detail are plain text, without control characters."))
    return (Said("", text),)


def _is_plain(letter: str) -> bool:
    return letter not in TURNING and unicodedata.category(letter) not in ("Cc", "Cs", "Co", "Zl", "Zp")
