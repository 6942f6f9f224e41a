"""Seals in PDFs: PAdES (ETSI EN 319 142-1) and what came before it, read by pyHanko, which fetches nothing here.

Run it confined. A seal in a PDF covers bytes, and a PDF may grow behind it: what was added is reviewed.
"""

from __future__ import annotations

import base64
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from io import BytesIO
from typing import Any, Final

from wallet.openbadges.report import N_
from wallet.supplement import Intact, Sealing

from . import certificates, hidden, judging
from .judging import Judges, Signer, Unsound

KIND: Final = "PAdES"
SUBFILTERS: Final = frozenset({"/adbe.pkcs7.detached", "/ETSI.CAdES.detached"})
DIGESTS: Final = frozenset({"sha1", "sha256", "sha384", "sha512", "sha3_256", "sha3_384", "sha3_512"})
MOST_SEALS = 8
END: Final = re.compile(rb"startxref\s+\d+\s+%%EOF\s*\Z")

LOST = N_("The file holds a seal of an unknown kind, or one that nothing in it leads to, so it was not checked.")
MANY = N_("The file has more seals than this wallet checks.")
TANGLED = N_("The PDF is built in an unusual way, so its seal could not be checked.")
APPENDED = N_("Something was added to the file after it was sealed, which may change what it shows.")
GROWN = N_("After this seal only other seals, timestamps and proofs were added to the file.")
FILLED = N_("After this seal, fields of a form were filled in; what they say is not sealed.")


@dataclass(frozen=True)
class _File:
    """A PDF with what pyHanko makes of it."""

    data: bytes
    reader: Any


def check(data: bytes, anchors: tuple[bytes, ...], now: datetime) -> tuple[Sealing, ...]:
    """The seals of a PDF in the order in which they were made, at most MOST_SEALS; empty when it has none."""
    if b"/ByteRange" not in data:  # the bytes that a seal covers are written in plain sight (ISO 32000-2 §12.8.1)
        return (judging.unsound(KIND, Unsound(Intact.UNCHECKED, LOST)),) if hidden.is_there(data) else ()
    _hush()
    try:
        with certificates.quiet():
            file, found = _read(data)
            return tuple(_seal(each, file, Judges(anchors, now)) for each in found)
    except Unsound as problem:
        return (judging.unsound(KIND, problem),)
    except Exception:  # pyHanko raises whatever a damaged or hostile file leads it to
        return (judging.unsound(KIND, Unsound(Intact.UNCHECKED, TANGLED)),)


@cache
def _hush() -> None:
    """What pyHanko warns of is said by a seal's remarks."""
    for name in ("pyhanko", "pyhanko_certvalidator"):
        logging.getLogger(name).addHandler(logging.NullHandler())


def _read(data: bytes) -> tuple[_File, list[Any]]:
    """The file and its seals, without those timestamps of the whole file that stand for themselves."""
    from pyhanko.pdf_utils.reader import PdfFileReader

    reader = PdfFileReader(BytesIO(data), strict=False)
    # what is hidden from one reader is shown by another
    if reader.encrypted or reader.xrefs.hybrid_xrefs_present:
        raise Unsound(Intact.UNCHECKED, TANGLED)
    found = reader.embedded_signatures
    if not found:
        raise Unsound(Intact.UNCHECKED, LOST)
    if len(found) > MOST_SEALS:
        raise Unsound(Intact.UNCHECKED, MANY)
    seals = [each for each in found if each.sig_object_type != "/DocTimeStamp"]
    return _File(data, reader), seals


def _seal(embedded: Any, file: _File, judges: Judges) -> Sealing:
    signer = None
    try:
        signer = _signer(embedded)
        remarks = _verify(embedded, signer) + _review(embedded, file)
    except Unsound as problem:
        return judging.unsound(KIND, problem, signer)
    except Exception:  # see check: one seal that cannot be read says nothing of the others
        return judging.unsound(KIND, Unsound(Intact.UNCHECKED, judging.UNREADABLE), signer)
    sealing = Sealing(KIND, Intact.YES, signed_at=_claimed(embedded), remarks=remarks)
    return judging.sound(sealing, signer, _stamps(embedded), judges)


def _signer(embedded: Any) -> Signer:
    if embedded.sig_object.get("/SubFilter") not in SUBFILTERS:
        raise Unsound(Intact.UNCHECKED, judging.FOREIGN_ALGORITHM)
    others = (base64.b64encode(each.dump()).decode() for each in embedded.other_embedded_certs)
    try:
        return Signer(certificates.read(embedded.signer_cert.dump()), tuple(certificates.readable(others)))
    except certificates.Unreadable as e:
        raise Unsound(Intact.UNCHECKED, judging.NO_CERTIFICATE) from e


def _verify(embedded: Any, signer: Signer) -> tuple[str, ...]:
    """Remarks on the signature; raises Unsound when it is not of these bytes or not by this certificate."""
    from pyhanko.sign.validation.errors import SignatureValidationError
    from pyhanko.sign.validation.generic_cms import validate_sig_integrity

    digest = embedded.md_algorithm
    if digest not in DIGESTS:
        raise Unsound(Intact.UNCHECKED, judging.FOREIGN_ALGORITHM)
    try:
        sound = validate_sig_integrity(
            embedded.signer_info, signer.certificate, "data", embedded.compute_digest(digest)
        )
    except SignatureValidationError as e:
        raise Unsound(Intact.NO, judging.BROKEN) from e
    if sound != (True, True):
        raise Unsound(Intact.NO, judging.BROKEN)
    return (judging.WEAK,) if digest == "sha1" else ()


def _review(embedded: Any, file: _File) -> tuple[str, ...]:
    """Remarks on what was added behind the seal; raises Unsound when it may change what the document shows."""
    from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    embedded.compute_integrity_info()
    if embedded.coverage is SignatureCoverageLevel.ENTIRE_FILE:
        return ()
    result = embedded.diff_result
    allowed = embedded.summarise_integrity_info()["docmdp_ok"] and _ends_at_its_end(file)
    if embedded.coverage is not SignatureCoverageLevel.ENTIRE_REVISION or not allowed:
        raise Unsound(Intact.NO, APPENDED)
    if not isinstance(result, DiffResult) or result.modification_level > ModificationLevel.FORM_FILLING:
        raise Unsound(Intact.NO, APPENDED)
    if result.modification_level is ModificationLevel.NONE:
        return ()  # nothing but a line's end stands behind it
    seals = {each.field_name for each in file.reader.embedded_signatures}
    if result.changed_form_fields <= seals:
        return (GROWN,)
    if embedded.docmdp_level is None:  # its signer did not say that the form may be filled in
        raise Unsound(Intact.UNCHECKED, FILLED)
    return (FILLED,)


def _ends_at_its_end(file: _File) -> bool:
    """Whether nothing stands behind the last table of objects, where other readers may look for another."""
    xrefs = file.reader.xrefs
    rest = file.data[xrefs.get_xref_container_info(xrefs.total_revisions - 1).end_location :]
    return rest.count(b"startxref") == 1 and rest.count(b"%%EOF") == 1 and END.search(rest) is not None


def _claimed(embedded: Any) -> str:
    """When the signer says that the document was sealed, or an empty text."""
    try:
        at = embedded.self_reported_timestamp
    except Exception:  # a date that is none
        return ""
    if not isinstance(at, datetime):
        return ""
    return judging.written(at) if at.tzinfo else at.isoformat(timespec="seconds")


def _stamps(embedded: Any) -> Iterator[tuple[str, bytes]]:
    """The timestamps of the signature, which are of its value (RFC 3161, appendix A)."""
    info = embedded.signer_info
    for attribute in info["unsigned_attrs"] or ():
        if attribute["type"].native == "signature_time_stamp_token":
            for token in attribute["values"]:
                yield base64.b64encode(token.dump()).decode(), info["signature"].native
