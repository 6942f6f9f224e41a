"""The reports of ELMO as programmes, and the grading schemes that their results name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from lxml import etree

from wallet.openbadges.report import N_
from wallet.supplement import Entry, Guard, Programme, Said, Scheme, Words

from .elmo_courses import SPECIFICATION, Context, rows
from .elmo_results import frameworks
from .telling import iso, label, lines, more_titles, title, told
from .xml import attribute, children, name, text

KNOWN = frozenset({"learner", "issuer", SPECIFICATION, "gradingScheme", "attachment", "issueDate"})
OF_ISSUER = {
    "Country": N_("Country of the institution"),
    "Identifier": N_("Identifier of the institution"),
    "Web page": N_("Web page of the institution"),
}
HARMLESS = frozenset({"additionalLanguage"})


def results(reports: Iterable[etree._Element], context: Context) -> tuple[tuple[Programme, ...], tuple[Scheme, ...]]:
    """A programme for each institution of each report, and the schemes by the ids that its courses name."""
    schemes = _Schemes()
    programmes: list[Programme] = []
    for report in reports:
        aliases = {each.id: schemes.add(each) for each in map(_scheme, children(report, "gradingScheme"))}
        programmes += (_with(programme, aliases) for programme in _programmes(report, context))
    for programme in programmes:
        for course in programme.courses:
            if course.scheme:
                schemes.name(course.scheme)
    return tuple(programmes), tuple(schemes.by_id.values())


class _Schemes:
    """Schemes by ids of their own: two reports may use one id for two of them."""

    def __init__(self) -> None:
        self.by_id: dict[str, Scheme] = {}
        self._ids: dict[Scheme, str] = {}
        self._used: Counter[str] = Counter()

    def add(self, scheme: Scheme) -> str:
        """Take a scheme, and give the id that stands for it from now on."""
        free = self._ids.get(scheme)
        while free is None or (scheme not in self._ids and free in self.by_id):
            self._used[scheme.id] += 1
            free = scheme.id if self._used[scheme.id] == 1 else f"{scheme.id} ({self._used[scheme.id]})"
        self._ids[scheme] = free
        self.by_id[free] = replace(scheme, id=free)
        return free

    def name(self, id: str) -> None:
        """Take an id that nobody describes as a scheme of that name."""
        self.by_id.setdefault(id, Scheme(id, (Said("", id),), ()))


def _scheme(element: etree._Element) -> Scheme:
    described: dict[str, list[str]] = {}
    for each in map(lines, children(element, "description")):
        if each.text:
            described.setdefault(each.language, []).append(each.text)
    words = tuple(Said(language, "\n".join(said)) for language, said in described.items())
    return Scheme(attribute(element, "localId"), title(element), words)


def _with(programme: Programme, aliases: Mapping[str, str]) -> Programme:
    if all(own == alias for own, alias in aliases.items()):
        return programme
    courses = tuple(replace(each, scheme=aliases.get(each.scheme, each.scheme)) for each in programme.courses)
    return replace(programme, courses=courses)


def _programmes(report: etree._Element, context: Context) -> Iterator[Programme]:
    """The courses behind each issuer in the order of the document; older files have several in one report."""
    notes = list(_notes(report))
    for issuer, specifications in _by_issuer(report):
        courses = tuple(row for each in specifications for row in rows(each, 0, context))
        named: Words = title(specifications[0]) if len(specifications) == 1 and len(courses) > 1 else ()
        own = [*more_titles(issuer), *map(_of_issuer, told(issuer, ("title",)))] if issuer is not None else []
        yield Programme(named, title(issuer), courses, (*own, *notes))
        notes = []


def _of_issuer(entry: Entry) -> Entry:
    """What is said of an institution, under a title that says so where it stands among the results."""
    called = entry.title[0].text if entry.title else ""
    return replace(entry, title=(Said("", OF_ISSUER[called]),)) if called in OF_ISSUER else entry


def _by_issuer(report: etree._Element) -> list[tuple[etree._Element | None, list[etree._Element]]]:
    found: list[tuple[etree._Element | None, list[etree._Element]]] = []
    for each in report:
        if name(each) == "issuer":
            if found and found[-1][0] is None:
                found[-1] = (each, found[-1][1])
            else:
                found.append((each, []))
        elif name(each) == SPECIFICATION:
            if not found:
                found.append((None, []))
            found[-1][1].append(each)
    return found or [(None, [])]


def _notes(report: etree._Element) -> Iterator[Entry]:
    """What a report says beside its courses; what the wallet does not know may tell a result."""
    for each in children(report, "issueDate"):
        if text(each):
            yield Entry("", label("issueDate"), ((Said("", iso(each) or text(each)),),))
    yield from frameworks(report)
    yield from told(report, KNOWN, guard=_guard)
    for each in children(report, "gradingScheme"):
        yield from (replace(entry, guard=Guard.GRADES) for entry in more_titles(each))
        yield from told(each, ("title", "description"), guard=lambda _name: Guard.GRADES)


def _guard(element_name: str) -> Guard:
    return Guard.NONE if element_name in HARMLESS else Guard.GRADES
