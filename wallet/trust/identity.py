"""Issuers by the host or the id that somebody stated, and by nothing that looks like it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from wallet.destination import Forbidden, Rules, read
from wallet.errors import Unprocessable
from wallet.openbadges.dids import BadDid, document_url


@dataclass(frozen=True)
class KnownIssuers:
    """Names of issuers by host and by id; a value that can be handed to a worker."""

    hosts: Mapping[str, str] = field(default_factory=dict)
    ids: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, issuer_id: str, /) -> str | None:
        """The name under which the operator knows an issuer's id, or None."""
        if issuer_id in self.ids:
            return self.ids[issuer_id]
        return self.hosts.get(_host(issuer_id, Rules(names=frozenset(self.hosts))))

    def besides(self, others: KnownIssuers) -> KnownIssuers:
        """These and others; of one issuer under two names these count."""
        return KnownIssuers({**others.hosts, **self.hosts}, {**others.ids, **self.ids})


def known_from(pairs: Iterable[tuple[str, str]]) -> KnownIssuers:
    """Who is known, from pairs of a domain or an id, and a name.

    A domain stands for every https id on exactly that host, and for its did:web. An id (it has a colon, such as a
    did:key) stands for itself, letter by letter.
    """
    stated = [(identifier.strip(), name) for identifier, name in pairs if identifier.strip()]
    hosts = {_plain(domain): name for domain, name in stated if not {":", "/", "?", "#"} & set(domain)}
    return KnownIssuers(
        {host: name for host, name in hosts.items() if host}, {i: name for i, name in stated if ":" in i}
    )


def _plain(domain: str) -> str:
    """A domain as hosts are written; empty when it is none."""
    return _host(f"https://{domain}", Rules(names=frozenset({domain.lower()})))


def _host(issuer_id: str, allowed: Rules) -> str:
    """The host that an issuer's id is on, at the usual port; empty when it is on none."""
    try:
        url = document_url(issuer_id) if issuer_id.startswith("did:web:") else issuer_id
        return read(url, allowed).host
    except (Forbidden, BadDid):
        return ""


_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"({_LABEL}\.)+[a-z]([a-z0-9-]{{0,61}}[a-z0-9])?")
_ID = re.compile(r"(https?://|did:[a-z0-9]+:)[!-~]{1,480}")


def issuer_name(text: str) -> str:
    """An issuer's name as the operator states it. Raises Unprocessable."""
    name = text.strip()
    if not name or len(name) > 200 or not name.isprintable():
        raise Unprocessable("An issuer needs a name of at most 200 characters.")
    return name


def issuer_domain(text: str) -> str:
    """A host as it is stored: lower case, in ASCII. Raises Unprocessable."""
    try:
        plain = text.strip().lower().rstrip(".").encode("idna").decode("ascii")
    except UnicodeError:
        plain = ""
    if len(plain) > 253 or not _DOMAIN.fullmatch(plain):
        raise Unprocessable("A domain is a host name such as example.edu, without https:// and without a path.")
    return plain


def issuer_id(text: str) -> str:
    """An issuer's id that is kept letter by letter: a web address or a DID. Raises Unprocessable."""
    if not _ID.fullmatch(text):
        raise Unprocessable("An issuer's id is a web address or a DID, not %(id)s.", id=text[:80])
    return text
