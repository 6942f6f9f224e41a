from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest
from asn1crypto import x509

from tests.diploma_supplement.signing import (
    CREDENTIAL,
    DAY,
    NOW,
    authority,
    encoded,
    sealed_json,
    signer,
    stamped,
    timestamper,
    tokens,
)
from tests.shared import shared
from wallet.diploma_supplement.seals import jades, judging
from wallet.errors import Refused
from wallet.supplement import Intact, Sealing

ROOT = authority()
REGISTRAR = signer(ROOT)
REAL = [
    "elm3-Sample-CertOfPart-signed.jsonld",
    "elm3-Sample-MC-Annex1-signed.jsonld",
    "european-digital-credentials__signed_credential.jsonld",
]


def judged(value: object, *anchors: bytes) -> Sealing:
    """The one seal of a JSON file, with the test's own authority as anchor unless others are given."""
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    (found,) = jades.check(data, anchors or (ROOT.der,), NOW)
    return found


def real(name: str) -> bytes:
    return shared(f"diploma_supplement/{name}").read_bytes()


def certificates_in(data: bytes) -> list[bytes]:
    """The authorities' certificates that a real file brings along."""
    beside = json.loads(data)["signatures"][0]["header"]["etsiU"]
    opened = [json.loads(base64.urlsafe_b64decode(each + "==")) for each in beside]
    values = [value["x509Cert"]["val"] for each in opened for value in each.get("xVals", [])]
    found = [base64.b64decode(each) for each in values]
    return [each for each in found if x509.Certificate.load(each).ca]


@pytest.mark.parametrize("name", REAL)
def test_a_real_europass_seal_is_intact_and_trusted_only_by_whom_the_operator_trusts(name: str) -> None:
    data = real(name)
    without = judged(data, authority("Somebody else").der)
    assert (without.intact, without.trusted, without.proved_time) == (Intact.YES, False, False)
    assert without.signer in ("TEST SEAL", "Nombre Servicio Sellado TEST")
    assert {judging.EXPIRED, judging.FOREIGN_TIMESTAMP} == set(without.remarks)
    with_all = judged(data, *certificates_in(data))
    assert (with_all.intact, with_all.trusted, with_all.proved_time, with_all.remarks) == (Intact.YES, True, True, ())
    signers_alone = [each for each in certificates_in(data) if b"ANF" in each]
    assert not judged(data, *signers_alone).trusted


def changed_header(value: dict[str, Any], old: bytes, new: bytes) -> dict[str, Any]:
    only = value["signatures"][0]
    header = base64.urlsafe_b64decode(only["protected"] + "==")
    assert old in header
    only["protected"] = encoded(header.replace(old, new, 1))
    return value


def with_payload(value: dict[str, Any], payload: str) -> dict[str, Any]:
    return value | {"payload": payload}


CHANGES: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "a letter": lambda value: with_payload(value, value["payload"].replace("VerifiableCredential", "VerifiableC", 1)),
    "a space": lambda value: with_payload(value, value["payload"].replace(":", ": ", 1)),
    "a line's end": lambda value: with_payload(value, value["payload"] + "\n"),
    "the time": lambda value: changed_header(value, b'"sigT":"202', b'"sigT":"203'),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("name", REAL)
def test_any_change_of_a_real_credential_breaks_its_seal(name: str, change: str) -> None:
    seal = judged(CHANGES[change](json.loads(real(name))))
    assert (seal.intact, seal.trusted, seal.remarks) == (Intact.NO, False, (judging.BROKEN,))


@pytest.mark.parametrize(
    ("kind", "alg"),
    [("rsa", "RS256"), ("rsa", "RS512"), ("rsa", "PS256"), ("rsa", "PS384"), ("ec", "ES256"), ("ed25519", "EdDSA")],
)
def test_every_accepted_algorithm_is_checked(kind: str, alg: str) -> None:
    value = sealed_json(signer(ROOT, kind=kind), alg=alg)
    seal = judged(value)
    assert (seal.intact, seal.signer, seal.trusted, seal.remarks) == (Intact.YES, "Registrar", True, ())
    assert (seal.signed_at, seal.proved_time) == ("2026-11-01T00:00:00Z", False)
    assert judged(with_payload(value, "{}")).intact is Intact.NO


def test_the_payload_is_the_bytes_that_were_sealed() -> None:
    as_text = sealed_json(REGISTRAR)
    as_base64 = sealed_json(REGISTRAR, header={"b64": None, "crit": ["sigT"], "iat": 1790000000})
    for value in (as_text, as_base64):
        assert jades.is_sealed(value)
        assert jades.payload(json.dumps(value).encode()) == CREDENTIAL
        assert judged(value).intact is Intact.YES
    assert judged(as_base64).signed_at == "2026-09-21T14:13:20Z"


def test_the_flattened_form_is_read_too() -> None:
    value = sealed_json(REGISTRAR)
    assert judged({"payload": value["payload"], **value["signatures"][0]}).intact is Intact.YES


@pytest.mark.parametrize("payload", ["@", 1, "A"], ids=["letters", "number", "base64"])
def test_a_payload_that_cannot_be_read_is_refused(payload: object) -> None:
    with pytest.raises(Refused):
        jades.payload(json.dumps({"payload": payload, "signatures": []}).encode())


def test_json_that_is_not_sealed_has_no_seal() -> None:
    for data in (b"{}", b'{"payload": {}, "signatures": []}', b'{"payload": "x"}', real(REAL[1].replace("-s", "-uns"))):
        assert jades.check(data, (), NOW) == ()


SOUND = sealed_json(REGISTRAR)
ONLY = SOUND["signatures"][0]
OTHER = signer(authority("Elsewhere"), kind="ec")
CLOCK = timestamper(ROOT)
ODD: dict[str, tuple[object, Intact, str]] = {
    "two": (SOUND | {"signatures": [ONLY, ONLY]}, Intact.UNCHECKED, judging.SEVERAL),
    "both forms": (SOUND | {"signature": ONLY["signature"]}, Intact.UNCHECKED, judging.SEVERAL),
    "none": (SOUND | {"signatures": []}, Intact.NO, jades.NO_SEAL),
    "not a list": (SOUND | {"signatures": {}}, Intact.NO, jades.NO_SEAL),
    "duplicate": (json.dumps(SOUND).replace("{", '{"payload": "{}", ', 1).encode(), Intact.NO, jades.AMBIGUOUS),
    "unprotected alg": (
        SOUND | {"signatures": [ONLY | {"header": {"alg": "RS256"}}]},
        Intact.NO,
        jades.OUTSIDE,
    ),
    "unprotected all": (
        SOUND | {"signatures": [{"header": {"alg": "RS256"}, "signature": ""}]},
        Intact.NO,
        jades.OUTSIDE,
    ),
    "header": (SOUND | {"signatures": [ONLY | {"protected": "e30x"}]}, Intact.NO, judging.UNREADABLE),
    "hmac": (sealed_json(REGISTRAR, alg="HS256"), Intact.UNCHECKED, judging.FOREIGN_ALGORITHM),
    "no algorithm": (sealed_json(REGISTRAR, alg="none"), Intact.UNCHECKED, judging.FOREIGN_ALGORITHM),
    "alg of another key": (sealed_json(REGISTRAR, alg="ES256"), Intact.NO, judging.BROKEN),
    "no certificate": (sealed_json(REGISTRAR, header={"x5c": None}), Intact.UNCHECKED, judging.NO_CERTIFICATE),
    "bad certificate": (sealed_json(REGISTRAR, header={"x5c": ["AAAA"]}), Intact.UNCHECKED, judging.NO_CERTIFICATE),
    "another's certificate": (sealed_json(REGISTRAR, header={"x5c": OTHER.chain}), Intact.NO, judging.BROKEN),
    "thumbprint": (sealed_json(REGISTRAR, header={"x5t#S256": "AAAA"}), Intact.NO, judging.ANOTHER_CERTIFICATE),
    "own key": (
        sealed_json(REGISTRAR, header={"x5c": None, "jwk": {"kty": "RSA"}}),
        Intact.UNCHECKED,
        judging.NO_CERTIFICATE,
    ),
    "unknown crit": (
        sealed_json(REGISTRAR, header={"crit": ["b64", "exp"], "exp": 1}),
        Intact.UNCHECKED,
        jades.CRITICAL_UNKNOWN,
    ),
    "absent crit": (sealed_json(REGISTRAR, header={"crit": ["b64", "adoTst"]}), Intact.NO, judging.BROKEN),
    "b64 not crit": (sealed_json(REGISTRAR, header={"crit": ["sigT"]}), Intact.NO, judging.BROKEN),
    "detached": (sealed_json(REGISTRAR, header={"sigD": {}}), Intact.UNCHECKED, jades.DETACHED),
}


@pytest.mark.parametrize("case", ODD)
def test_an_odd_seal_is_never_called_intact_and_the_reason_is_said(case: str) -> None:
    value, intact, remark = ODD[case]
    seal = judged(value)
    assert (seal.intact, seal.trusted, seal.remarks) == (intact, False, (remark,))


def test_a_short_key_is_remarked_on_and_never_trusted() -> None:
    seal = judged(sealed_json(signer(ROOT, kind="short")))
    assert (seal.intact, seal.trusted, seal.remarks) == (Intact.YES, False, (judging.SHORT_KEY,))


def content_stamped(*stamps: bytes) -> dict[str, Any]:
    return sealed_json(REGISTRAR, header={"adoTst": tokens(*stamps), "crit": ["b64", "sigT", "adoTst"]})


def test_a_timestamp_of_the_content_must_be_of_this_content() -> None:
    good = stamped(CREDENTIAL, CLOCK, NOW - DAY)
    assert judged(content_stamped(good)).intact is Intact.YES
    broken = good[:-1] + bytes([good[-1] ^ 1])
    for value in (content_stamped(stamped(b"{}", CLOCK, NOW)), content_stamped(broken), content_stamped()):
        assert judged(value).remarks == (jades.BAD_CONTENT_TIMESTAMP,)
        assert judged(value).intact is Intact.NO


def test_a_timestamp_of_the_content_alone_does_not_prove_when_it_was_sealed() -> None:
    assert not judged(content_stamped(stamped(CREDENTIAL, CLOCK, NOW - DAY))).proved_time
