"""What the members of a hosted badge may hold, what a withdrawn one need not say, and whose key a signed one names."""

from __future__ import annotations

from typing import Any

import pytest

from tests.openbadges.issuing import (
    KEY,
    OTHER_KEY,
    SITE,
    Json,
    assertion,
    badge_class,
    issuer,
    judged,
    key_document,
    page,
    signed,
    site,
)
from wallet.openbadges.report import Outcome, Report, Verdict

SIGNED = {"type": "signed", "creator": f"{SITE}/key"}
ALIGNED = {"targetName": "Statistics", "targetUrl": "https://x.example/s"}


def hosted(node: str, more: Json) -> Report:
    """The report on the usual badge, one of whose three documents says something more."""
    documents = {
        "assertion": assertion(**more if node == "assertion" else {}),
        "badge": badge_class(**more if node == "badge" else {}),
        "issuer": issuer(**more if node == "issuer" else {}),
    }
    return judged(documents["assertion"], site(*documents.values()))


@pytest.mark.parametrize(
    ("node", "more"),
    [
        ("badge", {"tags": ["a", "b"]}),
        ("badge", {"tags": None}),
        ("badge", {"tags": "a"}),
        ("badge", {"alignment": [ALIGNED]}),
        ("badge", {"alignment": {"name": "Statistics", "url": "https://x.example/s"}}),
        ("badge", {"criteria": {"id": "https://x.example/c"}}),
        ("badge", {"description": {"@value": "Conosce la statistica.", "@language": "it"}}),
        ("assertion", {"evidence": ["https://x.example/e", {"narrative": "Did it."}]}),
        ("assertion", {"narrative": "Did it.", "verification": {"type": "HostedBadge"}}),
        ("issuer", {"description": "A university.", "telephone": "+390212345"}),
    ],
)
def test_what_the_standard_lets_a_member_hold_is_no_fault(node: str, more: Json) -> None:
    assert hosted(node, more).verdict is Verdict.VALID


@pytest.mark.parametrize(
    ("node", "more"),
    [
        ("badge", {"tags": 1}),
        ("badge", {"tags": ["a", 2]}),
        ("badge", {"alignment": "https://x.example/s"}),
        ("badge", {"alignment": [ALIGNED, {"targetName": "x"}]}),
        ("badge", {"alignment": [{"targetUrl": "https://x.example/s"}]}),
        ("badge", {"criteria": 5}),
        ("badge", {"description": ["a", {}]}),
        ("assertion", {"evidence": 5}),
        ("assertion", {"narrative": {"en": "Did it."}}),
        ("assertion", {"verification": {"type": "Believed"}}),
        ("assertion", {"verification": {"type": ["hosted", 5]}}),
        ("issuer", {"description": 5}),
        ("issuer", {"publicKey": [5]}),
    ],
)
def test_a_member_that_holds_something_else_is_told(node: str, more: Json) -> None:
    report = hosted(node, more)
    assert "format.structure" in report.failed()
    assert report.verdict is Verdict.INVALID


@pytest.mark.parametrize("status", [200, 410])
@pytest.mark.parametrize("said", [{}, {"type": "Assertion"}, {"@context": "https://w3id.org/openbadges/v2"}])
def test_an_issuer_need_say_no_more_of_a_badge_than_that_it_was_withdrawn(status: int, said: Json) -> None:
    address = f"{SITE}/a/1"
    body = {"id": address, "revoked": True, "revocationReason": "By mistake.", **said}
    report = judged(assertion(), site(badge_class(), issuer()) | {address: page(address, body, status)})
    assert report.verdict is Verdict.REVOKED
    assert "By mistake." in next(one.explanation for one in report.checks if one.name == "status.revocation")


@pytest.mark.parametrize(
    ("revoked", "verdict"), [("true", Verdict.REVOKED), (False, Verdict.VALID), ("", Verdict.VALID)]
)
def test_a_withdrawal_is_one_however_it_is_written(revoked: Any, verdict: Verdict) -> None:
    assert hosted("assertion", {"revoked": revoked}).verdict is verdict


def sealed(verification: Json, profile: Json, key: Any = KEY, *more: Json) -> Report:
    return judged(
        signed(assertion(verification=verification), key), site(badge_class(), profile, key_document(), *more)
    )


def test_a_signature_that_names_no_key_is_held_against_all_that_its_issuer_publishes() -> None:
    second = key_document(OTHER_KEY, id=f"{SITE}/key2")
    profile = issuer(publicKey=[f"{SITE}/key", f"{SITE}/key2"])
    for key in (KEY, OTHER_KEY):
        assert sealed({"type": "signed"}, profile, key, second).verdict is Verdict.VALID
    assert sealed({"type": "signed"}, issuer(publicKey=f"{SITE}/key"), OTHER_KEY).verdict is Verdict.INVALID


def test_a_key_inside_the_published_profile_needs_no_address_of_its_own() -> None:
    for name in ("urn:x:key", f"{SITE}/issuer#key"):
        profile = issuer(publicKey=[key_document(id=name)])
        assert sealed({"type": "signed", "creator": name}, profile).verdict is Verdict.VALID
        assert sealed({"type": "signed", "creator": name}, profile, OTHER_KEY).verdict is Verdict.INVALID


def test_a_key_that_says_it_is_anothers_is_not_the_issuers() -> None:
    profile = issuer(publicKey=[key_document(id="urn:x:key", owner="https://mallory.example/issuer")])
    report = sealed({"type": "signed", "creator": "urn:x:key"}, profile)
    assert report.outcome("issuer.key_bound") is Outcome.FAILED


def test_a_withdrawal_without_a_reason_is_told_as_one() -> None:
    listed = {"@context": "https://w3id.org/openbadges/v2", "type": "RevocationList", "id": f"{SITE}/revoked"}
    listed["revokedAssertions"] = [f"{SITE}/a/1"]  # type: ignore[assignment]  # a JSON object
    profile = issuer(publicKey=[f"{SITE}/key"], revocationList=f"{SITE}/revoked")
    report = sealed(SIGNED, profile, KEY, listed)
    assert report.verdict is Verdict.REVOKED
    told = next(one.explanation for one in report.checks if one.name == "status.revocation")
    assert told == "Its issuer has withdrawn it, without giving a reason."


def test_of_several_members_that_hold_something_else_the_same_one_is_told_every_time() -> None:
    wrong = {"alignment": 1, "image": [2], "narrative": 3, "tags": [4]}
    for more in (wrong, dict(reversed(wrong.items()))):
        told = next(check for check in hosted("badge", more).checks if check.name == "format.structure")
        assert told.values == {"member": "narrative"}


def test_what_is_found_of_a_file_and_again_of_what_is_published_is_told_once() -> None:
    file = assertion(narrative="Another.")
    report = judged(file, site(assertion(), badge_class(), issuer()))
    told = next(check for check in report.checks if check.name == "format.type")
    assert (told.explanation + " " + told.evidence["also"]).count("Assertion") == 1
