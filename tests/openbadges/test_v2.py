from __future__ import annotations

from typing import Any

import pytest

from tests.openbadges.issuing import (
    ANNA,
    CONTEXT,
    KEY,
    SITE,
    Json,
    assertion,
    badge_class,
    issuer,
    judged,
    page,
    pem,
    signed,
    site,
)
from wallet.openbadges.report import Fetched, Outcome, Report, Unreachable, Verdict

WHOLE = (assertion(), badge_class(), issuer())


def explained(report: Report, name: str) -> str:
    return next(check.explanation for check in report.checks if check.name == name)


def test_a_hosted_badge_is_valid_where_its_issuer_publishes_it() -> None:
    report = judged(assertion(), site(*WHOLE), recipients=["bob@x.example", ANNA])
    assert report.verdict is Verdict.VALID, report
    assert report.outcome("scope.hosted") is Outcome.PASSED
    assert report.outcome("recipient.match") is Outcome.PASSED
    assert report.outcome("issuer.known") is Outcome.WARNING
    assert set(report.looked_at) == {f"{SITE}/a/1", f"{SITE}/b/1", f"{SITE}/issuer"}


def test_only_what_the_issuer_publishes_is_shown() -> None:
    altered = assertion(issuedOn="2020-01-01T00:00:00Z", badge=badge_class(name="Doctor of Medicine"))
    report = judged(altered, site(*WHOLE))
    assert report.verdict is Verdict.VALID
    assert report.credential["issuedOn"] == "2026-01-02T03:04:05Z"
    assert isinstance(report.credential["badge"], dict)
    assert report.credential["badge"]["name"] == "Statistics"
    assert report.credential["badge"]["issuer"]["name"] == "Example University"
    assert "differs from what its issuer publishes" in explained(report, "form.current")


def test_a_recipient_written_over_in_the_file_does_not_count() -> None:
    altered = assertion(recipient={"type": "email", "hashed": False, "identity": "mallory@x.example"})
    report = judged(altered, site(*WHOLE), recipients=["mallory@x.example"])
    assert report.outcome("recipient.match") is Outcome.FAILED
    assert report.verdict is Verdict.INVALID


@pytest.mark.parametrize(
    ("published", "said"),
    [
        (page(f"{SITE}/a/1", assertion(revoked=True, revocationReason="Plagiarism")), "Plagiarism"),
        (page(f"{SITE}/a/1", assertion(revoked=True)), "without giving a reason"),
        (page(f"{SITE}/a/1", status=410), "without giving a reason"),
        (page(f"{SITE}/a/1", {"revoked": True, "revocationReason": "Issued by mistake"}, 410), "Issued by mistake"),
    ],
)
def test_a_badge_that_its_issuer_withdrew_is_revoked(published: Fetched, said: str) -> None:
    report = judged(assertion(), site(*WHOLE) | {f"{SITE}/a/1": published})
    assert report.verdict is Verdict.REVOKED
    assert said in explained(report, "status.revocation")


@pytest.mark.parametrize("absent", [assertion(), badge_class(), issuer()], ids=["assertion", "badge", "issuer"])
@pytest.mark.parametrize("status", [404, 500, None])
def test_what_cannot_be_reached_is_never_passed(absent: Json, status: int | None) -> None:
    url = absent["id"]
    answer = Unreachable(url, "no route") if status is None else page(url, status=status)
    report = judged(assertion(), site(*WHOLE) | {url: answer})
    assert report.verdict is Verdict.UNVERIFIABLE
    assert report.outcome("issuer.reachable") is Outcome.FAILED


def test_a_copy_on_somebody_else_s_site_is_out_of_scope() -> None:
    theirs = assertion(id="https://mallory.example/a/1")
    report = judged(theirs, site(theirs, badge_class(), issuer()))
    assert report.verdict is Verdict.INVALID
    assert report.failed() == ("scope.hosted",)


@pytest.mark.parametrize(
    ("url", "rules", "within"),
    [
        ("https://a.cdn.example/x/1", {"allowedOrigins": "a.cdn.example"}, True),
        ("https://a.cdn.example/x/1", {"allowedOrigins": ["https://a.cdn.example", "b.example"]}, True),
        ("https://a.cdn.example/x/1", {"allowedOrigins": ["cdn.example"]}, False),
        ("https://a.cdn.example:8443/x/1", {"allowedOrigins": ["a.cdn.example"]}, False),
        ("https://a.cdn.example/x/1", {"startsWith": "https://a.cdn.example/x/"}, True),
        ("https://a.cdn.example/x/../y/1", {"startsWith": "https://a.cdn.example/x/"}, False),
        ("http://a.cdn.example/x/1", {"startsWith": "https://a.cdn.example/x/"}, False),
        ("https://a.cdn.example.evil.example/x/1", {"startsWith": "https://a.cdn.example"}, False),
        ("https://a.cdn.example@evil.example/x/1", {"startsWith": "https://a.cdn.example"}, False),
        (f"{SITE}/a/1", {"startsWith": "https://a.cdn.example/"}, False),
        (f"{SITE}/a/1", {"startsWith": f"{SITE}/", "allowedOrigins": ["a.cdn.example"]}, False),
    ],
)
def test_the_issuer_says_where_its_badges_live(url: str, rules: Json, within: bool) -> None:
    document = assertion(id=url)
    report = judged(document, site(document, badge_class(), issuer(verification=rules)))
    assert (report.outcome("scope.hosted") is Outcome.PASSED) is within


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        (assertion(type="OtherAssertion"), "format.type"),
        (assertion(type=["Assertion", "Unheard"]), "format.type"),
        (assertion(badge=None), "format.structure"),
        (assertion(recipient=[]), "format.structure"),
        (assertion(issuedOn="2026-02-30"), "format.structure"),
        (assertion(expires="soon"), "format.structure"),
        (assertion(image={"id": "javascript:alert(1)"}), "format.image"),
        (assertion(image="data:image/png;base64,AAAA"), "format.image"),
        (assertion(**{"@context": [CONTEXT, {"recipient": "https://evil.example/r"}]}), "format.context"),
        (assertion(**{"@context": []}), "format.context"),
        (assertion(**{"extensions:x": {"type": ["Extension", "extensions:ApplyLink"]}}), "format.extension"),
    ],
)
def test_a_badge_that_is_not_formed_as_it_should_be_is_invalid(wrong: Json, name: str) -> None:
    report = judged(wrong, site(wrong, badge_class(), issuer()))
    assert report.verdict is Verdict.INVALID
    assert report.outcome(name) is Outcome.FAILED


def test_a_badge_class_that_is_something_else_is_invalid() -> None:
    report = judged(assertion(), site(assertion(), badge_class(type="Issuer"), issuer()))
    assert report.failed() == ("format.type",)


def test_a_badge_outside_its_time_is_not_called_forged() -> None:
    old, young = assertion(expires="2026-02-01"), assertion(issuedOn="2027-01-01T00:00:00+01:00")
    assert judged(old, site(old, badge_class(), issuer())).verdict is Verdict.EXPIRED
    assert judged(young, site(young, badge_class(), issuer())).verdict is Verdict.NOT_YET_VALID


def test_a_badge_that_moved_is_followed_home_and_said_to_have_moved() -> None:
    pages = site(*WHOLE) | {f"{SITE}/old": page(f"{SITE}/old", badge_class())}
    document = assertion(badge=f"{SITE}/old")
    report = judged(document, pages | site(document))
    assert report.verdict is Verdict.VALID
    assert report.outcome("form.current") is Outcome.WARNING


def test_an_issuer_that_gives_itself_an_id_that_is_no_address_is_said_to_be_hard_to_find() -> None:
    profile = issuer(id="urn:uuid:9f1b2c6e-6f0a-4a5e-8a58-0a9a6f7b1c11")
    report = judged(assertion(), site(assertion(), badge_class()) | {f"{SITE}/issuer": page(f"{SITE}/issuer", profile)})
    assert report.verdict is Verdict.VALID
    assert report.outcome("form.current") is Outcome.WARNING


def test_addresses_that_send_in_circles_end() -> None:
    there, back = {"id": f"{SITE}/back"}, {"id": f"{SITE}/there"}
    pages = {f"{SITE}/there": page(f"{SITE}/there", there), f"{SITE}/back": page(f"{SITE}/back", back)}
    report = judged(assertion(id=f"{SITE}/there"), pages)
    assert report.verdict is Verdict.UNVERIFIABLE


HALF = {
    "recipient": ANNA,
    "badge": {
        "version": "0.5.0",
        "name": "Statistics",
        "image": "/b.png",
        "description": "d",
        "criteria": "/c",
        "issuer": {"origin": SITE, "name": "Example University"},
    },
    "issued_on": "2012-05-06",
}


def test_a_badge_of_2012_is_judged_at_its_issuer_s_origin() -> None:
    half = HALF  # whose picture and criteria are told by their paths on that site
    here, elsewhere = f"{SITE}/a.json", "https://mallory.example/a.json"
    assert judged(half, {here: page(here, half)}, recipients=[ANNA]).verdict is Verdict.VALID
    assert judged(here.encode(), {here: page(here, half)}).verdict is Verdict.VALID
    assert judged(half, {}).verdict is Verdict.UNVERIFIABLE
    assert judged(half, {elsewhere: page(elsewhere, half)}).verdict is Verdict.UNVERIFIABLE
    assert judged(elsewhere.encode(), {elsewhere: page(elsewhere, half)}).verdict is Verdict.INVALID


def test_a_badge_of_2013_is_judged_where_it_says_it_is_hosted() -> None:
    old = {
        "uid": "a1",
        "recipient": {"type": "email", "hashed": False, "identity": ANNA},
        "badge": f"{SITE}/b/1",
        "verify": {"type": "hosted", "url": f"{SITE}/a/1"},
        "issuedOn": 1_400_000_000,
    }
    plain_badge = {"name": "Statistics", "description": "d", "image": "x", "criteria": "x", "issuer": f"{SITE}/issuer"}
    plain_issuer = {"name": "Example University", "url": "https://example.edu"}
    plain_badge |= {"image": f"{SITE}/b.png", "criteria": f"{SITE}/c"}
    pages = {
        f"{SITE}/a/1": page(f"{SITE}/a/1", old),
        f"{SITE}/b/1": page(f"{SITE}/b/1", plain_badge),
        f"{SITE}/issuer": page(f"{SITE}/issuer", plain_issuer),
    }
    assert judged(old, pages, recipients=[ANNA]).verdict is Verdict.VALID


def of_2013(document: Json) -> Json:
    """A document as Open Badges 1.0 had it: without context and type."""
    return {name: value for name, value in document.items() if name not in ("@context", "type")}


def test_a_badge_of_2013_is_signed_with_a_bare_key_on_its_issuer_s_host() -> None:
    document = of_2013(assertion(verify={"type": "signed", "url": f"{SITE}/key.pem"}))
    del document["verification"]
    pages = {f"{SITE}/key.pem": page(f"{SITE}/key.pem", pem(KEY).encode())}
    pages |= {one["id"]: page(one["id"], of_2013(one)) for one in (badge_class(), issuer())}
    assert judged(signed(document), pages).verdict is Verdict.VALID
    elsewhere = assertion(verify={"type": "signed", "url": "https://mallory.example/key.pem"})
    del elsewhere["verification"]
    url = "https://mallory.example/key.pem"
    assert judged(signed(elsewhere), pages | {url: page(url, pem(KEY).encode())}).verdict is Verdict.INVALID


def test_endorsements_are_told_one_by_one_and_change_no_verdict() -> None:
    good = {
        "@context": CONTEXT,
        "type": "Endorsement",
        "id": "https://agency.example/e/1",
        "issuer": "https://agency.example/",
        "claim": {"id": f"{SITE}/b/1", "endorsementComment": "Good."},
        "issuedOn": "2026-01-01T00:00:00Z",
    }
    stolen = good | {"id": "https://mallory.example/e/2"}
    listed = badge_class(endorsement=[good["id"], stolen["id"], "https://agency.example/gone", "urn:x"])
    report = judged(assertion(), site(assertion(), listed, issuer(), good, stolen))
    assert report.verdict is Verdict.VALID
    outcomes = [report.outcome(f"endorsement[{number}]") for number in range(4)]
    assert outcomes == [Outcome.PASSED, Outcome.FAILED, Outcome.NOT_CHECKED, Outcome.NOT_CHECKED]


MINE = "https://mallory.example"
FAMOUS = {"https://example.edu": "Example University", f"{SITE}/issuer": "Example University"}
FAMOUS |= {"did:web:example.edu": "Example University"}


def forged(**profile: Any) -> Json:
    """An assertion on Mallory's own site that holds its badge class and issuer inside."""
    inside = badge_class(id="urn:uuid:1", issuer={"type": "Issuer", "name": "Example University", **profile})
    return assertion(id=f"{MINE}/a/1", badge=inside)


@pytest.mark.parametrize(
    "profile",
    [
        {},
        {"url": "https://example.edu"},
        {"id": "did:web:example.edu"},
        {"id": "did:web:example.edu", "url": MINE},
        {"url": "https://example.edu", "verification": {"allowedOrigins": ["mallory.example"]}},
        {"url": "https://example.edu", "verification": {"startsWith": MINE}},
        {"id": f"{SITE}/issuer", "url": MINE, "verification": {"startsWith": MINE}},
        {"id": [], "url": "https://example.edu"},
    ],
)
def test_a_name_put_inside_a_badge_of_one_s_own_is_never_that_issuer(profile: Json) -> None:
    document = forged(**profile)
    report = judged(document, site(document, issuer()), known=FAMOUS.get)
    assert report.outcome("issuer.known") is not Outcome.PASSED
    assert report.verdict is not Verdict.VALID or profile["url"] == MINE


def test_a_profile_without_an_id_is_known_by_where_it_was_found_not_by_the_website_it_names() -> None:
    profile = {"name": "Example University", "url": "https://example.edu"}
    badge = {**badge_class(id=f"{MINE}/b"), "issuer": f"{MINE}/i"}
    document = assertion(id=f"{MINE}/a/1", badge=f"{MINE}/b")
    report = judged(document, site(document, badge) | {f"{MINE}/i": page(f"{MINE}/i", profile)}, known=FAMOUS.get)
    assert report.outcome("issuer.known") is Outcome.WARNING


def test_a_badge_that_holds_all_inside_is_its_host_s() -> None:
    document = forged(url=f"{MINE}/about")
    del document["badge"]["@context"]
    report = judged(document, site(document))
    assert report.verdict is Verdict.VALID
    assert report.outcome("scope.hosted") is Outcome.PASSED


def test_a_withdrawn_or_absent_endorsement_is_told() -> None:
    url = "https://agency.example/e/1"
    listed = badge_class(endorsement={"id": url})
    pages = site(assertion(), listed, issuer())
    assert judged(assertion(), pages | {url: page(url, status=410)}).outcome("endorsement[0]") is Outcome.FAILED
    other = {"id": url, "type": "Endorsement", "claim": f"{SITE}/b/2", "issuer": {"id": "https://agency.example/"}}
    assert judged(assertion(), pages | {url: page(url, other)}).outcome("endorsement[0]") is Outcome.FAILED
    fitting = other | {"claim": f"{SITE}/b/1"}
    assert judged(assertion(), pages | {url: page(url, fitting)}).outcome("endorsement[0]") is Outcome.PASSED
