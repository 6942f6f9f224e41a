"""What is the same for every kind of seal: from a certificate and timestamps to the three statements."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from wallet.openbadges.report import N_
from wallet.supplement import Intact, Sealing

from . import certificates, timestamps
from .remarks import EXPIRED as EXPIRED
from .remarks import FOREIGN_TIMESTAMP as FOREIGN_TIMESTAMP
from .timestamps import BadTimestamp, Timestamp

BROKEN = N_("The seal does not fit the document: one of the two was changed.")
UNREADABLE = N_("The seal is damaged and cannot be read.")
NO_CERTIFICATE = N_("The seal has no certificate that can be read, so it names nobody.")
SHORT_KEY = N_("The key of the seal is too short to be relied on.")
WEAK = N_("The seal uses SHA-1, an algorithm that is no longer safe.")
ANOTHER_CERTIFICATE = N_("The certificate is not the one that the seal names.")
FOREIGN_ALGORITHM = N_("The seal uses an algorithm that this wallet does not accept.")
SEVERAL = N_("There are several seals where one is expected, so none was checked.")
EARLY = N_("The certificate was not yet valid.")
BAD_TIMESTAMP = N_("A timestamp on the seal is broken, or belongs to something else.")


class Unsound(Exception):
    """A seal is broken, or could not be checked; `remark` says why."""

    def __init__(self, intact: Intact, remark: str) -> None:
        self.intact, self.remark = intact, remark
        super().__init__(remark)


@dataclass(frozen=True)
class Judges:
    """Who judges trust: the operator's anchors (DER), and the present time."""

    anchors: tuple[bytes, ...]
    now: datetime


@dataclass(frozen=True)
class Signer:
    """The certificate of whoever sealed, and others that may lead from it to an anchor."""

    certificate: Any
    others: tuple[Any, ...] = ()


def unsound(kind: str, problem: Unsound, signer: Signer | None = None) -> Sealing:
    """A seal that is not intact or was not checked: its certificate is named, and never trusted."""
    return _named(Sealing(kind, problem.intact, remarks=(problem.remark,)), signer)


def sound(sealing: Sealing, signer: Signer, stamps: Iterable[tuple[str, bytes]], judges: Judges) -> Sealing:
    """An intact seal with what is to be said of its signer, judged at a time that is proved, or else now.

    `stamps` are timestamps of the seal itself, each in base64 with the bytes that it must be of.
    """
    read, remarks = _stamps(stamps, judges)
    proved = min((each.at for each in read if each.trusted), default=None)
    at = proved or judges.now
    own = signer.certificate
    short = certificates.is_short(own)
    remarks += _time_remarks(own, at) + ((SHORT_KEY,) if short else ())
    return _named(
        replace(
            sealing,
            trusted=not short and certificates.vouched(own, signer.others, judges.anchors, at),
            signed_at=written(proved) if proved else sealing.signed_at,
            proved_time=proved is not None,
            remarks=sealing.remarks + remarks,
        ),
        signer,
    )


def written(at: datetime) -> str:
    """A time as ISO 8601 in UTC."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _named(sealing: Sealing, signer: Signer | None) -> Sealing:
    if signer is None:
        return sealing
    own = signer.certificate
    return replace(
        sealing,
        signer=certificates.name(own),
        organisation=certificates.organisation(own),
        expires=written(own.not_valid_after),
    )


def _time_remarks(certificate: Any, at: datetime) -> tuple[str, ...]:
    if at > certificate.not_valid_after:
        return (EXPIRED,)
    return (EARLY,) if at < certificate.not_valid_before else ()


def _stamps(stamps: Iterable[tuple[str, bytes]], judges: Judges) -> tuple[list[Timestamp], tuple[str, ...]]:
    """The sound timestamps that do not lie in the future, and what is to be said of the others."""
    found: list[Timestamp] = []
    remarks: list[str] = []
    for text, covered in list(stamps)[: timestamps.MOST]:
        try:
            stamp = timestamps.read_base64(text, covered, judges.anchors)
        except BadTimestamp:
            remarks.append(BAD_TIMESTAMP)
            continue
        if stamp.at > judges.now:
            remarks.append(BAD_TIMESTAMP)
            continue
        found.append(stamp)
    if found and not any(each.trusted for each in found):
        remarks.append(FOREIGN_TIMESTAMP)
    return found, tuple(dict.fromkeys(remarks))
