"""Who the operator knows: issuers with a key here, those the operator vouches for, those a registry names."""

from __future__ import annotations

from wallet.config import Settings
from wallet.models import Issuer, KnownIssuer
from wallet.openbadges.report import Known

from .identity import known_from as known_from
from .registry import registered


async def known_issuers(settings: Settings) -> Known:
    """Who the operator knows: whoever has a key to this wallet, whom the operator vouches for, whom a registry names.

    Of one issuer under several names, the operator's own word counts, then that of the registry named first.
    """
    pairs = [(identifier, issuer.name) for issuer in await Issuer.all() for identifier in (issuer.domain, *issuer.ids)]
    known = known_from([*pairs, *((one.identifier, one.name) for one in await KnownIssuer.all())])
    for each in await registered(settings.issuer_registry):
        known = known.besides(each)
    return known
