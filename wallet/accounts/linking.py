"""Whose account a provider's subject opens: linked by issuer and subject, never by an e-mail address."""

from __future__ import annotations

from uuid import UUID

from tortoise.transactions import in_transaction

from wallet.accounts.mailbox import mailbox
from wallet.accounts.providers import Person
from wallet.database import hold
from wallet.errors import Conflict, Unprocessable
from wallet.i18n import N_
from wallet.models import Identity

ANOTHERS = N_("This sign-in is linked to another account of this wallet. Remove it there before you link it here.")


async def owner(person: Person) -> UUID | None:
    """The learner whom a subject is linked to; None when somebody must first prove a mailbox here, and link it.

    A provider's word of an address opens no account, neither one that exists nor a new one.
    """
    identity = await Identity.get_or_none(issuer=person.issuer, subject=person.subject)
    return identity.learner_id if identity else None


async def link(learner_id: UUID, person: Person) -> None:
    """Let a subject open a learner's account from now on. Raises Conflict when it opens another's."""
    async with in_transaction():
        await _hold(person)
        identity = await Identity.get_or_none(issuer=person.issuer, subject=person.subject)
        if identity and identity.learner_id != learner_id:
            raise Conflict(ANOTHERS)
        if identity is None:
            await Identity.create(learner_id=learner_id, issuer=person.issuer, subject=person.subject)


def address_of(person: Person) -> str:
    """The address that a provider names, if mail could be sent to it."""
    try:
        return mailbox(person.email) if person.email else ""
    except Unprocessable:
        return ""


async def _hold(person: Person) -> None:
    await hold(f"identity:{person.issuer} {person.subject}")
