"""Handing badges in, as a browser without script does."""

from __future__ import annotations

from typing import Any

from tests.client import Browser, Page
from tests.factories import KEYS
from wallet.demo import credentials
from wallet.demo.content import LEARNER

DEGREE = credentials.degree(KEYS, LEARNER, "en")
COURSE = credentials.course(LEARNER, "en")
MICRO = credentials.micro_credential(KEYS, LEARNER, "en")
FORGED = DEGREE.replace(b"Energy Transition", b"Rocket Propulsion")


async def hand_in(browser: Browser, *files: tuple[str, bytes], text: str = "", follow: bool = True) -> Page:
    """Choose files, paste a text and press the button."""
    sent: list[tuple[str, Any]] = [("files", (name, data, "application/octet-stream")) for name, data in files]
    empty = [("files", ("", b"", "application/octet-stream"))]  # as browsers send a field without files
    fields = {"token": await browser.token(), "text": text}
    return await browser._arrive(await browser._post("/verify", fields, files=sent or empty), follow)
