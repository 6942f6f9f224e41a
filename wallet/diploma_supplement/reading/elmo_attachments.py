"""The `<attachment>` elements of ELMO: their files, and what is said of them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from lxml import etree

from wallet.supplement import Enclosed, Entry, Guard, Said, Words

from .enclosing import enclosed
from .telling import DATA, label, lines, one_line, title, titles, told
from .xml import attribute, children, own_language, text

RESULTS: Final = re.compile(r"transcript|grade|result", re.IGNORECASE)
CODED: Final = re.compile(r"[A-Za-z0-9+/=\s]*")
KNOWN: Final = frozenset({"title", "type", "content"})
SHORT: Final = 200


@dataclass(frozen=True)
class Attached:
    """An attachment: its files with their bytes, the entries that describe it, and the ids by which others name it."""

    title: Words
    files: tuple[tuple[Enclosed, bytes | None], ...]
    entries: tuple[Entry, ...]
    ids: frozenset[str]

    def hung(self, section: str) -> Attached:
        """The same, its files hung at a section."""
        return replace(self, files=tuple((replace(each, section=section), data) for each, data in self.files))


def attached(element: etree._Element, section: str, guard: Guard = Guard.NONE) -> Attached:
    """An attachment that hangs at a section ("4.2"), or at none; transcripts hang at 4 in any case."""
    named = title(element)
    kind = text(next(iter(children(element, "type")), None))
    heading = named or ((Said("", kind),) if kind else ())
    where = section or ("4" if RESULTS.search(kind) else "")
    guard = guard or (Guard.GRADES if where == "4" and not section else Guard.NONE)
    contents = children(element, "content")
    files = tuple(_file(each, heading, where, len(contents) > 1) for each in contents if text(each))
    ids = frozenset(map(text, children(element, "identifier")))
    return Attached(heading, files, tuple(_entries(element, heading, guard)), ids)


def _internal(element: etree._Element) -> bool:
    """Whether the identifiers of an attachment are for its own file alone, and so tell nobody anything."""
    return all(attribute(each, "type") == "internal" for each in children(element, "identifier"))


def _file(content: etree._Element, heading: Words, section: str, several: bool) -> tuple[Enclosed, bytes | None]:
    """One content; where there are several, their languages tell their names apart."""
    spoken = own_language(content) or ""
    stem = next((each.text for each in heading if each.language == spoken), heading[0].text if heading else "")
    return enclosed(text(content), heading, f"{stem} {spoken}" if several and spoken else stem, section)


def _entries(element: etree._Element, heading: Words, guard: Guard) -> list[Entry]:
    """What is said of an attachment, under its title; of one with neither file nor words, its title."""
    kinds = [each for each in map(one_line, children(element, "type")) if each.text]
    texts: list[Words] = [(each,) for each in kinds if each.text not in {said.text for said in heading[:1]}]
    known = (*KNOWN, *(["identifier"] if _internal(element) else []))
    texts += (words for entry in told(element, known) for words in entry.texts)
    contents = children(element, "content")
    texts += ((each,) for each in map(lines, contents) if _is_told(each.text))
    others = [Entry("", words, (), guard) for words in titles(element)[1:]]
    if not texts and (contents or not heading):
        return others
    return [Entry("", heading or label("attachment"), tuple(texts), guard), *others]


def _is_told(content: str) -> bool:
    """Whether a content is words, where a file should be: neither a `data:` URI nor long base64."""
    if not content or DATA.match(content):
        return False
    return len(content) <= SHORT or not CODED.fullmatch(content)
