"""The learning opportunities of ELMO as rows of the results, each with all that is said of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from lxml import etree

from wallet.supplement import Course, Entry, Guard, Said, Words

from .elmo_results import credits as credits_of
from .elmo_results import distribution, levels, rest_of_levels, rest_of_results, result, scheme, status
from .telling import html, iso, label, lines, more_titles, number, one_line, title, titles, told, worded
from .xml import attribute, child, children, firsts, text

SPECIFICATION: Final = "learningOpportunitySpecification"
INSTANCE: Final = "learningOpportunityInstance"
DESCRIPTIONS: Final = frozenset({"description", "descriptionHtml"})
HOLDERS: Final = {"issuer": "title", "provider": "title", "specifies": INSTANCE, "hasPart": SPECIFICATION}
LEVELS: Final = frozenset({"credit", "level"})
TIMES: Final = frozenset({"academicTerm", "start", "date"})
RESULTS: Final = frozenset({"result", "resultLabel", "gradingSchemeLocalId", "resultDistribution", "shortenedGrading"})
REFERENCES: Final = frozenset({"attachments", "grouping"})
KNOWN: Final = DESCRIPTIONS | {"title", "credit", "level", SPECIFICATION, *HOLDERS}
ONCE: Final = frozenset({"type"})
INSTANCE_KNOWN: Final = frozenset({"title", "credit", "level", "attachments", "grouping", "resultLabel", "result"})
INSTANCE_ONCE: Final = frozenset(
    {"start", "date", "academicTerm", "status", "gradingSchemeLocalId", "shortenedGrading", "resultDistribution"}
    | {"languageOfInstruction", "engagementHours"}
)
# What of a course tells no result; all else that the wallet does not know may tell one.
HARMLESS: Final = frozenset(
    {"identifier", "type", "subject", "subjectArea", "iscedCode", "url", "qualification", "duration", "engagement"}
    | {"languageOfInstruction", "languageOfAssessment", "engagementHours", "start", "date", "academicTerm"}
)


@dataclass(frozen=True)
class Context:
    """What rows name by ids: groups by (type, group) with the titles of both, and attachments' titles."""

    groups: Mapping[tuple[str, str], tuple[Words, Words]]
    attachments: Mapping[str, Words]


def guard(name: str) -> Guard:
    """Whether an element of a course may tell a result."""
    return Guard.NONE if name in HARMLESS else Guard.GRADES


def rows(element: etree._Element, depth: int, context: Context) -> Iterator[Course]:
    """A specification and, below it, those that are its parts, in the order of the document."""
    parts = _parts(element)
    yield _course(element, depth, not parts, context)
    for part in parts:
        yield from rows(part, depth + 1, context)


def _parts(element: etree._Element) -> list[etree._Element]:
    inside = [part for each in children(element, "hasPart") for part in children(each, SPECIFICATION)]
    return inside + children(element, SPECIFICATION)


def instances(element: etree._Element) -> list[etree._Element]:
    """The instances of a specification: one in nearly all files."""
    return [each for found in children(element, "specifies") for each in children(found, INSTANCE)]


class _Found:
    """A specification and its instances, with the first of each kind of children of it and of the first of these."""

    def __init__(self, element: etree._Element) -> None:
        self.element = element
        self.own = firsts(element)
        self.instances = instances(element) if "specifies" in self.own else []
        self.instance = self.instances[0] if self.instances else None
        self.said = firsts(self.instance)
        self.code = code(element) if "identifier" in self.own else ""

    def has(self, *names: str) -> bool:
        """Whether one of the two has a child of one of these names."""
        return any(name in self.said or name in self.own for name in names)


def _course(element: etree._Element, depth: int, leaf: bool, context: Context) -> Course:
    found = _Found(element)
    instance, own, said = found.instance, found.own, found.said
    return Course(
        code=found.code,
        title=title(element) or title(instance),
        kind=text(own.get("type")),
        depth=depth,
        leaf=leaf,
        credits=credits_of(element, instance) if found.has("credit") else (),
        result=result(instance) if found.has("result", "resultLabel") else (),
        status=status(said.get("status")),
        distribution=distribution(said.get("resultDistribution"), said.get("shortenedGrading")),
        scheme=scheme(instance) if found.has("gradingSchemeLocalId", "result", "resultLabel") else "",
        levels=levels(element, instance) if found.has("level") else (),
        started=iso(said.get("start")),
        date=iso(said.get("date")),
        term=_term(said.get("academicTerm"), said.get("start")),
        language=text(said.get("languageOfInstruction")),
        hours=number(said.get("engagementHours")),
        provider=title(own.get("issuer")) or title(own.get("provider")),
        notes=tuple(_notes(found, context)),
    )


def code(element: etree._Element) -> str:
    """The code that an institution gives a course: its `local` identifier, else the first with a value."""
    found = [each for each in children(element, "identifier") if text(each)]
    local = [each for each in found if attribute(each, "type").lower() == "local"]
    return text(next(iter(local or found), None))


def _without_code(code: str) -> Callable[[Entry], Entry]:
    """What leaves out of the identifiers the one that has a column."""
    local = (Said("", f"local: {code}"),)

    def without(entry: Entry) -> Entry:
        if local not in entry.texts:
            return entry
        return replace(entry, texts=tuple(each for each in entry.texts if each != local))

    return without


def _term(term: etree._Element | None, start: etree._Element | None) -> Words:
    """The academic term; older files write it where the start would be ("2012 Syksy")."""
    if term is not None:
        return title(term)
    return (one_line(start),) if start is not None and text(start) and not iso(start) else ()


def _notes(found: _Found, context: Context) -> Iterator[Entry]:
    """All that is said of a course and has no column."""
    element, there = found.element, found.own.keys()
    if there & DESCRIPTIONS:
        yield from _descriptions(element)
    yield from more_titles(element)
    yield from filter(lambda entry: entry.texts, map(_without_code(found.code), told(element, KNOWN, ONCE, guard)))
    for name, known in HOLDERS.items():
        if name in there:
            yield from _held(element, name, known)
    if there & LEVELS:
        yield from rest_of_levels(element)
    for other in found.instances[1:]:
        yield from told(other, guard=guard)
    if found.instance is not None:
        yield from _of_instance(found, found.instance, context)


def _held(element: etree._Element, name: str, known: str) -> Iterator[Entry]:
    """What an element inside a specification says beside what is read of it in its place."""
    for each in children(element, name):
        yield from told(each, (known,), (), guard)
        if known == "title":
            yield from more_titles(each)


def _descriptions(element: etree._Element) -> Iterator[Entry]:
    plain = [lines(each) for each in children(element, "description")]
    rich = [html(each) for each in children(element, "descriptionHtml")]
    texts = worded(each for each in plain + rich if each.text)
    if texts:
        yield Entry("", label("description"), texts)


def _of_instance(found: _Found, instance: etree._Element, context: Context) -> Iterator[Entry]:
    """What an instance says beside its columns."""
    there = found.said.keys()
    if "title" in there:
        own = {each.text for each in title(found.element)}
        for words in titles(instance):
            if any(each.text not in own for each in words):
                yield Entry("", label("title"), (words,))
    if there & TIMES:
        yield from _times(instance)
    if there & REFERENCES:
        yield from _references(instance, context)
    if there & RESULTS:
        yield from rest_of_results(instance)
    if there & LEVELS:
        yield from rest_of_levels(instance)
    yield from told(instance, INSTANCE_KNOWN, INSTANCE_ONCE, guard)


def _times(instance: etree._Element) -> Iterator[Entry]:
    """Its academic term, and a start or end that is no date."""
    yield from _period(child(instance, "academicTerm"))
    for name in ("start", "date"):
        found = child(instance, name)
        if text(found) and not iso(found) and not (name == "start" and child(instance, "academicTerm") is None):
            yield Entry("", label(name), ((one_line(found),),))


def _period(term: etree._Element | None) -> Iterator[Entry]:
    """From when to when an academic term lasted, and what else is said of it."""
    if term is None:
        return
    ends = [iso(child(term, each)) or text(child(term, each)) for each in ("start", "end")]
    if any(ends):
        yield Entry("", label("academicTerm"), ((Said("", " – ".join(filter(None, ends))),),))
    for words in titles(term)[1:]:
        yield Entry("", label("academicTerm"), (words,))
    yield from told(term, ("title",), ("start", "end"), guard)


def _references(instance: etree._Element, context: Context) -> Iterator[Entry]:
    """The groups to which a course belongs, and the attachments that it names."""
    for each in children(instance, "grouping"):
        ids = attribute(each, "typeref"), attribute(each, "idref")
        kind, group = context.groups.get(ids, (label("group"), (Said("", " ".join(filter(None, ids))),)))
        if any(said.text for said in group):
            yield Entry("", kind, (group,))
        yield from told(each, guard=guard)
    for each in children(instance, "attachments"):
        refs = [text(ref) for ref in children(each, "ref") if text(ref)]
        if refs:
            named = tuple(context.attachments.get(ref) or (Said("", ref),) for ref in refs)
            yield Entry("", label("attachment"), named)
        yield from told(each, ("ref",), (), guard)
