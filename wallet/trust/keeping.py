"""Keeping what a verification said, with what it looked at, and telling of what changed."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from tortoise.transactions import in_transaction

from wallet import jobs
from wallet.changes import changed
from wallet.database import hold
from wallet.models import Badge, Credential, StoredReport
from wallet.openbadges.reading import read
from wallet.openbadges.report import Fetched, Report
from wallet.reports import same, stored
from wallet.storage import Storage

from . import rhythm
from .driver import Investigated
from .lasting import lasting, stands
from .news import tell

RUN = 2  # the newest reports that say whether one is among its like


@dataclass(frozen=True)
class Subject:
    """What is verified: a credential, the addresses of whoever it should be awarded to, and whose report it is."""

    credential: Credential
    recipients: tuple[str, ...]
    badge_id: UUID | None = None
    offer_id: UUID | None = None

    @property
    def of(self) -> dict[str, UUID]:
        """The column by which its reports are found."""
        return {"badge_id": self.badge_id} if self.badge_id else {"offer_id": self.offer_id or UUID(int=0)}


async def keep(storage: Storage, subject: Subject, found: Investigated) -> None:
    """Keep a report, and what it looked at until two reports have said the same. Raises Unavailable."""
    before = await _newest(subject)
    if not _was_said_twice(_row(subject, found.report, before), before):
        await keep_evidence(storage, found)
    async with in_transaction():
        await hold(f"report:{subject.badge_id or subject.offer_id}")
        if subject.badge_id and not await Badge.exists(id=subject.badge_id):
            return  # its owner removed it meanwhile
        before = await _newest(subject)
        if not _is_nothing_new(found.report, before[0] if before else None):
            await _add(subject, _row(subject, found.report, before), before)
        if subject.badge_id:
            await Badge.filter(id=subject.badge_id).update(
                check_at=await rhythm.next_check(subject.badge_id, found.report)
            )
        if not subject.credential.art_digest:  # a hosted badge's file may not say where its picture is
            await jobs.put("import.art", {"credential": str(subject.credential.id)}, key=f"art:{subject.credential.id}")


def _was_said_twice(row: StoredReport, before: list[StoredReport]) -> bool:
    """Whether the two newest reports say the same already; the first may have come without its documents."""
    return len(before) > 1 and same(row, before[0]) and same(before[0], before[1])


def _is_nothing_new(report: Report, before: StoredReport | None) -> bool:
    """Whether what was found before is all that is known: a check made later overtook this one, or it still stands."""
    return before is not None and (before.at > report.at or stands(report, before))


async def keep_evidence(storage: Storage, found: Investigated) -> None:
    """Keep the bytes of what a report looked at, each under the hash that the report names. Raises Unavailable."""
    for url in found.report.looked_at:
        answer = found.documents.get(url)
        if isinstance(answer, Fetched):
            await storage.put(answer.body)


async def _newest(subject: Subject) -> list[StoredReport]:
    return await StoredReport.filter(**subject.of).order_by("-at").limit(RUN)


def _row(subject: Subject, report: Report, before: list[StoredReport]) -> StoredReport:
    """The report as it will be kept, with what it takes over from the one before."""
    row = stored(report)
    if lasts := lasting(report, before[0] if before else None, subject.recipients):
        row |= {"last_valid_at": lasts.at, "credential": lasts.credential}
    return StoredReport(**subject.of, **row)


async def _add(subject: Subject, row: StoredReport, before: list[StoredReport]) -> None:
    """Add a report; of those that say the same one after the other, the first and the newest are kept."""
    again = bool(before) and same(row, before[0])
    if _was_said_twice(row, before):
        await before[0].delete()
    await row.save()
    if row.credential:
        await _say_what_was_verified(row, subject.credential)
    if subject.badge_id:
        await tell(row)
        await changed(subject.badge_id, drawn=not again)
        await rhythm.again_in_time(row, subject.badge_id)


async def _say_what_was_verified(row: StoredReport, credential: Credential) -> None:
    """Lists and mails show what the issuer publishes: a hosted badge's file may hold no more than its address."""
    shown = read(row.credential or {})
    await Credential.filter(id=credential.id).update(
        title=shown.title or credential.title,
        issuer_name=shown.issuer.name or credential.issuer_name,
        issued_at=shown.issued or credential.issued_at,
    )
