"""What the results of ELMO tell of the qualification itself, for a supplement that leaves it out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from wallet.supplement import Course, Entry, Programme, Said, Words

from .placing import Placed, section


class Degree(NamedTuple):
    """A degree and the institution that reports it."""

    course: Course
    institution: Words


def degree(programmes: Iterable[Programme]) -> Degree | None:
    """The degree of a document that tells of one and no more."""
    found = [
        Degree(course, programme.institution)
        for programme in programmes
        for course in programme.courses
        if course.depth == 0 and course.kind.lower().startswith("degree")
    ]
    return found[0] if len(found) == 1 else None


def qualification(programmes: Iterable[Programme]) -> list[Placed]:
    """Subsections of 2 and 3 out of the only degree; nothing where there are several."""
    found = degree(programmes)
    if found is None:
        return []
    return [Placed(section(number), Entry(number, (), (words,))) for number, words in _told(found) if words]


def _told(found: Degree) -> Iterator[tuple[str, Words]]:
    course = found.course
    yield "2.1", course.title
    yield "2.3", course.provider or found.institution
    yield "2.5", _plain(course.language)
    yield "3.1", _plain(", ".join(each for each in course.levels if any(map(str.isalpha, each))))
    yield (
        "3.2",
        _plain(", ".join(f"{each.value} {each.scheme}".strip() for each in course.credits if each.value != "0")),
    )


def _plain(text: str) -> Words:
    return (Said("", text),) if text else ()
