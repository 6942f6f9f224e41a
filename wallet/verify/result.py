"""What a verification says in plain values, for programs, tables and the command line."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import astuple, dataclass, fields, replace
from datetime import datetime
from io import StringIO
from typing import Any

from wallet.names import line
from wallet.openbadges.credential import Credential
from wallet.openbadges.document import Unreadable
from wallet.openbadges.reading import read
from wallet.openbadges.report import Outcome, Report, Verdict
from wallet.openbadges.versions import awards
from wallet.trust.offline import result_of

MARK = "\ufeff"  # by which spreadsheets know UTF-8
# A cell that begins so is a formula to some spreadsheet (the wide forms too); a quotation mark before it makes it text.
FORMULA = tuple("=+-@\t\r\uff1d\uff0b\uff0d\uff20")

BROKEN = (Verdict.INVALID, Verdict.MALFORMED)
KEYS_OF_NOBODY = ("did:key:", "did:jwk:")


def credential_of(report: Report, language: str = "en") -> Credential | None:
    """What may be shown of what a report is about; None where there was no credential."""
    with suppress(Unreadable):
        return read(report.credential, language) if report.credential else None
    return None


def known_as(report: Report) -> str | None:
    """The name by which the operator knows the issuer, if so."""
    found = [check for check in report.checks if check.name == "issuer.known" and check.outcome is Outcome.PASSED]
    return str(found[0].values.get("name", "")) or None if found else None


def is_issuer_proved(report: Report, found: Credential) -> bool:
    """Whether it is proved who issued it: by whom the operator knows, or at an address of the issuer's own.

    A key that anybody can make (did:key, did:jwk) proves nobody.
    """
    judged = next((check.outcome for check in report.checks if check.name == "issuer.known"), None)
    somebody = judged is Outcome.WARNING and not found.issuer.id.startswith(KEYS_OF_NOBODY)
    return report.verdict not in BROKEN and (judged is Outcome.PASSED or somebody)


def remark(report: Report) -> str:
    """What `valid` does not say of a badge, in a few words of English; empty where there is nothing to add."""
    found = credential_of(report)
    if report.verdict is not Verdict.VALID or found is None:
        return ""
    if not awards(report.credential):
        return "not an awarded badge"
    if not is_issuer_proved(report, found):
        return "not proved who issued it"
    return "" if known_as(report) else "issuer not known here"


def told(report: Report) -> dict[str, Any]:
    """A report as JSON: what `trust.offline.result_of` gives, and what the credential says in short."""
    found = credential_of(report)
    return {
        **result_of(report),
        "title": found.title if found else None,
        "issuer": _issuer(report, found) if found else None,
        "recipient_name": found.recipient_name or None if found else None,
        "issued": _iso(found.issued) if found else None,
        "valid_from": _iso(found.valid_from) if found else None,
        "valid_until": _iso(found.valid_until) if found else None,
    }


def _issuer(report: Report, found: Credential) -> dict[str, Any]:
    named = {"name": found.issuer.name, "id": found.issuer.id}
    return {**named, "proved": is_issuer_proved(report, found), "known_as": known_as(report)}


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


@dataclass(frozen=True)
class Row:
    """A badge in the table of many; the members are the table's columns, in this order."""

    name: str
    verdict: str
    shown_as: str = ""
    title: str = ""
    issuer: str = ""
    issuer_proved: str = ""
    issuer_known_as: str = ""
    recipient: str = ""
    issued: str = ""
    expires: str = ""
    checked_at: str = ""
    failed_checks: str = ""
    address: str = ""


def row(name: str, report: Report | None, shown_as: str, address: str = "") -> Row:
    """A report as a row of the table, with the words in which pages show it; without one it is still being made.

    Whom a badge that is not genuine names, the table does not repeat.
    """
    if report is None:
        return Row(name, "pending", shown_as, address=address)
    judged = Row(
        name,
        report.verdict.value,
        shown_as,
        checked_at=report.at.isoformat(timespec="seconds"),
        failed_checks=" ".join(report.failed()),
        address=address,
    )
    found = credential_of(report)
    if found is None:
        return judged
    dates = {"issued": _day(found.issued or found.valid_from), "expires": _day(found.valid_until)}
    return replace(
        judged, title=line(found.title), **dates, **({} if report.verdict in BROKEN else _who(report, found))
    )


def _who(report: Report, found: Credential) -> dict[str, str]:
    """Who issued it, and to whom."""
    return {
        "issuer": line(found.issuer.name),
        "issuer_proved": "yes" if is_issuer_proved(report, found) else "no",
        "issuer_known_as": known_as(report) or "",
        "recipient": line(found.recipient_name),
    }


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
