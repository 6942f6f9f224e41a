"""Entries of a document as subsections of a view: titles of the template and the document's own, texts side by side."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from wallet import i18n
from wallet.supplement import Entry, Said, Words
from wallet.weblinks import web_link
from wallet.wordings import Reader, language_name, tag_of

from . import writing
from .reading import html
from .template import TITLES
from .view import Paragraph, Subsection, Wording

BRIEF: Final = 60  # characters
# The titles that the wallet's readers give to what they find as codes.
COUNTRIES: Final = frozenset(
    {"Country", "Country code", "Country of birth", "Country of the institution", "Citizenship"}
)
IDENTIFIERS: Final = frozenset({"Identifier", "Identifier of the institution"})
PEOPLE: Final = frozenset({"1.1", "1.2", "7.2"})  # where the template has their names
_NUMBERED: Final = re.compile(r"(\d+(?:\.\d+)*)[.:)]?\s+(?=\S)")
_LETTERS: Final = re.compile(r"[\W\d_]+")


def subsection(entry: Entry, reader: Reader) -> Subsection:
    """An entry under its title, with the codes in it told by their names."""
    told, own, tag = titles(entry.title, entry.number, TITLES.get(entry.number, ""), reader)
    return Subsection(
        number="" if entry.number.isdecimal() else entry.number,  # a section's number stands above it
        title=told,
        own_title=own,
        paragraphs=tuple(found for words in _texts(entry) if (found := paragraph(words, reader)).wordings),
        tag=tag,
    )


def titles(words: Words, number: str, template: str, reader: Reader) -> tuple[str, str, str]:
    """The title, the document's own to stand beneath it or nothing, and the language of the document's if foreign.

    The document's stands alone where it is in the page's language, the template's where it gives none or the same.
    """
    own, tag = _unnumbered(title(words, reader), number), _foreign(words, reader)
    if template and not (own and differs(words, template)):
        return i18n.gettext(template), "", ""
    if template and tag:
        return i18n.gettext(template), own, tag
    return own, "", tag


def _unnumbered(text: str, number: str) -> str:
    """A title without the number that stands before it anyway."""
    found = _NUMBERED.match(text)
    return text[found.end() :] if found and found[1] == number else text


def _foreign(words: Words, reader: Reader) -> str:
    """The language of the title that is told, where it is another than the page's and known."""
    found = reader.best(words)
    if found is None or " ".join(html.plain(found).split()) != title(words, reader):  # translated by the wallet
        return ""
    return _other(tag_of(found.language), reader)


def _other(tag: str, reader: Reader) -> str:
    return tag if tag.lower().partition("-")[0] != reader.page else ""


def _texts(entry: Entry) -> tuple[Words, ...]:
    """What an entry says; the names of people are in no language, whichever the document is in."""
    texts = _spelled(entry)
    if entry.number not in PEOPLE:
        return texts
    return tuple(tuple(replace(each, language="") for each in words) for words in texts)


def _spelled(entry: Entry) -> tuple[Words, ...]:
    """What an entry says; of countries and identifiers that stand there as codes, their names."""
    called = next((each.text for each in entry.title if not each.language), "")
    if called in COUNTRIES:
        return _with(writing.country, entry.texts)
    if called in IDENTIFIERS or entry.number == "1.4":
        return _with(writing.identifier, entry.texts)
    return entry.texts


def _with(spell: Callable[[str], str], texts: tuple[Words, ...]) -> tuple[Words, ...]:
    return tuple(
        tuple(each if each.rich else replace(each, text=spell(each.text)) for each in words) for words in texts
    )


def title(words: Words, reader: Reader) -> str:
    """A title in one line; one that the wallet's readers gave is a msgid."""
    found = reader.best(words)
    if found is None:
        return ""
    text = " ".join(html.plain(found).split())
    return i18n.gettext(text) if found.language in ("", i18n.DEFAULT) else text


def differs(words: Words, template: str) -> bool:
    """Whether a document's title is not the template's: in English, where it has that, or in the page's language."""
    known = {_letters(template), _letters(i18n.gettext(template))}
    return bool(words) and not any(_letters(html.plain(each)) in known for each in words)


def _letters(text: str) -> str:
    return _LETTERS.sub("", text).casefold()


def paragraph(words: Words, reader: Reader) -> Paragraph:
    """The same thing in the languages that a reader is given."""
    wordings = tuple(wording(each, reader) for each in reader.beside(words))
    return Paragraph(wordings, brief=all(len(each.text) <= BRIEF and _is_line(each) for each in wordings))


def _is_line(told: Wording) -> bool:
    return not told.rich and "\n" not in told.text


def wording(said: Said, reader: Reader) -> Wording:
    """One wording; HTML is made harmless again, for what is kept may be older than today's care."""
    safe = html.said(said.language, said.text) if said.rich else Said(said.language, writing.day(said.text))
    tag = (
        tag_of(said.language) if safe.text == said.text or said.rich else ""
    )  # a day is written in the page's language
    foreign = _other(tag, reader)
    link = "" if safe.rich else web_link(safe.text.strip()) or ""
    return Wording(safe.text, foreign, language_name(foreign) if foreign else "", safe.rich, link)
