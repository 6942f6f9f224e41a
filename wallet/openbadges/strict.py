"""JSON as a verifier must read it: one meaning for each byte, and bounded work."""

from __future__ import annotations

import json
import math
import re
from typing import Final, NoReturn

import orjson

from wallet.errors import Refused
from wallet.openbadges.report import N_

MAX_BYTES = 1 << 20
MAX_DEPTH = 64
BASE64URL = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

# Up to here, a text cannot hold more values than any reader takes, nor a string that is too long.
QUICK_BYTES = 40_000

_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_ZEROS = bytes.maketrans(b"123456789", b"000000000")
_LONG_NUMBER = b"0" * 19


class Doubt:
    """What the quick reader says when it cannot tell that every reader agrees."""


DOUBT: Final = Doubt()


class NotJson(Refused):
    """These bytes are not JSON that every reader reads alike."""


def is_base64url(data: bytes) -> bool:
    """Whether there are no other letters than those of base64url (RFC 4648 §5)."""
    return not data.translate(None, BASE64URL)


def quick(data: bytes) -> object:
    """Read small and plain JSON at the speed of C, for the strict readers; DOUBT where a refusal might apply.

    What it reads has no duplicate member, number beyond 64 bits, NUL or half character and is nested at most 60 deep.
    """
    if len(data) > QUICK_BYTES or _LONG_NUMBER in data.translate(_ZEROS):
        return DOUBT
    if b"\\" in data and (b"\\u0000" in data or b"\\u003" in data):
        return DOUBT
    try:
        value = orjson.loads(data)
        # written anew, a member that was given twice is gone, and its colon with it
        if data.count(b":") != orjson.dumps(value).count(b":"):
            return DOUBT
    except (orjson.JSONDecodeError, orjson.JSONEncodeError):  # it is no JSON, or nested too deeply to be written
        return DOUBT
    return value if data.count(b"{") + data.count(b"[") <= 60 or _is_shallow(value) else DOUBT


def _is_shallow(value: object) -> bool:
    level = [value]
    for _ in range(60):
        level = [child for item in level for child in _children(item) if type(child) is dict or type(child) is list]
        if not level:
            return True
    return False


def parse(data: bytes, *, max_bytes: int = MAX_BYTES) -> object:
    """Read JSON for a verifier (RFC 8259, I-JSON's RFC 7493); raises NotJson.

    Refused: duplicate members, NaN and infinities, lone surrogates, a byte order mark, nesting over 64.
    """
    if len(data) > max_bytes:
        raise NotJson(N_("This is larger than a credential may be."))
    if (value := quick(data)) is not DOUBT:
        return value
    try:
        value = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_members,
            parse_constant=_constant,
            parse_float=_float,
        )
    except UnicodeDecodeError as e:
        raise NotJson(N_("This is not text in UTF-8.")) from e
    except RecursionError as e:
        raise NotJson(N_("This is nested too deeply.")) from e
    except ValueError as e:
        raise NotJson(N_("This is not well-formed JSON.")) from e
    _bounded(value, surrogates=_SURROGATE.search(data) is not None)
    return value


def parse_object(data: bytes, *, max_bytes: int = MAX_BYTES) -> dict[str, object]:
    """Read a JSON object for a verifier; raises NotJson."""
    value = parse(data, max_bytes=max_bytes)
    if not isinstance(value, dict):
        raise NotJson(N_("This is JSON, but not an object."))
    return value


def _members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise NotJson(N_("A member is given twice, so that it can be read in two ways."))
    return members


def _constant(name: str) -> NoReturn:
    raise NotJson(N_("%(name)s is not a JSON number."), name=name)


def _float(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise NotJson(N_("%(name)s is not a JSON number."), name=text[:40])
    return number


def _bounded(value: object, *, surrogates: bool) -> None:
    level = [value]
    for _ in range(MAX_DEPTH):
        if surrogates:
            _refuse_surrogates(level)
        level = [child for item in level for child in _children(item)]
        if not level:
            return
    raise NotJson(N_("This is nested too deeply."))


def _children(item: object) -> list[object]:
    if type(item) is dict:
        return [*item.values(), *item] if item else []
    return item if type(item) is list else []


def _refuse_surrogates(level: list[object]) -> None:
    for item in level:
        if isinstance(item, str) and not item.isascii():
            try:
                item.encode("utf-8")
            except UnicodeEncodeError as e:
                raise NotJson(N_("This text holds half a character.")) from e
