"""The credential that an issuer sends: what carries it, what it says, and what the issuer should know about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from wallet import receiving
from wallet.errors import TooLarge, Unprocessable
from wallet.models import Issuer
from wallet.openbadges.document import Unreadable, load
from wallet.openbadges.lookup import host_of, is_web_address
from wallet.openbadges.reading import opened, read
from wallet.openbadges.recipients import identities, named
from wallet.openbadges.report import Fetched
from wallet.receiving import Received
from wallet.services import Services


async def receive(services: Services, data: bytes) -> Received:
    """Read the credential in a JSON, JWS, PNG, SVG or PDF file, for an offer, and keep the file.

    Only a hosted badge of Open Badges 1 and 2 that names its class by a link makes the wallet fetch that. Raises
    Unprocessable, TooLarge.
    """
    if len(data) > receiving.LARGEST:
        raise TooLarge("A file that carries a badge has at most 5 MiB.")
    found = await receiving.carried(services, data)
    credential = opened(found.document.encode())
    told = read(await _whole(services, credential))
    receiving.check_awarding(credential, told)
    return await receiving.receive(services, data, found, told)


async def _whole(services: Services, credential: Mapping[str, Any]) -> Mapping[str, Any]:
    """An assertion with its badge class and issuer in place of links to them (OB 2.0, hosted badges)."""
    if not is_web_address(credential.get("badge")):
        return credential
    badge = await _fetched(services, credential["badge"])
    if is_web_address(badge.get("issuer")):
        badge = {**badge, "issuer": await _fetched(services, badge["issuer"])}
    return {**credential, "badge": badge}


async def _fetched(services: Services, url: str) -> Mapping[str, Any]:
    answer = await services.fetcher.get(url)
    if not isinstance(answer, Fetched) or answer.status != 200:
        reason = f"HTTP {answer.status}" if isinstance(answer, Fetched) else answer.reason
        raise Unprocessable("The credential names %(url)s, which cannot be had: %(reason)s", url=url, reason=reason)
    try:
        return load(answer.body)
    except Unreadable as e:
        raise Unprocessable("The credential names %(url)s, which cannot be read: %(why)s", url=url, why=str(e)) from e


def warnings(received: Received, email: str, issuer: Issuer) -> list[str]:
    """What is odd about offering this credential, in sentences for the issuer's programmers; nothing stops for it."""
    return [*_of_recipient(received, email), *_of_issuer(received, issuer)]


def _of_recipient(received: Received, email: str) -> Iterator[str]:
    credential = opened(received.document.encode())
    speaks = any(one is not None and one.is_address for one in identities(credential))
    if speaks and not named(credential, [email]):
        yield "The credential names another recipient than the address to which it is offered."


def _of_issuer(received: Received, issuer: Issuer) -> Iterator[str]:
    own = received.issuer_id
    host = (
        unquote(own.split(":")[2]).partition(":")[0] if own.startswith("did:web:") else host_of(own).partition(":")[0]
    )
    at_home = host == issuer.domain or host.endswith("." + issuer.domain)
    if own and own not in issuer.ids and not at_home:
        yield f"The credential's issuer is {own[:200]}, which is not registered as yours: it will be shown as unknown."
