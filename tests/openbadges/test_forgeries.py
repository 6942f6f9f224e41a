"""What a careful forger tries with a badge that is genuine as far as it goes."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest

from tests.openbadges.university import ED25519, OB3, V2, credential, did_key, judged, jwk, method_of, page, sealed
from wallet.openbadges import attached, canonical, jws, options
from wallet.openbadges.report import Outcome, Verdict

Json = dict[str, Any]
NUMBERS = count()


def token(payload: Json) -> str:
    return jws.sign(payload, ED25519, kid=method_of(did_key()))


def test_a_type_that_sounds_like_a_presentation_makes_nobody_else_the_issuer() -> None:
    kinds = ["VerifiableCredential", "OpenBadgeCredential", "XVerifiablePresentation"]
    report = judged(token({"vc": credential(type=kinds), "iss": "did:web:other.example"}))
    told = [check.explanation for check in report.checks if check.name == "format.structure"]
    assert told == ["Token and credential contradict each other about “id”."]


@pytest.mark.parametrize("payload", [{"vc": credential(issuer=None, holder=did_key())}, credential(issuer=None)])
def test_a_token_whose_issuer_is_not_named_is_refused(payload: Json) -> None:
    report = judged(token({"holder": did_key(), **payload}))
    assert report.verdict is Verdict.INVALID
    assert "issuer.key_bound" in report.failed()


def record(*parts: Any) -> Json:
    """A sealed learner record about the learner of `credential`."""
    subject = {"id": "did:example:learner", "type": ["ClrSubject"], "verifiableCredential": [*parts]}
    clr = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
    kinds = ["VerifiableCredential", "ClrCredential"]
    own = {"@context": [V2, clr, OB3], "id": f"urn:example:record:{next(NUMBERS)}"}
    return sealed(credential(type=kinds, credentialSubject=subject) | own)


def part() -> Json:
    """A sealed badge of the same learner."""
    return sealed(credential(id=f"urn:example:badge:{next(NUMBERS)}"))


FORGED = {**part(), "name": "PhD"}


def test_a_forged_credential_is_found_however_deep_it_is() -> None:
    for whole in (record(FORGED), record(record(FORGED)), record(part(), record(record(FORGED)))):
        presentation = {"@context": [V2], "type": ["VerifiablePresentation"], "verifiableCredential": [whole, part()]}
        for document in (whole, token({"vc": whole, "iss": did_key()}), presentation):
            report = judged(document)
            assert report.outcome("evidence") is Outcome.FAILED
            assert report.verdict is Verdict.INVALID
    assert judged(record(record(part()), part())).outcome("evidence") is Outcome.PASSED


def test_what_is_too_deep_or_too_much_to_be_looked_at_is_not_passed(monkeypatch: pytest.MonkeyPatch) -> None:
    deep = record(record(record(record(FORGED))))
    assert judged(deep).verdict is Verdict.UNVERIFIABLE
    monkeypatch.setattr(attached, "MAX_ALL_PARTS", 3)
    assert judged(record(record(part()), part())).verdict is Verdict.VALID
    assert judged(record(record(part()), part(), part())).verdict is Verdict.UNVERIFIABLE


def test_a_record_that_holds_another_learners_credential_says_so() -> None:
    plain = credential()
    plain["credentialSubject"]["id"] = "did:example:another"
    report = judged(record(sealed(plain), part()))
    assert report.outcome("evidence") is Outcome.WARNING
    assert report.verdict is Verdict.VALID


OLD = "https://purl.imsglobal.org/spec/ob/v3p0/context.json"
V1 = "https://www.w3.org/2018/credentials/v1"
INTEGRITY = "https://w3id.org/security/data-integrity/v2"


@pytest.mark.parametrize(("name", "other"), [("achievement", "Achievement"), ("creator", "Profile")])
def test_what_is_sealed_cannot_be_put_under_the_name_of_its_class(name: str, other: str) -> None:
    plain = credential(issuanceDate="2026-01-01T00:00:00Z", validFrom=None) | {"@context": [V1, OLD, INTEGRITY]}
    subject = plain["credentialSubject"]
    subject["achievement"]["creator"] = {"id": "https://other.example/", "type": ["Profile"], "name": "Another"}
    document = sealed(plain)
    assert judged(document).verdict is Verdict.VALID
    subject = document["credentialSubject"]
    place = subject if name in subject else subject["achievement"]
    place[other] = place.pop(name)
    assert "seal.covers_all" in judged(document).failed()


def test_a_picture_cannot_be_put_out_of_sight() -> None:
    older = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json"
    plain = credential(issuanceDate="2026-01-01T00:00:00Z", validFrom=None) | {"@context": [V1, older, INTEGRITY]}
    plain["credentialSubject"]["achievement"]["image"] = {"id": "https://u.example/1.png", "type": "Image"}
    document = sealed(plain)
    assert judged(document).verdict is Verdict.VALID
    achievement = document["credentialSubject"]["achievement"]
    achievement["Image"] = achievement.pop("image")
    assert "seal.covers_all" in judged(document).failed()


def test_a_subject_cannot_be_halved_so_that_less_is_read() -> None:
    plain = credential()
    plain["credentialSubject"]["result"] = [{"type": ["Result"], "value": "F"}]
    document = sealed(plain)
    whole = document["credentialSubject"]
    half = {"id": whole["id"], "type": whole["type"], "result": whole.pop("result")}
    document["credentialSubject"] = [whole, half]
    assert "seal.covers_all" in judged(document).failed()


def test_two_titles_in_no_order_are_refused_and_titles_by_language_are_not() -> None:
    document = sealed()
    achievement = document["credentialSubject"]["achievement"]
    achievement["name"] = ["Attended the course", "Passed the exam"]
    assert "seal.covers_all" in judged(document).failed()
    plain = credential()
    names = [{"@value": "Statistics", "@language": "en"}, {"@value": "Statistica", "@language": "it"}]
    plain["credentialSubject"]["achievement"]["name"] = names
    assert judged(sealed(plain)).verdict is Verdict.VALID


@pytest.mark.parametrize("scheme", ["http", "HTTP", "Http"])
def test_keys_from_a_page_that_anyone_on_the_way_could_exchange_are_none_however_it_is_written(scheme: str) -> None:
    plain = f"{scheme}://university.example/issuers/1"
    signed = jws.sign(credential(plain), ED25519, kid="k1")
    report = judged(signed, {plain: page(plain, {"keys": [jwk(ED25519, kid="k1")]})})
    assert report.outcome("issuer.key_bound") is Outcome.NOT_CHECKED
    assert report.verdict is Verdict.UNVERIFIABLE


def test_proof_options_with_a_nameless_node_have_the_form_of_any_document() -> None:
    told = {"type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022", "previousProof": "_:x"}
    for day in range(1, 25):
        dated = told | {"created": f"2026-01-{day:02}T00:00:00Z"}
        assert options.nquads(dated, [V2]) == canonical.nquads({**dated, "@context": [V2]})
