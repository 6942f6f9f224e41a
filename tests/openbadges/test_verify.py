from __future__ import annotations

import json
import pickle
from datetime import UTC, datetime

import pytest

from tests.openbadges.issuing import ANNA, NOW, SITE, assertion, badge_class, issuer, judged, page, site
from tests.openbadges.pictures import SVG, png, with_chunk
from wallet.openbadges.baking import bake
from wallet.openbadges.findings import Findings, verdict_of
from wallet.openbadges.report import CHECKS, Check, Fetched, Needs, Outcome, Unreachable, Verdict
from wallet.openbadges.verify import verify

PAGES = site(assertion(), badge_class(), issuer())
TEXT = json.dumps(assertion())


def test_documents_are_asked_for_until_all_are_there() -> None:
    asked: list[frozenset[str]] = []
    documents: dict[str, Fetched | Unreachable] = {}
    while isinstance(answer := verify(TEXT.encode(), documents, NOW), Needs):
        asked.append(answer.urls)
        documents |= {url: PAGES[url] for url in answer.urls}
    assert asked == [frozenset({f"{SITE}/a/1"}), frozenset({f"{SITE}/b/1"}), frozenset({f"{SITE}/issuer"})]
    assert answer.verdict is Verdict.VALID


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        b"\xef\xbb\xbf" + TEXT.encode(),
        bake(png(), TEXT),
        bake(SVG, TEXT),
        f"{SITE}/a/1\n".encode(),
        bake(png(), f"{SITE}/a/1"),
        with_chunk(b"tEXt", f"openbadges\0{SITE}/a/1".encode()),
    ],
)
def test_one_badge_gets_one_verdict_from_every_container(content: bytes) -> None:
    report = judged(content, PAGES)
    assert report.verdict is Verdict.VALID
    assert report.outcome("container.read") is Outcome.PASSED


def test_a_link_to_a_baked_picture_is_followed() -> None:
    url = "https://elsewhere.example/badge.png"
    assert judged(url.encode(), PAGES | {url: page(url, bake(png(), TEXT))}).verdict is Verdict.VALID


def test_a_link_that_bakes_itself_ends() -> None:
    url = "https://elsewhere.example/badge.png"
    assert judged(url.encode(), {url: page(url, bake(png(), url))}).verdict is Verdict.MALFORMED


def test_a_link_that_gives_nothing_could_not_be_checked() -> None:
    url = f"{SITE}/a/1"
    assert judged(url.encode(), {url: Unreachable(url, "no route")}).verdict is Verdict.UNVERIFIABLE
    assert judged(url.encode(), {url: page(url, status=404)}).verdict is Verdict.UNVERIFIABLE
    assert judged(url.encode(), {url: page(url, status=410)}).verdict is Verdict.REVOKED
    assert judged(url.encode(), {url: page(url, b"<html>Sign in</html>")}).verdict is Verdict.MALFORMED


@pytest.mark.parametrize(
    "content", [b"", png(), SVG, b"{}", b'{"hello": "world"}', b"x.y.z", b"not a badge", b"\x00" * 2000]
)
def test_what_is_no_badge_is_said_to_be_none(content: bytes) -> None:
    report = judged(content, {})
    assert report.verdict is Verdict.MALFORMED
    assert report.checks[-1].explanation


def test_odd_baking_is_told() -> None:
    baked = with_chunk(b"tEXt", b"openbadges\0" + TEXT.encode())
    assert judged(baked, PAGES).outcome("form.current") is Outcome.WARNING


def test_who_issued_it_is_known_to_the_operator_or_not() -> None:
    name = {f"{SITE}/issuer": "Example University, Bologna"}
    report = judged(assertion(), PAGES, known=name.get)
    told = next(check for check in report.checks if check.name == "issuer.known")
    assert (told.outcome, told.explanation) == (
        Outcome.PASSED,
        "The issuer is known here as Example University, Bologna.",
    )


def test_an_issuer_that_was_not_proved_is_not_called_known() -> None:
    stolen = assertion(id="https://mallory.example/a/1")
    report = judged(stolen, site(stolen, badge_class(), issuer()), known=lambda _: "Example University")
    assert report.outcome("issuer.known") is Outcome.NOT_CHECKED


def test_checks_are_told_once_each_in_the_frozen_order() -> None:
    names = [check.name for check in judged(assertion(), PAGES, recipients=[ANNA]).checks]
    assert names == [name for name in CHECKS if name in names]


def test_of_several_facts_on_one_name_the_worst_is_told_and_the_others_kept() -> None:
    findings = Findings()
    findings.warned("form.current", "one")
    findings.warned("form.current", "two")
    findings.passed("form.current", "three")
    (check,) = findings.checks()
    assert (check.explanation, check.evidence["also"]) == ("one", "two")


FAILED, MISSING = Outcome.FAILED, Outcome.NOT_CHECKED


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({}, Verdict.VALID),
        ({"form.current": Outcome.WARNING, "issuer.known": Outcome.WARNING}, Verdict.VALID),
        ({"refresh": FAILED, "endorsement[0]": FAILED}, Verdict.VALID),
        ({"evidence": FAILED}, Verdict.INVALID),
        ({"evidence": MISSING}, Verdict.UNVERIFIABLE),
        ({"seal.intact": FAILED, "status.revocation": FAILED}, Verdict.INVALID),
        ({"status.suspension": FAILED, "time.not_expired": FAILED}, Verdict.REVOKED),
        ({"time.not_expired": FAILED, "issuer.key_bound": MISSING}, Verdict.EXPIRED),
        ({"time.started": FAILED}, Verdict.NOT_YET_VALID),
        ({"issuer.reachable": FAILED}, Verdict.UNVERIFIABLE),
        ({"status.revocation": MISSING}, Verdict.UNVERIFIABLE),
        ({"seal.intact": MISSING}, Verdict.UNVERIFIABLE),
        ({"container.read": FAILED}, Verdict.MALFORMED),
    ],
)
def test_the_verdict_follows_from_the_facts(facts: dict[str, Outcome], verdict: Verdict) -> None:
    told = {"container.read": Outcome.PASSED, "seal.intact": Outcome.PASSED} | facts
    assert verdict_of(Check(name, outcome, "x") for name, outcome in told.items()) is verdict


def test_facts_without_a_seal_or_a_home_are_no_valid_badge() -> None:
    passed = ("container.read", "format.context", "time.started", "issuer.key_bound")
    assert verdict_of(Check(name, Outcome.PASSED, "x") for name in passed) is Verdict.UNVERIFIABLE


def test_the_clock_is_an_argument() -> None:
    young = assertion(issuedOn="2026-06-01T12:00:00+02:00")
    documents = site(young, badge_class(), issuer())
    before = verify(json.dumps(young).encode(), documents, datetime(2026, 6, 1, 9, 59, tzinfo=UTC))
    after = verify(json.dumps(young).encode(), documents, datetime(2026, 6, 1, 10, 0, tzinfo=UTC))
    assert not isinstance(before, Needs)
    assert not isinstance(after, Needs)
    assert (before.verdict, after.verdict) == (Verdict.NOT_YET_VALID, Verdict.VALID)


def test_a_link_to_a_web_page_is_told_apart_from_a_badge() -> None:
    url = "https://platform.example/badges/1"
    report = judged(url.encode(), {url: page(url, b"\n<!DOCTYPE html><html></html>")})
    assert "web page" in report.checks[0].explanation


def test_whose_a_badge_is_cannot_be_told_from_a_did() -> None:
    document = {"recipient": {"type": "id", "hashed": False, "identity": "did:example:anna"}}
    report = judged(assertion(**document), site(assertion(**document), badge_class(), issuer()), recipients=[ANNA])
    assert report.outcome("recipient.match") is Outcome.NOT_CHECKED
    assert report.verdict is Verdict.VALID


@pytest.mark.parametrize(
    ("identity", "outcome"),
    [
        (ANNA, Outcome.PASSED),
        (f" {ANNA.upper()} ", Outcome.WARNING),
        ("md5$1b4a1e5bcf2e1d7a0d0b9d3c5a2f9f3e", Outcome.FAILED),
        ("bob@x.example", Outcome.FAILED),
    ],
)
def test_a_badge_of_somebody_else_is_said_to_be(identity: str, outcome: Outcome) -> None:
    document = assertion(recipient={"type": "email", "hashed": "$" in identity, "identity": identity})
    report = judged(document, site(document, badge_class(), issuer()), recipients=[ANNA])
    assert report.outcome("recipient.match") is outcome
    assert report.verdict is (Verdict.INVALID if outcome is Outcome.FAILED else Verdict.VALID)


def test_a_report_can_be_handed_from_one_process_to_another() -> None:
    report = judged(assertion(), PAGES, recipients=[ANNA])
    assert pickle.loads(pickle.dumps(report)) == report  # noqa: S301 - our own bytes


def test_a_picture_in_a_picture_and_a_file_beyond_all_measure_are_refused() -> None:
    nested = with_chunk(b"iTXt", b"openbadges\0\0\0\0\0<svg xmlns='http://www.w3.org/2000/svg'/>")
    assert judged(nested, {}).verdict is Verdict.MALFORMED
    assert "larger" in judged(b" " * (17 << 20), {}).checks[0].explanation


def test_a_badge_in_a_picture_that_is_no_sound_json_is_malformed() -> None:
    broken = with_chunk(b"iTXt", b'openbadges\0\0\0\0\0{"a": 1, "a": 2}')
    report = judged(broken, {})
    assert report.verdict is Verdict.MALFORMED
    assert "“a” twice" in report.checks[0].explanation


def test_a_fact_that_is_noted_twice_is_told_once() -> None:
    one, other = (Check("form.current", Outcome.WARNING, message) for message in ("One.", "Other."))
    (told,) = Findings([one, other, one, other]).checks()
    assert told.evidence == {"also": "Other."}
    findings = Findings()
    for fact in (one, one, other, other):
        findings.once(fact)
    (told,) = findings.checks()
    assert told.evidence == {"also": "Other."}


def test_facts_hold_together_only_when_all_of_them_passed() -> None:
    findings = Findings([Check("seal.intact", Outcome.PASSED, "x"), Check("evidence", Outcome.PASSED, "x")])
    assert findings.all_passed("seal.intact", "evidence")
    assert not findings.all_passed("seal.intact", "refresh")
    findings.warned("evidence", "Other.")
    assert not findings.all_passed("seal.intact", "evidence")
    assert findings.has("evidence", Outcome.WARNING)
    assert not findings.has("seal.intact", Outcome.WARNING)
