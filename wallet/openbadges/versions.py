"""Which standard a document follows, before anything in it is trusted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wallet.openbadges import v1
from wallet.openbadges.document import types_of
from wallet.openbadges.terms import Vocabulary

_CREDENTIAL_CONTEXTS = ("https://www.w3.org/2018/credentials", "https://www.w3.org/ns/credentials")
_OPEN_BADGES_1_OR_2 = {"Assertion", "BadgeClass", "Issuer", "Profile"}
_CREDENTIAL_MEMBERS = frozenset({"credentialSubject", "verifiableCredential", "vc", "vp"})
_AWARDING = {"credentialSubject", "verifiableCredential", "badge"}  # members of what awards; a class has none


def awards(credential: Mapping[str, Any]) -> bool:
    """Whether a credential awards something to somebody, rather than describing a badge or its issuer."""
    return not _AWARDING.isdisjoint(credential)


def is_assertion(document: Mapping[str, Any]) -> bool:
    """Whether a node of Open Badges 1 or 2 is, or means to be, an assertion."""
    return "recipient" in document or "badge" in document or any("Assertion" in name for name in types_of(document))


def is_verifiable_credential(document: Mapping[str, Any]) -> bool:
    """Whether a JSON object is, or means to be, a Verifiable Credential or Presentation (Open Badges 3.0, CLR 2.0)."""
    contexts = document.get("@context")
    named = contexts if isinstance(contexts, list) else [contexts]
    return (
        any([name.startswith(("Verifiable", "EnvelopedVerifiable")) for name in types_of(document)])
        or not _CREDENTIAL_MEMBERS.isdisjoint(document)
        or any([isinstance(one, str) and one.startswith(_CREDENTIAL_CONTEXTS) for one in named])
    )


def is_open_badge(document: Mapping[str, Any]) -> bool:
    """Whether a JSON object is, or means to be, an assertion of Open Badges 0.5 to 2.1 or a part of one."""
    if is_assertion(document) or not _OPEN_BADGES_1_OR_2.isdisjoint(types_of(document)):
        return True
    vocabulary = Vocabulary(document.get("@context"))
    old_part = "@context" not in document and "name" in document and not {"issuer", "url"}.isdisjoint(document)
    return old_part or (bool(types_of(document)) and (vocabulary.known or "obi" in vocabulary.inline))


def spec_of(raw: Mapping[str, Any]) -> str:
    """The standard that a credential follows, with its version, such as "Open Badges 3.0"."""
    types, context = types_of(raw), str(raw.get("@context", ""))[:4000]
    if "credentialSubject" in raw or "VerifiableCredential" in types:
        if "ClrCredential" in types:
            return "CLR 2.0"
        if {"OpenBadgeCredential", "AchievementCredential", "EndorsementCredential"} & set(types):
            return "Open Badges 3.0"
        return "Verifiable Credential 2.0" if "ns/credentials/v2" in context else "Verifiable Credential 1.1"
    if v1.is_half(raw):
        return "Open Badges 0.5"
    if "openbadges/v1" in context:
        return "Open Badges 1.1"
    if not context:
        return "Open Badges 1.0"
    return "Open Badges 2.1" if "/ob/v2p" in context else "Open Badges 2.0"
