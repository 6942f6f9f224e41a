"""Verdicts that were given a short time ago, given again while everything that they rest on is as it was."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from wallet.openbadges.report import Fetched, Known, Report, Unreachable, nobody

from .watched import Span

Documents = Mapping[str, Fetched | Unreachable]
Key = tuple[bytes, tuple[str, ...]]

MOST = 4096
MOST_BYTES = 16 << 20
LARGEST = 1 << 20


@dataclass(frozen=True)
class Remembered:
    """A report and all that decided it beside the badge's bytes and whose it should be."""

    report: Report
    documents: Documents
    known: Known
    span: Span
    size: int

    def holds(self, documents: Documents, now: datetime, known: Known) -> bool:
        """Whether judging anew would say the same: no date has passed, every document is word for word what it was."""
        return self.span.holds(now) and self.documents == documents and (self.known is known or self.known == known)


class Verdicts:
    """The reports of the last badges, those that were not asked for longest forgotten first; in this process alone."""

    def __init__(self, most: int = MOST, most_bytes: int = MOST_BYTES) -> None:
        self._most, self._most_bytes = most, most_bytes
        self._kept: OrderedDict[Key, Remembered] = OrderedDict()
        self._bytes = 0

    def about(self, document: bytes, recipients: Collection[str] = ()) -> Remembered | None:
        """What is remembered of these bytes for these recipients; whether it still holds is another question."""
        return self._kept.get(_key(document, recipients))

    def recall(
        self,
        document: bytes,
        documents: Documents,
        now: datetime,
        *,
        recipients: Collection[str] = (),
        known: Known = nobody,
    ) -> Report | None:
        """The report that `verify` would give with these arguments, if it did before; None when it has to be asked.

        `documents` are all that there are now at the addresses that the judgement looked at, and no others.
        """
        key = _key(document, recipients)
        found = self._kept.get(key)
        if found is None or not found.holds(documents, now, known):
            return None
        self._kept.move_to_end(key)
        return _told_at(found.report, now)

    def keep(self, document: bytes, judged: Remembered, recipients: Collection[str] = ()) -> None:
        """Remember a judgement of a badge for these recipients, if it is not too large."""
        key = _key(document, recipients)
        self._forget(key)
        if judged.size > LARGEST or judged.span.exact:
            return
        self._kept[key] = judged
        self._bytes += judged.size
        while len(self._kept) > self._most or self._bytes > self._most_bytes:
            self._forget(next(iter(self._kept)))

    def _forget(self, key: Key) -> None:
        known = self._kept.pop(key, None)
        if known is not None:
            self._bytes -= known.size


def _told_at(report: Report, now: datetime) -> Report:
    """The same report at another time; `dataclasses.replace` takes a third of the time that all of this does."""
    again = object.__new__(Report)
    again.__dict__.update(report.__dict__, at=now)
    return again


def size_of(document: bytes, documents: Documents) -> int:
    """About what remembering costs: a credential takes several times its bytes once it is read."""
    return 8 * len(document) + sum(len(one.body) for one in documents.values() if isinstance(one, Fetched))


def _key(document: bytes, recipients: Collection[str]) -> Key:
    return sha256(document).digest(), tuple(recipients)
