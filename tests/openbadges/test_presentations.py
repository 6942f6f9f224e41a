"""Presentations and envelopes: each credential counts by its own seal, and what is around it is nobody's word."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from tests.openbadges.university import (
    ED25519,
    P256,
    STRANGER,
    V2,
    credential,
    did_key,
    judged,
    method_of,
    sealed,
)
from wallet.openbadges import jws, keys
from wallet.openbadges.proofs import _CRYPTOSUITES, Sealed, _hashed
from wallet.openbadges.report import Outcome, Verdict

Json = dict[str, Any]
HOLDER = did_key(P256)


def presentation(*credentials: Any, **more: Any) -> Json:
    """A presentation that nobody has sealed."""
    return {
        "@context": [V2],
        "type": ["VerifiablePresentation"],
        "holder": HOLDER,
        "verifiableCredential": [*credentials],
    } | more


def presented(document: Json, private: Any = P256, purpose: str = "authentication") -> Json:
    """A presentation sealed by whoever presents it."""
    suite = _CRYPTOSUITES["ecdsa-rdfc-2019" if private is P256 else "eddsa-rdfc-2022"]
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": suite.name,
        "created": "2026-01-01T00:00:00Z",
        "verificationMethod": method_of(did_key(private)),
        "proofPurpose": purpose,
        "challenge": "abc",
        "domain": "https://verifier.example",
    }
    key = keys.Key(jws.kind_of(private), private.public_key())
    value = jws.signed(private, _hashed(Sealed(document), proof, suite, key))
    return {**document, "proof": {**proof, "proofValue": "z" + keys.base58(value)}}


def token(document: Json, typ: str = "vc+jwt") -> str:
    return jws.sign(document, ED25519, kid=method_of(did_key()), typ=typ)


def envelope(**more: Any) -> Json:
    whole = {"@context": V2, "type": "EnvelopedVerifiableCredential", "id": f"data:application/vc+jwt,{token(BADGE)}"}
    return {name: value for name, value in (whole | more).items() if value is not None}


BADGE = credential(did_key())
OTHER = sealed(credential(did_key(), id="urn:uuid:2"))


@pytest.mark.parametrize("purpose", ["authentication", "assertionMethod"])
def test_a_sealed_presentation_is_as_good_as_what_it_holds(purpose: str) -> None:
    assert judged(presented(presentation(sealed()), purpose=purpose)).verdict is Verdict.VALID
    assert judged(presented(presentation(sealed(), OTHER))).verdict is Verdict.VALID


@pytest.mark.parametrize("change", [{"holder": did_key(STRANGER)}, {"id": "urn:uuid:3"}, {"verifiableCredential": []}])
def test_a_sealed_presentation_cannot_be_changed(change: Json) -> None:
    report = judged(presented(presentation(sealed())) | change)
    assert report.outcome("seal.intact") is Outcome.FAILED
    assert report.verdict is Verdict.INVALID


def test_a_presentation_sealed_for_another_use_is_refused() -> None:
    assert judged(presented(presentation(sealed()), purpose="keyAgreement")).verdict is Verdict.INVALID


def test_a_presenter_who_cannot_be_checked_takes_nothing_from_the_badge() -> None:
    for document in (presented(presentation(sealed()), STRANGER), presentation(sealed(), proof={"type": "Proof9"})):
        report = judged(document)
        assert report.verdict is Verdict.VALID
        assert "Who presents it could not be checked." in str(report.checks)


def test_one_bad_credential_spoils_a_presentation() -> None:
    bad = {**copy.deepcopy(sealed()), "name": "Doctor"}
    for document in (presentation(bad), presentation(OTHER, bad), presented(presentation(OTHER, bad))):
        assert judged(document).verdict is Verdict.INVALID


@pytest.mark.parametrize("text", ["did:example:1", "https://www.example.org/badge", json.dumps({"type": "x.y.z"}), ""])
def test_a_text_that_is_no_token_is_no_credential_in_a_presentation(text: str) -> None:
    report = judged({"@context": [V2], "type": ["VerifiablePresentation"], "verifiableCredential": [text]})
    assert report.outcome("format.structure") is Outcome.FAILED


def test_what_a_presentation_says_around_its_credentials_is_not_shown() -> None:
    report = judged(presentation(sealed(), OTHER, name="Doctor of Medicine", id="urn:x:1"))
    assert report.credential.keys() == {"@context", "type", "verifiableCredential"}


@pytest.mark.parametrize("holder", ["nobody", None, 5, ["did:a:b"], {"name": "x"}, {"id": "x"}])
def test_a_holder_has_to_be_named_by_a_uri(holder: Any) -> None:
    assert "format.structure" in judged(presentation(sealed(), holder=holder)).failed()


def test_a_holder_is_named_alone_or_in_an_object() -> None:
    for holder in (HOLDER, {"id": HOLDER, "name": "x"}):
        assert judged(presentation(sealed(), holder=holder)).verdict is Verdict.VALID


def test_a_presentation_of_a_type_that_nobody_defines_is_told_so() -> None:
    report = judged(presentation(sealed(), type=["VerifiablePresentation", "Invented"]))
    assert "format.type" in report.failed()


def test_an_envelope_is_opened_wherever_it_stands() -> None:
    whole = envelope()
    for document in (whole, presentation(whole)):
        report = judged(document)
        assert report.verdict is Verdict.VALID
        assert report.credential["name"] == "Statistics"
    inner = jws.sign(presentation(whole), P256, kid=method_of(HOLDER), typ="vp+jwt")
    outer = {"@context": [V2], "type": "EnvelopedVerifiablePresentation", "id": f"data:application/vp+jwt,{inner}"}
    assert judged(outer).verdict is Verdict.VALID


BROKEN_ENVELOPES: dict[str, tuple[Json, str]] = {
    "no context": ({"@context": None}, "format.context"),
    "an empty context": ({"@context": []}, "format.context"),
    "another context": ({"@context": "https://www.w3.org/ns/credentials/examples/v2"}, "format.context"),
    "no data URL": ({"id": token(BADGE)}, "format.structure"),
    "a changed token": ({"id": f"data:application/vc+jwt,{token(BADGE)[:-4]}AAAA"}, "seal.intact"),
    "another type": ({"type": "VerifiableCredential"}, "seal.present"),
    "no type": ({"type": None}, "format.type"),
}


@pytest.mark.parametrize("name", BROKEN_ENVELOPES)
def test_a_broken_envelope_holds_nothing(name: str) -> None:
    change, check = BROKEN_ENVELOPES[name]
    for document in (envelope(**change), presentation(envelope(**change))):
        report = judged(document)
        assert check in report.failed()
        assert report.verdict in (Verdict.INVALID, Verdict.MALFORMED)


@pytest.mark.parametrize("kind", ["application/vc+sd-jwt", "application/vc+cose;base64", "application/pdf"])
def test_an_envelope_of_another_kind_could_not_be_checked(kind: str) -> None:
    assert judged(envelope(id=f"data:{kind},{token(BADGE)}")).verdict is Verdict.UNVERIFIABLE


@pytest.mark.parametrize("second", [{"vc": BADGE}, {"vp": presentation()}, {"vc": {}}, {"vp": {}}])
def test_a_token_that_holds_two_credentials_is_refused(second: Json) -> None:
    report = judged(token(BADGE | second))
    assert "format.structure" in report.failed()
    assert judged(token({"iss": did_key(), "vc": BADGE} | second)).verdict is (
        Verdict.INVALID if "vp" in second else judged(token({"iss": did_key()} | second)).verdict
    )


@pytest.mark.parametrize("typ", ["JWT", "vc+jwt", "application/vc+jwt", "application/vp+jwt", "VC+LD+JWT", ""])
def test_a_token_may_say_that_it_is_a_credential(typ: str) -> None:
    assert judged(token(BADGE, typ)).verdict is Verdict.VALID


@pytest.mark.parametrize("typ", ["at+jwt", "vc+sd-jwt", "dpop+jwt", "application/json", "secevent+jwt"])
def test_a_token_made_for_another_use_is_refused(typ: str) -> None:
    assert judged(token(BADGE, typ)).verdict is Verdict.INVALID


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ({"exp": 1_000_000_000}, Verdict.EXPIRED),
        ({"nbf": 4_000_000_000}, Verdict.NOT_YET_VALID),
        ({"exp": 4_000_000_000, "nbf": 1_000_000_000}, Verdict.VALID),
    ],
)
def test_a_token_shows_its_credentials_in_its_own_time_alone(claim: Json, verdict: Verdict) -> None:
    shown = jws.sign(presentation(sealed()) | claim, P256, kid=method_of(HOLDER), typ="vp+jwt")
    assert judged(shown).verdict is verdict


@pytest.mark.parametrize("name", ["name", "description"])
def test_what_stands_around_a_sealed_credential_is_named_and_not_shown(name: str) -> None:
    more: Json = {name: "Doctor of Everything"}
    for document in (presentation(sealed(), **more), envelope(**more)):
        report = judged(document)
        assert report.verdict is Verdict.VALID
        assert report.credential.get(name) != "Doctor of Everything"
        told = [check for check in report.checks if check.name == "form.current" and check.values == {"name": name}]
        assert [check.outcome for check in told] == [Outcome.WARNING]
    for document in (presentation(sealed()), envelope()):
        assert judged(document).outcome("form.current") is not Outcome.WARNING
