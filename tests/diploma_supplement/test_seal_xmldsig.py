from __future__ import annotations

import base64
import gzip
import hashlib

import pytest
from lxml import etree

from tests.diploma_supplement.signing import (
    DAY,
    DOCUMENT,
    DS,
    ENVELOPED,
    EXCLUSIVE,
    NOW,
    authority,
    reference,
    sealed_xml,
    signer,
    stamped,
    timestamper,
)
from tests.shared import shared
from wallet.diploma_supplement.seals import judging, references, xmldsig
from wallet.supplement import Intact, Sealing

ROOT = authority()
REGISTRAR = signer(ROOT)
OTHER = signer(ROOT, kind="ec")
FILTER2 = "http://www.w3.org/2002/06/xmldsig-filter2"
XPATH = "http://www.w3.org/TR/1999/REC-xpath-19991116"
XADES = "http://uri.etsi.org/01903/v1.3.2#"
CANONICAL = f'<ds:Transform Algorithm="{EXCLUSIVE}"/>'


def judged(data: bytes, *anchors: bytes) -> Sealing:
    """The one seal of a document, with the test's own authority as anchor unless others are given."""
    (found,) = xmldsig.check(data, anchors or (ROOT.der,), NOW)
    return found


def real(name: str) -> bytes:
    """A real document, taken out of the wrapping of an EMREX response."""
    data = shared(f"diploma_supplement/{name}").read_bytes()
    if not name.endswith((".txt", ".b64")):
        return data
    data = base64.b64decode(data)
    return gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data


def test_a_real_europass_credential_is_intact_and_trusted_by_whom_the_operator_trusts() -> None:
    data = real("edc-elm2-diploma-supplement.xml")
    seal = judged(data, ROOT.der)
    assert (seal.kind, seal.intact, seal.trusted, seal.proved_time) == ("XAdES", Intact.YES, False, False)
    assert (seal.signer, seal.signed_at) == ("Nombre Servicio Sellado TEST", "2022-08-09T13:53:56Z")
    found = etree.fromstring(data).iter(f"{{{XADES}}}EncapsulatedX509Certificate")
    trusted = judged(data, *(base64.b64decode(each.text) for each in found))
    assert (trusted.trusted, trusted.proved_time, trusted.signed_at) == (True, True, "2022-08-09T13:54:03Z")
    assert trusted.remarks == ()
    assert judged(data.replace(b"Applied", b"applied", 1)).intact is Intact.NO
    assert judged(data.replace(b"2022-08-09T13:53:56Z", b"2021-08-09T13:53:56Z", 1)).intact is Intact.NO


def test_a_real_emrex_response_is_intact_with_its_weakness_said() -> None:
    data = real("fi-emrex__elmo_vastaus_base64_gzipped.txt")
    seal = judged(data)
    assert (seal.kind, seal.intact, seal.signer, seal.trusted) == ("XMLDSig", Intact.YES, "CSC", False)
    assert {judging.WEAK, judging.EXPIRED, judging.SHORT_KEY} == set(seal.remarks)
    assert judged(data.replace(b"Hyl", b"hyl", 1)).intact is Intact.NO


@pytest.mark.parametrize(
    "name",
    [
        "elmo-example.xml",
        "fi-emrex__elmo-1.0-example.xml",
        "fi-emrex__swedish_1_elmo1.0.xml",
        "emrex-gateway__sampleElmo.b64",
        "european-digital-credentials__credential-generic-profile-xsd-signed.xml",
    ],
)
def test_a_real_seal_that_does_not_hold_is_never_called_absent(name: str) -> None:
    seal = judged(real(name))
    assert (seal.intact, seal.trusted, seal.remarks) == (Intact.NO, False, (judging.BROKEN,))
    assert seal.signer


@pytest.mark.parametrize(
    "name",
    [
        *("elmo-finland.xml", "elmo-norway.xml", "elmo-complicated.xml", "dk-emrex__Example-elmo-Denmark.xml"),
        *("XHochschule__Diploma_Supplement.xml", "european-digital-credentials__diploma_credential.xml", "facts.md"),
    ],
)
def test_what_has_no_seal_has_none(name: str) -> None:
    assert xmldsig.check(real(name), (), NOW) == ()


def subtracting(path: str, kind: str = "subtract") -> str:
    inner = f'<f:XPath xmlns:f="{FILTER2}" Filter="{kind}">{path}</f:XPath>'
    return f'<ds:Transform Algorithm="{FILTER2}">{inner}</ds:Transform>'


def choosing(expression: str) -> str:
    return f'<ds:Transform Algorithm="{XPATH}"><ds:XPath>{expression}</ds:XPath></ds:Transform>'


@pytest.mark.parametrize(
    "transforms",
    [
        ENVELOPED,
        ENVELOPED + CANONICAL,
        subtracting("/descendant::ds:Signature") + CANONICAL,
        choosing("not(ancestor-or-self::ds:Signature)") + CANONICAL,
    ],
    ids=["enveloped", "canonical", "filter2", "xpath"],
)
def test_a_seal_of_the_whole_document_is_intact_and_any_change_breaks_it(transforms: str) -> None:
    data = sealed_xml(REGISTRAR, references=reference(transforms=transforms))
    seal = judged(data)
    assert (seal.intact, seal.signer, seal.trusted, seal.remarks) == (Intact.YES, "Registrar", True, ())
    for old, new in ((b"Ada", b"Eda"), (b'id="g"', b'id="h"'), (b">5<", b">6<"), (b"<name>", b"<name> ")):
        assert judged(data.replace(old, new, 1)).intact is Intact.NO


def test_a_comment_inside_sealed_text_leaves_the_seal_intact() -> None:
    data = sealed_xml(REGISTRAR).replace(b"Ada Example", b"Ada<!-- --> Example", 1)
    assert judged(data).intact is Intact.YES


def test_a_seal_may_name_the_root_and_be_made_with_other_keys() -> None:
    document = DOCUMENT.replace(b"<report>", b'<report id="all">')
    assert judged(sealed_xml(REGISTRAR, document, references=reference("#all"))).intact is Intact.YES
    method = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"
    assert judged(sealed_xml(signer(ROOT, kind="ec"), method=method)).trusted


IDS = DOCUMENT.replace(b"<report>", b'<report id="all">')
OLD = f"{DS}sha1"
PARTS: dict[str, tuple[bytes, Intact, str]] = {
    "a part": (sealed_xml(REGISTRAR, references=reference("#g", CANONICAL)), Intact.UNCHECKED, references.PART),
    "a part beside the whole": (
        sealed_xml(REGISTRAR, references=reference() + reference("#g", CANONICAL)),
        Intact.UNCHECKED,
        references.PART,
    ),
    "inside a part": (
        sealed_xml(REGISTRAR, b"<r><ds/><d/></r>", references=reference(), inside="place:d"),
        Intact.UNCHECKED,
        xmldsig.MISPLACED,
    ),
    "a part in its place": (
        sealed_xml(REGISTRAR, b'<r><d id="d">1</d></r>', references=reference("#d"), inside="place:d"),
        Intact.UNCHECKED,
        references.PART,
    ),
    "the same name twice": (
        sealed_xml(REGISTRAR, IDS, references=reference("#all")).replace(b'id="g"', b'Id="all"'),
        Intact.NO,
        references.TWICE,
    ),
    "a name that is nowhere": (
        sealed_xml(REGISTRAR, IDS, references=reference("#all")).replace(b'id="all"', b'id="al"'),
        Intact.NO,
        references.OUTSIDE,
    ),
    "other filter": (
        sealed_xml(REGISTRAR, references=reference(transforms=subtracting("/descendant::grade"))),
        Intact.UNCHECKED,
        references.TRANSFORMED,
    ),
    "intersecting": (
        sealed_xml(REGISTRAR, references=reference(transforms=subtracting("/descendant::ds:Signature", "intersect"))),
        Intact.UNCHECKED,
        references.TRANSFORMED,
    ),
    "other path": (
        sealed_xml(REGISTRAR, references=reference(transforms=choosing("self::text()"))),
        Intact.UNCHECKED,
        references.TRANSFORMED,
    ),
    "several": (
        sealed_xml(signer(ROOT, kind="rsa"), sealed_xml(REGISTRAR)),
        Intact.UNCHECKED,
        judging.SEVERAL,
    ),
    "many references": (sealed_xml(REGISTRAR, references=reference() * 9), Intact.UNCHECKED, references.TRANSFORMED),
    "DOCTYPE": (b"<!DOCTYPE report>" + sealed_xml(REGISTRAR), Intact.NO, xmldsig.DECLARED),
    "not well-formed": (sealed_xml(REGISTRAR) + b"<", Intact.UNCHECKED, xmldsig.NO_XML),
    "nobody's": (
        sealed_xml(REGISTRAR).replace(b"X509Certificate", b"X509Somebody"),
        Intact.UNCHECKED,
        judging.NO_CERTIFICATE,
    ),
    "another's": (
        sealed_xml(REGISTRAR).replace(REGISTRAR.chain[0].encode(), ROOT.chain[0].encode(), 1),
        Intact.NO,
        judging.BROKEN,
    ),
    "hmac": (
        sealed_xml(REGISTRAR).replace(b"2001/04/xmldsig-more#rsa-sha256", b"2000/09/xmldsig#hmac-sha1"),
        Intact.UNCHECKED,
        judging.FOREIGN_ALGORITHM,
    ),
}


@pytest.mark.parametrize("case", PARTS)
def test_a_seal_of_less_or_of_something_else_is_never_called_intact(case: str) -> None:
    data, intact, remark = PARTS[case]
    seal = judged(data)
    assert (seal.intact, seal.trusted, seal.remarks) == (intact, False, (remark,))


@pytest.mark.parametrize("uri", ["http://127.0.0.1:9/x", "file:///etc/hostname", "x.xml", "#xpointer(/)"])
def test_what_a_seal_says_to_fetch_is_never_fetched(uri: str) -> None:
    data = sealed_xml(REGISTRAR).replace(b'URI=""', f'URI="{uri}"'.encode())
    assert (judged(data).intact, judged(data).remarks) == (Intact.UNCHECKED, (references.OUTSIDE,))


def test_transforms_that_run_programs_are_not_run() -> None:
    xslt = '<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"/>'
    data = sealed_xml(REGISTRAR).replace(ENVELOPED.encode(), (ENVELOPED + xslt).encode())
    assert judged(data).remarks == (references.TRANSFORMED,)


def test_what_is_put_inside_the_signature_changes_nothing_that_is_read() -> None:
    data = sealed_xml(REGISTRAR).replace(b"</ds:Signature>", b"<ds:Object><grade>1</grade></ds:Object></ds:Signature>")
    assert judged(data).intact is Intact.YES  # the reader takes nothing from there


def test_an_old_digest_is_remarked_on() -> None:
    assert judged(sealed_xml(REGISTRAR, references=reference(digest=OLD))).remarks == (judging.WEAK,)


def test_a_path_is_not_asked_of_every_node_of_a_large_document() -> None:
    names = b" ".join(b'xmlns:a%d="urn:%d"' % (at, at) for at in range(250))
    all_but_the_signature = reference(transforms=choosing("not(ancestor-or-self::ds:Signature)"))
    data = sealed_xml(REGISTRAR, b"<report><grade/></report>", references=all_but_the_signature)
    assert judged(data).intact is Intact.YES
    data = data.replace(b"<report><grade/>", b"<report %s>%s" % (names, b"<grade/>" * 200))  # to seal this takes long
    assert (judged(data).intact, judged(data).remarks) == (Intact.UNCHECKED, (references.TOO_MUCH,))


def properties(der: bytes) -> str:
    digest = base64.b64encode(hashlib.sha256(der).digest()).decode()
    return (
        f'<ds:Object><x:QualifyingProperties xmlns:x="{XADES}"><x:SignedProperties Id="p"><x:SignedSignatureProperties>'
        "<x:SigningTime>2026-11-01T00:00:00Z</x:SigningTime><x:SigningCertificateV2><x:Cert><x:CertDigest>"
        f'<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><ds:DigestValue>{digest}'
        "</ds:DigestValue></x:CertDigest></x:Cert></x:SigningCertificateV2></x:SignedSignatureProperties>"
        "</x:SignedProperties><x:UnsignedProperties><x:UnsignedSignatureProperties/></x:UnsignedProperties>"
        "</x:QualifyingProperties></ds:Object>"
    )


BOTH = reference() + reference("#p", CANONICAL)


def test_xades_names_its_certificate_and_the_time_that_its_signer_claims() -> None:
    seal = judged(sealed_xml(REGISTRAR, references=BOTH, inside=properties(REGISTRAR.der)))
    assert (seal.kind, seal.intact, seal.trusted) == ("XAdES", Intact.YES, True)
    assert (seal.signed_at, seal.proved_time) == ("2026-11-01T00:00:00Z", False)
    other = judged(sealed_xml(REGISTRAR, references=BOTH, inside=properties(OTHER.der)))
    assert (other.intact, other.remarks) == (Intact.NO, (judging.ANOTHER_CERTIFICATE,))


def test_properties_that_are_not_sealed_are_not_believed() -> None:
    seal = judged(sealed_xml(REGISTRAR, inside=properties(REGISTRAR.der)))
    assert (seal.intact, seal.signed_at) == (Intact.YES, "")


def test_a_timestamp_proves_when_an_expired_certificate_sealed() -> None:
    expired = signer(ROOT, days=(-500, -100))
    data = sealed_xml(expired, references=BOTH, inside=properties(expired.der))
    assert (judged(data).trusted, judged(data).remarks) == (False, (judging.EXPIRED,))
    value = etree.fromstring(data).find(f".//{{{DS}}}SignatureValue")
    covered = etree.tostring(value, method="c14n", exclusive=True, with_tail=False)
    for age, trusted in ((200, True), (50, False)):
        token = base64.b64encode(stamped(covered, timestamper(ROOT), NOW - age * DAY)).decode()
        stamp = (
            f'<x:SignatureTimeStamp><ds:CanonicalizationMethod xmlns:ds="{DS}" Algorithm="{EXCLUSIVE}"/>'
            f"<x:EncapsulatedTimeStamp>{token}</x:EncapsulatedTimeStamp></x:SignatureTimeStamp>"
        )
        place = b"<x:UnsignedSignatureProperties"
        whole = data.replace(place + b"/>", place + b">" + stamp.encode() + b"</x:UnsignedSignatureProperties>")
        assert (judged(whole).trusted, judged(whole).proved_time) == (trusted, True)
