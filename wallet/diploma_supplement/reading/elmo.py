"""ELMO of EMREX, all versions: a document out of reports, supplements, learner and attachments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from lxml import etree

from wallet.supplement import Document, Entry, Guard, Programme, Said, Words

from . import placing, repeated
from .elmo_attachments import Attached, attached
from .elmo_courses import Context
from .elmo_learner import holder
from .elmo_qualification import degree, qualification
from .elmo_reports import results
from .elmo_supplement import all_of
from .enclosing import Read, gathered
from .placing import Placed
from .telling import iso, label, more_titles, title, titles, told
from .xml import attribute, child, children, own_language, text

KNOWN = frozenset({"learner", "report", "attachment", "groups", "generatedDate"})

# What names a language and says something in it.
NAMING = etree.XPath("descendant-or-self::*[(@xml:lang or @lang) and node()]")


def read(root: etree._Element) -> Read:
    """An `<elmo>` as one document: a programme for each institution of each report."""
    reports = children(root, "report")
    attachments = _attachments(root, reports)
    context = Context(_groups(root), {each: hanging.title for hanging in attachments for each in hanging.ids})
    found, schemes = results(reports, context)
    supplement = all_of(root)
    learners = [*children(root, "learner"), *(each for report in reports for each in children(report, "learner"))]
    placed = supplement.placed + holder(learners, supplement.placed)
    placed += placing.lacking(supplement.placed, qualification(found))
    placed += [Placed(0, entry) for entry in _other(root, attachments)]
    secret = repeated.grades(found, words=False)
    enclosed, files = gathered(each for hanging in attachments + supplement.attached for each in hanging.files)
    document = Document(
        format="ELMO",
        title=_title(found),
        issuer=_issuer(found),
        issued=supplement.issued or next(filter(None, (iso(child(each, "issueDate")) for each in reports)), ""),
        languages=_languages(root),
        sections=repeated.sections(placing.sections(placed, supplement.titles), secret),
        programmes=repeated.kept_in(found, secret),
        schemes=schemes,
        enclosed=enclosed,
    )
    return Read(document, files)


def _attachments(root: etree._Element, reports: Iterable[etree._Element]) -> list[Attached]:
    """What hangs at the file and its reports; what a course names hangs with the results."""
    named = {text(each) for each in root.iter("{*}ref")}
    elements = [*children(root, "attachment"), *(each for report in reports for each in children(report, "attachment"))]
    return [each.hung("4") if each.ids & named else each for each in (attached(found, "") for found in elements)]


def _groups(root: etree._Element) -> dict[tuple[str, str], tuple[Words, Words]]:
    """The groups of courses by the ids of their type and their own, with the titles of both."""
    return {
        (attribute(kind, "id"), attribute(group, "id")): (title(kind) or label("group"), title(group))
        for groups in children(root, "groups")
        for kind in children(groups, "groupType")
        for group in children(kind, "group")
    }


def _other(root: etree._Element, attachments: Iterable[Attached]) -> list[Entry]:
    """What has no section; what the wallet does not know may be personal."""
    found = [entry for hanging in attachments for entry in hanging.entries]
    for each in children(root, "generatedDate"):
        found.append(Entry("", label("generatedDate"), ((Said("", iso(each) or text(each)),),)))
    for groups in children(root, "groups"):
        found += (entry for kind in children(groups, "groupType") for entry in _kind(kind))
        found += told(groups, ("groupType",))
    return found + list(told(root, KNOWN, guard=lambda _name: Guard.PERSONAL))


def _kind(kind: etree._Element) -> Iterator[Entry]:
    """A type of groups with the titles of those of its kind."""
    groups = _sorted(kind)
    yield Entry("", title(kind) or label("group"), tuple(words for group in groups for words in titles(group)))
    yield from more_titles(kind)
    for each, known in ((kind, ("title", "group")), *((group, ("title",)) for group in groups)):
        yield from told(each, known)


def _sorted(kind: etree._Element) -> list[etree._Element]:
    """The groups of a type, by the number that they give for it."""
    return sorted(children(kind, "group"), key=lambda each: attribute(each, "sortingKey").zfill(9))


def _title(found: Iterable[Programme]) -> Words:
    """The title of the degree, or of the only course that the document tells of."""
    tops = [course for programme in found for course in programme.courses if course.depth == 0]
    if the_degree := degree(found):
        return the_degree.course.title
    return tops[0].title if len(tops) == 1 else ()


def _issuer(found: Iterable[Programme]) -> Words:
    """Whoever issued the reports: where they are several, in the languages in which each has a name."""
    names = list(dict.fromkeys(each.institution for each in found if each.institution))
    if len(names) < 2:
        return names[0] if names else ()
    spoken = [{each.language: each.text for each in name} for name in names]
    common = [each for each in spoken[0] if all(each in other for other in spoken)]
    if not common:
        return (Said("", ", ".join(name[0].text for name in names)),)
    return tuple(Said(each, ", ".join(dict.fromkeys(name[each] for name in spoken))) for each in common)


def _languages(root: etree._Element) -> tuple[str, ...]:
    """The languages of the document, those in which it says most first."""
    found = Counter(map(own_language, NAMING(root)))
    return tuple(each for each, _count in found.most_common() if each)
