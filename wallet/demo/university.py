"""The demo's university at work: it offers its badges and sends documents through the wallet's own API."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from starlette.applications import Starlette

from wallet import i18n
from wallet.accounts.keys import add_issuer
from wallet.config import Settings
from wallet.models import Issuer

from . import credentials, keys, sealing
from .content import HOST, LEARNER, UNIVERSITY
from .elmo import elmo
from .keys import Keys
from .sealing import Seal, sealed
from .transcript import details


@dataclass(frozen=True)
class University:
    """The imaginary issuer: keys and seal of its own, and a key to the API; `folder` keeps what it remembers."""

    folder: Path
    issuing: Keys
    sealing: Seal
    settings: Settings

    @property
    def offered(self) -> dict[str, str]:
        """The ids of the offers it made last, by badge; empty before the first."""
        path = self.folder / "offered.json"
        return dict(json.loads(path.read_text())) if path.exists() else {}

    async def admit(self) -> None:
        """Be admitted by the operator: domain, DID, a key to the API."""
        _, key = await add_issuer(UNIVERSITY["en"].name, HOST, [credentials.DID])
        (self.folder / "api-key").write_text(key)

    async def award(self, app: Starlette, language: str) -> None:
        """Offer the degree, the course and the micro-credential to the learner, by mail.

        The operator knows the university by its name in that language from then on.
        """
        await Issuer.filter(domain=HOST).update(name=UNIVERSITY[language].name)
        degree = credentials.degree(self.issuing, LEARNER, language)
        course = credentials.course(LEARNER, language)
        baked = credentials.micro_credential(self.issuing, LEARNER, language)
        offered = {
            "micro-credential": await self._offer(app, language, {"credential": ("badge.png", baked, "image/png")}),
            "course": await self._offer(app, language, {"credential": ("badge.json", course, "application/json")}),
            "degree": await self._offer(app, language, {"credential": ("degree.json", degree, "application/json")}),
        }
        (self.folder / "offered.json").write_text(json.dumps(offered))

    async def send_supplement(self, app: Starlette) -> None:
        """Send the degree's Diploma Supplement, sealed, as universities do weeks later, and private details apart."""
        told = json.dumps({"details": [{"name": name, "value": value} for name, value in details(i18n.current())]})
        await self._attach(app, "details", told.encode(), "application/json")
        # Last, so that its mail is the newest in the mailbox, to which the tour leads.
        await self._attach(app, "diploma-supplement", sealed(elmo(LEARNER), self.sealing), "application/xml")

    async def _attach(self, app: Starlette, kind: str, data: bytes, media_type: str) -> None:
        """Give the degree a document through the API."""
        filename = f"{kind.replace('-', ' ').title()}.{media_type.partition('/')[2]}"
        headers = {"Content-Type": media_type, "Content-Disposition": f'attachment; filename="{filename}"'}
        path = f"/api/v1/offers/{self.offered['degree']}/attachments/{kind}"
        await self._call(app, "PUT", path, content=data, headers=headers)

    async def _offer(self, app: Starlette, language: str, files: Any) -> str:
        data = {"email": LEARNER.email, "locale": language}
        answer = await self._call(app, "POST", "/api/v1/offers", data=data, files=files)
        return str(answer["id"])

    async def _call(self, app: Starlette, method: str, path: str, **sent: Any) -> dict[str, Any]:
        key = (self.folder / "api-key").read_text()
        headers = {"Authorization": f"Bearer {key}"} | sent.pop("headers", {})
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url=self.settings.base_url) as client:
            response = await client.request(method, path, headers=headers, **sent)
        response.raise_for_status()
        answer: dict[str, Any] = response.json()
        return answer


def open_university(folder: Path, settings: Settings) -> University:
    """The university whose keys and seal lie in a folder; made there when there are none."""
    folder.mkdir(parents=True, exist_ok=True)
    issuing = keys.from_pem(_kept(folder / "keys.pem", lambda: keys.to_pem(keys.new())))
    seal = sealing.from_pem(_kept(folder / "seal.pem", lambda: sealing.to_pem(sealing.new())))
    return University(folder, issuing, seal, settings)


def _kept(path: Path, make: Callable[[], bytes]) -> bytes:
    """What a file keeps secret; made at first."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_bytes(make())
    return path.read_bytes()
