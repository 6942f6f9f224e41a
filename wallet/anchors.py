"""Whose seals on documents this wallet trusts: the certificates in a folder of the operator's."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from pathlib import Path

import structlog
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

log = structlog.get_logger()

MAX_BYTES = 1 << 20
PEM = re.compile(rb"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)


def anchors(folder: Path) -> tuple[bytes, ...]:
    """The certificates of a folder's files, each once and as DER; a file may hold one as DER or several as PEM.

    What is no certificate is left out with a line in the log, and so is a folder that cannot be read.
    """
    try:
        files = sorted(each for each in folder.iterdir() if each.is_file() and not each.name.startswith("."))
    except OSError as e:
        log.warning("anchors not read", folder=str(folder), problem=str(e))
        return ()
    return tuple(dict.fromkeys(der for file in files for der in _certificates(file)))


def _certificates(file: Path) -> Iterator[bytes]:
    try:
        if file.stat().st_size > MAX_BYTES:
            raise ValueError("too large for certificates")
        data = file.read_bytes()
    except (OSError, ValueError) as e:
        log.warning("anchor left out", file=file.name, problem=str(e))
        return
    for block in PEM.findall(data) or [data]:
        try:
            yield _der(block)
        except ValueError as e:
            log.warning("anchor left out", file=file.name, problem=str(e))


def _der(block: bytes) -> bytes:
    """The certificate in its binary form; raises ValueError."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an operator may trust a certificate that was made carelessly
        if block.startswith(b"-----"):
            return x509.load_pem_x509_certificate(block).public_bytes(Encoding.DER)
        return x509.load_der_x509_certificate(block).public_bytes(Encoding.DER)
