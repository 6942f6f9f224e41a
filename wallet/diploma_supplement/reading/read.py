"""Any document that the wallet understands: what it is, what it says, and what its seals are worth."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

from wallet.errors import Unprocessable
from wallet.openbadges import strict
from wallet.openbadges.report import N_
from wallet.supplement import Reading, Sealing

from . import elmo, emrex, xhochschule
from .emrex import UNKNOWN
from .enclosing import Read
from .xml import MAX_BYTES, name, tree

WHITE: Final = b" \t\r\n"
MARK: Final = b"\xef\xbb\xbf"
WIDE: Final = (b"\xff\xfe", b"\xfe\xff", b"\x00<")  # what XML in UTF-16 begins with, if not with "<"
BASE64: Final = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=-_." + WHITE)
EUROPASS: Final = ("verifiablePresentation", "europassCredential")
Seals = tuple[Sealing, ...]


class Judge(NamedTuple):
    """By whom and when seals are judged: the operator's anchors (certificates) and the time."""

    anchors: tuple[bytes, ...]
    now: datetime


def read(data: bytes, anchors: tuple[bytes, ...], now: datetime) -> Reading:
    """What a file says and what its seals are worth. Raises Unprocessable when it is no document of these kinds."""
    judge = Judge(anchors, now)
    try:
        return _reader(data)(data.removeprefix(MARK), judge)
    except RecursionError as error:
        raise Unprocessable(N_("The file is nested too deeply to be a credential or a supplement.")) from error


def _reader(data: bytes) -> Callable[[bytes, Judge], Reading]:
    """What reads a file that begins like this."""
    head = data[:1024].removeprefix(MARK).lstrip(WHITE)
    if head.startswith(b"%PDF-"):
        return _pdf
    if head.startswith((b"<", *WIDE)):
        return _xml
    if head.startswith(b"{"):
        return _json
    if head.startswith(emrex.GZIP):
        return _packed
    if head and BASE64.issuperset(head):
        return _token if b"." in data else _emrex
    raise Unprocessable(UNKNOWN)


def _emrex(data: bytes, judge: Judge) -> Reading:
    if len(data) > 2 * MAX_BYTES:
        raise Unprocessable(N_("The file is too large: more than %(size)s MiB."), size=MAX_BYTES // 1024 // 1024)
    return _xml(emrex.unwrap(data), judge)


def _packed(data: bytes, judge: Judge) -> Reading:
    return _xml(emrex.gunzip(data), judge)


def _token(data: bytes, judge: Judge) -> Reading:
    """A credential sealed as three texts with full stops between them (RFC 7515 §7.1)."""
    from wallet.diploma_supplement.seals import compact

    unfolded = compact.flattened(data)
    if unfolded is None:
        raise Unprocessable(UNKNOWN)
    return _json(unfolded, judge)


def _xml(data: bytes, judge: Judge) -> Reading:
    root = tree(data)
    return _reading(_xml_reader(root)(root), _xml_seals(data, judge))


def _xml_seals(data: bytes, judge: Judge) -> Seals:
    from wallet.diploma_supplement.seals import xmldsig

    return xmldsig.check(data, judge.anchors, judge.now)


def _xml_reader(root: Any) -> Callable[[Any], Read]:
    called = name(root)
    if called == "elmo":
        return elmo.read
    if called in EUROPASS:
        from . import edc

        return edc.read
    if xhochschule.reads(root):
        return xhochschule.read
    raise Unprocessable(UNKNOWN)


def _json(data: bytes, judge: Judge) -> Reading:
    from wallet.diploma_supplement.seals import embedded, jades

    try:
        value = strict.parse_object(data, max_bytes=MAX_BYTES)
        if not jades.is_sealed(value):
            return _reading(_credential(value), embedded.found(value))
        inner = strict.parse_object(jades.payload(data), max_bytes=MAX_BYTES)
    except strict.NotJson as error:
        raise Unprocessable(
            N_("The file begins like JSON, and is none that all programs read alike. Ask its issuer for it again.")
        ) from error
    return _reading(_credential(inner), jades.check(data, judge.anchors, judge.now))


def _credential(value: Mapping[str, Any]) -> Read:
    from . import elm3

    return elm3.read(value)


def _pdf(data: bytes, judge: Judge) -> Reading:
    from wallet.diploma_supplement.seals import pades

    from . import pdf

    return _reading(pdf.read(data), pades.check(data, judge.anchors, judge.now))


def _reading(found: Read, seals: Seals) -> Reading:
    return Reading(found.document, seals, found.files)
