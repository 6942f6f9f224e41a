"""Verifying without this wallet: where the issuer publishes a badge, and whose programs read its format."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from wallet import i18n
from wallet.i18n import N_
from wallet.openbadges.document import Unreadable, load
from wallet.openbadges.hosting import home_of
from wallet.shown import PublicBadge
from wallet.story import CLASSIC
from wallet.weblinks import web_link


@dataclass(frozen=True)
class Verifier:
    """Somebody else's verifier, and what it takes, in the language being spoken."""

    name: str
    url: str
    takes: str


@dataclass(frozen=True)
class Elsewhere:
    """How a badge is verified without this wallet; `hosted` is where its issuer publishes it, or empty."""

    spec: str
    hosted: str
    verifiers: tuple[Verifier, ...]


_ANY: Final = N_("takes the file, the picture or the address")
_FILE: Final = N_("takes the file or the picture")
# The validator that 1EdTech runs itself (github.com/1EdTech/digital-credentials-public-validator, README).
_1EDTECH: Final = ("1EdTech", "https://vc.1ed.tech/", _ANY)
_OPEN_BADGES_2: Final = (_1EDTECH, ("Badgecheck", "https://badgecheck.io/", _ANY))
_OPEN_BADGES_3: Final = (_1EDTECH, ("VerifierPlus", "https://verifierplus.org/", _FILE))
_OTHERS: Final = (("VerifierPlus", "https://verifierplus.org/", _FILE),)


def elsewhere(shown: PublicBadge) -> Elsewhere:
    """How a shared badge is verified elsewhere.

    Where it is published is told only with the file, which says so too: what stands there may name its holder.
    """
    found = tuple(Verifier(name, url, i18n.gettext(takes)) for name, url, takes in _readers(shown.story.spec))
    return Elsewhere(shown.story.spec, _hosted(shown), found)


def _readers(spec: str) -> tuple[tuple[str, str, str], ...]:
    if spec.startswith(CLASSIC):
        return _OPEN_BADGES_2
    return _OPEN_BADGES_3 if spec.startswith(("Open Badges", "CLR")) else _OTHERS


def _hosted(shown: PublicBadge) -> str:
    if shown.credential is None or not shown.story.spec.startswith(CLASSIC):
        return ""
    try:
        return web_link(home_of(load(shown.credential.document.encode()))) or ""
    except Unreadable:  # a token: it is signed, and published nowhere
        return ""
