"""A document as it was read: the Diploma Supplement's eight sections, its courses and what it encloses, as values.

Texts are kept in every language in which they were given. `shown` takes away what its learner does not show.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final


class Piece(StrEnum):
    """What a learner shows or hides by a switch of its own: a section, or what cuts across sections."""

    HOLDER = "1"
    QUALIFICATION = "2"
    LEVEL = "3"
    CONTENTS = "4"
    GRADES = "grades"
    FUNCTION = "5"
    ADDITIONAL = "6"
    CERTIFICATION = "7"
    SYSTEM = "8"
    UNPLACED = "0"
    ENCLOSED = "enclosed"
    PERSONAL = "personal"


# Personal data, and what may tell it (files that are shown whole, what could not be placed): by their own switch alone.
EVERYTHING: Final = frozenset(Piece) - {Piece.PERSONAL, Piece.ENCLOSED, Piece.UNPLACED}


def first_choice(has: Collection[str]) -> frozenset[str]:
    """What is shown of a document that has these pieces until its learner chooses; all of one with no section."""
    return EVERYTHING if EVERYTHING & frozenset(has) else frozenset(Piece)


def switched_on(has: Collection[str], choice: Collection[str] | None) -> frozenset[str]:
    """What the switches of a document that has these pieces stand at: as its learner chose, or as they first are."""
    return first_choice(has) if choice is None else frozenset(choice)


# A file of these sections may tell all that has a switch of its own there.
_WHOLE: Final = {"1": Piece.PERSONAL, "4": Piece.GRADES}


class Guard(StrEnum):
    """Which switch an entry needs beside its section's."""

    NONE = ""
    PERSONAL = "personal"
    GRADES = "grades"


@dataclass(frozen=True)
class Said:
    """One wording: its language (BCP 47, empty where the document does not say) and its text.

    `rich` text is HTML that nh3 has made harmless; all other text is plain, its line breaks its own.
    """

    language: str
    text: str
    rich: bool = False


Words = tuple[Said, ...]  # the same thing in several languages


@dataclass(frozen=True)
class Entry:
    """A numbered subsection, or a statement for which the template has no number.

    `title` is the document's own, empty where it gives none; each of `texts` is said in one or more languages.
    """

    number: str
    title: Words
    texts: tuple[Words, ...]
    guard: Guard = Guard.NONE


@dataclass(frozen=True)
class Section:
    """One of the eight sections by its number, or 0 for what could not be placed."""

    number: int
    title: Words
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Credit:
    """Credits as they are given: a decimal number as text, its scheme (`ECTS`) and level, which may be empty."""

    value: str
    scheme: str
    level: str = ""


@dataclass(frozen=True)
class Distribution:
    """How grades were spread in the group: (label, count) of each category, and what is said of them.

    `below`, `equal` and `above` are percentages of the group as text, empty where not given.
    """

    categories: tuple[tuple[str, str], ...] = ()
    description: Words = ()
    below: str = ""
    equal: str = ""
    above: str = ""


@dataclass(frozen=True)
class Course:
    """A row of the results: a programme, module or course, `depth` steps below its programme.

    Credits of a row hold those of the rows below it; `leaf` says that there are none. Dates are ISO 8601.
    """

    code: str
    title: Words
    kind: str
    depth: int
    leaf: bool
    credits: tuple[Credit, ...] = ()
    result: Words = ()
    status: str = ""  # passed, failed or in-progress
    distribution: Distribution | None = None
    scheme: str = ""  # the id of a Scheme
    levels: tuple[str, ...] = ()  # "EQF 5"
    started: str = ""
    date: str = ""
    term: Words = ()
    language: str = ""
    hours: str = ""
    provider: Words = ()
    notes: tuple[Entry, ...] = ()  # all else that is said of it


@dataclass(frozen=True)
class Scheme:
    """A grading scheme: the id by which results name it, and what is said of it."""

    id: str
    title: Words
    description: Words


@dataclass(frozen=True)
class Programme:
    """The results of one programme, or of one institution's report."""

    title: Words
    institution: Words
    courses: tuple[Course, ...]
    notes: tuple[Entry, ...] = ()


@dataclass(frozen=True)
class Enclosed:
    """A file enclosed in the document, `section` where it hangs (`4.2`, or empty).

    `digest` is its name in the storage; without one it could not be read, and `problem` says so (a msgid).
    """

    title: Words
    filename: str
    media_type: str
    size: int
    section: str
    digest: str = ""
    problem: str = ""


@dataclass(frozen=True)
class Document:
    """A document as it was read; a PDF has pages and neither sections nor programmes.

    `cautions` are sentences (msgids) on what its file can do beside being read.
    """

    format: str  # "ELMO 2", "ELM 3", "PDF", ...
    title: Words = ()
    issuer: Words = ()
    issued: str = ""
    languages: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    programmes: tuple[Programme, ...] = ()  # part of section 4
    schemes: tuple[Scheme, ...] = ()  # part of section 4
    enclosed: tuple[Enclosed, ...] = ()
    pages: int = 0
    cautions: tuple[str, ...] = ()

    @property
    def structured(self) -> bool:
        """Whether its content was read, so that parts of it can be shown."""
        return bool(self.sections or self.programmes)


def pieces(document: Document) -> tuple[Piece, ...]:
    """What the document has, each of which can be shown or hidden; empty for one that is shown whole or not at all."""
    if not document.structured:
        return ()
    whole = shown(document, frozenset(Piece))
    return tuple(piece for piece in Piece if whole != shown(document, _without(piece)))


def _without(piece: Piece) -> frozenset[Piece]:
    return frozenset(Piece) - {piece}


def shown(document: Document, choice: Collection[str]) -> Document:
    """The document with nothing in it but what the choice of pieces shows.

    An entry that is guarded, wherever it stands, needs two switches: its guard's and that of its own section. So grades
    are shown in section 4 with that section, personal data in section 1 with that. Schemes are grades of section 4.
    """
    contents = Piece.CONTENTS in choice
    grades = contents and Piece.GRADES in choice
    titled = Piece.QUALIFICATION in choice or contents  # it is the qualification's title, or a course's
    return replace(
        document,
        title=document.title if titled or not document.structured else (),
        sections=tuple(_section(each, choice) for each in document.sections if str(each.number) in choice),
        programmes=tuple(_programme(each, choice) for each in document.programmes) if contents else (),
        schemes=document.schemes if grades else (),
        enclosed=tuple(each for each in document.enclosed if _encloses(each, choice)),
    )


def _section(section: Section, choice: Collection[str]) -> Section:
    return replace(section, entries=_entries(section.entries, choice))


def _entries(entries: Iterable[Entry], choice: Collection[str]) -> tuple[Entry, ...]:
    return tuple(each for each in entries if each.guard is Guard.NONE or each.guard.value in choice)


def _encloses(enclosed: Enclosed, choice: Collection[str]) -> bool:
    """Whether a file is shown: with its section, and with all of it, since nothing can be left out of a file."""
    section = enclosed.section.partition(".")[0]
    needed = {section, _WHOLE.get(section, section)} - {""}
    return Piece.ENCLOSED in choice and needed <= set(choice)


def _programme(programme: Programme, choice: Collection[str]) -> Programme:
    courses = tuple(_course(each, choice) for each in programme.courses)
    return replace(programme, courses=courses, notes=_entries(programme.notes, choice))


def _course(course: Course, choice: Collection[str]) -> Course:
    notes = _entries(course.notes, choice)
    if Piece.GRADES in choice:
        return replace(course, notes=notes)
    return replace(course, result=(), status="", distribution=None, scheme="", notes=notes)


class Intact(StrEnum):
    """What became of looking at a seal."""

    YES = "yes"
    NO = "no"
    UNCHECKED = "unchecked"  # there is one, which could not be checked


@dataclass(frozen=True)
class Sealing:
    """A seal on a document, in three statements that are never one: intact, signed by, trusted by this wallet.

    `signer` is the name in the certificate, `organisation` its organisation; both empty when there is no certificate.
    `signed_at` is ISO 8601, `proved_time` says whether a trusted timestamp proves it or the signer alone claims it.
    `remarks` are sentences (msgids) on what a reader should know: a weak algorithm, bytes appended, why it is broken.
    """

    kind: str  # "JAdES", "XAdES", "XMLDSig" or "PAdES"
    intact: Intact
    signer: str = ""
    organisation: str = ""
    trusted: bool = False
    signed_at: str = ""
    proved_time: bool = False
    expires: str = ""  # until when the certificate holds, ISO 8601
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    """What reading a file gives: the document, its seals, and the bytes of what it encloses, by digest."""

    document: Document
    seals: tuple[Sealing, ...] = ()
    files: tuple[tuple[str, bytes], ...] = ()
