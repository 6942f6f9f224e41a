"""An issuer with a key, and the API over its own door."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from tests.client import running
from wallet.accounts import keys
from wallet.config import Settings
from wallet.models import Issuer

from .description import held_against_the_description

DOMAIN = "prova.example"


@dataclass(frozen=True)
class Caller:
    """An issuer's program: its key is in every request."""

    issuer: Issuer
    key: str
    http: httpx.AsyncClient

    async def offer(self, **members: Any) -> httpx.Response:
        """Offer a badge to Ada, or with other members."""
        sent = {"email": "ada@learner.example", "credential": credential()} | members
        return await self.http.post("/api/v1/offers", json=sent)


def credential(**changes: Any) -> dict[str, Any]:
    """An Open Badges 3.0 credential for Ada, unsigned: the API judges no seal."""
    return {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ],
        "id": "https://prova.example/credentials/1",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": f"https://{DOMAIN}/issuer", "type": ["Profile"], "name": "Università di Prova"},
        "validFrom": "2026-07-01T10:00:00Z",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "identityType": "emailAddress",
                    "hashed": False,
                    "identityHash": "ada@learner.example",
                }
            ],
            "achievement": {
                "id": "https://prova.example/achievements/numeri",
                "type": ["Achievement"],
                "name": "Analisi dei numeri",
                "description": "Numerical analysis.",
                "criteria": {"narrative": "Pass the exam."},
            },
        },
        **changes,
    }


@asynccontextmanager
async def calling(app: Starlette, domain: str) -> AsyncIterator[Caller]:
    """A new issuer of that domain, ready to call."""
    issuer, key = await keys.add_issuer(f"The issuer of {domain}", domain)
    transport = httpx.ASGITransport(app, client=("192.0.2.1", 40000), raise_app_exceptions=False)
    async with httpx.AsyncClient(
        transport=transport,
        base_url="https://wallet.example",
        headers={"Authorization": f"Bearer {key}"},
        event_hooks={"response": [held_against_the_description]},
    ) as http:
        yield Caller(issuer, key, http)


@pytest.fixture
async def app(settings: Settings) -> AsyncIterator[Starlette]:
    async with running(settings, "issuers", "diploma_supplement") as app:
        yield app


@pytest.fixture
async def caller(app: Starlette) -> AsyncIterator[Caller]:
    async with calling(app, DOMAIN) as caller:
        yield caller


@pytest.fixture
async def other(app: Starlette) -> AsyncIterator[Caller]:
    async with calling(app, "altra.example") as caller:
        yield caller
