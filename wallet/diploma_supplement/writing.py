"""Dates and numbers of a document as a reader writes them; what is neither stays as it is."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Final

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

from wallet import i18n
from wallet.i18n import N_

_YEAR_MONTH: Final = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d(T[0-9:.+Z-]*)?")
_COUNTRY: Final = re.compile(r"[A-Za-z]{2}")
_IDENTIFIER: Final = re.compile(r"([A-Za-z][\w.-]{0,60}): (\S.*)")
# Kinds of identifiers as EMREX writes them, without regard to case and signs.
_KINDS: Final = {
    "schac": "SCHAC",
    "pic": "PIC",
    "erasmus": "Erasmus",
    "erasmuscharter": "Erasmus Charter",
    "esi": N_("European Student Identifier"),
    "studentnumber": N_("student number"),
    "nationalidentifier": N_("national identifier"),
}
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


def country(code: str) -> str:
    """A country by its name, from its code of two letters; what is none stays as it is."""
    names = Locale.parse(i18n.current()).territories
    return str(names.get(code.strip().upper(), code)) if _COUNTRY.fullmatch(code.strip()) else code


def identifier(text: str) -> str:
    """An identifier with what it is behind it: "pontelume.example (SCHAC)" for "schac: pontelume.example"."""
    found = _IDENTIFIER.fullmatch(text)
    kind = _KINDS.get(re.sub(r"[\W_]", "", found[1]).lower(), "") if found else ""
    return f"{found[2]} ({i18n.gettext(kind)})" if found and kind else text


def is_number(text: str) -> bool:
    """Whether a text is a number and nothing else, so that it stands to the right."""
    return bool(_NUMBER.fullmatch(text))
