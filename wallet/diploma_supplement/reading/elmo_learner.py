"""The `<learner>` of ELMO as section 1: names, date of birth, identifiers, and all else that is said of a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml import etree

from wallet.supplement import Entry, Guard, Said, Words

from . import placing
from .placing import Placed
from .telling import iso, label, one_line, told, worded
from .xml import attribute, children, name, text

# A number and the elements that say it: the date of birth has another name in ELMO 2, and may be there under both.
NUMBERED = {"1.1": ("familyName",), "1.2": ("givenNames",), "1.3": ("bday", "dateOfBirth"), "1.4": ("identifier",)}
DATES = NUMBERED["1.3"]
KNOWN = (*(each for names in NUMBERED.values() for each in names), "fullName")


def holder(learners: Iterable[etree._Element], said: Iterable[Placed]) -> list[Placed]:
    """Section 1 from the learners that a file names, without what its supplement says already.

    Where the supplement has the number but says something else under it, the learner's comes without a number.
    """
    taken: dict[str, set[str]] = {}
    for section, entry in said:
        if section == 1:
            taken.setdefault(entry.number, set()).update(*(_values(entry, words) for words in entry.texts))
    found: dict[Entry, None] = {}
    for learner in learners:
        for entry in _entries(learner):
            if entry.number not in taken or not entry.number:
                found[entry] = None
            elif rest := tuple(words for words in entry.texts if not taken[entry.number] >= _values(entry, words)):
                found[Entry("", label(NUMBERED[entry.number][0]), rest, entry.guard)] = None
    return [Placed(1, each) for each in found]


def _values(entry: Entry, words: Words) -> set[str]:
    """What is said, to compare; of an identifier its value alone, without its kind and its spaces."""
    said = {each.text for each in words}
    if entry.number != "1.4":
        return said
    return {"".join(each.rpartition(": ")[2].split()) for each in said}


def _entries(learner: etree._Element) -> Iterator[Entry]:
    for number, called in NUMBERED.items():
        guard = placing.guard(number, 1)
        texts = worded(each for each in (_said(found) for found in children(learner, *called)) if each.text)
        if texts:
            yield Entry(number, (), texts, guard)
    if (whole := _whole(learner)) and set(whole[0][0].text.split()) != _parts(learner):
        yield Entry("", label("fullName"), whole)
    yield from told(learner, known=KNOWN, guard=lambda _name: Guard.PERSONAL)


def _said(element: etree._Element) -> Said:
    """A name, a date in ISO 8601, or an identifier with its kind."""
    found, kind = one_line(element), attribute(element, "type")
    if name(element) in DATES:
        return Said("", iso(element) or found.text)
    return Said(found.language, f"{kind}: {found.text}") if kind and found.text else found


def _whole(learner: etree._Element) -> tuple[Words, ...]:
    return worded(each for each in map(one_line, children(learner, "fullName")) if each.text)


def _parts(learner: etree._Element) -> set[str]:
    return {word for each in children(learner, "givenNames", "familyName") for word in text(each).split()}
