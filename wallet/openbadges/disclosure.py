"""What a credential file holds beyond what a page shows: told beside the switch that offers the file."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from wallet.openbadges.document import Unreadable
from wallet.openbadges.reading import opened, read
from wallet.openbadges.report import N_
from wallet.openbadges.values import email, walk

ADDRESS = N_("an e-mail address in clear")
NAME = N_("a name")
IDENTIFIERS = N_("identifiers such as a student number")
BIRTH = N_("a date or place of birth")
CONTACT = N_("a postal address or telephone number")
RESULTS = N_("grades or results")
EVIDENCE = N_("evidence")
# What a badge's page shows of the person anyway.
SHOWN = ("recipient_name", "evidence")
UNREADABLE = N_("content that the wallet cannot read")

_MEMBERS = {
    BIRTH: {"dateofbirth", "birthdate", "birthday", "placeofbirth", "birthplace"},
    CONTACT: {"phone", "telephone", "streetaddress", "postalcode", "address", "mobilephone"},
    IDENTIFIERS: {
        "studentid",
        "sisid",
        "sourcedid",
        "nationalid",
        "nationalidentitynumber",
        "taxidentifier",
        "licensenumber",
    },
}
_ABOUT_THE_PERSON = ("credentialSubject", "recipient", "extensions:recipientProfile")


def discloses(document: bytes, *, shown: Collection[str] = ()) -> tuple[str, ...]:
    """Name what a credential file gives away that its page does not, for its owner; empty when there is nothing.

    `shown` are the members of Credential that the page itself shows (`results`, `evidence`, `recipient_name`). The
    names are msgids, in a fixed order.
    """
    try:
        raw, credential = opened(document), read(document)
    except Unreadable:
        return (UNREADABLE,)
    person = {name: raw[name] for name in _ABOUT_THE_PERSON if name in raw}
    members = {re.split(r"[#/:]", name)[-1].lower() for name, _ in walk(_without_achievement(person))}
    facts = {
        ADDRESS: _has_address(person),
        NAME: bool(credential.recipient_name) and "recipient_name" not in shown,
        IDENTIFIERS: bool(credential.identifiers) or not members.isdisjoint(_MEMBERS[IDENTIFIERS]),
        BIRTH: not members.isdisjoint(_MEMBERS[BIRTH]),
        CONTACT: not members.isdisjoint(_MEMBERS[CONTACT]),
        RESULTS: bool(credential.results) and "results" not in shown,
        EVIDENCE: bool(credential.evidence) and "evidence" not in shown,
    }
    return tuple(name for name, holds in facts.items() if holds)


def _has_address(person: Mapping[str, object]) -> bool:
    return any(email(value) for _, value in walk(_without_achievement(person)))


def _without_achievement(person: Mapping[str, object]) -> Mapping[str, object]:
    """What is said of the learner: the achievement inside a subject speaks of the issuer."""
    return {name: _plain(value) for name, value in person.items()}


def _plain(value: object) -> object:
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, Mapping):
        return {name: inner for name, inner in value.items() if name not in ("achievement", "source")}
    return value
