"""The badge's picture on a report, as far as the file brings it, made safe; nothing is fetched for it."""

from __future__ import annotations

from dataclasses import dataclass

from wallet import receiving
from wallet.errors import NotFound
from wallet.files import MISSING
from wallet.models import StoredReport, Verification
from wallet.paths import STATIC
from wallet.services import Services

from .reporting import report_of
from .result import credential_of


@dataclass(frozen=True)
class Drawn:
    """A picture that the wallet made."""

    data: bytes
    media_type: str


async def picture(services: Services, one: Verification, stored: StoredReport | None) -> Drawn:
    """The picture inside the credential, else the file itself, drawn anew; the wallet's own where it is unsound.

    Raises NotFound before there is a report, and where there is no badge.
    """
    found = credential_of(report_of(stored)) if stored else None
    if found is None:
        raise NotFound(MISSING)
    if safe := await receiving.picture(services, one.content, found):
        return Drawn(safe, "image/png")
    return Drawn((STATIC / "placeholder.svg").read_bytes(), "image/svg+xml")
