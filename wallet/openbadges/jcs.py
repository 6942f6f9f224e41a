"""JSON in its one canonical form (RFC 8785)."""

from __future__ import annotations

import json
import math
import re

from wallet.errors import Refused
from wallet.openbadges.report import N_

_EXACT = 2**53
_PLAIN = re.compile(r'[^\x00-\x1f"\\]*\Z')


class NotCanonical(Refused):
    """A value that has no canonical form: a number beyond JSON's, or half a character."""


def canonical(value: object) -> bytes:
    """The canonical JSON of a value, which the seals of the jcs suites cover; raises NotCanonical."""
    try:
        return text(value).encode("utf-8")
    except UnicodeEncodeError as e:
        raise NotCanonical(N_("This text holds half a character.")) from e


def text(value: object) -> str:
    """The canonical JSON of a value as text; raises NotCanonical."""
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, dict):
        # RFC 8785 §3.2.3: members in the order of their UTF-16 code units
        names = sorted(value) if all(map(_ascii, value)) else sorted(value, key=_utf16)
        return "{" + ",".join(f"{_string(name)}:{text(value[name])}" for name in names) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(text, value)) + "]"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int | float):
        return number(value)
    raise NotCanonical(N_("This is not a JSON value."))


def _ascii(name: str) -> bool:
    return name.isascii()


def _utf16(name: str) -> bytes:
    return name.encode("utf-16-be", "surrogatepass")


def _string(value: str) -> str:
    return f'"{value}"' if _PLAIN.match(value) else json.dumps(value, ensure_ascii=False)


def number(value: float) -> str:
    """A number as ECMAScript writes it (RFC 8785 §3.2.2.3); raises NotCanonical when it is none."""
    if isinstance(value, int) and abs(value) <= _EXACT:
        return str(value)
    try:
        value = float(value)
    except OverflowError as e:
        raise NotCanonical(N_("A number is too large for JSON.")) from e
    if not math.isfinite(value):
        raise NotCanonical(N_("A number is too large for JSON."))
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    return sign + _positive(repr(abs(value)))


def _positive(shortest: str) -> str:
    """Python's shortest form, laid out as ECMA-262 §6.1.6.1.20 does."""
    mantissa, _, exponent = shortest.partition("e")
    whole, _, fraction = mantissa.partition(".")
    fraction = "" if fraction == "0" else fraction
    point = len(whole) + int(exponent or 0)
    digits = (whole + fraction).lstrip("0")
    point -= len(whole + fraction) - len(digits)
    digits = digits.rstrip("0") or "0"
    if 0 < point <= 21:
        return digits[:point] + "0" * (point - len(digits)) + ("." + digits[point:] if len(digits) > point else "")
    if -6 < point <= 0:
        return "0." + "0" * -point + digits
    tail = "." + digits[1:] if len(digits) > 1 else ""
    return f"{digits[0]}{tail}e{'+' if point > 0 else '-'}{abs(point - 1)}"
