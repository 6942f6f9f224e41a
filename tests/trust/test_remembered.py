"""A verdict that is given again is the one that judging anew would give; else it is not given again."""

from __future__ import annotations

import gzip
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.internet import PUBLIC, answer, browser_tls, internet
from tests.openbadges.university import (
    ED25519,
    NOW,
    STRANGER,
    V2,
    WEB,
    WEB_DOCUMENT,
    credential,
    did_document,
    did_key,
    page,
    sealed,
)
from tests.trust.test_driver import Means
from wallet.confined import Confined
from wallet.fetch import Fetcher
from wallet.openbadges import jws, keys, proofs
from wallet.openbadges.report import Fetched, Known, Report, Unreachable, Verdict, nobody
from wallet.trust.driver import judge, verify_online
from wallet.trust.known import known_from
from wallet.trust.remembered import Remembered, Verdicts, size_of
from wallet.trust.watched import Span

LIST = "https://university.example/status/1"
Documents = dict[str, Fetched | Unreachable]
SOON = NOW + timedelta(hours=1)
STATUS = {
    "id": f"{LIST}#7",
    "type": "BitstringStatusListEntry",
    "statusPurpose": "revocation",
    "statusListIndex": "7",
    "statusListCredential": LIST,
}


def by_the_university(**more: Any) -> dict[str, Any]:
    """A badge of an issuer that publishes its key on its site, sealed."""
    document = credential(WEB, **more)
    return proofs.sign(document, ED25519, f"{WEB}#key-0", NOW - timedelta(days=1))


def status_list(withdrawn: bool = False, /, **more: Any) -> dict[str, Any]:
    bits = bytearray(16_384)
    bits[0] = withdrawn
    subject = {
        "id": f"{LIST}#list",
        "type": "BitstringStatusList",
        "statusPurpose": "revocation",
        "encodedList": "u" + keys.base64url(gzip.compress(bytes(bits), mtime=0)),
    }
    kinds = ["VerifiableCredential", "BitstringStatusListCredential"]
    document = {"@context": [V2], "id": LIST, "type": kinds, "issuer": WEB, "credentialSubject": subject, **more}
    return proofs.sign(document, ED25519, f"{WEB}#key-0", NOW - timedelta(days=1))


def site(listed: dict[str, Any] | None = None, *holders: jws.Private, **more: Any) -> Documents:
    return {
        WEB_DOCUMENT: page(WEB_DOCUMENT, did_document(*(holders or (ED25519,)), **more)),
        LIST: page(LIST, listed or status_list()),
    }


def as_file(document: dict[str, Any]) -> bytes:
    return json.dumps(document).encode()


def remembered(
    document: bytes, documents: Documents, recipients: tuple[str, ...] = (), known: Known = nobody
) -> Verdicts:
    verdicts = Verdicts()
    report, span = judge(document, documents, NOW, recipients, known)
    assert isinstance(report, Report)
    judged = Remembered(report, documents, known, span, size_of(document, documents))
    verdicts.keep(document, judged, recipients)
    return verdicts


BADGE = as_file(by_the_university(credentialStatus=STATUS))


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


PAGES = site()

CHANGES: dict[str, Documents] = {
    "it was withdrawn": PAGES | {LIST: page(LIST, status_list(True))},
    "its list cannot be reached": PAGES | {LIST: Unreachable(LIST, "The server took too long to answer.")},
    "its list is gone": PAGES | {LIST: page(LIST, b"", 404)},
    "its issuer has another key": PAGES | {WEB_DOCUMENT: page(WEB_DOCUMENT, did_document(STRANGER))},
    "its issuer is gone": PAGES | {WEB_DOCUMENT: page(WEB_DOCUMENT, b"", 410)},
    "nothing is at hand": {},
}


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


LATER = "2026-11-22T01:00:00Z"


def expiring(**of: Any) -> tuple[bytes, Documents]:
    """A badge and its documents, one date of which is an hour away."""
    match of:
        case {"proof": name}:
            document = by_the_university()
            body = {key: value for key, value in document.items() if key != "proof"}
            return as_file(_with_proof_until(body, name)), site()
        case {"key": name}:
            holder = did_document(ED25519)
            holder["verificationMethod"][0][name] = LATER
            return BADGE, PAGES | {WEB_DOCUMENT: page(WEB_DOCUMENT, holder)}
        case {"list": name}:
            return BADGE, PAGES | {LIST: page(LIST, status_list(**{name: LATER}))}
    return as_file(by_the_university(**of)), site()


def _with_proof_until(body: dict[str, Any], name: str) -> dict[str, Any]:
    """A seal that says when it ends has to be made by hand."""
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2026-11-21T00:00:00Z",
        name: LATER,
        "verificationMethod": f"{WEB}#key-0",
        "proofPurpose": "assertionMethod",
    }
    suite = proofs.suite_of(options)
    assert suite is not None
    covered = proofs.Sealed(body).covered(options, suite)
    hashed = proofs._hashed(suite, keys.Key("Ed25519", ED25519.public_key()), *covered)
    return body | {"proof": options | {"proofValue": "z" + keys.base58(ED25519.sign(hashed))}}


DATES: dict[str, tuple[bytes, Documents]] = {
    "the badge begins": expiring(validFrom=LATER),
    "the badge ends": expiring(validUntil=LATER),
    "the seal ends": expiring(proof="expires"),
    "the key ends": expiring(key="expires"),
    "the key is revoked": expiring(key="revoked"),
    "the list begins": expiring(list="validFrom"),
    "the list ends": expiring(list="validUntil"),
}
AROUND = st.integers(-2, 2) | st.integers(-600, 600) | st.integers(-(10**8), 10**8)


@pytest.mark.parametrize("date", DATES)
def test_a_report_is_not_given_again_once(date: str) -> None:
    document, documents = DATES[date]
    verdicts = remembered(document, documents)
    before, _ = judge(document, documents, NOW, (), nobody)
    after, _ = judge(document, documents, SOON, (), nobody)
    assert isinstance(before, Report)
    assert isinstance(after, Report)
    assert before.checks != after.checks, "the date decides something"
    assert verdicts.recall(document, documents, SOON - timedelta(microseconds=1)) is not None
    assert verdicts.recall(document, documents, SOON) is None
    assert verdicts.recall(document, documents, SOON + timedelta(days=9999)) is None


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(DATES)), AROUND, AROUND, st.booleans())
def test_at_no_moment_is_another_report_given_than_judging_anew_gives(
    date: str, first: int, second: int, microsecond: bool
) -> None:
    document, documents = DATES[date]
    then = SOON + timedelta(seconds=first)
    now = SOON + timedelta(seconds=second, microseconds=int(microsecond))
    judged, span = judge(document, documents, then, (), nobody)
    assert isinstance(judged, Report)
    verdicts = Verdicts()
    verdicts.keep(document, Remembered(judged, documents, nobody, span, 1))
    again = verdicts.recall(document, documents, now)
    assert again is None or again == judge(document, documents, now, (), nobody)[0]


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
