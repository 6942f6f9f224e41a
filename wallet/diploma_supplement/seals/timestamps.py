"""Timestamps (RFC 3161): that some bytes existed at a time, said by an authority that signs it."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import cms, tsp  # noqa: F401  # tsp teaches cms to read what a timestamp says

from . import certificates

HASHES = frozenset({"sha256", "sha384", "sha512"})
MOST = 8  # timestamps looked at for one seal


class BadTimestamp(ValueError):
    """A timestamp that is broken, or not of these bytes."""


@dataclass(frozen=True)
class Timestamp:
    """A sound timestamp; `trusted` says whether an anchor vouches for its authority."""

    at: datetime
    trusted: bool


def read_base64(text: str, covered: bytes, anchors: tuple[bytes, ...]) -> Timestamp:
    """A timestamp in base64; raises BadTimestamp."""
    try:
        token = base64.b64decode("".join(text.split()), validate=True)
    except ValueError as e:
        raise BadTimestamp("not base64") from e
    return read(token, covered, anchors)


def read(token: bytes, covered: bytes, anchors: tuple[bytes, ...]) -> Timestamp:
    """A timestamp of these bytes, its signature checked (RFC 3161 §2.4.2); raises BadTimestamp.

    Its authority is judged at the time that it states: timestamps outlive the certificates of those who made them.
    """
    try:
        content = cms.ContentInfo.load(token)
        signed = content["content"]
        at = _stated(signed, covered)
        signer, others = _signed_by(signed)
    except BadTimestamp:
        raise
    except Exception as e:  # asn1crypto and pyHanko raise whatever a hostile structure leads them to
        raise BadTimestamp("not a timestamp") from e
    return Timestamp(at, certificates.vouched(signer, others, anchors, at, certificates.TIMESTAMPING))


def _stated(signed: Any, covered: bytes) -> datetime:
    """The time, once the imprint was found to be that of the bytes."""
    encapsulated = signed["encap_content_info"]
    if encapsulated["content_type"].native != "tst_info":
        raise BadTimestamp("not a timestamp")
    stated = encapsulated["content"].parsed
    imprint = stated["message_imprint"]
    algorithm = imprint["hash_algorithm"]["algorithm"].native
    if algorithm not in HASHES or hashlib.new(algorithm, covered).digest() != imprint["hashed_message"].native:
        raise BadTimestamp("of other bytes")
    at = stated["gen_time"].native
    if not isinstance(at, datetime) or at.tzinfo is None:
        raise BadTimestamp("without a time")
    return at


def _signed_by(signed: Any) -> tuple[Any, list[Any]]:
    """The authority's certificate and those beside it, once its signature was checked."""
    from pyhanko.sign.general import extract_signer_info
    from pyhanko.sign.validation.generic_cms import extract_certs_for_validation, validate_sig_integrity

    info = extract_signer_info(signed)
    found = extract_certs_for_validation(signed)
    signer = certificates.read(found.signer_cert.dump())
    digest = info["digest_algorithm"]["algorithm"].native
    if digest not in HASHES or not info["signed_attrs"] or certificates.is_short(signer):
        raise BadTimestamp("signed weakly")
    content = bytes(signed["encap_content_info"]["content"])
    with certificates.quiet():
        sound = validate_sig_integrity(info, signer, "tst_info", hashlib.new(digest, content).digest())
    if sound != (True, True):
        raise BadTimestamp("its signature is broken")
    return signer, list(found.other_certs)
