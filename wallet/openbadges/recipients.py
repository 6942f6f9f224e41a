"""Was it awarded to this person? A credential's recipient against the addresses of somebody who asks."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import md5, sha256
from hmac import compare_digest
from typing import Any

from wallet.openbadges.findings import Findings
from wallet.openbadges.report import N_

_HASHED = re.compile(r"(sha256)\$([0-9a-fA-F]{64})|(md5)\$([0-9a-fA-F]{32})")
_ADDRESS_KINDS = {"email", "emailaddress", "address"}


class Match(StrEnum):
    """How a recipient fits somebody."""

    MATCH = "match"
    WEAK = "match_weak"  # by MD5, which can be forged
    CASEFOLD = "match_casefold"  # but for the case of letters
    TRIM = "match_trim"  # but for spaces around
    NO_MATCH = "no_match"
    UNREADABLE = "reject"


FITS = frozenset((Match.MATCH, Match.WEAK, Match.CASEFOLD, Match.TRIM))


@dataclass(frozen=True)
class Identity:
    """One way in which a credential names its recipient: `value` is an address, URL, DID or `algorithm$digest`."""

    kind: str
    value: str
    hashed: bool = False
    salt: str = ""

    @property
    def is_address(self) -> bool:
        """Whether it names an e-mail address (perhaps hashed)."""
        return self.kind.lower() in _ADDRESS_KINDS


def identity_of(recipient: object) -> Identity | None:
    """The recipient of an Open Badges 0.5 to 2.1 assertion, or an IdentityObject of 3.0; None when it is none.

    (OB 2.0 IdentityObject; OB 3.0 §B.1.17) `hashed` has to be a boolean, the salt a string: a reader that guesses
    can be led to another person.
    """
    if not isinstance(recipient, dict):
        return None
    value = recipient.get("identityHash", recipient.get("identity"))
    kind = recipient.get("identityType", recipient.get("type"))
    hashed, salt = recipient.get("hashed"), recipient.get("salt")
    salt = "" if salt is None else salt
    if isinstance(kind, list) and len(kind) == 1:
        kind = kind[0]
    if not (isinstance(value, str) and isinstance(kind, str) and isinstance(hashed, bool) and isinstance(salt, str)):
        return None
    if not value.strip() or min(value) < " " or len(value) > 2000:
        return None
    if hashed and not _HASHED.fullmatch(value):
        return None
    return Identity(kind, value, hashed, salt)


def match(identity: Identity | None, recipients: Collection[str]) -> Match:
    """How a credential's recipient fits any of somebody's addresses, URLs or DIDs."""
    if identity is None:
        return Match.UNREADABLE
    # an address proves an address only: not a name, an account or a kind that nobody knows
    mine = [own.strip() for own in recipients if own.strip() and identity.is_address == ("@" in own)]
    if identity.hashed:
        return _match_hash(identity, mine)
    value = identity.value
    if value in mine:
        return Match.MATCH
    if value.strip() in mine:
        return Match.TRIM
    if identity.is_address and _small(value.strip()) in map(_small, mine):
        return Match.CASEFOLD
    return Match.NO_MATCH


def _small(address: str) -> str:
    """An address in small letters; signs that only resemble a letter (K for Kelvin, long s) stay what they are."""
    return "".join(small if (small := letter.lower()).upper() == letter else letter for letter in address)


def named(credential: Mapping[str, Any], addresses: Iterable[str]) -> str | None:
    """The first of these addresses that a credential was awarded to, or None."""
    found = [one for one in identities(credential) if one is not None and one.is_address]
    return next((own for own in addresses if any(match(one, [own]) in FITS for one in found)), None)


def _match_hash(identity: Identity, mine: Iterable[str]) -> Match:
    algorithm, _, digest = identity.value.partition("$")
    for own in mine:
        # issuers hash what they were given: as typed, or in lower case
        for written in dict.fromkeys((own, _small(own))):
            salted = (written + identity.salt).encode("utf-8", "surrogatepass")
            made = sha256(salted) if algorithm == "sha256" else md5(salted, usedforsecurity=False)
            if compare_digest(made.hexdigest(), digest.lower()):
                return Match.MATCH if algorithm == "sha256" else Match.WEAK
    return Match.NO_MATCH


_ORDER = (Match.MATCH, Match.TRIM, Match.CASEFOLD, Match.WEAK, Match.NO_MATCH, Match.UNREADABLE)


def judge(findings: Findings, credential: Mapping[str, Any], recipients: Collection[str]) -> None:
    """Note whether it was awarded to whoever has one of these addresses; nothing when nobody is named."""
    if not recipients:
        return
    named = [one for one in identities(credential) if one is None or _comparable(one, recipients)]
    best = min((match(one, recipients) for one in named), key=_ORDER.index, default=None)
    name = "recipient.match"
    match best:
        case None:
            findings.not_checked(name, N_("It names nobody by an address, so whose it is cannot be told from it."))
        case Match.MATCH:
            findings.passed(name, N_("It was awarded to this person."))
        case Match.TRIM | Match.CASEFOLD:
            findings.warned(name, N_("It was awarded to this address, which it writes a little differently."))
        case Match.WEAK:
            findings.warned(name, N_("It seems to be this person's, but it says so in a weak way (MD5)."))
        case Match.NO_MATCH:
            findings.failed(name, N_("It was awarded to somebody else, or to another address."))
        case Match.UNREADABLE:
            findings.failed(name, N_("It does not say clearly to whom it was awarded."))


def _comparable(identity: Identity, recipients: Collection[str]) -> bool:
    """Whether an address meets an address: a DID says nothing of who reads which mailbox."""
    return any(identity.is_address == ("@" in own) for own in recipients)


def identities(credential: Mapping[str, Any]) -> list[Identity | None]:
    """Every way in which a credential names its recipient, whatever its version; None for one that is not clear."""
    if "recipient" in credential:
        return [identity_of(credential["recipient"])]
    found: list[Identity | None] = []
    for subject in _subjects(credential):
        identifiers = subject.get("identifier", [])
        found += [identity_of(one) for one in (identifiers if isinstance(identifiers, list) else [identifiers])]
        if isinstance(own := subject.get("id"), str) and own:
            found.append(Identity("email", own[7:]) if own.startswith("mailto:") else Identity("id", own))
        if isinstance(email := subject.get("email"), str) and email:
            found.append(Identity("email", email))
    return found


def _subjects(credential: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    subjects = credential.get("credentialSubject", [])
    return [one for one in (subjects if isinstance(subjects, list) else [subjects]) if isinstance(one, Mapping)]
