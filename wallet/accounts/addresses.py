"""A learner's addresses: another is added when its mailbox is proved; one can go, but never the last."""

from __future__ import annotations

from uuid import UUID

from starlette.requests import Request
from tortoise.transactions import in_transaction

from wallet import web
from wallet.accounts import signin
from wallet.accounts.mailbox import mailbox
from wallet.accounts.proving import check_again, tell
from wallet.database import hold
from wallet.errors import Conflict
from wallet.i18n import N_
from wallet.models import Address, SignIn, email_key
from wallet.models.session import Purpose
from wallet.web import Viewer

LAST = N_("This is the only address of your account, the one you sign in with. Add another before you remove it.")
YOURS = N_("This address is yours already.")


async def add(request: Request, viewer: Viewer, email: str) -> SignIn:
    """Send a code to an address that shall become the viewer's. Raises Conflict when it is theirs already.

    Whether it is another's is told only to who proves the mailbox. Raises Unprocessable and TooMany as `signin.ask`.
    """
    if await Address.filter(learner_id=viewer.learner_id, key=email_key(mailbox(email))).exists():
        raise Conflict(YOURS)
    purpose, learner = Purpose.ADD_ADDRESS, UUID(viewer.learner_id)
    return await signin.ask(request, email, purpose=purpose, next="/settings?added", learner=learner)


async def remove(learner_id: str, address_id: UUID) -> None:
    """Remove an address, make its waiting codes void and tell its mailbox. Raises NotFound, Conflict for the last."""
    async with in_transaction():
        await hold(f"addresses:{learner_id}")  # two removals at once must not take the last two
        mine = Address.filter(learner_id=learner_id)
        address: Address = web.found_or_404(await mine.get_or_none(id=address_id))
        if not await mine.exclude(id=address_id).exists():
            raise Conflict(LAST)
        await address.delete()
        await signin.void(address.key)
        await tell("address_removed", UUID(learner_id), [address.email], address.email)
        await check_again(UUID(learner_id))
