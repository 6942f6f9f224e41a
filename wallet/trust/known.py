"""Who the operator knows: issuers by the host or the id that the operator stated, and by nothing that looks like it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from wallet.config import Settings
from wallet.destination import Forbidden, Rules, read
from wallet.models import Issuer, KnownIssuer
from wallet.openbadges.dids import BadDid, document_url
from wallet.openbadges.report import Known


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


async def known_issuers(settings: Settings) -> Known:
    """Who the operator knows: whoever has a key to this wallet, and whom the operator vouches for without one."""
    pairs = [(identifier, issuer.name) for issuer in await Issuer.all() for identifier in (issuer.domain, *issuer.ids)]
    return known_from([*pairs, *((one.identifier, one.name) for one in await KnownIssuer.all())])


def known_from(pairs: Iterable[tuple[str, str]]) -> Known:
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
