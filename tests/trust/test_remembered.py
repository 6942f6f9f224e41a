"""A verdict that is given again is the one that judging anew would give; else it is not given again."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from tests.internet import PUBLIC, answer, browser_tls, internet
from tests.openbadges.university import (
    NOW,
    credential,
    did_key,
    sealed,
)
from tests.trust.site import BADGE, CHANGES, LATER, LIST, PAGES, SOON, as_file, remembered, site
from tests.trust.test_driver import Means
from wallet.confined import Confined
from wallet.fetch import Fetcher
from wallet.openbadges.report import Fetched, Report, Unreachable, Verdict, nobody
from wallet.trust.driver import judge, verify_online
from wallet.trust.known import known_from
from wallet.trust.remembered import Remembered, Verdicts
from wallet.trust.watched import Span


def test_the_same_badge_gets_the_same_report_with_the_time_at_which_it_is_asked_for() -> None:
    documents = site()
    again = remembered(BADGE, documents).recall(BADGE, documents, SOON)
    anew, _ = judge(BADGE, documents, SOON, (), nobody)
    assert again == anew
    assert again is not None
    assert again.verdict is Verdict.VALID
    assert again.at == SOON
    assert type(again.at) is datetime


def test_documents_that_are_fetched_anew_and_say_the_same_are_as_good() -> None:
    anew = site()
    assert anew[LIST] is not PAGES[LIST]
    assert remembered(BADGE, PAGES).recall(BADGE, anew, SOON) is not None


@pytest.mark.parametrize("change", CHANGES)
def test_a_report_is_not_given_again_when(change: str) -> None:
    verdicts = remembered(BADGE, PAGES)
    assert verdicts.recall(BADGE, PAGES, SOON) is not None
    assert verdicts.recall(BADGE, CHANGES[change], SOON) is None


def test_a_report_is_for_the_recipients_it_was_made_for() -> None:
    verdicts = remembered(BADGE, PAGES, ("did:example:learner",))
    assert verdicts.recall(BADGE, PAGES, SOON, recipients=["did:example:learner"]) is not None
    assert verdicts.recall(BADGE, PAGES, SOON, recipients=["did:example:other"]) is None
    assert verdicts.recall(BADGE, PAGES, SOON) is None


def test_a_report_is_for_the_issuers_that_the_operator_knew() -> None:
    known = known_from([("university.example", "Example University")])
    verdicts = remembered(BADGE, PAGES, known=known)
    same = known_from([("university.example", "Example University")])
    assert verdicts.recall(BADGE, PAGES, SOON, known=same) is not None
    assert verdicts.recall(BADGE, PAGES, SOON, known=known_from([("university.example", "Another name")])) is None
    assert verdicts.recall(BADGE, PAGES, SOON) is None


def test_another_file_with_the_same_badge_is_judged_itself() -> None:
    assert remembered(BADGE, PAGES).recall(BADGE + b" ", PAGES, SOON) is None


def test_what_is_remembered_has_bounds() -> None:
    verdicts = Verdicts(most=3, most_bytes=10_000)
    report = Report(Verdict.VALID, (), NOW)
    for name in b"abcd":
        verdicts.keep(bytes([name]), Remembered(report, {}, nobody, Span(), 10))
    assert verdicts.about(b"a") is None
    assert verdicts.about(b"b") is not None
    verdicts.keep(b"large", Remembered(report, {}, nobody, Span(), 9_990))
    assert [verdicts.about(each) is not None for each in (b"b", b"c", b"d", b"large")] == [False, False, True, True]
    verdicts.keep(b"larger", Remembered(report, {}, nobody, Span(), 2 << 20))
    assert verdicts.about(b"larger") is None


def test_what_was_asked_for_last_stays_longest() -> None:
    verdicts = Verdicts(most=2)
    judged = Remembered(Report(Verdict.VALID, (), NOW), {}, nobody, Span(), 1)
    verdicts.keep(b"a", judged)
    verdicts.keep(b"b", judged)
    assert verdicts.recall(b"a", {}, NOW) is not None
    verdicts.keep(b"c", judged)
    assert verdicts.about(b"a") is not None
    assert verdicts.about(b"b") is None


@pytest.fixture(scope="module")
async def confined() -> AsyncIterator[Confined]:
    async with Confined(warm=[judge]) as pool:
        yield pool


@asynccontextmanager
async def online(confined: Confined, documents: Mapping[str, Fetched | Unreachable]) -> AsyncIterator[Means]:
    pages = {url: answer(one.body, one.status) for url, one in documents.items() if isinstance(one, Fetched)}
    names = {"university.example": [[PUBLIC]]}
    async with (
        internet(pages, names) as net,
        Fetcher(resolve=net.resolve, network=net, trust=browser_tls()) as fetcher,
    ):
        yield Means(fetcher, confined, net)


@pytest.mark.anyio
@pytest.mark.parametrize("change", CHANGES)
async def test_a_badge_that_is_known_is_judged_by_what_its_issuer_publishes_now(
    confined: Confined, change: str
) -> None:
    async with online(confined, PAGES) as given:
        first = await verify_online(BADGE, now=NOW, services=given)
        assert first.verdict is Verdict.VALID, first.checks
        assert await verify_online(BADGE, now=SOON, services=given) == replace(first, at=SOON)
    async with online(confined, CHANGES[change]) as given:
        changed = await verify_online(BADGE, now=SOON, services=given)
    assert changed.verdict is (Verdict.REVOKED if change == "it was withdrawn" else changed.verdict)
    assert changed.verdict is not Verdict.VALID


@pytest.mark.anyio
async def test_a_badge_that_is_known_expires(confined: Confined) -> None:
    document = as_file(sealed(credential(did_key(), validUntil=LATER)))
    async with online(confined, {}) as given:
        assert (await verify_online(document, now=NOW, services=given)).verdict is Verdict.VALID
        assert (await verify_online(document, now=SOON, services=given)).verdict is Verdict.EXPIRED


@pytest.mark.anyio
async def test_a_badge_that_is_known_is_not_sent_to_a_worker_again() -> None:
    class Counted(Confined):
        calls = 0

        async def run(self, function: Any, *args: Any, seconds: float = 1.0) -> Any:
            self.calls += 1
            return await super().run(function, *args, seconds=seconds)

    document = as_file(sealed(credential(did_key(), name="Seen twice")))
    async with Counted(warm=[judge]) as counted, online(counted, {}) as given:
        reports = [await verify_online(document, now=NOW, services=given) for _ in range(3)]
    assert reports[0] == reports[1] == reports[2]
    assert counted.calls == 1
