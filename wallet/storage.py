"""Files by content hash: a folder or an S3 bucket behind one interface; what is kept never changes."""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, S3Store

from . import errors
from .config import Misconfigured
from .openbadges.report import N_

DIGEST = re.compile(r"[0-9a-f]{64}")
# obstore panics at an option that it does not know, so only these reach it.
S3_TEXTS = frozenset({"region", "endpoint", "access_key_id", "secret_access_key", "session_token"})
S3_SWITCHES = frozenset({"virtual_hosted_style_request"})
PATIENCE = timedelta(seconds=20)


@dataclass(frozen=True)
class Storage:
    """Keeps bytes under their SHA-256 in hexadecimal; `folder` is where they lie when that is this machine."""

    store: LocalStore | S3Store
    folder: Path | None = None

    async def put(self, data: bytes) -> str:
        """Keep these bytes and return their digest; the same bytes again change nothing. Raises Unavailable."""
        digest = await _digest(data)
        with _told():
            await obstore.put_async(self.store, _path(digest), data, use_multipart=False)
            if self.folder:
                await asyncio.to_thread(_flush, self.folder / _path(digest))
        return digest

    async def get(self, digest: str) -> bytes:
        """The bytes kept under a digest. Raises NotFound; Unavailable when they cannot be read or are damaged."""
        with _told():
            found = await obstore.get_async(self.store, _path(digest))
            data = bytes(await found.bytes_async())
        if await _digest(data) != digest:
            raise errors.Unavailable(N_("A kept file is damaged. The operator can restore it from a backup."))
        return data

    async def size(self, digest: str) -> int:
        """How many bytes are kept under a digest. Raises NotFound, Unavailable."""
        with _told():
            return (await obstore.head_async(self.store, _path(digest)))["size"]

    async def delete(self, digest: str) -> None:
        """Forget the bytes kept under a digest; nothing there is as good. Raises Unavailable."""
        path = _path(digest)
        try:
            with _told():
                await obstore.delete_async(self.store, path)
        except errors.NotFound:
            return


def open_storage(url: str) -> Storage:
    """The storage that a setting names, its folder made. Raises Misconfigured with a sentence for the operator."""
    place = read_place(url)
    if isinstance(place, S3Store):
        return Storage(place)
    try:
        return Storage(LocalStore(place, mkdir=True), place)
    except (BaseError, OSError) as error:
        raise Misconfigured(f"STORAGE_URL names a folder that cannot be made: {place}") from error


def read_place(url: str) -> Path | S3Store:
    """Where a setting lets files be kept: `file:///folder`, `file:folder` or `s3://bucket/prefix?region=…`.

    S3 takes region, endpoint, access_key_id, secret_access_key, session_token, virtual_hosted_style_request and
    allow_http; what is absent is looked for where AWS keeps it. Raises Misconfigured with a sentence for the operator.
    """
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise Misconfigured(_USAGE) from error
    if parts.scheme == "file" and parts.path and not parts.netloc and not parts.query:
        return Path(unquote(parts.path)).absolute()
    if parts.scheme == "s3" and parts.netloc:
        return _bucket(parts)
    raise Misconfigured(_USAGE)


_USAGE = "STORAGE_URL takes file:///folder or s3://bucket/prefix?region=…"


def _bucket(parts: SplitResult) -> S3Store:
    """The bucket of an s3 URL, with its options checked."""
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    unknown = options.keys() - S3_TEXTS - S3_SWITCHES - {"allow_http"}
    if unknown:
        raise Misconfigured(f"STORAGE_URL has options that are not known: {', '.join(sorted(unknown))}")
    switches = {name: _switch(name, options[name]) for name in S3_SWITCHES | {"allow_http"} if name in options}
    allow_http = switches.pop("allow_http", False)
    try:
        return S3Store(
            parts.netloc,
            prefix=parts.path.strip("/") or None,
            config={**{name: options[name] for name in S3_TEXTS if name in options}, **switches},  # type: ignore[arg-type]  # names checked above
            client_options={"allow_http": allow_http, "timeout": PATIENCE, "connect_timeout": timedelta(seconds=5)},
            retry_config={"max_retries": 3, "retry_timeout": PATIENCE},
        )
    except (BaseError, ValueError) as error:
        raise Misconfigured(f"STORAGE_URL cannot be used: {error}") from error


def _switch(name: str, value: str) -> bool:
    """A yes or no among the options."""
    if value not in ("true", "false"):
        raise Misconfigured(f"STORAGE_URL: {name} takes true or false, not {value!r}")
    return value == "true"


def _path(digest: str) -> str:
    """Where a digest lies: folders of its first two characters keep listings short. Raises NotFound."""
    if not DIGEST.fullmatch(digest):
        raise errors.NotFound(N_("There is no such file."))
    return f"{digest[:2]}/{digest}"


async def _digest(data: bytes) -> str:
    """The SHA-256 of some bytes; many of them are counted beside the event loop."""
    if len(data) < 65536:
        return hashlib.sha256(data).hexdigest()
    return (await asyncio.to_thread(hashlib.sha256, data)).hexdigest()


def _flush(path: Path) -> None:
    """Bring a file and its name to the disk, so that the database never names what a power cut took."""
    for each in (path, path.parent):
        descriptor = os.open(each, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def _told() -> Iterator[None]:
    """Say in our words what the store could not do."""
    try:
        yield
    except FileNotFoundError as error:
        raise errors.NotFound(N_("There is no such file.")) from error
    except (BaseError, OSError) as error:
        raise errors.Unavailable(N_("The file storage cannot be reached now. Try again in a moment.")) from error
