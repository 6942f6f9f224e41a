"""Schemes of credits by the names that documents give them."""

from __future__ import annotations

import re
from typing import Final

ECTS: Final = re.compile(
    r"ects(?:[\s_-]*(?:credits?|points?|cr\.?|cp|cfu))?|(?:credits?|points?)[\s_-]+ects", re.IGNORECASE
)
WITH_SCHEME: Final = re.compile(r"(\d{1,5}(?:[.,]\d{1,3})?)\s*([^\W\d][\w .-]{0,30})")


def credit_scheme(given: str) -> str:
    """The name of a scheme: that of ECTS in one way, whatever its case and the word for credits beside it."""
    return "ECTS" if ECTS.fullmatch(given.strip()) else given
