"""What the credits of a programme add up to, never counting those of a row and of its parts."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from wallet.supplement import Course, Credit, Programme


def leaf_total(programme: Programme) -> tuple[Credit, ...]:
    """The sum of each scheme over the lowest rows that have credits; a row with parts that have some is left out."""
    totals: dict[str, Decimal] = {}
    for index, course in enumerate(programme.courses):
        for credit in course.credits:
            value = _decimal(credit)
            if value is not None and not _told_below(programme.courses, index, credit.scheme):
                totals[credit.scheme] = totals.get(credit.scheme, Decimal()) + value
    return tuple(Credit(_plain(total), scheme) for scheme, total in totals.items())


def degree(programme: Programme) -> Course | None:
    """The row of the degree itself: the only one that is called so, or the only row at the top with parts."""
    tops = [each for each in programme.courses if each.depth == 0 and not each.leaf]
    found = [each for each in tops if each.kind.lower().startswith("degree")] or tops
    return found[0] if len(found) == 1 else None


def degree_total(programme: Programme) -> tuple[Credit, ...]:
    """The credits that the document gives the degree itself."""
    row = degree(programme)
    return tuple(each for each in row.credits if _decimal(each)) if row else ()


def all_nodes(courses: Iterable[Course], scheme: str) -> Decimal:
    """The sum over all rows, which counts credits more than once: for comparing files, not for people."""
    values = (_decimal(credit) for course in courses for credit in course.credits if credit.scheme == scheme)
    return sum((each for each in values if each is not None), Decimal())


def _told_below(courses: tuple[Course, ...], index: int, scheme: str) -> bool:
    """Whether a part of a row has credits of a scheme; those of no account (0) beside it count as well."""
    for below in courses[index + 1 :]:
        if below.depth <= courses[index].depth:
            return False
        if any(each.scheme == scheme and _decimal(each) is not None for each in below.credits):
            return True
    return False


def _decimal(credit: Credit) -> Decimal | None:
    """The number of credits, which may be written with a comma; None where it is none or absurd."""
    try:
        value = Decimal(credit.value.replace(",", "."))
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value.adjusted()) < 12 else None


def _plain(value: Decimal) -> str:
    """A number without idle zeros and without an exponent."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
