"""Entries of a document as subsections of a view: titles of the template and the document's own, texts side by side."""

from __future__ import annotations

import re
from typing import Final

from wallet import i18n
from wallet.story import web_link
from wallet.supplement import Entry, Said, Words
from wallet.wordings import Reader, language_name, tag_of

from . import writing
from .reading import html
from .template import TITLES
from .view import Paragraph, Subsection, Wording

BRIEF: Final = 60  # characters
_LETTERS: Final = re.compile(r"[\W\d_]+")


def subsection(entry: Entry, reader: Reader) -> Subsection:
    """An entry under the template's title, beside it the document's own where that says something else."""
    template, own = TITLES.get(entry.number, ""), title(entry.title, reader)
    return Subsection(
        number="" if entry.number.isdecimal() else entry.number,  # a section's number stands above it
        title=i18n.gettext(template) if template else own,
        own_title=own if template and differs(entry.title, template) else "",
        paragraphs=tuple(found for words in entry.texts if (found := paragraph(words, reader)).wordings),
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
    foreign = tag if tag.lower().partition("-")[0] != reader.page else ""
    link = "" if safe.rich else web_link(safe.text.strip()) or ""
    return Wording(safe.text, foreign, language_name(foreign) if foreign else "", safe.rich, link)
