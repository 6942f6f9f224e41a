"""Documents in all the forms in which programs hand them over: marked, packed, folded into one line."""

from __future__ import annotations

import gzip
import json
from base64 import b64encode
from typing import Any

import pytest

from tests.diploma_supplement.elmo import degree, section
from tests.diploma_supplement.europass import json_credential
from tests.diploma_supplement.signing import NOW, authority, pdf, sealed_json, signer
from wallet.diploma_supplement.reading.kinds import media_type
from wallet.diploma_supplement.reading.read import read
from wallet.diploma_supplement.seals import embedded, judging
from wallet.errors import Unprocessable
from wallet.supplement import Intact, Reading

MARK = b"\xef\xbb\xbf"
ROOT = authority()
REGISTRAR = signer(ROOT)
ELMO = degree(section("2", "What it is"))
CREDENTIAL = json.dumps(json_credential()).encode()
FOLDED = sealed_json(REGISTRAR, CREDENTIAL, header={"b64": None, "crit": None})


def opened(data: bytes) -> Reading:
    """A document, judged by the test's own authority."""
    return read(data, (ROOT.der,), NOW)


def compact(sealed: dict[str, Any], payload: str | None = None) -> bytes:
    """A sealed document as three texts with full stops between them."""
    (signature,) = sealed["signatures"]
    said = sealed["payload"] if payload is None else payload
    return f"{signature['protected']}.{said}.{signature['signature']}".encode()


@pytest.mark.parametrize(
    ("data", "format"),
    [
        pytest.param(MARK + ELMO, "ELMO", id="marked-xml"),
        pytest.param(MARK + CREDENTIAL, "ELM 3", id="marked-json"),
        pytest.param(MARK + b64encode(ELMO), "ELMO", id="marked-base64"),
        pytest.param(MARK + pdf(), "PDF", id="marked-pdf"),
        pytest.param(gzip.compress(ELMO), "ELMO", id="packed-xml"),
        pytest.param(ELMO.decode().encode("utf-16-be"), "ELMO", id="utf-16"),
    ],
)
def test_a_document_is_read_however_it_is_handed_over(data: bytes, format: str) -> None:
    assert opened(data).document.format == format


def test_a_mark_before_it_breaks_no_seal() -> None:
    sealed = json.dumps(sealed_json(REGISTRAR, CREDENTIAL), indent=1).encode()
    for data in (sealed, MARK + sealed):
        (seal,) = opened(data).seals
        assert (seal.intact, seal.trusted) == (Intact.YES, True)


def test_a_token_is_read_and_its_seal_checked() -> None:
    reading = opened(b"\n" + compact(FOLDED) + b"\n")
    (seal,) = reading.seals
    assert (seal.intact, seal.signer, seal.trusted) == (Intact.YES, "Registrar", True)
    assert reading.document == opened(CREDENTIAL).document
    other = sealed_json(REGISTRAR, CREDENTIAL.replace(b"Anna", b"Hanna"), header={"b64": None, "crit": None})
    (seal,) = opened(compact(FOLDED, str(other["payload"]))).seals
    assert (seal.intact, seal.trusted, seal.remarks) == (Intact.NO, False, (judging.BROKEN,))


@pytest.mark.parametrize("data", [compact(FOLDED, ""), b"a.b", b"a.b.c.d", b"...", b"version.1.2"])
def test_a_token_without_a_document_is_refused(data: bytes) -> None:
    with pytest.raises(Unprocessable):
        opened(data)


def test_a_proof_inside_of_json_is_seen_and_said_not_to_be_checked() -> None:
    proof = {"type": "DataIntegrityProof", "proofValue": "z58"}
    alone, inside = (
        json_credential() | {"proof": proof},
        {"verifiableCredential": [json_credential() | {"proof": [proof]}]},
    )
    for value in (alone, inside):
        (seal,) = opened(json.dumps(value).encode()).seals
        assert (seal.intact, seal.trusted, seal.remarks) == (Intact.UNCHECKED, False, (embedded.INSIDE,))
    assert opened(CREDENTIAL).seals == ()


def test_the_type_of_a_file_is_told_of_utf_16_without_its_mark() -> None:
    for encoding in ("utf-16-le", "utf-16-be"):
        assert media_type(ELMO.decode().encode(encoding)) == "application/xml"
