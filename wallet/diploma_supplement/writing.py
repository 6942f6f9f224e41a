"""Dates and numbers of a document as a reader writes them; what is neither stays as it is."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Final

from babel.dates import format_date
from babel.numbers import format_decimal

from wallet import i18n

_YEAR_MONTH: Final = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d(T[0-9:.+Z-]*)?")
_NUMBER: Final = re.compile(r"-?\d{1,9}([.,]\d{1,9})?")


def day(text: str) -> str:
    """A day or a month in ISO 8601, written out."""
    text = text.strip()
    if (found := _YEAR_MONTH.fullmatch(text)) and int(found[1]):
        return str(format_date(date(int(found[1]), int(found[2]), 1), "MMMM y", locale=i18n.current()))
    if not _DAY.fullmatch(text):
        return text
    try:
        found_day = datetime.fromisoformat(text)
    except ValueError:
        return text
    return i18n.day(found_day.date())


def number(text: str) -> str:
    """A decimal number as the language being spoken writes it: 7.5 or 7,5."""
    try:
        value = Decimal(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None
    except InvalidOperation:
        value = None
    return text if value is None else str(format_decimal(value, format="#,##0.#########", locale=i18n.current()))


def is_number(text: str) -> bool:
    """Whether a text is a number and nothing else, so that it stands to the right."""
    return bool(_NUMBER.fullmatch(text))
