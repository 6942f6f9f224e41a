"""Files that carry a credential, as issuers send them and as learners bring them: what is in one, and keeping it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from wallet import pictures
from wallet.errors import Problem, Unprocessable
from wallet.i18n import N_
from wallet.models import Credential, StoredReport, Verification
from wallet.openbadges import baking
from wallet.openbadges import credential as openbadges
from wallet.openbadges.document import Kind, kind_of, text_of
from wallet.openbadges.reading import opened, read
from wallet.openbadges.report import Outcome, Verdict
from wallet.openbadges.versions import awards
from wallet.reports import checks_of
from wallet.services import Services

LARGEST: Final = 5 * 1024 * 1024  # of a picture; JSON and tokens have the limits of openbadges.document
MEDIA_TYPES: Final = {
    Kind.JSON: "application/json",
    Kind.JWS: "application/jwt",
    Kind.PNG: "image/png",
    Kind.SVG: "image/svg+xml",
    Kind.PDF: "application/pdf",
    Kind.URL: "text/plain",
}
PACKED: Final = {Kind.PNG, Kind.SVG, Kind.PDF}  # opened in a confined process only
TWICE = N_("The credential is packed twice over. Send it in one picture, or by itself.")
NOBODY = N_("No badge could be read from the credential: in it nobody is awarded a named achievement.")


@dataclass(frozen=True)
class Carried:
    """What a file is, and the credential in it as text: JSON, a compact JWS, or its link."""

    kind: Kind
    document: str


@dataclass(frozen=True)
class Received:
    """A file that is kept as it was sent, the credential found in it as text, and what that says of itself."""

    digest: str
    size: int
    media_type: str
    document: str
    title: str
    issuer_name: str
    issuer_id: str
    issued_at: datetime | None


async def carried(services: Services, data: bytes) -> Carried:
    """What a file carries. Raises Unprocessable, also for one whose reading takes too much work."""
    kind = kind_of(data)
    if kind in PACKED:
        document = await services.confined.run(baking.unbake, data, seconds=5.0)
        if kind_of(document.encode()) in PACKED:
            raise Unprocessable(TWICE)
    else:
        document = text_of(data).strip()
    if "\x00" in document:  # which no database keeps
        raise Unprocessable(N_("The file holds a NUL character in its text. Its issuer should make it again."))
    return Carried(kind, document)


async def picture(services: Services, data: bytes, told: openbadges.Credential) -> bytes | None:
    """The picture inside a credential, else the file that carries it, drawn anew as PNG; None where there is none."""
    try:
        return await services.confined.run(pictures.normalise, told.achievement.image.data or data, seconds=3.0)
    except Problem:
        return None


def check_awarding(credential: Mapping[str, Any], told: openbadges.Credential) -> None:
    """Raise Unprocessable unless a credential awards something that has a name."""
    if not told.title.strip() or not awards(credential):
        raise Unprocessable(NOBODY)


@dataclass(frozen=True)
class Keepable:
    """What a learner would keep of something that was handed in: its file, and what is told of the credential."""

    carried: Carried
    told: openbadges.Credential


def keepable(one: Verification, report: StoredReport) -> Keepable:
    """What would be kept. Raises Unprocessable, saying what is wrong and who can mend it, where there is no badge."""
    try:
        if report.verdict == Verdict.MALFORMED:
            raise Unprocessable(NOBODY)
        document = one.document
        if not document or kind_of(document.encode()) is Kind.URL:  # only a link: what is published there
            document = json.dumps(report.credential, ensure_ascii=False) if report.credential else ""
        credential = opened(document.encode())
        told = read(report.credential or credential)
        _check_of_somebody(credential, told, report)
        return Keepable(Carried(kind_of(one.content), document), told)
    except Unprocessable as e:
        raise _said(report) or e from e


def _check_of_somebody(credential: Mapping[str, Any], told: openbadges.Credential, report: StoredReport) -> None:
    # Its name may be published where nobody answers any more: it is kept with what the file says.
    failed = {row["name"] for row in report.checks if row["outcome"] == Outcome.FAILED} - {"recipient.match"}
    if failed != {"issuer.reachable"} or not awards(credential):
        check_awarding(credential, told)


def _said(report: StoredReport) -> Unprocessable | None:
    """What the report says is wrong: the first check that failed."""
    failed = next((check for check in checks_of(report.checks) if check.outcome is Outcome.FAILED), None)
    return Unprocessable(failed.message, **failed.values) if failed else None


async def receive(services: Services, data: bytes, found: Carried, told: openbadges.Credential) -> Received:
    """Keep a file for ever under its hash, with what is told of the credential that it carries."""
    return Received(
        digest=await services.storage.put(data),
        size=len(data),
        media_type=MEDIA_TYPES[found.kind],
        document=found.document,
        title=_line(told.title),
        issuer_name=_line(told.issuer.name),
        issuer_id=told.issuer.id,
        issued_at=told.issued,
    )


def _line(text: str) -> str:
    one = " ".join(text.split())
    return one if len(one) <= 300 else f"{one[:299].rstrip()}…"


async def remember(received: Received) -> Credential:
    """The row of a file that was received, in the caller's transaction."""
    return await Credential.create(
        digest=received.digest,
        media_type=received.media_type,
        size=received.size,
        document=received.document,
        title=received.title,
        issuer_name=received.issuer_name,
        issued_at=received.issued_at,
    )
