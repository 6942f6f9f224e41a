"""Badges of Open Badges 1 and 2 by somebody who shares a host with an issuer, or is led to from it."""

from __future__ import annotations

from dataclasses import replace
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
    pem,
    signed,
    site,
)
from wallet.openbadges.reading import read
from wallet.openbadges.report import Fetched, Outcome, Verdict

MALLORY = "https://mallory.example"
HER_KEY = f"{SITE}/~mallory/key"
BY_HER = {"verification": {"type": "signed", "creator": HER_KEY}}
LED_AWAY = f"{SITE}/redirect?to={MALLORY}/1"


def led(body: Any, url: str = LED_AWAY, to: str = f"{MALLORY}/1") -> dict[str, Fetched]:
    """What an address answers that sends on to another host."""
    return {url: replace(page(url, body), final_url=to)}


@pytest.mark.parametrize("owner", [f"{SITE}/~mallory", [f"{SITE}/issuer"], {"id": MALLORY}, 5])
def test_a_key_of_another_owner_on_the_issuer_s_host_is_not_the_issuer_s(owner: object) -> None:
    key = key_document(OTHER_KEY, id=HER_KEY, owner=owner)
    report = judged(signed(assertion(**BY_HER), OTHER_KEY), site(badge_class(), issuer(), key))
    assert report.outcome("issuer.key_bound") is Outcome.FAILED
    assert report.issuer == ""


@pytest.mark.parametrize("key", [pem(OTHER_KEY).encode(), key_document(OTHER_KEY, id=HER_KEY)])
def test_a_key_that_the_profile_does_not_list_is_not_shown_to_be_the_issuer_s(key: Json | bytes) -> None:
    pages = site(badge_class(), issuer()) | {HER_KEY: page(HER_KEY, key)}
    report = judged(signed(assertion(**BY_HER), OTHER_KEY), pages)
    assert report.outcome("issuer.key_bound") is Outcome.NOT_CHECKED
    assert report.verdict is Verdict.UNVERIFIABLE


def test_an_assertion_in_the_words_of_2013_does_not_make_its_issuer_one_of_2013() -> None:
    old = assertion(verify={"type": "signed", "url": HER_KEY})
    for name in ("@context", "type", "verification"):
        del old[name]
    pages = site(badge_class(), issuer()) | {HER_KEY: page(HER_KEY, pem(OTHER_KEY).encode())}
    assert judged(signed(old, OTHER_KEY), pages).outcome("issuer.key_bound") is Outcome.NOT_CHECKED


def test_a_key_of_2013_is_on_its_issuer_s_host_itself() -> None:
    old = assertion(verify={"type": "signed", "url": LED_AWAY})
    for name in ("@context", "type", "verification"):
        del old[name]
    plain = {
        one["id"]: {n: v for n, v in one.items() if n not in ("@context", "type")} for one in (badge_class(), issuer())
    }
    pages = {url: page(url, one) for url, one in plain.items()} | led(pem(OTHER_KEY).encode())
    assert judged(signed(old, OTHER_KEY), pages).outcome("issuer.key_bound") is Outcome.NOT_CHECKED


def test_what_is_published_is_not_shown_as_a_credential_of_another_standard() -> None:
    other = {
        "credentialSubject": {"type": "AchievementSubject", "achievement": {"name": "Doctor of Medicine"}},
        "issuer": {"id": "https://polytechnic.example/issuer", "name": "Polytechnic"},
    }
    for lie in (other, {"type": ["Assertion", "VerifiableCredential"]}):
        report = judged(assertion(), site(assertion(**lie), badge_class(), issuer()))
        assert report.outcome("format.type") is Outcome.FAILED
        assert report.verdict is Verdict.INVALID
        assert read(report.credential).title != "Doctor of Medicine"
    part = judged(badge_class(), site(badge_class(**other), issuer()))
    assert part.verdict is Verdict.INVALID
    assert "credentialSubject" not in part.credential


def test_an_issuer_told_inside_a_badge_has_no_id_but_its_site() -> None:
    told = {"type": "Profile", "id": "did:web:polytechnic.example", "@id": "did:web:polytechnic.example"}
    badge = badge_class(issuer={**told, "name": "Polytechnic", "url": f"{SITE}/"})
    report = judged(assertion(badge=badge), site(assertion(badge=badge), badge))
    assert report.outcome("scope.hosted") is Outcome.PASSED
    assert report.issuer == f"{SITE}/"
    assert read(report.credential).issuer.id == ""
    assert read(report.credential).issuer.url == f"{SITE}/"


def test_an_assertion_that_another_host_gave_is_not_shown_to_be_the_issuer_s() -> None:
    stray = assertion(id=LED_AWAY)
    report = judged(stray, site(badge_class(), issuer()) | led(stray))
    assert report.outcome("scope.hosted") is Outcome.NOT_CHECKED
    assert report.verdict is Verdict.UNVERIFIABLE
    assert report.issuer == ""
    moved = next(check for check in report.checks if check.name == "form.current")
    assert moved.values == {"host": "mallory.example"}


def test_a_profile_that_another_host_gave_is_not_the_issuer_s() -> None:
    profile = issuer(id=LED_AWAY, publicKey=f"{MALLORY}/key")
    pages = site(
        badge_class(issuer=LED_AWAY), key_document(OTHER_KEY, id=f"{MALLORY}/key", owner=LED_AWAY), assertion()
    )
    sealed = assertion(verification={"type": "signed", "creator": f"{MALLORY}/key"})
    by_key = judged(signed(sealed, OTHER_KEY), pages | led(profile))
    assert by_key.outcome("issuer.key_bound") is Outcome.NOT_CHECKED
    assert (by_key.verdict, by_key.issuer) == (Verdict.UNVERIFIABLE, "")
    assert judged(assertion(), pages | led(profile)).outcome("scope.hosted") is Outcome.NOT_CHECKED


def test_an_endorsement_that_another_host_gave_is_not_the_endorser_s() -> None:
    words = {"type": "Endorsement", "id": LED_AWAY, "issuer": f"{SITE}/issuer", "claim": {"id": f"{SITE}/a/1"}}
    told = assertion(endorsement=LED_AWAY)
    report = judged(told, site(told, badge_class(), issuer()) | led({**badge_class(), **words}))
    assert report.outcome("endorsement[0]") is Outcome.FAILED


@pytest.mark.parametrize("to", [f"{SITE}/1".replace("://", "://www."), f"{SITE}/1"])
def test_a_redirect_on_the_issuer_s_own_site_is_only_said(to: str) -> None:
    moved = assertion(id=LED_AWAY)
    report = judged(moved, site(badge_class(), issuer()) | led(moved, to=to))
    assert report.verdict is Verdict.VALID
    assert report.outcome("form.current") is Outcome.WARNING


STARTS = f"{SITE}/badges/"


@pytest.mark.parametrize(
    ("url", "starts", "outcome"),
    [
        (f"{STARTS}%2e%2e/~mallory/a", STARTS, Outcome.FAILED),
        (f"{STARTS}.%2E/~mallory/a", STARTS, Outcome.FAILED),
        (f"{STARTS}..;/~mallory/a", STARTS, Outcome.FAILED),
        (f"{STARTS}..%2f~mallory/a", STARTS, Outcome.FAILED),
        (f"{STARTS}x%2f..%2f..%2f~mallory/a", STARTS, Outcome.FAILED),
        (f"{SITE}/badges-of-mallory/a", STARTS[:-1], Outcome.NOT_CHECKED),
        (f"{STARTS}1", STARTS[:-1], Outcome.PASSED),
        (f"{STARTS}..1", STARTS, Outcome.PASSED),
        (f"{SITE}/badges?id=1", f"{SITE}/badges?id=", Outcome.PASSED),
    ],
)
def test_a_path_that_climbs_or_only_looks_alike_is_not_below_another(url: str, starts: str, outcome: Outcome) -> None:
    told = assertion(id=url)
    report = judged(told, site(told, badge_class(), issuer(verification={"startsWith": starts})))
    assert report.outcome("scope.hosted") is outcome


@pytest.mark.parametrize("said", [True, "TRUE", "true", 1, [True], {"@value": True}, [False, {"@value": "true"}]])
def test_a_withdrawal_in_any_form_counts(said: object) -> None:
    told = assertion(revoked=said)
    assert judged(told, site(told, badge_class(), issuer())).verdict is Verdict.REVOKED
    pages = site(badge_class(), issuer(publicKey=f"{SITE}/key"), key_document())
    sealed = assertion(revoked=said, verification={"type": "signed", "creator": f"{SITE}/key"})
    assert judged(signed(sealed), pages).verdict is Verdict.REVOKED


@pytest.mark.parametrize(
    ("said", "sound"), [(False, True), ("false", True), (None, True), ("yes", False), ([[1]], False)]
)
def test_what_says_neither_yes_nor_no_to_a_withdrawal_is_misbuilt(said: object, sound: bool) -> None:
    told = assertion(revoked=said)
    report = judged(told, site(told, badge_class(), issuer()))
    assert (report.verdict is Verdict.VALID) is sound
    assert (report.outcome("format.structure") is Outcome.FAILED) is not sound


MINE = f"{SITE}/a/1"


@pytest.mark.parametrize(
    ("listing", "verdict"),
    [
        ({"revokedAssertions": []}, Verdict.VALID),
        ({"revokedAssertions": [], "issuer": f"{SITE}/issuer"}, Verdict.VALID),
        ({"revokedAssertions": [], "issuer": {"id": f"{SITE}/issuer"}}, Verdict.VALID),
        ({"revokedAssertions": [], "issuer": MALLORY}, Verdict.UNVERIFIABLE),
        ({"revokedAssertions": [{"@id": MINE}]}, Verdict.REVOKED),
        ({"revokedAssertions": [[MINE]]}, Verdict.UNVERIFIABLE),
        ({"revokedAssertions": [{"revocationReason": "?"}]}, Verdict.UNVERIFIABLE),
    ],
)
def test_a_list_of_withdrawals_is_read_whole_and_is_the_issuer_s_own(listing: Json, verdict: Verdict) -> None:
    whole = {"@context": issuer()["@context"], "type": "RevocationList", "id": f"{SITE}/revoked", **listing}
    profile = issuer(publicKey=f"{SITE}/key", revocationList=f"{SITE}/revoked")
    sealed = assertion(verification={"type": "signed", "creator": f"{SITE}/key"})
    assert judged(signed(sealed), site(badge_class(), profile, key_document(), whole)).verdict is verdict


LIST = f"{SITE}/revoked"
OTHERWISE_SAID: list[Json] = [{}, {"error": "not found"}, {"@graph": []}, {"id": LIST}]


@pytest.mark.parametrize("said", OTHERWISE_SAID)
def test_whatever_a_server_says_is_no_list_of_withdrawn_badges(said: Json) -> None:
    token = signed(assertion(verification={"type": "signed", "creator": f"{SITE}/key"}))
    profile = issuer(publicKey=f"{SITE}/key", revocationList=LIST)
    report = judged(token, site(badge_class(), profile, key_document()) | {LIST: page(LIST, said)})
    assert report.outcome("status.revocation") is Outcome.NOT_CHECKED
    assert report.verdict is Verdict.UNVERIFIABLE


@pytest.mark.parametrize(("uid", "verdict"), [("a1", Verdict.REVOKED), ("a2", Verdict.VALID)])
def test_the_list_of_2013_is_a_bare_object(uid: str, verdict: Verdict) -> None:
    old = assertion(uid="a1", verify={"type": "signed", "url": f"{SITE}/key"})
    plain = [old, badge_class(), issuer(revocationList=LIST)]
    for one in plain:
        for name in ("@context", "type", "verification"):
            one.pop(name, None)
    pages = {one["id"]: page(one["id"], one) for one in plain[1:]}
    pages |= {f"{SITE}/key": page(f"{SITE}/key", pem(KEY).encode()), LIST: page(LIST, {uid: "Mistake"})}
    assert judged(signed(old), pages).verdict is verdict
