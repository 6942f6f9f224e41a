"""E-mail addresses as people type them: checked before anything is sent to them, masked before they are shown."""

from __future__ import annotations

import re
import unicodedata

from wallet.errors import Unprocessable
from wallet.i18n import N_

# RFC 5321 §4.5.3.1: a local part has at most 64 octets, an address 254; RFC 5322 §3.2.3: atext, no quoted forms.
_LOCAL = re.compile(r"[\w!#$&'*+/=?^`{|}~-]+(\.[\w!#$&'*+/=?^`{|}~-]+)*")
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)", re.IGNORECASE)
_TOP = re.compile(r"[a-z]{2,63}|xn--[a-z0-9-]{1,59}", re.IGNORECASE)
UNREADABLE = N_("That is no e-mail address that mail can be sent to. Check it for a typing mistake.")


def mailbox(typed: str) -> str:
    """The address, trimmed and composed (NFC). Raises Unprocessable for whatever mail could not be sent to safely."""
    email = unicodedata.normalize("NFC", typed.strip())
    local, at, domain = email.rpartition("@")
    if not at or not _LOCAL.fullmatch(local) or local.startswith("=?") or not _sendable(domain):
        raise Unprocessable(UNREADABLE)
    if len(local.encode()) > 64 or len(email.encode()) > 254:
        raise Unprocessable(UNREADABLE)
    return email


def _sendable(domain: str) -> bool:
    try:
        labels = domain.encode("idna").decode("ascii").split(".")
    except UnicodeError:
        return False
    return len(labels) > 1 and all(_LABEL.fullmatch(label) for label in labels) and bool(_TOP.fullmatch(labels[-1]))


def masked(email: str) -> str:
    """An address that its owner recognises and a stranger cannot read: g•••@e•••.edu."""
    local, _, domain = email.rpartition("@")
    name, _, top = domain.rpartition(".")
    return f"{local[:1]}•••@{name[:1]}•••.{top}"
