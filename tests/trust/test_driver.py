from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from tests.internet import PUBLIC, Answer, Internet, answer, browser_tls, internet
from tests.openbadges.issuing import ANNA, NOW, SITE, assertion, badge_class, issuer, key_document, signed
from wallet.confined import Confined
from wallet.fetch import Fetcher, Limits
from wallet.openbadges.report import Outcome, Report, Verdict
from wallet.trust.driver import judge, verify_online
from wallet.trust.known import known_from

pytestmark = pytest.mark.anyio


@dataclass
class Means:
    """What verification takes, and the network that it is done on."""

    fetcher: Fetcher
    confined: Confined
    net: Internet


def pages(*documents: dict[str, Any], **instead: Answer) -> dict[str, Answer]:
    """A site that publishes each document at its id."""
    return {one["id"]: answer(json.dumps(one).encode()) for one in documents} | {
        f"{SITE}/{path.replace('_', '/')}": page for path, page in instead.items()
    }


@pytest.fixture(scope="module")
async def confined() -> AsyncIterator[Confined]:
    async with Confined(warm=[judge]) as pool:
        yield pool


@asynccontextmanager
async def means(confined: Confined, site: Mapping[str, Answer]) -> AsyncIterator[Means]:
    async with (
        internet(site, {"badges.example.edu": [[PUBLIC]]}) as net,
        Fetcher(resolve=net.resolve, network=net, trust=browser_tls(), limits=Limits(seconds=2)) as fetcher,
    ):
        yield Means(fetcher, confined, net)


def asked(net: Internet) -> list[str]:
    return sorted(request.split(" ")[1] for request in net.asked)


async def report_on(confined: Confined, document: dict[str, Any] | bytes, site: Mapping[str, Answer]) -> Report:
    content = document if isinstance(document, bytes) else json.dumps(document).encode()
    async with means(confined, site) as given:
        return await verify_online(content, now=NOW, services=given, recipients=[ANNA])


async def test_a_hosted_badge_is_verified_with_what_its_issuer_publishes(confined: Confined) -> None:
    async with means(confined, pages(assertion(), badge_class(), issuer())) as given:
        known = known_from([("badges.example.edu", "Example University")])
        document = json.dumps(assertion()).encode()
        report = await verify_online(document, now=NOW, services=given, recipients=[ANNA], known=known)
        assert report.verdict is Verdict.VALID, report.checks
        assert report.outcome("issuer.known") is Outcome.PASSED
        assert report.outcome("recipient.match") is Outcome.PASSED
        assert set(report.looked_at) == {f"{SITE}/a/1", f"{SITE}/b/1", f"{SITE}/issuer"}


async def test_a_signed_badge_is_verified_with_its_issuers_key(confined: Confined) -> None:
    verification = {"type": "signed", "creator": f"{SITE}/key"}
    document = signed(assertion(verification=verification))
    site = pages(badge_class(), issuer(publicKey=f"{SITE}/key"), key_document())
    report = await report_on(confined, document, site)
    assert report.verdict is Verdict.VALID, report.checks


async def test_an_address_alone_is_followed_to_the_badge(confined: Confined) -> None:
    report = await report_on(confined, f"{SITE}/a/1".encode(), pages(assertion(), badge_class(), issuer()))
    assert report.verdict is Verdict.VALID, report.checks


async def test_a_badge_whose_issuer_is_silent_could_not_be_checked(confined: Confined) -> None:
    report = await report_on(confined, assertion(), {})
    assert report.verdict is Verdict.UNVERIFIABLE
    assert report.outcome("issuer.reachable") is Outcome.FAILED


async def test_a_badge_that_its_issuer_withdrew_is_revoked(confined: Confined) -> None:
    gone = answer(json.dumps({"id": f"{SITE}/a/1", "revoked": True}).encode(), 410)
    report = await report_on(confined, assertion(), pages(badge_class(), issuer(), a_1=gone))
    assert report.verdict is Verdict.REVOKED


async def test_badges_of_one_issuer_ask_it_once_for_what_they_share(confined: Confined) -> None:
    others = [assertion(id=f"{SITE}/a/{n}") for n in range(2, 5)]
    async with means(confined, pages(assertion(), *others, badge_class(), issuer())) as given:
        for one in (assertion(), *others):
            report = await verify_online(json.dumps(one).encode(), now=NOW, services=given)
            assert report.verdict is Verdict.VALID, report.checks
        assert asked(given.net) == ["/a/1", "/a/2", "/a/3", "/a/4", "/b/1", "/issuer"]


async def test_a_badge_on_the_wallets_own_network_is_never_asked_for(confined: Confined) -> None:
    document = b"http://127.0.0.1:5432/"
    async with means(confined, {}) as given:
        report = await verify_online(document, now=NOW, services=given)
        assert report.verdict is Verdict.UNVERIFIABLE
        assert not given.net.connected


async def test_a_chain_of_addresses_comes_to_an_end(confined: Confined) -> None:
    async def onward(head: str, writer: asyncio.StreamWriter) -> None:
        step = int(head.split(" ")[1].rpartition("/")[2])
        document = {**assertion(), "id": f"{SITE}/a/{step + 1}"}
        await answer(json.dumps(document).encode())(head, writer)

    site = {f"{SITE}/a/{n}": onward for n in range(200)}
    async with means(confined, site) as given:
        report = await verify_online(f"{SITE}/a/1".encode(), now=NOW, services=given)
        assert report.verdict in (Verdict.UNVERIFIABLE, Verdict.INVALID)
        assert len(given.net.asked) < 30


async def test_a_badge_that_takes_too_much_work_is_reported_as_not_checked() -> None:
    class Endless(Confined):
        async def run(self, function: Any, *args: Any, seconds: float = 1.0) -> Any:
            return await super().run(sum, itertools.count(), seconds=0.02)

    async with Endless() as endless, means(endless, {}) as given:
        report = await verify_online(json.dumps(assertion()).encode(), now=NOW, services=given)
    assert report.verdict is Verdict.UNVERIFIABLE
    (check,) = report.checks
    assert (check.name, check.outcome) == ("seal.intact", Outcome.NOT_CHECKED)
    assert "too much work" in check.explanation


async def test_what_is_no_badge_is_reported_as_malformed(confined: Confined) -> None:
    assert (await report_on(confined, b"hello", {})).verdict is Verdict.MALFORMED
