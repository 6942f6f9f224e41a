"""What a verification says in plain values, for programs, tables and the command line."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import astuple, dataclass, fields
from datetime import datetime
from io import StringIO
from typing import Any

from wallet.names import line
from wallet.openbadges.credential import Credential
from wallet.openbadges.document import Unreadable
from wallet.openbadges.reading import read
from wallet.openbadges.report import Outcome, Report
from wallet.trust.offline import result_of

MARK = "\ufeff"  # by which spreadsheets know UTF-8
# A cell that begins so is a formula to some spreadsheet (the wide forms too); a quotation mark before it makes it text.
FORMULA = tuple("=+-@\t\r\uff1d\uff0b\uff0d\uff20")


def credential_of(report: Report, language: str = "en") -> Credential | None:
    """What may be shown of what a report is about; None where there was no credential."""
    with suppress(Unreadable):
        return read(report.credential, language) if report.credential else None
    return None


def known_as(report: Report) -> str | None:
    """The name by which the operator knows the issuer, if so."""
    found = [check for check in report.checks if check.name == "issuer.known" and check.outcome is Outcome.PASSED]
    return str(found[0].values.get("name", "")) or None if found else None


def told(report: Report) -> dict[str, Any]:
    """A report as JSON: what `trust.offline.result_of` gives, and what the credential says in short."""
    found = credential_of(report)
    return {
        **result_of(report),
        "title": found.title if found else None,
        "issuer": {"name": found.issuer.name, "id": found.issuer.id, "known_as": known_as(report)} if found else None,
        "recipient_name": found.recipient_name or None if found else None,
        "issued": _iso(found.issued) if found else None,
        "valid_from": _iso(found.valid_from) if found else None,
        "valid_until": _iso(found.valid_until) if found else None,
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


@dataclass(frozen=True)
class Row:
    """A badge in the table of many; the members are the table's columns, in this order."""

    name: str
    verdict: str
    title: str = ""
    issuer: str = ""
    issuer_known_as: str = ""
    recipient: str = ""
    issued: str = ""
    expires: str = ""
    checked_at: str = ""
    failed_checks: str = ""
    address: str = ""


def row(name: str, report: Report | None, address: str = "") -> Row:
    """A report as a row of the table; without one it is still being made."""
    if report is None:
        return Row(name, "pending", address=address)
    found = credential_of(report)
    failed = " ".join(report.failed())
    at = report.at.isoformat(timespec="seconds")
    if found is None:
        return Row(name, report.verdict.value, checked_at=at, failed_checks=failed, address=address)
    return Row(
        name=name,
        verdict=report.verdict.value,
        title=line(found.title),
        issuer=line(found.issuer.name),
        issuer_known_as=known_as(report) or "",
        recipient=line(found.recipient_name),
        issued=_day(found.issued or found.valid_from),
        expires=_day(found.valid_until),
        checked_at=at,
        failed_checks=failed,
        address=address,
    )


def _day(moment: datetime | None) -> str:
    return moment.date().isoformat() if moment else ""


def csv_of(rows: Iterable[Row]) -> str:
    """The table as CSV (RFC 4180) with a heading; no cell is a formula, whatever a stranger wrote into it."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(field.name for field in fields(Row))
    writer.writerows([_defused(cell) for cell in astuple(one)] for one in rows)
    return out.getvalue()


def _defused(cell: str) -> str:
    return f"'{cell}" if cell.lstrip(" ").startswith(FORMULA) else cell
