"""POST /api/v1/verify: the same answer for programs; no account is needed and nothing is kept."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from wallet import bodies
from wallet.accounts import guard
from wallet.bodies import ENVELOPE, Wrong, error, unknown
from wallet.errors import TooLarge
from wallet.openbadges.document import JsonObject, Unreadable, load
from wallet.openbadges.lookup import is_web_address
from wallet.openbadges.report import Known
from wallet.services import Services, services
from wallet.trust.driver import verify_online
from wallet.trust.handed_in import MOST
from wallet.trust.known import known_issuers

from .asking import LARGEST, LARGEST_FILES
from .recipient import RECIPIENT
from .result import told

RATE: Final = "120/minute"  # badges of one client
LONGEST: Final = 500  # of a recipient
MEMBERS: Final = ("url", "credential", "recipient")


@dataclass(frozen=True)
class Asked:
    """What a program wants to know: badges, each as bytes, whether they came as a list, and of whom they should be."""

    badges: list[bytes]
    recipients: tuple[str, ...] = ()
    several: bool = False


async def verify(request: Request) -> Response:
    """POST /api/v1/verify: a file, several, a link or a credential; the reports, of which nothing is kept."""
    found = services(request)
    asked = await _asked(request)
    await found.limits.spend(RATE, "api.verify", guard.client(request), cost=len(asked.badges))
    known = await known_issuers(found.settings)
    answers = await asyncio.gather(*(_answer(found, badge, asked.recipients, known) for badge in asked.badges))
    return JSONResponse(answers if asked.several else answers[0])


async def _answer(found: Services, badge: bytes, recipients: tuple[str, ...], known: Known) -> dict[str, Any]:
    report = await verify_online(badge, now=datetime.now(UTC), services=found, recipients=recipients, known=known)
    return told(report)


async def _asked(request: Request) -> Asked:
    media_type = bodies.media_type(request)
    if media_type == "multipart/form-data":
        return await _of_form(request)
    data = await bodies.body(request, LARGEST)
    if not data:
        raise Wrong([error("", "Send a badge: a file as the body, or JSON with a url or a credential.")])
    return _of_json(data) if media_type == "application/json" else Asked([data])


async def _of_form(request: Request) -> Asked:
    data = await bodies.body(request, LARGEST_FILES + ENVELOPE)
    texts, uploads = await bodies.parts(request, data, "file", MOST)
    errors = [unknown(name) for name in texts if name != "recipient"]
    if not uploads:
        errors.append(error("file", "Send a badge's file in this part; several parts of this name for several badges."))
    errors += _wrong_recipient(texts)
    if errors:
        raise Wrong(errors)
    if any(len(upload.data) > LARGEST for upload in uploads):
        raise TooLarge("A file that carries a badge has at most 5 MiB.")
    return Asked([upload.data for upload in uploads], _recipients(texts), several=len(uploads) > 1)


def _of_json(data: bytes) -> Asked:
    """A link or a credential in an object that says which it is; any other JSON is the badge itself."""
    try:
        members = load(data)
    except Unreadable:
        return Asked([data])  # which its report will say
    if not members or not members.keys() <= set(MEMBERS) or members.keys() == {"recipient"}:
        return Asked([data])
    errors = [*_wrong_badge(members), *_wrong_recipient(members)]
    if errors:
        raise Wrong(errors)
    if "url" in members:
        return Asked([members["url"].encode()], _recipients(members))
    given = bodies.json_members(data, LARGEST, "credential").raw or b""
    return Asked([given], _recipients(members))


def _wrong_badge(members: JsonObject) -> list[dict[str, str]]:
    if "url" in members and "credential" in members:
        return [error("credential", "Send either a url or a credential.")]
    if "url" in members and not (is_web_address(members["url"]) and len(members["url"]) <= 2000):
        return [error("url", "A link is a text that begins with https:// or http://.")]
    if "credential" in members and not (isinstance(members["credential"], dict | str) and members["credential"]):
        return [error("credential", "A credential is an object, or a compact JWS as a text.")]
    return []


def _wrong_recipient(members: Mapping[str, object]) -> list[dict[str, str]]:
    given = members.get("recipient", "did:nobody")
    if isinstance(given, str) and len(given) <= LONGEST and re.search(RECIPIENT, given):
        return []
    return [error("recipient", "A recipient is an e-mail address, a URL or a DID, as a text.")]


def _recipients(members: Mapping[str, object]) -> tuple[str, ...]:
    return (str(members["recipient"]),) if "recipient" in members else ()
