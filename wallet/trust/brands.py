"""What the operator knows of an issuer beside its name: its colour, and its number at LinkedIn."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tortoise.transactions import in_transaction

from wallet.database import hold
from wallet.errors import NotFound, Unprocessable
from wallet.models import Issuer, KnownIssuer

from .identity import issuer_domain, issuer_id, known_from


@dataclass(frozen=True)
class Brand:
    """An issuer's colour as #rrggbb, and its number at LinkedIn; empty where the operator knows none."""

    colour: str = ""
    linkedin_id: str = ""


async def brand_of(proved: str) -> Brand:
    """The brand of the issuer that was proved to be one of this id; an empty one for an empty id."""
    if not proved:
        return Brand()
    issuers, known = await Issuer.all(), await KnownIssuer.all()
    whose: dict[str, Issuer | KnownIssuer] = {one.domain: one for one in issuers}
    whose |= {identifier: one for one in issuers for identifier in one.ids}
    whose |= {one.identifier: one for one in known}
    named = known_from((identifier, identifier) for identifier in whose)(proved)
    found = whose.get(named or "")
    return Brand(found.colour or "", found.linkedin_id or "") if found else Brand()


async def describe(identifier: str, colour: str | None, linkedin_id: str | None) -> Brand:
    """Say the colour or the number of an issuer that is known; an empty text takes one away.

    Raises NotFound for one that nobody knows, Unprocessable for what is no colour or no number.
    """
    if colour and not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        raise Unprocessable("A colour is written as #102c53.")
    if linkedin_id and not (linkedin_id.isascii() and linkedin_id.isdigit() and len(linkedin_id) <= 20):
        raise Unprocessable(
            "LinkedIn's number of an organisation has digits alone; it stands in the address of its page."
        )
    identifier = issuer_id(identifier) if ":" in identifier else issuer_domain(identifier)
    said = {
        name: value or None for name, value in (("colour", colour), ("linkedin_id", linkedin_id)) if value is not None
    }
    async with in_transaction():
        await hold("known issuers")
        for whose in (Issuer.filter(domain=identifier), KnownIssuer.filter(identifier=identifier)):
            if found := await whose.first():
                await found.update_from_dict(said).save()
                return Brand(found.colour or "", found.linkedin_id or "")
    raise NotFound("Nobody knows %(identifier)s here: see `wallet issuer list`.", identifier=identifier)
