"""Only the issuer that was proved counts, whatever else a credential says of who issued it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.openbadges import issuing
from tests.openbadges.university import ED25519, NOW, SEALED, STRANGER, credential, did_key, method_of, sealed
from wallet.models import StoredReport
from wallet.openbadges import jws, proofs
from wallet.openbadges.report import Outcome, Report, Verdict
from wallet.reports import proved_issuer, stored
from wallet.trust.known import known_from
from wallet.trust.offline import verify_offline
from wallet.verify.reporting import report_of

POLYTECHNIC = "https://polytechnic.example/issuer"
KNOWN = known_from([("polytechnic.example", "Polytechnic"), ("https://university.example/issuers/1", "University")])
MALLORY = did_key(STRANGER)
LIE = {"badge": {"issuer": {"id": POLYTECHNIC}}}
# An extra vocabulary in which the lie is JSON that the seal covers.
OWN_TERM = {"badge": {"@id": "https://mallory.example/badge", "@type": "@json"}}


def by_mallory(suite: str) -> str:
    """A credential sealed with a key of nobody's, which names a known university where another version would."""
    lie = credential(MALLORY) | LIE
    if suite == "jwt":
        return jws.sign(lie, STRANGER, kid=method_of(MALLORY))
    if suite == "eddsa-rdfc-2022":
        lie["@context"] = [*lie["@context"], OWN_TERM]
    return json.dumps(proofs.sign(lie, STRANGER, method_of(MALLORY), SEALED, suite))


def judged(document: str, documents: Any = None) -> Report:
    return verify_offline(document.encode(), documents or {}, NOW, known=KNOWN)


@pytest.mark.parametrize("suite", ["jwt", "eddsa-jcs-2022", "eddsa-rdfc-2022"])
def test_a_member_of_another_version_makes_nobody_a_known_issuer(suite: str) -> None:
    report = judged(by_mallory(suite))
    assert report.outcome("issuer.known") is Outcome.WARNING
    assert report.issuer == MALLORY


def test_the_proved_issuer_is_told_with_what_is_known_of_it() -> None:
    known = next(check for check in judged(json.dumps(sealed())).checks if check.name == "issuer.known")
    assert known.evidence == {"issuer": did_key(ED25519)}


def test_of_a_broken_seal_no_issuer_is_proved() -> None:
    report = judged(json.dumps(sealed() | {"name": "Medicine"}))
    assert report.outcome("seal.intact") is Outcome.FAILED
    assert report.issuer == ""
    assert report.outcome("issuer.known") is Outcome.NOT_CHECKED


def test_a_holder_is_no_issuer() -> None:
    nameless = credential() | {"holder": MALLORY}
    del nameless["issuer"]
    report = judged(jws.sign(nameless, STRANGER, kid=method_of(MALLORY)))
    assert report.outcome("issuer.key_bound") is Outcome.FAILED
    assert report.issuer == ""


@pytest.mark.parametrize("issuers", [1, 2])
def test_credentials_presented_together_have_one_issuer_or_none(issuers: int) -> None:
    held = [sealed(), sealed() if issuers == 1 else sealed(credential(MALLORY), STRANGER)]
    context = ["https://www.w3.org/ns/credentials/v2"]
    together = {"@context": context, "type": ["VerifiablePresentation"], "verifiableCredential": held}
    report = judged(json.dumps(together))
    assert report.verdict is Verdict.VALID
    assert report.issuer == (did_key(ED25519) if issuers == 1 else "")
    told = {check.name: check.explanation for check in report.checks}
    assert told["form.current"] == "It holds 2 credentials, of which only the first is shown."
    assert ("several issuers" in told["issuer.known"]) is (issuers == 2)


def test_the_issuer_of_a_hosted_badge_is_the_address_where_its_profile_is() -> None:
    report = issuing.judged(
        issuing.assertion(), issuing.site(issuing.assertion(), issuing.badge_class(), issuing.issuer())
    )
    assert report.issuer == f"{issuing.SITE}/issuer"


def test_an_issuer_told_only_inside_a_hosted_badge_is_no_more_than_its_site() -> None:
    told = {"type": "Issuer", "name": "University", "url": f"{issuing.SITE}/departments/physics"}
    badge = issuing.badge_class(issuer=told)
    report = issuing.judged(issuing.assertion(), issuing.site(issuing.assertion(), badge))
    assert report.outcome("scope.hosted") is Outcome.PASSED
    assert report.issuer == issuing.SITE


def test_a_report_that_was_kept_still_says_who_was_proved() -> None:
    for report in (judged(json.dumps(sealed())), judged(json.dumps(sealed() | {"name": "Medicine"}))):
        assert proved_issuer(StoredReport(**stored(report))) == report.issuer
        assert report_of(StoredReport(**stored(report))).issuer == report.issuer
    assert proved_issuer(None) == ""
