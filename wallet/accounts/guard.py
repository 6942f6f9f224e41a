"""How often codes may be asked for and tried: by address, so that no mailbox is flooded, and by whoever asks."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address

from starlette.requests import Request

from wallet import web

# A lecture hall signs in behind one address, so the limit of a client is wide; a mailbox has one owner. What all
# clients together may ask for a mailbox is wider than what one may, so that a stranger cannot lock its owner out.
ASK_PER_ADDRESS = ("20/hour", "60/day")
ASK_PER_ADDRESS_AND_CLIENT = "5/15 minutes"
ASK_PER_CLIENT = "200/15 minutes"
TRY_PER_CLIENT = "400/15 minutes"


async def asking(request: Request, key: str) -> None:
    """Count a code asked for an address (in its compared form). Raises TooMany."""
    limits = web.services(request).limits
    await limits.spend(ASK_PER_CLIENT, "accounts.ask", client(request))
    await limits.spend(ASK_PER_ADDRESS_AND_CLIENT, "accounts.ask", client(request), key)
    for rule in ASK_PER_ADDRESS:
        await limits.spend(rule, "accounts.ask", rule, key)


async def trying(request: Request) -> None:
    """Count a code typed. Raises TooMany."""
    await web.services(request).limits.spend(TRY_PER_CLIENT, "accounts.try", client(request))


def client(request: Request) -> str:
    """The network address that asks; of IPv6 the /64, since one household has all of it."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv6Address):
        return str(IPv6Address(int(address) >> 64 << 64))
    return host
