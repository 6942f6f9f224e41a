"""The seal of the demo's university on its documents: a certificate of an imaginary authority, and XMLDSig."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import xmlsec
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID
from lxml import etree

from .content import UNIVERSITY

AUTHORITY = "Pontelume Demo Authority"
BEGINS, ENDS = datetime(2024, 1, 1, tzinfo=UTC), datetime(2049, 12, 31, tzinfo=UTC)
_CERTIFICATE = "-----BEGIN CERTIFICATE-----"


@dataclass(frozen=True)
class Seal:
    """The university's key, the certificate that says whose it is, and that of the authority which says so."""

    key: rsa.RSAPrivateKey
    certificate: x509.Certificate
    authority: x509.Certificate

    @property
    def anchor(self) -> bytes:
        """The authority's certificate (PEM), for the operator's folder of anchors."""
        return self.authority.public_bytes(Encoding.PEM)


def new() -> Seal:
    """A fresh seal. The authority's key is forgotten at once: it certifies nobody else."""
    theirs, ours = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
    authority, name = _name(AUTHORITY), _name(UNIVERSITY["it"].name)
    root = _certificate(authority, theirs.public_key(), authority, theirs, lasting=True)
    return Seal(ours, _certificate(name, ours.public_key(), authority, theirs), root)


def _name(organisation: str) -> x509.Name:
    parts = {NameOID.COUNTRY_NAME: "IT", NameOID.ORGANIZATION_NAME: organisation, NameOID.COMMON_NAME: organisation}
    return x509.Name([x509.NameAttribute(oid, text) for oid, text in parts.items()])


def _certificate(
    subject: x509.Name, key: rsa.RSAPublicKey, issuer: x509.Name, by: rsa.RSAPrivateKey, *, lasting: bool = False
) -> x509.Certificate:
    """An authority's certificate if `lasting`, else one for electronic seals (RFC 5280 §4.2.1)."""
    uses = dict.fromkeys(_USES, False) | dict.fromkeys(_AUTHORITY if lasting else _SEALING, True)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(BEGINS)
        .not_valid_after(ENDS)
        .add_extension(x509.BasicConstraints(ca=lasting, path_length=0 if lasting else None), critical=True)
        .add_extension(x509.KeyUsage(**uses), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), critical=False)
        .sign(by, SHA256())
    )


_AUTHORITY = ("key_cert_sign", "crl_sign")
_SEALING = ("digital_signature", "content_commitment")
_USES = (
    *(*_AUTHORITY, *_SEALING),
    *("key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only"),
)


def to_pem(seal: Seal) -> bytes:
    """The seal as text, for the demo to keep in its own folder."""
    key = seal.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return key + seal.certificate.public_bytes(Encoding.PEM) + seal.anchor


def from_pem(text: bytes) -> Seal:
    """The seal that was kept; raises ValueError when it is not that of a demo."""
    key = load_pem_private_key(text.partition(_CERTIFICATE.encode())[0], None)
    certificates = x509.load_pem_x509_certificates(text)
    if not isinstance(key, rsa.RSAPrivateKey) or len(certificates) != 2:
        raise ValueError("this is not the seal of a demo")
    return Seal(key, *certificates)


def sealed(root: etree._Element, seal: Seal) -> bytes:
    """An XML document sealed as a whole, as bytes: enveloped, RSA-SHA256, exclusive canonical form (XMLDSig §4)."""
    canonical = xmlsec.constants.TransformExclC14N
    signature = xmlsec.template.create(root, canonical, xmlsec.constants.TransformRsaSha256)
    reference = xmlsec.template.add_reference(signature, xmlsec.constants.TransformSha256, uri="")
    xmlsec.template.add_transform(reference, xmlsec.constants.TransformEnveloped)
    xmlsec.template.add_transform(reference, canonical)
    xmlsec.template.x509_data_add_certificate(xmlsec.template.add_x509_data(xmlsec.template.ensure_key_info(signature)))
    root.append(signature)
    context = xmlsec.SignatureContext()
    private = seal.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    context.key = xmlsec.Key.from_memory(private, xmlsec.constants.KeyDataFormatPem, None)
    context.key.load_cert_from_memory(seal.certificate.public_bytes(Encoding.PEM), xmlsec.constants.KeyDataFormatPem)
    context.sign(signature)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))
