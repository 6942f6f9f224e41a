"""A university that awards, for tests: real credentials, signed by its keys, offered through the wallet's API."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from functools import cache
from typing import Any

import httpx
from starlette.applications import Starlette

from tests.client import Browser, links_of, mails, run_jobs, running, services, sign_in
from wallet.accounts.keys import add_issuer
from wallet.config import Settings
from wallet.demo import credentials, keys, sealing
from wallet.demo.content import HOST, LEARNER, Learner
from wallet.demo.elmo import elmo
from wallet.demo.keys import Keys
from wallet.demo.network import ImaginaryNetwork
from wallet.demo.sealing import Seal, sealed
from wallet.demo.supplement import supplement
from wallet.models import Badge, Share

KEYS = keys.new()  # made once: RSA keys take their time


@cache
def seal() -> Seal:
    """The university's seal, the same in all of a run; its `anchor` is for an operator's folder."""
    return sealing.new()


def structured_supplement(learner: Learner = LEARNER) -> bytes:
    """The Diploma Supplement as sealed data (ELMO, application/xml)."""
    return sealed(elmo(learner), seal())


@dataclass
class University:
    """An issuer with a key to the API of a running wallet."""

    app: Starlette
    key: str
    issuing: Keys = field(default_factory=lambda: KEYS)

    async def call(self, method: str, path: str, **sent: Any) -> httpx.Response:
        """A request to the API with its key."""
        headers = {"Authorization": f"Bearer {self.key}"} | sent.pop("headers", {})
        base = services(self.app).settings.base_url
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=self.app), base_url=base) as client:
            return await client.request(method, path, headers=headers, **sent)

    async def offer(self, what: str = "degree", learner: Learner = LEARNER, **fields: str) -> dict[str, Any]:
        """Offer the degree, the course or the micro-credential to a learner; the API's answer."""
        made = self._file(what, learner)
        data = {"email": learner.email, "locale": "en"} | fields
        response = await self.call("POST", "/api/v1/offers", data=data, files={"credential": made})
        assert response.status_code == 201, response.text
        answer: dict[str, Any] = response.json()
        return answer

    def _file(self, what: str, learner: Learner) -> tuple[str, bytes, str]:
        if what == "degree":
            return "degree.json", credentials.degree(self.issuing, learner, "en"), "application/json"
        if what == "course":
            return "course.json", credentials.course(learner, "en"), "application/json"
        return "badge.png", credentials.micro_credential(self.issuing, learner, "en"), "image/png"

    async def send(
        self,
        offer_id: str,
        kind: str = "diploma-supplement",
        pdf: bytes = b"",
        *,
        data: bytes = b"",
        media_type: str = "application/pdf",
    ) -> httpx.Response:
        """Send a document of a badge: a PDF, or `data` of another media type."""
        ending = media_type.rpartition("/")[2].rpartition("+")[2]
        headers = {"Content-Type": media_type, "Content-Disposition": f'attachment; filename="Supplement.{ending}"'}
        path = f"/api/v1/offers/{offer_id}/attachments/{kind}"
        response = await self.call("PUT", path, content=data or pdf or supplement(LEARNER), headers=headers)
        assert response.is_success, response.text
        return response


@asynccontextmanager
async def university(settings: Settings, *learners: Learner) -> AsyncIterator[University]:
    """A running wallet in which a university is admitted whose publications can be fetched."""
    documents = {url: found for who in (LEARNER, *learners) for url, found in credentials.documents(KEYS, who).items()}
    async with running(settings, network=ImaginaryNetwork(documents)) as app:
        _, key = await add_issuer("University of Pontelume", HOST, [credentials.DID])
        yield University(app, key)


def offer_mail(app: Starlette, learner: Learner = LEARNER) -> EmailMessage:
    """The newest mail that brings an offer to a learner."""
    return [mail for mail in mails(app, learner.email) if any("/offers/" in link for link in links_of(mail))][-1]


def offer_path(app: Starlette, learner: Learner = LEARNER) -> str:
    """The path of the newest offer's link."""
    settings = services(app).settings
    return next(link for link in links_of(offer_mail(app, learner)) if "/offers/" in link).removeprefix(
        settings.base_url
    )


async def offered(issuer: University, what: str = "degree", learner: Learner = LEARNER, **fields: str) -> str:
    """Offer a badge and return the path of the link in the mail."""
    await issuer.offer(what, learner, **fields)
    await run_jobs(issuer.app)
    return offer_path(issuer.app, learner)


async def accepted(issuer: University, what: str = "degree", learner: Learner = LEARNER) -> tuple[Browser, Badge]:
    """A browser signed in as a learner who has accepted a badge, verified."""
    path = await offered(issuer, what, learner)
    browser = await sign_in(issuer.app, learner.email)
    await browser.get(path)
    await browser.post(path, answer="accept")
    await run_jobs(issuer.app)
    badge = await Badge.filter(learner__addresses__email=learner.email).order_by("-received_at").first()
    assert badge is not None, browser.page.text
    return browser, badge


async def shared(browser: Browser, badge: Badge, visibility: str = "unlisted") -> str:
    """Share a badge and return the path of its public page."""
    await browser.post(f"/badges/{badge.id}/visibility", visibility=visibility)
    share = await Share.get(badge_id=badge.id)
    return f"/b/{share.slug}"
