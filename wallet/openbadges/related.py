"""Resources beside a credential that it names with their hash (VC 2.0 §5.3)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wallet.openbadges.report import N_

MAX_RESOURCES = 100

_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\x00-\x20<>\"{}|\\^`]+\Z")


def faults(value: object) -> Iterator[tuple[str, str]]:
    """What is wrong with a credential's relatedResource: sentences, each with the member it names."""
    items = value if isinstance(value, list) else [] if value is None else [value]
    seen: set[str] = set()
    for item in items[:MAX_RESOURCES]:
        own = item.get("id") if isinstance(item, dict) else None
        if not isinstance(item, dict) or not isinstance(own, str) or not _URI.match(own):
            yield N_("The id of “%(name)s” is not a URI."), "relatedResource"
        elif own in seen:
            yield N_("“%(name)s” names the same thing twice."), "relatedResource"
        elif "digestSRI" not in item and "digestMultibase" not in item:
            yield N_("“%(name)s” is missing."), "relatedResource.digestSRI"
        else:
            seen.add(own)
