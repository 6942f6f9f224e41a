"""A platform that publishes badges for a while: what it answers can be changed, and it can die."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from tests.client import run_jobs, running
from tests.factories import KEYS, University
from wallet import jobs
from wallet.accounts.keys import add_issuer
from wallet.config import Settings
from wallet.demo import credentials
from wallet.demo.content import COURSE, HOST, LEARNER
from wallet.demo.network import ImaginaryNetwork
from wallet.models import Badge, StoredReport
from wallet.openbadges.report import Fetched, Unreachable
from wallet.reports import newest_report

ASSERTION = json.loads(credentials.course(LEARNER, "en"))["id"]
CLASS = credentials.badge_class(COURSE["en"])["id"]
PROFILE = credentials.profile("en")["id"]


class Platform(ImaginaryNetwork):
    """The university's platform; nothing that it answers is remembered."""

    def __init__(self) -> None:
        self.documents = dict(credentials.documents(KEYS, LEARNER))
        super().__init__(self.documents)

    async def recall(self, url: str, now: datetime) -> Fetched | Unreachable:
        """As if what was remembered had been forgotten meanwhile."""
        return await self.get(url)

    def publish(self, url: str, **changes: Any) -> None:
        """Change some members of what is published at an address."""
        found = self.documents[url]
        body = json.dumps({**json.loads(found.body), **changes}).encode()
        self.documents[url] = replace(found, body=body)

    def answer(self, url: str, status: int, body: bytes = b"") -> None:
        """Answer otherwise at an address."""
        self.documents[url] = Fetched(url, status, "application/json", body, url)

    def die(self) -> None:
        """Answer nothing any more."""
        self.documents.clear()

    def live_again(self) -> None:
        """Publish what was published at first."""
        self.documents.update(credentials.documents(KEYS, LEARNER))


@asynccontextmanager
async def publishing(settings: Settings) -> AsyncIterator[tuple[University, Platform]]:
    """A running wallet, the university known to it, and its platform."""
    platform = Platform()
    async with running(settings, network=platform) as app:
        _, key = await add_issuer("University of Pontelume", HOST, [credentials.DID])
        yield University(app, key), platform


async def checked(issuer: University, badge: Badge) -> StoredReport:
    """The report of a badge that is verified again now."""
    await jobs.put("trust.check", {"badge": str(badge.id)})
    await run_jobs(issuer.app)
    report = await newest_report(badge_id=badge.id)
    assert report is not None
    return report
