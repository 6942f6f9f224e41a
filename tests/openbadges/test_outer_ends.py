"""Dates at the ends of the calendar and addresses that are none: a report comes of each."""

from __future__ import annotations

import json

import pytest

from tests.openbadges import issuing
from tests.openbadges.university import ED25519, NOW, credential, did_key, judged, method_of, sealed
from wallet.openbadges import jws
from wallet.openbadges.report import Outcome, Report, Verdict, nobody
from wallet.trust.driver import judge

BROKEN = ["http://[#x", "https://[::1#k", "https://a]b#c", "http://℀.example#x"]


@pytest.mark.parametrize("address", BROKEN)
def test_an_address_that_is_none_is_told_wherever_it_stands(address: str) -> None:
    schema = credential(credentialSchema={"id": address, "type": "1EdTechJsonSchemaValidator2019"})
    token = jws.sign({"vc": schema, "iss": did_key()}, ED25519, kid=method_of(did_key()))
    assert judged(token).outcome("seal.intact") is Outcome.PASSED
    assert judged(address).verdict is not Verdict.VALID
    signed = issuing.signed(issuing.assertion(verification={"type": "signed", "creator": address}))
    pages = issuing.site(issuing.badge_class(), issuing.issuer(publicKey=address, revocationList=address))
    assert issuing.judged(signed, pages).verdict is not Verdict.VALID


def test_a_badge_that_expires_or_begins_at_the_end_of_time_is_judged() -> None:
    last = "9999-12-31T23:59:59-05:00"
    for more, verdict in (({"expires": last}, Verdict.VALID), ({"issuedOn": last}, Verdict.NOT_YET_VALID)):
        document = issuing.assertion(**more)
        pages = issuing.site(document, issuing.badge_class(), issuing.issuer())
        assert issuing.judged(document, pages).verdict is verdict


def test_a_seal_dated_at_the_beginning_of_time_is_judged_for_this_moment_alone() -> None:
    document = sealed()
    document["proof"]["created"] = "0001-01-01T00:00:00Z"
    report, span = judge(json.dumps(document).encode(), {}, NOW, (), nobody)
    assert isinstance(report, Report)
    assert report.verdict is Verdict.INVALID
    assert span.exact


def test_an_endorsement_about_an_object_speaks_of_something_else() -> None:
    url = "https://agency.example/e/1"
    speech = {"type": "Endorsement", "id": url, "issuer": "https://agency.example/", "claim": {"id": {"id": "x"}}}
    listed = issuing.badge_class(endorsement=url)
    pages = issuing.site(issuing.assertion(), listed, issuing.issuer()) | {url: issuing.page(url, speech)}
    assert issuing.judged(issuing.assertion(), pages).outcome("endorsement[0]") is Outcome.FAILED
