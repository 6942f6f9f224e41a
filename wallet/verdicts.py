"""What to make of a document in one sentence, wherever it is named: on its own page, its badge's, its owner's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from wallet import i18n
from wallet.i18n import N_
from wallet.models import Source
from wallet.names import isolated
from wallet.shown import PublicBadge
from wallet.supplement import Intact, Sealing


@dataclass(frozen=True)
class Verdict:
    """What to make of a document, in the language being spoken; `mark` is one of those that seals of badges have.

    `unsealed` is a mark of documents alone: neither good nor bad.
    """

    mark: str
    text: str


OTHERS: Final = N_("This document names another person than the badge does.")
CHOSEN: Final = N_("Its holder chose which parts of the document are shown.")
_BROKEN: Final = N_("The seal of this document is broken: do not rely on it")
_SEALED: Final = N_("Sealed by %(signer)s, whom this wallet trusts")
_UPLOADED: Final = N_("Uploaded by the holder: the issuer has not confirmed it")
_UNCERTAIN: Final = N_("A seal is there that could not be checked")
_UNKNOWN: Final = N_("Sealed by %(signer)s, who is not known to this wallet")
_NOBODY: Final = N_("Sealed by somebody whom the seal does not name")
_SIGNER_OF: Final = N_("%(signer)s (%(organisation)s)")
_SENT: Final = N_("Sent by the issuer; it carries no seal")
_OFFERED: Final = N_("Sent by who offered the badge; it carries no seal")


def verdict(seals: tuple[Sealing, ...], source: str, issuer_name: str) -> Verdict:
    """The one thing to know of a document before reading it.

    One broken seal spoils all, and one that could not be checked makes no other good. `source` is a `Source`;
    `issuer_name` is the badge's issuer as far as it is proved, empty where it is not.
    """
    found = {seal.intact for seal in seals}
    trusted = next((seal for seal in seals if seal.trusted), None)
    if Intact.NO in found:
        return Verdict("invalid", i18n.gettext(_BROKEN))
    if trusted and found == {Intact.YES}:
        return Verdict("valid", i18n.gettext(_SEALED, signer=signer_of(trusted)))
    if source == Source.HOLDER:
        return Verdict("unproved_issuer", i18n.gettext(_UPLOADED))
    if Intact.UNCHECKED in found:
        return Verdict("unverifiable", i18n.gettext(_UNCERTAIN))
    if seals:
        named = next((seal for seal in seals if seal.signer or seal.organisation), None)
        words = i18n.gettext(_UNKNOWN, signer=signer_of(named)) if named else i18n.gettext(_NOBODY)
        return Verdict("unknown_issuer", words)
    return Verdict("unsealed", i18n.gettext(_SENT if issuer_name else _OFFERED))


def signer_of(seal: Sealing) -> str:
    """Whom its certificate names, with the organisation."""
    name = isolated(seal.signer or seal.organisation)
    if seal.signer and seal.organisation and seal.organisation != seal.signer:
        return i18n.gettext(_SIGNER_OF, signer=name, organisation=isolated(seal.organisation))
    return name


def issuer_name(badge: PublicBadge) -> str:
    """The badge's issuer as far as it is proved, by its domain where that alone is; empty where nothing is."""
    if badge.seal.claimed:
        return ""
    return (badge.story.issuer.domain if badge.seal.by_domain else badge.story.issuer.name) or ""
