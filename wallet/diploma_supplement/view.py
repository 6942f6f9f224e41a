"""A shown document as its page and its PDF tell it: finished values in one language, nothing left to decide."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Wording:
    """One wording, plain or (`rich`) harmless HTML; `language` names its language where it is not the page's."""

    text: str
    tag: str  # BCP 47, for the lang attribute; empty when it is the page's or unknown
    language: str  # "Spanish", "spagnolo"; empty as above
    rich: bool = False
    link: str = ""  # where it leads, of a text that is a web address and nothing else


@dataclass(frozen=True)
class Paragraph:
    """The same thing said in one or more languages, the page's first; others stand beside it."""

    wordings: tuple[Wording, ...]
    brief: bool = False  # so short that all wordings stand in one line


@dataclass(frozen=True)
class Subsection:
    """A numbered subsection; `own_title` is the document's where it is in another language than the page.

    `tag` (BCP 47) is the language of the document's title, whichever of the two that is; empty as in `Wording`.
    """

    number: str
    title: str
    own_title: str
    paragraphs: tuple[Paragraph, ...]
    tag: str = ""


@dataclass(frozen=True)
class Row:
    """A row of the results; `facts` are what stands in one quiet line under its title: its code, level, term."""

    title: str
    other_titles: tuple[Wording, ...]
    facts: tuple[str, ...]
    depth: int
    leaf: bool
    cells: tuple[str, ...]  # as many as the columns, empty where nothing is said
    notes: tuple[Subsection, ...]
    distribution: Spread | None


@dataclass(frozen=True)
class Spread:
    """How grades were spread: each category with its count and its share of all in percent."""

    categories: tuple[tuple[str, str, float], ...]
    sentence: str


@dataclass(frozen=True)
class Results:
    """The table of one programme; `heading` is the titles', `columns` are those after it, `numeric`: of numbers.

    `total` is what the rows without parts add up to ("156 ECTS"), `degree` what the document gives the degree.
    """

    title: str
    institution: str
    heading: str
    columns: tuple[str, ...]
    numeric: tuple[bool, ...]
    rows: tuple[Row, ...]
    total: str
    degree: str
    notes: tuple[Subsection, ...]


@dataclass(frozen=True)
class File:
    """An enclosed file that can be downloaded, or with `problem` one that could not be read."""

    title: str
    filename: str
    media_type: str
    size: int
    url: str
    problem: str


@dataclass(frozen=True)
class Part:
    """One of the eight sections, or what could not be placed; `anchor` is its id on the page.

    `own_title` and `tag` are as in `Subsection`.
    """

    number: int
    anchor: str
    title: str
    own_title: str
    subsections: tuple[Subsection, ...]
    results: tuple[Results, ...]
    grading: tuple[Subsection, ...]
    files: tuple[File, ...]
    short: str = ""  # its title in two or three words
    results_at: int = 0  # how many of the subsections stand before the results
    grading_at: int = 0  # how many stand before the grading schemes
    results_title: str = ""  # the template's title of the results, where no subsection has it
    help: tuple[Help, ...] = ()
    tag: str = ""


@dataclass(frozen=True)
class Help:
    """What somebody who hires should know to read a part, in the wallet's own words."""

    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class View:
    """The whole document; `languages` are those of the document in which its page can be asked for: (tag, name).

    `language` is the tag of the one that was asked for, empty where all stand beside each other.
    """

    title: str
    format: str
    issuer: str
    issued: str
    parts: tuple[Part, ...]
    languages: tuple[tuple[str, str], ...]
    language: str = ""
