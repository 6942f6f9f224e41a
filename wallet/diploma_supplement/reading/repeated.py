"""Grades that a document says once more in its prose: "has passed with 110/110" must go where the grade goes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from wallet.supplement import Course, Entry, Guard, Programme, Section

# More different grades than this are no grades, and would take long to look for.
MAX_GRADES: Final = 100
LETTER: Final = re.compile(r"[^\W\d]")
OUT_OF: Final = re.compile(r"\d\s?/\s?\d")
DIGIT: Final = re.compile(r"\d")


def grades(programmes: Iterable[Programme], *, words: bool = True) -> re.Pattern[str] | None:
    """What finds the grades of a document in other texts; a mere number or letter says nothing there.

    Without `words` those alone count that have a number in them ("110 e lode"): "passed" may mean anything in prose.
    """
    said = {each.text for programme in programmes for course in programme.courses for each in course.result}
    telling = (each for each in said if len(each) > 2 and _tells(each, words))
    found = sorted(telling, key=len, reverse=True)[:MAX_GRADES]
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, found))})(?!\w)") if found else None


def _tells(grade: str, words: bool) -> bool:
    if OUT_OF.search(grade):
        return True
    return LETTER.search(grade) is not None and (words or DIGIT.search(grade) is not None)


def kept(entry: Entry, secret: re.Pattern[str] | None) -> Entry:
    """An entry, guarded like a grade where it repeats one."""
    if secret is None or entry.guard is not Guard.NONE:
        return entry
    repeats = any(secret.search(said.text) for words in (entry.title, *entry.texts) for said in words)
    return replace(entry, guard=Guard.GRADES) if repeats else entry


def kept_in(programmes: Iterable[Programme], secret: re.Pattern[str] | None) -> tuple[Programme, ...]:
    """Programmes whose notes are kept so."""
    if secret is None:
        return tuple(programmes)
    return tuple(
        replace(each, courses=tuple(_row(course, secret) for course in each.courses), notes=_all(each.notes, secret))
        for each in programmes
    )


def sections(found: Iterable[Section], secret: re.Pattern[str] | None) -> tuple[Section, ...]:
    """Sections whose entries are kept so."""
    if secret is None:
        return tuple(found)
    return tuple(replace(each, entries=_all(each.entries, secret)) for each in found)


def _row(course: Course, secret: re.Pattern[str]) -> Course:
    return replace(course, notes=_all(course.notes, secret)) if course.notes else course


def _all(entries: Iterable[Entry], secret: re.Pattern[str]) -> tuple[Entry, ...]:
    return tuple(kept(each, secret) for each in entries)
