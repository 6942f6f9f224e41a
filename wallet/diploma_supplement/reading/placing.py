"""Where an entry belongs among the eight sections, by its number, and which switch it needs beside the section's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from wallet.supplement import Entry, Guard, Section, Words

from . import naming

WHOLE: Final = frozenset("12345678")
ORDER: Final = (1, 2, 3, 4, 5, 6, 7, 8, 0)
GIVEN: Final = re.compile(r"\d{1,4}(?:[.,]\d{1,4})*")
NAMES: Final = frozenset({"1.1", "1.2"})
HARMLESS: Final = ("4.1", "4.2")


class Placed(NamedTuple):
    """An entry and the section in which it stands."""

    section: int
    entry: Entry


def number(given: str) -> str:
    """A section's number as the template writes it ("4.3.1"); empty when it has another form, as "A" has."""
    trimmed = given.strip().strip("§. ")
    if not GIVEN.fullmatch(trimmed):
        return ""
    return ".".join(str(int(part)) for part in re.split("[.,]", trimmed))


def section(numbered: str) -> int:
    """The section of a number, 0 when there is no such section."""
    head = numbered.partition(".")[0]
    return int(head) if head in WHOLE else 0


def guard(numbered: str, in_section: int, title: Words = ()) -> Guard:
    """What tells a person's data but their names, or grades; without a number it may tell either.

    A number says so in whichever section it stands; a title does where the number says nothing, or a name's is used
    for something else, as some older supplements do.
    """
    if 1 in (in_section, section(numbered)) and numbered not in NAMES:
        return Guard.PERSONAL
    if 4 in (in_section, section(numbered)) and not any(f"{numbered}.".startswith(f"{each}.") for each in HARMLESS):
        return Guard.GRADES
    return naming.certain(title) if in_section else naming.guard(title)


def sections(placed: Iterable[Placed], titles: Mapping[int, Words]) -> tuple[Section, ...]:
    """Sections in their order, each with its entries by number; one without a number stays behind the one before it."""
    entries: dict[int, list[Entry]] = {each: [] for each in titles}
    for where, entry in placed:
        entries.setdefault(where, []).append(entry)
    return tuple(Section(each, titles.get(each, ()), _ordered(entries[each])) for each in ORDER if each in entries)


def _ordered(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    rank: tuple[int, ...] = ()
    ranked = []
    for entry in entries:
        if numbered := number(entry.number):
            rank = tuple(map(int, numbered.split(".")))
        ranked.append((rank, entry))
    return tuple(entry for _rank, entry in sorted(ranked, key=lambda each: each[0]))


def lacking(said: Iterable[Placed], structured: Iterable[Placed]) -> list[Placed]:
    """What structured data tells under numbers of which the document's own sections say nothing."""
    taken = {each.entry.number for each in said}
    return [
        each for each in structured if not any(f"{taken_by}.".startswith(f"{each.entry.number}.") for taken_by in taken)
    ]
