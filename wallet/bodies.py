"""What a request to the API carries, taken in whole and within limits, before anybody believes it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from typing import Final

from python_multipart.multipart import parse_options_header
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from wallet.errors import Refused, TooLarge, Unprocessable
from wallet.openbadges import strict

ENVELOPE: Final = 64 * 1024  # what a body may hold beside its one large part
LARGEST_FIELD: Final = 16 * 1024
_SPACE: Final = re.compile(r"[ \t\r\n]*")


class WrongType(Refused):
    """The body is of a kind that this address does not take."""

    status = 415


class Wrong(Unprocessable):
    """Members that cannot be used; `errors` say of each what is wrong, by a JSON pointer (RFC 9457 §3)."""

    def __init__(self, errors: list[dict[str, str]]) -> None:
        super().__init__("Some members of the request cannot be used; “errors” says which.")
        self.errors = errors


@dataclass(frozen=True)
class Upload:
    """A file as it was sent: its bytes, and the name that the sender gave it."""

    data: bytes
    filename: str


@dataclass(frozen=True)
class Sent:
    """The members of a body; `raw` holds the credential's bytes as the sender wrote them.

    Two bodies that mean the same to the wallet have one fingerprint, whatever boundary a client chose.
    """

    members: Mapping[str, object]
    raw: bytes | None
    fingerprint: str


def media_type(request: Request) -> str:
    """The media type of a body, without parameters. Raises WrongType for a body that is packed."""
    if request.headers.get("Content-Encoding", "identity").strip().lower() not in ("", "identity"):
        raise WrongType("Send the body as it is, without a Content-Encoding.")
    return request.headers.get("Content-Type", "").partition(";")[0].strip().lower()


async def body(request: Request, limit: int) -> bytes:
    """A body of at most `limit` bytes. Raises TooLarge, before reading where its length was announced."""
    announced = request.headers.get("Content-Length", "")
    if announced.isascii() and announced.isdigit() and int(announced[:20]) > limit:
        raise _too_large(limit)
    read = bytearray()
    async for chunk in request.stream():
        read += chunk
        if len(read) > limit:
            raise _too_large(limit)
    return bytes(read)


def _too_large(limit: int) -> TooLarge:
    return TooLarge("This is larger than the %(size)d KiB that can be sent here.", size=limit // 1024)


def json_members(data: bytes, limit: int, raw: str) -> Sent:
    """The members of a JSON object, read strictly, and the bytes of the one named `raw`. Raises Refused.

    An object is given as the very bytes that stood in the body: a signature may cover them.
    """
    members = strict.parse_object(data, max_bytes=limit)
    given = members.pop(raw, None)
    if isinstance(given, dict):
        found: bytes | None = _slice(data.decode(), raw).encode()
    else:
        found = given.encode() if isinstance(given, str) else None
    return Sent(members, found, hashlib.sha256(b"json\n" + data).hexdigest())


def _slice(text: str, name: str) -> str:
    """The text of a member of a JSON object that is known to be sound."""
    decoder = json.JSONDecoder()
    at = _after_space(text, 0)
    while True:
        key, at = decoder.raw_decode(text, _after_space(text, at + 1))
        begin = _after_space(text, _after_space(text, at) + 1)
        _, end = decoder.raw_decode(text, begin)
        if key == name:
            return text[begin:end]
        at = _after_space(text, end)


def _after_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


async def form(request: Request, data: bytes, name: str) -> tuple[dict[str, object], Upload | None]:
    """The text parts of a multipart body, and the file in its part of that name (RFC 7578). Raises Refused."""
    texts, uploads = await parts(request, data, name)
    return texts, uploads[0] if uploads else None


async def parts(request: Request, data: bytes, name: str, most: int = 1) -> tuple[dict[str, object], list[Upload]]:
    """The text parts of a multipart body, and the files, at most so many, in its parts of that name. Raises Refused."""
    if not _closed(request, data):
        raise _no_form()
    try:
        parser = MultiPartParser(
            request.headers, _at_once(data), max_files=most, max_fields=8, max_part_size=LARGEST_FIELD
        )
        found = await parser.parse()
    except (MultiPartException, UnicodeError) as e:
        raise _no_form() from e
    try:
        names = [each for each, _ in found.multi_items()]
        if any(names.count(each) > (most if each == name else 1) for each in names):
            raise _no_form()
        texts = {each: value if isinstance(value, str) else None for each, value in found.multi_items()}
        texts.pop(name, None)
        files = [part for part in found.getlist(name) if isinstance(part, UploadFile)]
        return dict(texts), [Upload(await part.read(), part.filename or "") for part in files]
    finally:
        await found.close()


async def _at_once(data: bytes) -> AsyncGenerator[bytes, None]:
    yield data


def _closed(request: Request, data: bytes) -> bool:
    # The parser takes what was cut off for the whole.
    boundary = parse_options_header(request.headers["Content-Type"])[1].get(b"boundary", b"")
    return b"\r\n--" + boundary + b"--" in data[-len(boundary) - 64 :]


def _no_form() -> Refused:
    return Refused("The multipart body cannot be read: it is cut off, says a name twice or has too many parts.")


async def form_members(request: Request, data: bytes, raw: str) -> Sent:
    """The text parts of a form, and the bytes of the file in the part named `raw`. Raises Refused."""
    members, upload = await form(request, data, raw)
    digest = hashlib.sha256(b"form\n" + json.dumps(members, sort_keys=True).encode() + b"\n")
    digest.update(upload.data if upload else b"")
    return Sent(members, upload.data if upload else None, digest.hexdigest())


def unknown(name: str) -> dict[str, str]:
    """What is wrong with a member that nobody asked for."""
    return error(name, "There is no such member here.")


def error(name: str, detail: str) -> dict[str, str]:
    """What is wrong with a member, as `errors` say it."""
    pointer = name[:80].replace("~", "~0").replace("/", "~1")
    return {"pointer": f"#/{pointer}", "detail": detail}
