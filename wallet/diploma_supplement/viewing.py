"""A shown document as its page and its PDF tell it, in one language: nothing that is not shown goes in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Final

from wallet import i18n
from wallet.i18n import N_
from wallet.sections import SECTIONS
from wallet.supplement import Document, Enclosed, Said, Section, Words
from wallet.wordings import Reader, language_name, tag_of

from . import telling, writing
from .explaining import helps
from .results import results
from .telling import subsection
from .template import TITLES
from .view import File, Part, Results, Subsection, View

ORDER: Final = (1, 2, 3, 4, 5, 6, 7, 8, 0)
SHORT: Final = {
    0: N_("Other content"),
    1: N_("Holder"),
    2: N_("Qualification"),
    3: N_("Level and duration"),
    4: N_("Programme and results"),
    5: N_("Function"),
    6: N_("Additional information"),
    7: N_("Certification"),
    8: N_("National system"),
}
RESULTS, GRADING = 4, 4  # the sections of both
TABLE: Final = "4.3"  # where the template has the results
# A language in which less than this part of the document is said is no language to read it in.
MUCH: Final = 0.1
FileUrl = Callable[[Enclosed], str]


def view(document: Document, *, label: str, locale: str, language: str = "", file_url: FileUrl) -> View:
    """The view of a document that `supplement.shown` has left over.

    `label` is its title where it has none; `locale` is the page's language, `language` the tag of the document's
    language that was asked for; `file_url` says where a file that could be read is downloaded.
    """
    languages = _languages(document)
    asked = language if language in languages else ""
    reader = Reader(locale, asked)
    with i18n.speaking(locale):
        return View(
            title=reader.text(document.title) or label,
            format=document.format,
            issuer=reader.text(document.issuer),
            issued=writing.day(document.issued),
            parts=tuple(_parts(document, reader, file_url)),
            languages=tuple((tag, language_name(tag)) for tag in languages),
            language=asked,
        )


def _languages(document: Document) -> tuple[str, ...]:
    """The languages in which much of it is said, the most used first; none where there is no choice."""
    said = Counter[str]()
    for each in _said(document):
        said[tag_of(each.language)] += len(each.text)
    del said[""]
    most = max(said.values(), default=0)
    found = [tag for tag, length in said.most_common() if length >= MUCH * most]
    return tuple(found) if len(found) > 1 else ()


def _said(value: object) -> Iterator[Said]:
    """Every wording in a value."""
    if isinstance(value, Said):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _said(each)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _said(getattr(value, field.name))


def _parts(document: Document, reader: Reader, file_url: FileUrl) -> Iterator[Part]:
    sections: dict[int, list[Section]] = {}
    for each in document.sections:
        sections.setdefault(each.number if each.number in SECTIONS else 0, []).append(each)
    enclosed: dict[int, list[Enclosed]] = {}
    for file in document.enclosed:
        enclosed.setdefault(_section_of(file), []).append(file)
    told = helps(document)
    for number in ORDER:
        part = _part(document, number, sections.get(number, []), reader)
        files = tuple(_file(each, reader, file_url) for each in enclosed.get(number, ()))
        if part.subsections or part.results or part.grading or files:
            yield replace(part, files=files, help=told.get(number, ()))


def _section_of(file: Enclosed) -> int:
    head = file.section.partition(".")[0]
    return int(head) if head in {str(number) for number in SECTIONS} else 0


def _part(document: Document, number: int, sections: list[Section], reader: Reader) -> Part:
    """One of the eight sections, or what could not be placed, without its files."""
    subsections = _joined(subsection(entry, reader) for each in sections for entry in each.entries)
    own: Words = next((each.title for each in sections if each.title), ())
    title, own_title, tag = telling.titles(own, str(number), SECTIONS[number], reader)
    return Part(
        number=number,
        anchor=f"section-{number}",
        title=title,
        own_title=own_title,
        tag=tag,
        subsections=tuple(subsections),
        results=tuple(_results(document, reader)) if number == RESULTS else (),
        grading=tuple(_grading(document, reader, subsections)) if number == GRADING else (),
        files=(),
        short=i18n.gettext(SHORT[number]),
        results_at=_before("4.4", subsections),
        grading_at=_before("4.5", subsections),
        results_title="" if _has(TABLE, subsections) else i18n.gettext(TITLES[TABLE]),
    )


def _joined(subsections: Iterable[Subsection]) -> list[Subsection]:
    """Subsections, those that follow each other under one number and title as one."""
    found: list[Subsection] = []
    for each in subsections:
        last = found[-1] if found else None
        if last and each.number and _titles(last) == _titles(each):
            found[-1] = replace(last, paragraphs=last.paragraphs + each.paragraphs)
        else:
            found.append(each)
    return found


def _titles(of: Subsection) -> tuple[str, str, str]:
    return of.number, of.title, of.own_title


def _has(number: str, subsections: Iterable[Subsection]) -> bool:
    return any(each.number == number for each in subsections)


def _results(document: Document, reader: Reader) -> Iterator[Results]:
    """The table of each programme that has something to tell."""
    schemes = {each.id: each.title for each in document.schemes}
    for programme in document.programmes:
        if programme.courses or programme.notes:
            yield results(programme, reader, schemes)


def _before(number: str, subsections: list[Subsection]) -> int:
    """How many subsections stand before the first of that number or a later one."""
    places = (at for at, each in enumerate(subsections) if _rank(each.number) >= _rank(number))
    return next(places, len(subsections))


def _rank(number: str) -> tuple[int, ...]:
    return tuple(int(part) for part in number.split(".") if part.isdecimal() and len(part) < 6)


def _grading(document: Document, reader: Reader, subsections: list[Subsection]) -> Iterator[Subsection]:
    """The grading schemes, each under its title; the first under the template's, where no subsection has that."""
    number = "" if _has("4.4", subsections) else "4.4"
    for scheme in document.schemes:
        told = telling.paragraph(scheme.description, reader)
        name = telling.title(scheme.title, reader)
        if told.wordings or name:
            title = i18n.gettext(TITLES[number]) if number else name
            yield Subsection(number, title, name if number else "", (told,) if told.wordings else ())
            number = ""


def _file(file: Enclosed, reader: Reader, file_url: FileUrl) -> File:
    return File(
        title=reader.text(file.title) or file.filename or i18n.gettext(N_("Enclosed file")),
        filename=file.filename,
        media_type=file.media_type,
        size=file.size,
        url=file_url(file) if file.digest else "",
        problem=i18n.gettext(file.problem or (N_("This file could not be read.") if not file.digest else "")),
    )
