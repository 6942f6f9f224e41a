"""Strangers' web addresses as pages may link them: where they really lead can be read."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from wallet.openbadges.lookup import is_web_address

_PLAIN_HOST: Final = re.compile(r"[a-z0-9_.-]+", re.IGNORECASE)
_LINK: Final = re.compile(r'<a href="([^"]*)"([^>]*)>(.*?)</a>', re.DOTALL)


def web_link(address: str) -> str | None:
    """A stranger's http(s) address that may be clicked, its host in ASCII: look-alike letters show as punycode.

    None for what has a user's name before the host, or a host whose letters cannot be told.
    """
    if not is_web_address(address) or "\\" in address:
        return None
    parts = urlsplit(address)
    if "@" in parts.netloc or "%" in parts.netloc:
        return None
    if parts.netloc.isascii():
        return address
    host = ascii_host(parts.hostname or "")
    if host is None:
        return None
    _, _, port = parts.netloc.partition(":")
    return parts._replace(netloc=f"{host}:{port}" if port else host).geturl()


def ascii_host(host: str) -> str | None:
    """A host's name in ASCII (RFC 3490); None for one that has none."""
    try:
        name = host.encode("idna").decode("ascii")
    except UnicodeError:
        return None
    return name if host.isascii() or _PLAIN_HOST.fullmatch(name) else None


def punycode(address: str | None) -> str:
    """The host of a link where it is written in other letters than it seems; empty for all others."""
    host = urlsplit(address).hostname if address and is_web_address(address) else None
    return host if host and any(label.startswith("xn--") for label in host.split(".")) else ""


def with_hosts(html: str) -> str:
    """Cleaned HTML in which each link to such a host says so behind its words."""

    def said(found: re.Match[str]) -> str:
        host = punycode(found[1])
        return f"{found[0]} <bdi>({host})</bdi>" if host else found[0]

    return _LINK.sub(said, html)
