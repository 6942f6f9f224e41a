"""What ELMO says of a result: credits, the grade with its scheme and spread, levels."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lxml import etree

from wallet.supplement import Credit, Distribution, Entry, Guard, Said, Words

from .credit_schemes import WITH_SCHEME, credit_scheme
from .telling import label, lines, number, one_line, told, worded
from .xml import attribute, child, children, firsts, name, text

RESULTS: Final = ("resultLabel", "result")
CREDIT: Final = ("scheme", "level", "value")
PERCENTAGES: Final = ("percentageLower", "percentageEqual", "percentageHigher")
IN_PROGRESS: Final = frozenset({"in-progress", "in progress", "in_progress", "inprogress"})


def credits(specification: etree._Element, instance: etree._Element | None) -> tuple[Credit, ...]:
    """Credits of an instance, or in older files of its specification; each once."""
    found = (*children(specification, "credit"), *children(instance, "credit"))
    return tuple(dict.fromkeys(each for each in map(credit, found) if each.value or each.level))


def credit(element: etree._Element) -> Credit:
    """One `<credit>`; a scheme may stand behind its number ("5 ECTS")."""
    said = firsts(element)
    value = number(said.get("value")) if said else number(element)
    scheme = text(said.get("scheme"))
    if not scheme and (both := WITH_SCHEME.fullmatch(value)):
        value, scheme = both[1], both[2]
    return Credit(value, credit_scheme(scheme), text(said.get("level")))


def result(instance: etree._Element | None) -> Words:
    """The result in all its languages."""
    return next(iter(_results(instance)), ())


def _results(instance: etree._Element | None) -> tuple[Words, ...]:
    return worded(each for each in map(one_line, children(instance, *RESULTS)) if each.text)


def status(element: etree._Element | None) -> str:
    """How it ended: `passed`, `failed`, `in-progress`, or the document's own word."""
    found = text(element)
    lower = found.lower()
    if lower in IN_PROGRESS:
        return "in-progress"
    return lower if lower in ("passed", "failed") else found


def scheme(instance: etree._Element | None) -> str:
    """The id of the scheme of a result: `gradingSchemeLocalId`, or the attribute of an older `<result>`."""
    return next(iter(schemes(instance)), "")


def schemes(instance: etree._Element | None) -> tuple[str, ...]:
    """All ids of schemes that an instance names."""
    named = [text(each) for each in children(instance, "gradingSchemeLocalId")]
    named += [attribute(each, "scheme") for each in children(instance, *RESULTS)]
    return tuple(dict.fromkeys(filter(None, named)))


def levels(specification: etree._Element, instance: etree._Element | None) -> tuple[str, ...]:
    """Levels as "EQF 5", or as older files have them ("BACHELOR")."""
    found = (level(each) for each in (*children(specification, "level"), *children(instance, "level")))
    return tuple(dict.fromkeys(filter(None, found)))


def level(element: etree._Element) -> str:
    """One `<level>`."""
    if not len(element):
        return text(element)
    return " ".join(filter(None, (text(child(element, "type")), text(child(element, "value")))))


def frameworks(root: etree._Element) -> tuple[Entry, ...]:
    """What a file says of the frameworks of its levels, once each."""
    found: dict[Entry, None] = {}
    for each in root.iter("{*}level"):
        kind = text(child(each, "type")) or level(each)
        texts = worded(said for said in map(lines, children(each, "description")) if said.text)
        if texts:
            found[Entry("", (Said("", kind),) if kind else label("level"), texts)] = None
    return tuple(found)


def distribution(spread: etree._Element | None, short: etree._Element | None) -> Distribution | None:
    """How grades were spread: `resultDistribution` and `shortenedGrading`."""
    if spread is None and short is None:
        return None
    found = Distribution(
        tuple((attribute(each, "label"), attribute(each, "count")) for each in children(spread, "category")),
        next(iter(_described(spread)), ()),
        *(number(child(short, each)) for each in PERCENTAGES),
    )
    return None if found == Distribution() else found


def _described(spread: etree._Element | None) -> tuple[Words, ...]:
    return worded(each for each in map(lines, children(spread, "description")) if each.text)


def rest_of_results(instance: etree._Element) -> Iterator[Entry]:
    """What is said of results and has no place in their columns; all of it may tell a grade."""
    for words in _results(instance)[1:]:
        yield Entry("", label("result"), (words,), Guard.GRADES)
    for each in schemes(instance)[1:]:
        yield Entry("", label("gradingScheme"), ((Said("", each),),), Guard.GRADES)
    for spread in children(instance, "resultDistribution")[:1]:
        for words in _described(spread)[1:]:
            yield Entry("", label("resultDistribution"), (words,), Guard.GRADES)
        yield from told(spread, ("category", "description"), (), _grades)
        for each in children(spread, "category"):
            yield from told(each, (), (), _grades)
    for short in children(instance, "shortenedGrading")[:1]:
        yield from told(short, (), PERCENTAGES, _grades)


def rest_of_levels(element: etree._Element) -> Iterator[Entry]:
    """What credits and levels of a specification or an instance say beside their usual children."""
    for each in children(element, "credit", "level"):
        if not len(each):
            continue
        if name(each) == "credit":
            yield from told(each, (), CREDIT, _grades)
        else:
            yield from told(each, ("description",), ("type", "value"), _grades)


def _grades(_name: str) -> Guard:
    return Guard.GRADES
