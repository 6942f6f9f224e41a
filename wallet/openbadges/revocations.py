"""What lists of withdrawals say, and 1EdTech's, which name each credential that was withdrawn."""

from __future__ import annotations

from dataclasses import dataclass

from wallet.errors import Refused
from wallet.openbadges import strict
from wallet.openbadges.report import N_
from wallet.openbadges.seals import issuer_of

MAX_DOCUMENT_BYTES = 8 << 20
ANOTHER = N_("The list of withdrawals is another than the credential names.")
ANOTHERS = N_("The list of withdrawals is another issuer's.")


@dataclass(frozen=True)
class Standing:
    """What a list says: whether the bit is set, why, and what a careful reader should know of the list (a msgid)."""

    set: bool
    reason: str = ""
    doubt: str = ""


class Unsound(Refused):
    """A status entry or list from which nothing may be concluded."""


@dataclass(frozen=True)
class Keeper:
    """Where a list of withdrawals should be and whose it should be; empty where that is not known."""

    url: str = ""
    issuer: str = ""


def read_revocations(body: bytes, credential_id: object, keeper: Keeper = Keeper()) -> Standing:
    """What a 1EdTech revocation list says of a credential's id (1EdTech Revocation List 1.0); raises Unsound."""
    try:
        listed = strict.parse_object(body, max_bytes=MAX_DOCUMENT_BYTES)
    except strict.NotJson as e:
        raise Unsound(N_("The list of withdrawals cannot be read.")) from e
    if keeper.url and listed.get("id", keeper.url) != keeper.url:
        raise Unsound(ANOTHER)
    if keeper.issuer and "issuer" in listed and issuer_of(listed) != keeper.issuer:
        raise Unsound(ANOTHERS)
    revoked = listed.get("revokedCredential", listed.get("revokedCredentials"))
    if not isinstance(revoked, list) or not isinstance(credential_id, str):
        raise Unsound(N_("The list of withdrawals cannot be read."))
    for item in revoked:
        entry = item if isinstance(item, dict) else {"id": item}
        named = entry.get("id", entry.get("@id"))
        if not isinstance(named, str):
            raise Unsound(N_("The list of withdrawals cannot be read."))
        if named == credential_id and entry.get("revoked") is not False:
            reason = entry.get("revocationReason")
            return Standing(True, reason[:500] if isinstance(reason, str) else "")
    return Standing(False)
