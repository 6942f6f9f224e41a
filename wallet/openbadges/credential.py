"""The values that a page shows of a credential, in the field's words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from wallet.openbadges.descriptors import Descriptors
from wallet.openbadges.recipients import Identity
from wallet.openbadges.values import Picture


@dataclass(frozen=True)
class Profile:
    """Who issues, as the credential says."""

    id: str = ""
    name: str = ""
    url: str = ""
    email: str = ""
    image: Picture = Picture()
    description: str = ""


@dataclass(frozen=True)
class Achievement(Descriptors):
    """What was achieved, with a university's descriptors of it.

    `criteria` is Markdown, `kind` Open Badges 3.0's achievementType, `eqf_level` "1" to "8". `workload` is as written
    ("50 hours" for PT50H); `workload_hours` is its number where it is one of hours.
    """

    id: str = ""
    name: str = ""
    description: str = ""
    criteria: str = ""
    criteria_url: str = ""
    image: Picture = Picture()
    kind: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Recipient:
    """Whom the credential names: `kind` is address, url or did; `value` perhaps a hash with `salt`; empty for none."""

    kind: str = ""
    value: str = ""
    hashed: bool = False
    salt: str = ""


@dataclass(frozen=True)
class Evidence:
    """One piece of evidence; `narrative` is Markdown."""

    name: str = ""
    url: str = ""
    description: str = ""
    narrative: str = ""


@dataclass(frozen=True)
class Result:
    """A grade or other result, under the name of its description."""

    name: str
    value: str


@dataclass(frozen=True)
class Described:
    """A result that the achievement foresees: what it may be and what is needed."""

    name: str
    kind: str = ""
    allowed: tuple[str, ...] = ()
    required: str = ""


@dataclass(frozen=True)
class Credential:
    """All that a page shows of a credential; `parts` are the credentials inside a record of several (CLR)."""

    id: str
    spec: str
    title: str
    achievement: Achievement
    issuer: Profile
    recipient: Recipient
    recipient_name: str = ""
    description: str = ""
    issued: datetime | None = None
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    evidence: tuple[Evidence, ...] = ()
    results: tuple[Result, ...] = ()
    results_described: tuple[Described, ...] = ()
    identifiers: tuple[Identity, ...] = ()
    parts: tuple[Credential, ...] = ()
