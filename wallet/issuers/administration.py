"""The operator's commands about issuers: add, key, revoke, trust, distrust, describe, list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wallet.accounts import keys
from wallet.config import Settings
from wallet.database import connected, migrate
from wallet.models import KnownIssuer
from wallet.trust import brands, vouching
from wallet.trust.registry import read_registry


async def administer(settings: Settings, action: str, arguments: Mapping[str, Any]) -> tuple[str, ...]:
    """Do one command and return the lines to print. Raises Problem with a sentence for the operator."""
    await migrate(settings)
    async with connected(settings):
        return await _ACTIONS[action]({**arguments, "registries": settings.issuer_registry})


async def _add(arguments: Mapping[str, Any]) -> tuple[str, ...]:
    issuer, key = await keys.add_issuer(arguments["name"], arguments["domain"], arguments["id"])
    await vouching.judge_anew([issuer.domain, *issuer.ids])
    return (f"Admitted {issuer.name} ({issuer.domain}). Its key, shown this once:", key)


async def _key(arguments: Mapping[str, Any]) -> tuple[str, ...]:
    issuer = await keys.issuer_by_domain(arguments["domain"])
    key = await keys.add_key(issuer)
    return (f"A second key for {issuer.name}, shown this once; revoke the first when it is no longer used:", key)


async def _revoke(arguments: Mapping[str, Any]) -> tuple[str, ...]:
    key = await keys.revoke_key(arguments["hint"])
    return (f"Revoked {key.hint}… of {key.issuer.name}.",)


async def _trust(arguments: Mapping[str, Any]) -> tuple[str, ...]:
    known = await vouching.trust(arguments["name"], arguments["domain"], arguments["id"])
    lines = [f"Known as {one.name}: {one.identifier}" for one in known]
    if arguments["domain"]:
        lines.append(
            "All that is published on a host counts as theirs; where others publish too, give an --id instead."
        )
    return tuple(lines)


async def _distrust(arguments: Mapping[str, Any]) -> tuple[str, ...]:
    known = await vouching.distrust(arguments["identifier"])
    return (f"No longer known as {known.name}: {known.identifier}",)


async def _describe(arguments: Mapping[str, Any]) -> tuple[str, ...]:
    brand = await brands.describe(arguments["identifier"], arguments["colour"], arguments["linkedin_id"])
    return (
        f"Colour {brand.colour or 'none'}, number at LinkedIn {brand.linkedin_id or 'none'}.",
        "Cards that are drawn from now on have it.",
    )


async def _list(arguments: Mapping[str, Any]) -> tuple[str, ...]:
    lines = []
    for issuer, its_keys in await keys.issuers():
        lines.append(f"{issuer.domain}  {issuer.name}")
        for key in its_keys:
            used = f"last used {key.last_used_at:%Y-%m-%d %H:%M}" if key.last_used_at else "never used"
            lines.append(f"  {key.hint}…  {'revoked' if key.revoked_at else 'live'}, {used}")
    lines += [
        f"{one.identifier}  {one.name} (known, without a key)" for one in await KnownIssuer.all().order_by("name")
    ]
    for path in arguments["registries"]:
        found = read_registry(path)
        lines.append(f"{path}  a registry of {len(found.hosts)} domains and {len(found.ids)} ids")
    return tuple(lines) or ("No issuers yet: wallet issuer add NAME --domain HOST",)


_ACTIONS = {
    "add": _add,
    "key": _key,
    "revoke": _revoke,
    "trust": _trust,
    "distrust": _distrust,
    "describe": _describe,
    "list": _list,
}
