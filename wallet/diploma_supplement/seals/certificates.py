"""Certificates of seals: whom they name, and whether one of the operator's anchors vouches for them at a time.

Chains are judged offline by pyhanko_certvalidator, as RFC 5280 §6 has it: authority flags, path lengths, names and
uses of keys. Of revocation nothing is asked.
"""

from __future__ import annotations

import base64
import warnings
from collections.abc import Coroutine, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from asn1crypto import x509

MOST_OTHERS = 12
LONGEST_NAME = 200
SHORTEST_RSA = 2048
SIGNING = {"digital_signature", "non_repudiation"}
TIMESTAMPING = "time_stamping"


class Unreadable(ValueError):
    """These bytes are no certificate."""


def read(der: bytes) -> x509.Certificate:
    """A certificate with all its fields taken apart, so that nothing in it raises later; raises Unreadable."""
    try:
        certificate = x509.Certificate.load(der, strict=True)
        assert isinstance(certificate.native, dict)  # noqa: S101  # reads every field now
        lasts = certificate.not_valid_before <= certificate.not_valid_after
        public(certificate)
    except Exception as e:  # asn1crypto raises whatever a hostile structure leads it to
        raise Unreadable("no certificate") from e
    if not lasts:
        raise Unreadable("it ends before it begins")
    return certificate


def read_base64(text: str) -> x509.Certificate:
    """A certificate in base64, with or without line breaks; raises Unreadable."""
    try:
        return read(base64.b64decode("".join(text.split()), validate=True))
    except ValueError as e:
        raise Unreadable("no certificate") from e


def readable(texts: Iterable[str]) -> Iterator[x509.Certificate]:
    """Those of some certificates in base64 that can be read, at most MOST_OTHERS."""
    for text, _ in zip(texts, range(MOST_OTHERS), strict=False):
        try:
            yield read_base64(text)
        except Unreadable:
            continue


def public(certificate: x509.Certificate) -> Any:
    """The public key, for cryptography and joserfc; raises ValueError or UnsupportedAlgorithm for a strange one."""
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    return load_der_public_key(certificate.public_key.dump())


def is_short(certificate: x509.Certificate) -> bool:
    """Whether its key is too short to be relied on."""
    key = certificate.public_key
    return bool(key.algorithm == "rsa" and key.bit_size < SHORTEST_RSA)


def name(certificate: x509.Certificate) -> str:
    """Whom it names: the common name of its subject, or else the organisation."""
    return _field(certificate, "common_name") or organisation(certificate)


def organisation(certificate: x509.Certificate) -> str:
    """The organisation of its subject, or an empty text."""
    return _field(certificate, "organization_name")


def _field(certificate: x509.Certificate, field: str) -> str:
    found = certificate.subject.native.get(field, "")
    text = found[-1] if isinstance(found, list) and found else found
    printable = "".join(each if each.isprintable() else " " for each in str(text))
    return " ".join(printable.split())[:LONGEST_NAME]


def leaf(certificates: list[x509.Certificate]) -> x509.Certificate | None:
    """The one of some certificates that issued none of the others."""
    issuers = {each.issuer.hashable for each in certificates if each.self_issued is False}
    ends = [each for each in certificates if each.subject.hashable not in issuers]
    return (ends or certificates or [None])[0]


def vouched(
    certificate: x509.Certificate,
    others: Iterable[x509.Certificate],
    anchors: tuple[bytes, ...],
    at: datetime,
    extended: str = "",
) -> bool:
    """Whether a chain leads from the certificate to an anchor, all of it valid at that time and meant for signing.

    A certificate that is itself an anchor is vouched for as long as it lasts. `extended` is a use that it must name.
    """
    if not certificate.not_valid_before <= at <= certificate.not_valid_after or not _may_sign(certificate, extended):
        return False
    if certificate.dump() in anchors:
        return True
    return bool(anchors) and _leads(certificate, list(others)[:MOST_OTHERS], anchors, at)


def _may_sign(certificate: x509.Certificate, extended: str) -> bool:
    uses = certificate.key_usage_value
    if uses is not None and not SIGNING & uses.native:
        return False
    if not extended:
        return True
    named = certificate.extended_key_usage_value
    return named is not None and named.native == [extended]


def _leads(
    certificate: x509.Certificate, others: list[x509.Certificate], anchors: tuple[bytes, ...], at: datetime
) -> bool:
    from pyhanko_certvalidator import CertificateValidator, ValidationContext

    try:
        context = ValidationContext(
            trust_roots=[x509.Certificate.load(each) for each in anchors],
            other_certs=others,
            moment=at,
            allow_fetching=False,
            revocation_mode="soft-fail",
        )
        with quiet():
            _finished(CertificateValidator(certificate, others, validation_context=context).async_validate_path())
    except Exception:  # whatever a hostile chain leads the validator to, it leads to no anchor
        return False
    return True


def _finished(steps: Coroutine[Any, Any, object]) -> None:
    """Run what never waits, since nothing is fetched: no event loop is needed for it, and none is in its way."""
    try:
        steps.send(None)
    except StopIteration:
        return
    finally:
        steps.close()
    raise RuntimeError("a chain is judged without waiting for anything")


@contextmanager
def quiet() -> Iterator[None]:
    """Let libraries say nothing of old algorithms: the remarks of a seal do."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
