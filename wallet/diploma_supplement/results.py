"""The results of a programme as a table: what a reader looks for in columns, all else of a row in one quiet line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from wallet import i18n
from wallet.i18n import N_
from wallet.supplement import Course, Credit, Distribution, Programme, Words
from wallet.wordings import Reader, language_name

from . import writing
from .telling import subsection, wording
from .totals import degree_total, leaf_total
from .view import Results, Row, Spread

KINDS: Final = {
    "degree programme": N_("Degree programme"),
    "module": N_("Module"),
    "course": N_("Course"),
    "class": N_("Class"),
    "course unit": N_("Course"),
}
STATUSES: Final = {"passed": N_("Passed"), "failed": N_("Failed"), "in-progress": N_("In progress")}
_LEVEL: Final = N_("level %(level)s")
_SCHEME: Final = N_("Grading scheme: %(scheme)s")
_HOURS: Final = N_("Hours: %(hours)s")
_TO: Final = N_("%(start)s to %(end)s")


@dataclass(frozen=True)
class _Table:
    """What cells are written by: the reader, the programme, and the titles of grading schemes that need naming."""

    reader: Reader
    programme: Programme
    schemes: Mapping[str, str]

    @property
    def kind(self) -> str:
        """What all rows without parts are, to be told once in the heading; empty when they differ."""
        found = {_kind(course) for course in self.programme.courses if course.leaf}
        return found.pop() if len(found) == 1 else ""

    @property
    def scheme(self) -> str:
        """The scheme of all credits, to be told once in the heading; empty when they differ."""
        found = {credit.scheme for course in self.programme.courses for credit in course.credits}
        return found.pop() if len(found) == 1 else ""


Cell = Callable[[_Table, Course], str]


def results(programme: Programme, reader: Reader, schemes: Mapping[str, Words]) -> Results:
    """The table of a programme in the language being spoken; `schemes` are the titles of grading schemes by id."""
    used = {course.scheme for course in programme.courses if course.scheme in schemes}
    named = {each: reader.text(schemes[each]) for each in used} if len(used) > 1 else {}
    table = _Table(reader, programme, named)
    filled = [(title, [cell(table, each) for each in programme.courses]) for title, cell in _columns(table)]
    columns = [(title, cells) for title, cells in filled if any(cells)]
    return Results(
        title=reader.text(programme.title),
        institution=reader.text(programme.institution),
        heading=table.kind or i18n.gettext(N_("Course or part")),
        columns=tuple(title for title, _ in columns),
        numeric=tuple(all(not each or writing.is_number(each) for each in cells) for _, cells in columns),
        rows=tuple(
            _row(course, table, tuple(cells[at] for _, cells in columns)) for at, course in enumerate(programme.courses)
        ),
        total=credits_of(leaf_total(programme)),
        degree=credits_of(degree_total(programme)),
        notes=tuple(subsection(each, reader) for each in programme.notes),
    )


def _columns(table: _Table) -> list[tuple[str, Cell]]:
    """The headings of all columns after the title's, each with what writes its cells."""
    say = i18n.gettext
    credits = say(N_("Credits (%(scheme)s)"), scheme=table.scheme) if table.scheme else say(N_("Credits"))
    return [
        (credits, _credit),
        (say(N_("Result")), lambda table, course: table.reader.text(course.result) or _status(course)),
        (say(N_("Date")), _date),
    ]


def _facts(table: _Table, course: Course, title: str) -> tuple[str, ...]:
    """What is told of a row under its title: short, and nothing that its heading or its cells say."""
    scheme, hours = table.schemes.get(course.scheme, ""), writing.number(course.hours)
    said = (
        course.code if course.code != title else "",
        kind if (kind := _kind(course)) != table.kind else "",
        _more_than_result(table, course),
        ", ".join(course.levels),
        language_name(course.language) if course.language else "",
        table.reader.text(course.term),
        i18n.gettext(_SCHEME, scheme=scheme) if scheme else "",
        i18n.gettext(_HOURS, hours=hours) if hours else "",
        _provider(table, course),
    )
    return tuple(filter(None, said))


def _kind(course: Course) -> str:
    kind = KINDS.get(course.kind.lower(), course.kind)
    return i18n.gettext(kind) if kind else ""


def _status(course: Course) -> str:
    status = STATUSES.get(course.status, course.status)
    return i18n.gettext(status) if status else ""


def _more_than_result(table: _Table, course: Course) -> str:
    """How a course with a result ended, where the result alone does not say so."""
    result, status = table.reader.text(course.result), _status(course)
    said = course.status == "passed" or result.casefold() in (status.casefold(), course.status.casefold())
    return status if result and not said else ""


def _credit(table: _Table, course: Course) -> str:
    return ", ".join(filter(None, (_one(credit, within=table.scheme) for credit in course.credits)))


def _one(credit: Credit, within: str = "") -> str:
    scheme = "" if credit.scheme == within else credit.scheme
    known = i18n.gettext(_LEVEL, level=credit.level) if credit.level.isdecimal() else credit.level
    level = f"({known})" if known else ""
    return " ".join(filter(None, (writing.number(credit.value), scheme, level)))


def credits_of(found: tuple[Credit, ...]) -> str:
    """Credits of each scheme in one line: "120 ECTS"."""
    return " + ".join(_one(each) for each in found)


def _date(_: _Table, course: Course) -> str:
    start, end = writing.day(course.started), writing.day(course.date)
    return i18n.gettext(_TO, start=start, end=end) if start and end and start != end else end or start


def _provider(table: _Table, course: Course) -> str:
    name = table.reader.text(course.provider)
    return name if name != table.reader.text(table.programme.institution) else ""


def _row(course: Course, table: _Table, cells: tuple[str, ...]) -> Row:
    reader = table.reader
    first, *others = reader.beside(course.title) or (None,)
    title = " ".join(first.text.split()) if first else course.code or i18n.gettext(N_("Without a title"))
    return Row(
        title=title,
        other_titles=tuple(wording(each, reader) for each in others if each),
        facts=_facts(table, course, title),
        depth=max(0, course.depth),
        leaf=course.leaf,
        cells=cells,
        notes=tuple(subsection(each, reader) for each in course.notes),
        distribution=_spread(course.distribution, reader) if course.distribution else None,
    )


def _spread(distribution: Distribution, reader: Reader) -> Spread | None:
    """The distribution with each category's share of all that were counted."""
    counts = [_count(count) for _, count in distribution.categories]
    total = sum(counts)
    shares = [round(float(100 * count / total), 1) if total else 0.0 for count in counts]
    categories = [
        (label, writing.number(count), share)
        for (label, count), share in zip(distribution.categories, shares, strict=True)
    ]
    said = [" ".join(reader.text(distribution.description).split()), *_compared(distribution)]
    sentence = " ".join(filter(None, said))
    return Spread(tuple(categories), sentence) if categories or sentence else None


def _count(text: str) -> Decimal:
    try:
        value = Decimal(text.replace(",", ".")) if writing.is_number(text) else Decimal()
    except InvalidOperation:
        return Decimal()
    return max(Decimal(), value)


def _compared(distribution: Distribution) -> list[str]:
    """Where the result stands in its group, in a sentence for each share that the document gives."""
    said = (
        (N_("A lower grade in the group: %(share)s %%."), distribution.below),
        (N_("The same grade: %(share)s %%."), distribution.equal),
        (N_("A higher grade: %(share)s %%."), distribution.above),
    )
    return [i18n.gettext(words, share=writing.number(share)) for words, share in said if share]
