"""Whose a document is, as far as names tell: the name in it beside the one in the badge, however either is written."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from wallet.names import line
from wallet.supplement import Document, Entry, Said

NAMES: Final = ("1.1", "1.2")  # family names and given names, in the template
_WHOLE: Final = "Full name"  # the title of a name that is given in one piece
_TAG: Final = re.compile(r"<[^>]*>")
_APOSTROPHES: Final = re.compile(r"[’'ʼ`´]")
# Letters that are no letter with an accent to Unicode, and vowels that some write as two letters.
_LETTERS: Final = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "a", "œ": "o", "ı": "i"})
_VOWELS: Final = (("ae", "a"), ("oe", "o"), ("ue", "u"), ("aa", "a"))


def names_other(document: Document, recipient: str | None) -> bool:
    """Whether the whole document names another person than the badge; False where one of the two names nobody.

    The order of names does not count, nor accents, nor names that only one of the two tells. What is written in Latin
    letters and what is not cannot be compared with each other.
    """
    said, known = _tokens(" ".join(_said(document))), _tokens(recipient or "")
    latin = any(map(_is_latin, known))
    said, known = (frozenset(each for each in tokens if _is_latin(each) is latin) for tokens in (said, known))
    return bool(said and known) and not (_within(said, known) or _within(known, said))


def written(document: Document) -> str:
    """The holder's name as the document writes it, given names first; empty where it names nobody."""
    entries = [entry for section in document.sections if section.number == 1 for entry in section.entries]
    numbered = [entry for number in reversed(NAMES) for entry in entries if entry.number == number]
    chosen = numbered or [each for each in entries if _is_whole(each)]
    parts = (_plain(words[0]) for entry in chosen for words in entry.texts if words)
    return line(" ".join(parts))


def _said(document: Document) -> Iterator[str]:
    """What section 1 gives as the names of the holder, in every language."""
    entries = [entry for section in document.sections if section.number == 1 for entry in section.entries]
    numbered = [each for each in entries if each.number in NAMES]
    for entry in numbered or [each for each in entries if _is_whole(each)]:
        for words in entry.texts:
            for wording in words:
                yield _plain(wording)


def _plain(said: Said) -> str:
    return html.unescape(_TAG.sub(" ", said.text)) if said.rich else said.text


def _is_whole(entry: Entry) -> bool:
    return any(title.text == _WHOLE for title in entry.title)


def _tokens(name: str) -> frozenset[str]:
    """The parts of a name without what is written in one way here and in another there."""
    folded = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", name).casefold()).translate(_LETTERS)
    plain = "".join(each if each.isalpha() else " " for each in folded if not unicodedata.combining(each))
    for written, meant in _VOWELS:
        plain = plain.replace(written, meant)
    return frozenset(plain.split())


def _is_latin(token: str) -> bool:
    return any(letter.isascii() for letter in token)


def _within(some: frozenset[str], others: frozenset[str]) -> bool:
    """Whether each part of a name is one of another's, an initial as well."""
    return all(part in others or (len(part) == 1 and any(each.startswith(part) for each in others)) for part in some)
