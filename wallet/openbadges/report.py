"""What a verification says: named checks, each with an outcome and a sentence, and the verdict they give."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Protocol

# The frozen names, in the order in which they are told (words.md); "endorsement[n]" follow.
CHECKS = (
    "container.read",
    "format.context",
    "format.type",
    "format.structure",
    "format.schema",
    "format.extension",
    "format.image",
    "form.current",
    "seal.present",
    "seal.intact",
    "seal.covers_all",
    "issuer.reachable",
    "issuer.key_bound",
    "issuer.known",
    "scope.hosted",
    "achievement.authorised",
    "time.started",
    "time.not_expired",
    "status.revocation",
    "status.suspension",
    "status.other",
    "recipient.match",
    "evidence",
    "refresh",
)


def N_(message: str) -> str:
    """Mark a sentence for translation; it is translated where it is shown."""
    return message


class Outcome(StrEnum):
    """What became of a check; one that could not be made is never shown as passed."""

    PASSED = "passed"
    FAILED = "failed"
    WARNING = "warning"
    NOT_CHECKED = "not_checked"


class Verdict(StrEnum):
    """The one word a page gives to a report."""

    VALID = "valid"
    INVALID = "invalid"
    MALFORMED = "malformed"
    EXPIRED = "expired"
    REVOKED = "revoked"
    NOT_YET_VALID = "not_yet_valid"
    UNVERIFIABLE = "unverifiable"


class Check(NamedTuple):
    """One fact; `message` is an English msgid that `values` fill, `evidence` what it rests on.

    A report makes a dozen: a tuple is made in a third of the time that a frozen dataclass takes.
    """

    name: str
    outcome: Outcome
    message: str
    values: Mapping[str, object] = {}
    evidence: Mapping[str, str] = {}

    @property
    def explanation(self) -> str:
        """The sentence in English."""
        return self.message % self.values if self.values else self.message


@dataclass(frozen=True)
class Fetched:
    """What a URL answered: `status` is HTTP's, `final_url` where redirects ended."""

    url: str
    status: int
    media_type: str
    body: bytes
    final_url: str = ""


@dataclass(frozen=True)
class Unreachable:
    """A URL that gave no answer, or may not be asked; `reason` is a sentence."""

    url: str
    reason: str


@dataclass(frozen=True)
class Needs:
    """The URLs that `verify` wants in `documents` before it can go on."""

    urls: frozenset[str]


class Known(Protocol):
    """Who the operator knows: the issuer's name for a credential issuer's id, or None."""

    def __call__(self, issuer_id: str, /) -> str | None:
        """The name, or None."""
        ...


def nobody(issuer_id: str, /) -> str | None:
    """Know no issuer."""
    return None


@dataclass(frozen=True)
class Report:
    """All checks of one verification; `looked_at` maps each URL used to the SHA-256 of its bytes.

    `credential` is what may be shown: the credential as its seal covers it, or as its issuer publishes it; where
    neither could be had, as the file tells it, which is then worth what the verdict says. `issuer` is the id that was
    proved to have issued it, empty when none was: whatever else the credential says of its issuer is its own word.
    """

    verdict: Verdict
    checks: tuple[Check, ...]
    at: datetime
    looked_at: Mapping[str, str] = field(default_factory=dict)
    credential: Mapping[str, object] = field(default_factory=dict)
    issuer: str = ""

    def outcome(self, name: str) -> Outcome | None:
        """The outcome of the check of that name, or None when it did not apply."""
        return next((check.outcome for check in self.checks if check.name == name), None)

    def failed(self) -> Collection[str]:
        """The names of the checks that failed."""
        return tuple(check.name for check in self.checks if check.outcome is Outcome.FAILED)
