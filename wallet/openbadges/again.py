"""What is found out once about documents that come again and again, inside or beside many badges."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TypeVar

import orjson

MOST_REMEMBERED = 64 << 10
MOST_DOCUMENTS = 64

Found = TypeVar("Found")
Document = Mapping[str, object]


def remembered(find: Callable[[Document], Found]) -> Callable[[Document], Found]:
    """What is found by looking at a document alone, remembered for the last small ones that were read from JSON.

    A document is the same when all of it is written alike, the order of its members included. What is found must not
    be changed.
    """

    @lru_cache(maxsize=MOST_DOCUMENTS)
    def of_written(written: bytes) -> Found:
        return find(orjson.loads(written))

    def found(document: Document) -> Found:
        try:
            written = orjson.dumps(document)
        except orjson.JSONEncodeError:  # it holds a number that is too large for most readers
            return find(document)
        return of_written(written) if len(written) <= MOST_REMEMBERED else find(document)

    return found
