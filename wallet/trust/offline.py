"""Verify with the documents at hand and no network: the command line's work, and the tests'."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from mimetypes import guess_type
from pathlib import Path
from typing import Any

from wallet.errors import Refused
from wallet.openbadges.report import N_, Fetched, Known, Needs, Report, Unreachable, Verdict, nobody
from wallet.openbadges.verify import verify

MAX_ROUNDS = 32


def verify_offline(
    document: bytes,
    documents: Mapping[str, Fetched | Unreachable],
    now: datetime,
    *,
    recipients: Collection[str] = (),
    known: Known = nobody,
) -> Report:
    """Verify with these documents alone; every other URL counts as unreachable. Raises nothing for a bad badge."""
    at_hand = dict(documents)
    for _ in range(MAX_ROUNDS):
        report = verify(document, at_hand, now, recipients=recipients, known=known)
        if not isinstance(report, Needs):
            return report
        at_hand |= {url: Unreachable(url, N_("not among the documents at hand")) for url in report.urls}
    raise Refused(N_("The badge points from one document to the next without an end."))


def result_of(report: Report) -> dict[str, object]:
    """A report as JSON: `verdict`, `checks` (name, outcome, explanation, evidence), `at` and `looked_at`."""
    return {
        "verdict": report.verdict.value,
        "checks": [
            {
                "name": check.name,
                "outcome": check.outcome.value,
                "explanation": check.explanation,
                "evidence": dict(check.evidence),
            }
            for check in report.checks
        ],
        "at": report.at.isoformat(),
        "looked_at": dict(report.looked_at),
    }


def exit_code(verdict: str) -> int:
    """The command's exit status: 0 for a valid badge, 2 for one that could not be judged, 1 for any other."""
    return {Verdict.VALID.value: 0, Verdict.UNVERIFIABLE.value: 2}.get(verdict, 1)


def documents_from_map(path: Path) -> Mapping[str, Fetched | Unreachable]:
    """The documents that a MAP file names: JSON, URL (or DID) → file, relative to the MAP or to where one stands.

    A file may also be given as {"file": …, "status": 410, "type": "application/json"}; without a file the answer is
    empty. Raises Refused when the MAP or a file cannot be read.
    """
    try:
        table = json.loads(_bytes_of(path))
    except ValueError as e:
        raise Refused(N_("%(file)s is not a JSON object of URLs and files."), file=path.name) from e
    if not isinstance(table, dict):
        raise Refused(N_("%(file)s is not a JSON object of URLs and files."), file=path.name)
    return dict(_entries(table, path.parent))


def _entries(table: Mapping[str, Any], folder: Path) -> Iterator[tuple[str, Fetched]]:
    for url, value in table.items():
        entry = value if isinstance(value, Mapping) else {"file": value}
        name, status = entry.get("file"), entry.get("status", 200)
        if not isinstance(status, int) or not isinstance(name, str | None):
            raise Refused(N_("The entry for %(url)s names no file."), url=url)
        body = _bytes_of(_beside(folder, name)) if name else b""
        media_type = entry.get("type") or (guess_type(name)[0] if name else None) or ""
        yield url, Fetched(url, status, str(media_type), body, url)


def _beside(folder: Path, name: str) -> Path:
    beside = folder / name
    return beside if beside.exists() else Path(name)


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as e:
        raise Refused(N_("%(file)s cannot be read (%(reason)s)."), file=str(path), reason=e.strerror or "") from e
