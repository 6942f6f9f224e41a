"""E-mail addresses as people type them and issuers send them: checked strictly before anything is sent to them."""

from __future__ import annotations

import re
import unicodedata

from wallet.errors import Unprocessable
from wallet.i18n import N_

# RFC 5322 §3.2.3 atext, without the % and ! with which old relays were told a route.
_ATEXT = r"[\w#$&'*+/=?^`{|}~-]+"
_LOCAL = re.compile(rf"{_ATEXT}(\.{_ATEXT})*")
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)", re.IGNORECASE)
_TOP = re.compile(r"[a-z]{2,63}|xn--[a-z0-9-]{1,59}", re.IGNORECASE)  # no number: that is an IP address
_LONGEST_LOCAL, _LONGEST = 64, 254  # octets (RFC 5321 §4.5.3.1)

_NONE = N_("This is no e-mail address that mail can be sent to. One looks like name@example.org: check yours.")


def address(text: str) -> str:
    """The address, trimmed and composed (NFC). Raises Unprocessable for whatever mail could not be sent to safely."""
    email = unicodedata.normalize("NFC", text.strip(" \t"))
    local, _, domain = email.rpartition("@")
    if not (_LOCAL.fullmatch(local) and "=?" not in local and _sendable(domain) and _unmistakable(email)):
        raise Unprocessable(_NONE)
    if len(local.encode()) > _LONGEST_LOCAL or len(email.encode()) > _LONGEST:
        raise Unprocessable(_NONE)
    return email


def ascii_domain(email: str) -> str:
    """The address as it is sent to: its domain in ASCII (RFC 5891), its local part as it stands."""
    local, _, domain = email.rpartition("@")
    return f"{local}@{domain.encode('idna').decode('ascii')}"


def _sendable(domain: str) -> bool:
    if not all(unicodedata.category(sign)[0] in "LMN" or sign in ".-" for sign in domain):
        return False  # the codec would drop a joiner and take a Chinese full stop for a dot
    try:
        labels = domain.encode("idna").decode("ascii").split(".")
        domain.encode("idna").decode("idna")
    except UnicodeError:
        return False
    return len(labels) > 1 and all(_LABEL.fullmatch(label) for label in labels) and bool(_TOP.fullmatch(labels[-1]))


def _unmistakable(email: str) -> bool:
    # "ß" folds to "ss" and IDNA 2003 spells it so: two mailboxes, perhaps two people, would count as one address.
    # Whatever is compatible with another character (ﬁ, full-width letters) is the same trap.
    return email.casefold() == email.lower() and unicodedata.normalize("NFKC", email) == email
