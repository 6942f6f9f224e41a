"""What follows when somebody has proved a mailbox: the address is theirs, and the badges accepted for it come in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import UUID

from wallet import jobs
from wallet.claiming import claim
from wallet.database import hold
from wallet.errors import Conflict
from wallet.i18n import N_
from wallet.models import Address, Badge, Learner, email_key

ANOTHERS = N_(
    "This address belongs to another account of this wallet. "
    "Sign in with it to use that account, or remove it there before you add it here."
)


async def prove(email: str, *, learner_id: UUID | None = None, locale: str = "") -> UUID:
    """The learner of a proved address, in the caller's transaction; attaches it and claims what was accepted for it.

    Without `learner_id` its owner, or a new learner who speaks `locale`; with one, that learner gets the address.
    Raises Conflict when it is another's: nothing moves silently.
    """
    key = email_key(email)
    await hold(f"address:{key}")
    address = await Address.get_or_none(key=key)
    if address is None:
        owner = learner_id or (await Learner.create(locale=locale)).id
        await Address.create(learner_id=owner, email=email, key=key, verified_at=datetime.now(UTC))
    else:
        owner = address.learner_id
        if learner_id and owner != learner_id:
            raise Conflict(ANOTHERS)
    await _check(badge.id for badge in await claim(owner, key))
    return owner


async def check_again(learner_id: UUID) -> None:
    """Have a learner's badges verified anew, in the caller's transaction: whose they are depends on the addresses."""
    await _check(await Badge.filter(learner_id=learner_id).values_list("id", flat=True))


async def _check(badges: Iterable[object]) -> None:
    for badge in badges:
        await jobs.put("trust.check", {"badge": str(badge)}, key=f"check:{badge}")


async def add_proved(learner_id: UUID, email: str) -> None:
    """Give a learner an address they proved, in the caller's transaction, and tell their other mailboxes."""
    before = await Address.filter(learner_id=learner_id)
    await prove(email, learner_id=learner_id)
    if email_key(email) not in {address.key for address in before}:
        await tell("address_added", learner_id, [address.email for address in before], email)
        await check_again(learner_id)


async def tell(what: str, learner_id: UUID, to: Iterable[str], address: str) -> None:
    """Ask for a notice about one address of an account to some of its mailboxes, in the caller's transaction."""
    locale = (await Learner.get(id=learner_id)).locale
    for email in to:
        await jobs.put(f"accounts.{what}", {"to": email, "address": address, "locale": locale})
