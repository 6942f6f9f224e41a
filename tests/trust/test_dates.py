"""A report is given again until the first of the dates that decide it, and never beyond."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.openbadges.university import (
    ED25519,
    NOW,
    WEB,
    WEB_DOCUMENT,
    did_document,
    page,
)
from tests.trust.site import (
    BADGE,
    LATER,
    LIST,
    PAGES,
    SOON,
    Documents,
    as_file,
    by_the_university,
    remembered,
    site,
    status_list,
)
from wallet.openbadges import keys, proofs
from wallet.openbadges.report import Report, nobody
from wallet.trust.driver import judge
from wallet.trust.remembered import Remembered, Verdicts


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
    hashed = proofs._hashed(proofs.Sealed(body), options, suite, keys.Key("Ed25519", ED25519.public_key()))
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
