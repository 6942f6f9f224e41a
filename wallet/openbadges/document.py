"""Read what somebody hands in, strictly: what kind of thing it is, and JSON without any trap."""

from __future__ import annotations

import json
import math
import re
from base64 import urlsafe_b64decode
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, Never

from wallet.errors import Unprocessable
from wallet.openbadges import strict
from wallet.openbadges.report import N_

MAX_BYTES = 1 << 20
MAX_DEPTH = 64
MAX_VALUES = 20_000
MAX_STRING = 128 * 1024
LARGEST = 2**63 - 1  # beyond this no two programs read the same number

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_URL = re.compile(r"https?://[^\s<>\"{}|\\^`\x00-\x1f]{1,2000}")

JsonObject = dict[str, Any]


class Unreadable(Unprocessable):
    """The bytes cannot be read as a credential; the sentence says why and who can mend it."""


class NotBaked(Unreadable):
    """A sound picture that carries no badge."""


class Kind(StrEnum):
    """The containers in which a credential arrives."""

    JSON = "json"
    JWS = "jws"
    PNG = "png"
    SVG = "svg"
    PDF = "pdf"
    URL = "url"


_TEXT = frozenset({str})
_STARTS = ((b"{", Kind.JSON), (PNG_SIGNATURE, Kind.PNG), (b"%PDF-", Kind.PDF))


def kind_of(content: bytes) -> Kind:
    """Say by its content what somebody handed in.

    Raises Unreadable for anything that can hold no badge.
    """
    for start, kind in _STARTS:
        if content.startswith(start):
            return kind
    text = content.removeprefix(b"\xef\xbb\xbf").strip()
    if not text:
        raise Unreadable(N_("The file is empty. Ask whoever sent it to send it again."))
    if text[:1] in b"{[":
        return Kind.JSON
    if _is_jws(text):
        return Kind.JWS
    if text[:1] == b"<" or text[:4] in (b"\xff\xfe<\0", b"\xfe\xff\0<"):
        _refuse_page(text)
        return Kind.SVG
    if len(text) <= 2048 and _URL.fullmatch(text.decode("utf-8", "replace")):
        return Kind.URL
    raise Unreadable(_what_it_is_instead(content))


def _refuse_page(text: bytes) -> None:
    if text[:14].lower().startswith((b"<!doctype html", b"<html")):
        raise Unreadable(N_("This is a web page, not a badge. Use the badge's own file or its data link."))


def _is_jws(text: bytes) -> bool:
    parts = text.split(b".", 3)
    return len(parts) == 3 and bool(parts[0] and parts[1]) and all(map(strict.is_base64url, parts))


def _what_it_is_instead(content: bytes) -> str:
    if content.startswith((b"\xff\xd8\xff", b"GIF8", b"RIFF", b"II*\0", b"MM\0*", b"BM")):
        return N_(
            "This is a picture of a kind that cannot carry a badge: only PNG and SVG can. Download the original badge."
        )
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return N_("The file is not UTF-8 text. Its issuer should make it again.")
    if content.startswith((b"PK\x03\x04", b"\x1f\x8b")):
        return N_("This is a packed file. Unpack it first and use the badge inside.")
    return N_("This is neither a badge file (JSON, JWS, PNG, SVG) nor a link to one.")


def text_of(content: bytes) -> str:
    """Decode a text file; a UTF-8 byte order mark is allowed and dropped. Raises Unreadable."""
    try:
        return content.removeprefix(b"\xef\xbb\xbf").decode()
    except UnicodeDecodeError as e:
        raise Unreadable(N_("The file is not UTF-8 text. Its issuer should make it again.")) from e


def load(content: bytes | str) -> JsonObject:
    """Parse one JSON object strictly, in at most 1 MiB and 64 levels.

    Duplicate members, NaN, Infinity, NUL, lone surrogates, numbers that no program holds exactly and
    strings over 128 KiB (other than embedded images) are refused. Raises Unreadable.
    """
    value = load_any(content)
    if not isinstance(value, dict):
        raise Unreadable(N_("The file is JSON, but not one object, so it is no badge."))
    return value


def load_any(content: bytes | str) -> Any:
    """Parse any one JSON value under the rules of `load`. Raises Unreadable."""
    if len(content) > MAX_BYTES:
        raise Unreadable(N_("The file is larger than 1 MiB, more than a badge ever needs."))
    data = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
    if (value := strict.quick(data)) is not strict.DOUBT:
        return value
    text = text_of(content) if isinstance(content, bytes) else content.removeprefix("\ufeff")
    try:
        value = json.loads(
            text,
            object_pairs_hook=_members,
            parse_constant=_no_constant,
            parse_float=_float,
            parse_int=_int,
        )
    except RecursionError as e:
        raise _too_deep() from e
    except ValueError as e:
        raise Unreadable(N_("The file is not sound JSON. Its issuer should make it again.")) from e
    _inspect(value)
    return value


def _members(pairs: list[tuple[str, Any]]) -> JsonObject:
    members = dict(pairs)
    if len(members) != len(pairs):
        seen: set[str] = set()
        name = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]  # add() is the side effect
        raise Unreadable(
            N_("The file says “%(name)s” twice, so two readers may see two badges. Its issuer should make it again."),
            name=name[:80],
        )
    return members


def _no_constant(name: str) -> Never:
    raise Unreadable(N_("The file holds %(name)s, which is no JSON number."), name=name)


def _float(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise Unreadable(N_("The file holds a number too large to be read exactly."))
    return number


def _int(text: str) -> int:
    if len(text) > 20 or abs(number := int(text)) > LARGEST:
        raise Unreadable(N_("The file holds a number too large to be read exactly."))
    return number


def _too_deep() -> Unreadable:
    return Unreadable(N_("The file is nested deeper than %(depth)d levels, which no badge is."), depth=MAX_DEPTH)


def _inspect(value: Any) -> None:
    """Refuse depth, bulk and text that cannot be stored; level by level, so that depth cannot hurt."""
    level, values = [value], 0
    for depth in range(MAX_DEPTH + 1):
        if depth == MAX_DEPTH and any(isinstance(item, dict | list) for item in level):
            raise _too_deep()
        values += len(level)
        if values > MAX_VALUES:
            raise Unreadable(N_("The file holds more than %(count)d values, which no badge does."), count=MAX_VALUES)
        level = [below for item in level for below in _below(item)]
        if not level:
            return


def _below(item: Any) -> Iterable[Any]:
    if isinstance(item, str):
        _inspect_text(item)
    elif isinstance(item, dict):
        for name in item:
            _inspect_text(name)
        return item.values()
    return item if isinstance(item, list) else ()


def _inspect_text(text: str) -> None:
    if "\x00" in text:
        raise Unreadable(N_("The file holds a NUL character in its text. Its issuer should make it again."))
    if len(text) > MAX_STRING and not text.startswith("data:image/"):
        raise Unreadable(N_("The file holds a text of more than 128 KiB, which no badge does."))
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError as e:
            raise Unreadable(N_("The file holds half a character. Its issuer should make it again.")) from e


def jws_parts(token: str) -> tuple[JsonObject, JsonObject]:
    """The header and the payload of a compact JWS, read strictly but not verified (RFC 7515 §3.1).

    Raises Unreadable.
    """
    parts = token.strip().split(".")
    if len(parts) != 3 or len(token) > MAX_BYTES:
        raise Unreadable(N_("This is not a signed badge in three parts (JWS)."))
    return _part(parts[0]), _part(parts[1])


def _part(text: str) -> JsonObject:
    try:
        if not text or not strict.is_base64url(text.encode()):
            raise ValueError(text)
        return load(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except ValueError as e:
        raise Unreadable(N_("A part of the signed badge is not base64url. Its issuer should make it again.")) from e


def is_a(node: Mapping[str, Any], name: str) -> bool:
    """Whether a name is among the types of a node."""
    value = node["type"] if "type" in node else node.get("@type")
    return name in value if isinstance(value, list) else value == name


def types_of(node: Mapping[str, Any]) -> tuple[str, ...]:
    """The `type` (or `@type`) of a node as a tuple of strings; anything else in it is left out."""
    value = node["type"] if "type" in node else node.get("@type")
    if isinstance(value, list):
        return tuple(value if _TEXT.issuperset(map(type, value)) else [item for item in value if isinstance(item, str)])
    return (value,) if isinstance(value, str) else ()
