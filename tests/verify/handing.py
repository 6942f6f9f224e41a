"""Handing badges in, as a browser without script does."""

from __future__ import annotations

import json
from typing import Any

from tests.client import Browser, Page
from tests.factories import KEYS
from wallet.demo import content, credentials, keys
from wallet.demo.content import LEARNER
from wallet.openbadges import proofs

DEGREE = credentials.degree(KEYS, LEARNER, "en")
COURSE = credentials.course(LEARNER, "en")
MICRO = credentials.micro_credential(KEYS, LEARNER, "en")
FALSE_KEY = keys.new()  # of somebody who is no university
FORGED = DEGREE.replace(b"Energy Transition", b"Rocket Propulsion")


def false_university() -> bytes:
    """The degree, as somebody seals it anew with a key of their own in the name of another university."""
    did = f"did:key:{keys.multikey(FALSE_KEY)}"
    made = credentials.credential(content.DEGREE["en"], LEARNER)
    named = made | {"issuer": {**made["issuer"], "id": did, "name": "Polytechnic of Elsewhere"}}
    method = f"{did}#{keys.multikey(FALSE_KEY)}"
    return json.dumps(proofs.sign(named, FALSE_KEY.seal, method, content.DEGREE["en"].awarded)).encode()


async def hand_in(browser: Browser, *files: tuple[str, bytes], text: str = "", follow: bool = True) -> Page:
    """Choose files, paste a text and press the button."""
    sent: list[tuple[str, Any]] = [("files", (name, data, "application/octet-stream")) for name, data in files]
    empty = [("files", ("", b"", "application/octet-stream"))]  # as browsers send a field without files
    fields = {"token": await browser.token(), "text": text}
    return await browser._arrive(await browser._post("/verify", fields, files=sent or empty), follow)
