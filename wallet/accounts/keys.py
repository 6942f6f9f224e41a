"""Which organisations may offer badges, and the keys by which the API knows them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final

from tortoise.exceptions import IntegrityError
from tortoise.expressions import Q
from tortoise.transactions import in_transaction

from wallet import tokens
from wallet.database import hold
from wallet.errors import Conflict, NotFound, Unauthorised, Unprocessable
from wallet.models import Issuer, IssuerKey
from wallet.trust.identity import issuer_domain, issuer_id, issuer_name

PREFIX: Final = "wk_"
HINT_LENGTH: Final = 12
SLOTS: Final = (1, 2)  # the key in use and the one that will take its place
NOTED_EVERY: Final = timedelta(minutes=1)


async def add_issuer(name: str, domain: str, ids: Iterable[str] = ()) -> tuple[Issuer, str]:
    """Admit an organisation, for the operator; the text is its first key, which is shown this once.

    `domain` is the host of its credentials' issuer ids, `ids` those that live elsewhere, such as a did:key.
    Raises Unprocessable, and Conflict when the domain is another issuer's.
    """
    name, domain, ids = issuer_name(name), issuer_domain(domain), [issuer_id(each) for each in ids]
    try:
        async with in_transaction():
            issuer = await Issuer.create(name=name, domain=domain, ids=ids)
            return issuer, await _new_key(issuer, SLOTS[0])
    except IntegrityError as e:
        raise Conflict("There is an issuer of %(domain)s already.", domain=domain) from e


async def add_key(issuer: Issuer) -> str:
    """Another key beside the one in use, so that it can be replaced without a gap; its text is shown this once.

    Raises Conflict when two keys live.
    """
    async with in_transaction():
        await hold(f"issuer {issuer.id}")
        taken = {key.slot for key in await IssuerKey.filter(issuer=issuer, revoked_at=None)}
        free = [slot for slot in SLOTS if slot not in taken]
        if not free:
            raise Conflict("This issuer has two live keys. Revoke one of them first.")
        return await _new_key(issuer, free[0])


async def _new_key(issuer: Issuer, slot: int) -> str:
    key = PREFIX + tokens.new_token()
    await IssuerKey.create(issuer=issuer, slot=slot, key_hash=tokens.hashed(key), hint=key[:HINT_LENGTH])
    return key


async def issuer_by_domain(domain: str) -> Issuer:
    """The issuer of a domain. Raises NotFound."""
    issuer = await Issuer.get_or_none(domain=issuer_domain(domain))
    if issuer is None:
        raise NotFound("There is no issuer of %(domain)s.", domain=domain)
    return issuer


async def revoke_key(hint: str) -> IssuerKey:
    """End the live key that begins with these characters (at least eight), at once. Raises NotFound."""
    if len(hint) < 8:
        raise Unprocessable("Give at least the first eight characters of the key.")
    keys = await IssuerKey.filter(revoked_at=None, hint__startswith=hint[:HINT_LENGTH]).select_related("issuer")
    if not keys:
        raise NotFound("No live key begins with %(hint)s.", hint=hint[:HINT_LENGTH])
    if len(keys) > 1:
        raise Conflict("Several keys begin with %(hint)s. Give more of its characters.", hint=hint)
    revoked_at = datetime.now(UTC)
    await IssuerKey.filter(id=keys[0].id, revoked_at=None).update(revoked_at=revoked_at)
    keys[0].revoked_at = revoked_at
    return keys[0]


async def issuers() -> list[tuple[Issuer, list[IssuerKey]]]:
    """Every issuer by name with its keys, the live and the revoked, oldest first, for the operator's list."""
    keys = await IssuerKey.all().order_by("created_at")
    return [
        (issuer, [key for key in keys if key.issuer_id == issuer.id]) for issuer in await Issuer.all().order_by("name")
    ]


async def key_of(authorization: str) -> IssuerKey:
    """The live key that an Authorization header carries, with its issuer (RFC 6750 §2.1). Raises Unauthorised.

    Whatever is sent, the work is one hash and one search by it, so that the time tells nothing.
    """
    scheme, _, text = authorization.strip().partition(" ")
    key = await IssuerKey.get_or_none(key_hash=tokens.hashed(text.strip())).select_related("issuer")
    if key is None or key.revoked_at is not None or scheme.lower() != "bearer":
        raise Unauthorised("Send a live key of this wallet in the header “Authorization: Bearer wk_…”.")
    await _note_use(key, datetime.now(UTC))
    return key


async def _note_use(key: IssuerKey, now: datetime) -> None:
    before = now - NOTED_EVERY
    if key.last_used_at is None or key.last_used_at < before:
        stale = Q(last_used_at=None) | Q(last_used_at__lt=before)
        await IssuerKey.filter(stale, id=key.id).update(last_used_at=now)
