"""A small world of authorities, and documents that they seal in each of the ways in which documents are sealed."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import io
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pikepdf
import xmlsec
from asn1crypto import keys as asn1_keys
from asn1crypto import tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from lxml import etree
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers, timestamps
from pyhanko_certvalidator.registry import SimpleCertificateStore

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
DAY = timedelta(days=1)
DS = "http://www.w3.org/2000/09/xmldsig#"
DOCUMENT = b'<report><name>Ada Example</name><grade id="g">5</grade></report>'
CREDENTIAL = b'{"id": "urn:example:1", "type": ["VerifiableCredential"],  "name": "Ada"}'

Key = Any  # of cryptography's private keys, which have no type in common


@cache
def key(kind: str = "rsa", whose: str = "") -> Key:
    """A private key: "rsa", "short", "ec" or "ed25519"; the same one for the same words."""
    if kind == "ec":
        return ec.generate_private_key(ec.SECP256R1())
    if kind == "ed25519":
        return ed25519.Ed25519PrivateKey.generate()
    return rsa.generate_private_key(65537, 1024 if kind == "short" else 2048)


@dataclass(frozen=True)
class Party:
    """Somebody with a key and a certificate."""

    key: Key
    certificate: x509.Certificate
    above: tuple[x509.Certificate, ...] = field(default=())

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def chain(self) -> list[str]:
        """The certificate and those above it, in base64."""
        chain = (self.certificate, *self.above)
        return [base64.b64encode(each.public_bytes(Encoding.DER)).decode() for each in chain]


Extensions = Iterable[tuple[x509.ExtensionType, bool]]


def authority(
    name: str = "Test Root",
    by: Party | None = None,
    *,
    length: int | None = None,
    may_certify: bool = True,
    whose: str = "",
) -> Party:
    """Somebody who certifies others, itself or by somebody above; `whose` tells two of one name apart."""
    own = key("rsa", whose or name)
    usage = _usage(certify=may_certify)
    return _party(name, own, by, [(x509.BasicConstraints(True, length), True), (usage, True)], (-3000, 3000))


def signer(
    by: Party | None,
    *,
    kind: str = "rsa",
    days: tuple[int, int] = (-100, 100),
    usage: x509.KeyUsage | None = None,
    more: Extensions = (),
) -> Party:
    """Somebody who seals documents, certified from and until so many days from NOW."""
    return _party("Registrar", key(kind), by, [(usage or _usage(), True), *more], days)


def timestamper(by: Party | None, *, purpose: x509.ObjectIdentifier = ExtendedKeyUsageOID.TIME_STAMPING) -> Party:
    """Somebody who says when something was there."""
    return _party(
        "Clock", key("rsa", "Clock"), by, [(_usage(), True), (x509.ExtendedKeyUsage([purpose]), True)], (-900, 900)
    )


def _usage(*, certify: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(not certify, not certify, False, False, False, certify, certify, False, False)


def _party(name: str, own: Key, by: Party | None, extensions: Extensions, days: tuple[int, int]) -> Party:
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, name),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, f"University of {name}"),
        ]
    )
    builder = x509.CertificateBuilder(
        issuer_name=by.certificate.subject if by else subject,
        subject_name=subject,
        public_key=own.public_key(),
        serial_number=x509.random_serial_number(),
        not_valid_before=NOW + days[0] * DAY,
        not_valid_after=NOW + days[1] * DAY,
    )
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    issuing = by.key if by else own
    made = builder.sign(issuing, None if isinstance(issuing, ed25519.Ed25519PrivateKey) else hashes.SHA256())
    return Party(own, made, (by.certificate, *by.above) if by else ())


def stamped(data: bytes, by: Party, at: datetime) -> bytes:
    """A timestamp (RFC 3161) of some bytes."""
    request = tsp.TimeStampReq(
        {
            "version": 1,
            "message_imprint": {
                "hash_algorithm": {"algorithm": "sha256"},
                "hashed_message": hashlib.sha256(data).digest(),
            },
        }
    )
    answer = _clock(by, at).request_tsa_response(request)
    return bytes(answer["time_stamp_token"].dump())


def _clock(by: Party, at: datetime) -> timestamps.DummyTimeStamper:
    own, above = _asn1(by)
    return timestamps.DummyTimeStamper(own, _asn1_key(by), certs_to_embed=above, fixed_dt=at)


def _asn1(party: Party) -> tuple[asn1.Certificate, SimpleCertificateStore]:
    above = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # pyHanko
    for each in party.above:
        above.register(asn1.Certificate.load(each.public_bytes(Encoding.DER)))
    return asn1.Certificate.load(party.der), above


def _asn1_key(party: Party) -> asn1_keys.PrivateKeyInfo:
    data = party.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return asn1_keys.PrivateKeyInfo.load(data)


def encoded(data: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def tokens(*stamps: bytes) -> dict[str, object]:
    """Timestamps as JAdES holds them."""
    return {"tstTokens": [{"val": base64.b64encode(each).decode()} for each in stamps]}


def sealed_json(
    by: Party,
    payload: bytes = CREDENTIAL,
    *,
    alg: str = "RS256",
    header: Mapping[str, object] | None = None,
    stamp: Callable[[bytes], bytes] | None = None,
) -> dict[str, Any]:
    """A document sealed by JAdES as Europass does it; `header` adds to what is signed, None takes away."""
    given = {"alg": alg, "b64": False, "x5c": by.chain, "sigT": "2026-11-01T00:00:00Z", "crit": ["b64", "sigT"]}
    given |= dict(header or {})
    protected = encoded(json.dumps({name: value for name, value in given.items() if value is not None}).encode())
    covered = payload if given["b64"] is False else encoded(payload).encode()
    signature = encoded(_jws(by.key, alg, protected.encode() + b"." + covered))
    beside = [encoded(json.dumps({"sigTst": tokens(stamp(signature.encode()))}).encode())] if stamp else []
    return {
        "payload": covered.decode(),
        "signatures": [{"protected": protected, "header": {"etsiU": beside}, "signature": signature}],
    }


def _jws(own: Key, alg: str, data: bytes) -> bytes:
    algorithm: hashes.HashAlgorithm = {"512": hashes.SHA512(), "384": hashes.SHA384()}.get(alg[2:], hashes.SHA256())
    if isinstance(own, rsa.RSAPrivateKey):
        pss = padding.PSS(padding.MGF1(algorithm), algorithm.digest_size)
        return own.sign(data, pss if alg.startswith("PS") else padding.PKCS1v15(), algorithm)
    if isinstance(own, ec.EllipticCurvePrivateKey):
        r, s = decode_dss_signature(own.sign(data, ec.ECDSA(algorithm)))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")
    made: bytes = own.sign(data)
    return made


ENVELOPED = f'<ds:Transform Algorithm="{DS}enveloped-signature"/>'
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"


def reference(uri: str = "", transforms: str = ENVELOPED, digest: str = SHA256) -> str:
    """One thing that an XML signature covers."""
    return (
        f'<ds:Reference URI="{uri}"><ds:Transforms>{transforms}</ds:Transforms>'
        f'<ds:DigestMethod Algorithm="{digest}"/><ds:DigestValue/></ds:Reference>'
    )


def sealed_xml(
    by: Party,
    document: bytes = DOCUMENT,
    *,
    references: str = reference(),
    method: str = RSA_SHA256,
    inside: str = "",
) -> bytes:
    """A document sealed by XMLDSig in its root, or in the element of that name; `inside` goes into the signature."""
    root = etree.fromstring(document)
    certificates = "".join(f"<ds:X509Certificate>{each}</ds:X509Certificate>" for each in by.chain)
    place = root if not inside.startswith("place:") else root.find(inside.removeprefix("place:"))
    template = (
        f'<ds:Signature xmlns:ds="{DS}"><ds:SignedInfo><ds:CanonicalizationMethod Algorithm="{EXCLUSIVE}"/>'
        f'<ds:SignatureMethod Algorithm="{method}"/>{references}</ds:SignedInfo><ds:SignatureValue/>'
        f"<ds:KeyInfo><ds:X509Data>{certificates}</ds:X509Data></ds:KeyInfo>"
        f"{'' if inside.startswith('place:') else inside}</ds:Signature>"
    )
    place.append(etree.fromstring(template))
    context = xmlsec.SignatureContext()
    data = by.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    context.key = xmlsec.Key.from_memory(data, xmlsec.constants.KeyDataFormatPem, None)
    for element in root.iter("*"):
        for name in {"Id", "id"} & set(element.attrib):
            context.register_id(element, name)
    context.sign(place[-1])
    sealed: bytes = etree.tostring(root)
    return sealed


def pdf(*, form: bool = False) -> bytes:
    """A PDF of one page, perhaps with a field to be filled in."""
    made = pikepdf.new()
    page = made.add_blank_page()
    if form:
        words = {"/Type": "/Annot", "/Subtype": "/Widget", "/FT": "/Tx"}
        box = pikepdf.Dictionary({name: pikepdf.Name(value) for name, value in words.items()})
        box.T, box.Rect = pikepdf.String("grade"), [0, 0, 50, 20]
        widget = made.make_indirect(box)
        page.obj.Annots = pikepdf.Array([widget])
        made.Root.AcroForm = made.make_indirect(pikepdf.Dictionary(Fields=pikepdf.Array([widget])))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def sealed_pdf(
    by: Party, document: bytes, *, name: str = "Seal", clock: tuple[Party, datetime] | None = None, **how: Any
) -> bytes:
    """A PDF with one more seal; `how` is what pyHanko calls metadata."""
    own, above = _asn1(by)
    made = signers.SimpleSigner(own, _asn1_key(by), above)
    metadata = signers.PdfSignatureMetadata(field_name=name, md_algorithm=how.pop("digest", "sha256"), **how)
    writer = IncrementalPdfFileWriter(io.BytesIO(document), strict=False)
    work = signers.PdfSigner(metadata, made, timestamper=_clock(*clock) if clock else None)
    out: io.BytesIO = asyncio.run(work.async_sign_pdf(writer))
    return out.getvalue()
