from __future__ import annotations

import asyncio
import hashlib
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from moto.server import ThreadedMotoServer

from wallet import errors
from wallet.config import Misconfigured
from wallet.storage import Storage, open_storage

pytestmark = pytest.mark.anyio

DATA = b"the original bytes"
DIGEST = hashlib.sha256(DATA).hexdigest()


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    place = "<CreateBucketConfiguration><LocationConstraint>eu-south-1</LocationConstraint></CreateBucketConfiguration>"
    httpx.put(f"{endpoint}/files", content=place).raise_for_status()
    yield f"endpoint={endpoint}&region=eu-south-1&access_key_id=test&secret_access_key=test&allow_http=true"
    server.stop()


@pytest.fixture(params=["folder", "s3"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    if request.param == "s3":
        return open_storage(f"s3://files/{tmp_path.name}?{request.getfixturevalue('s3')}")
    return open_storage(f"file://{tmp_path}/a%20folder/files")


async def test_what_is_put_is_got_under_its_digest(storage: Storage) -> None:
    assert await storage.put(DATA) == DIGEST
    assert await storage.get(DIGEST) == DATA
    assert await storage.size(DIGEST) == len(DATA)


async def test_putting_twice_changes_nothing(storage: Storage) -> None:
    assert await storage.put(DATA) == await storage.put(DATA)
    assert await storage.get(DIGEST) == DATA


@pytest.mark.parametrize("data", [b"", bytes(range(256)) * 12000], ids=["empty", "3 MB"])
async def test_any_bytes_are_kept_whole(storage: Storage, data: bytes) -> None:
    assert await storage.get(await storage.put(data)) == data


async def test_the_same_file_put_by_many_at_once_is_whole(storage: Storage) -> None:
    data = DATA * 20000
    digests = await asyncio.gather(*(storage.put(data) for _ in range(8)))
    assert len(set(digests)) == 1
    assert await storage.get(digests[0]) == data


async def test_a_deleted_file_is_gone_and_deleting_again_is_harmless(storage: Storage) -> None:
    await storage.put(DATA)
    await storage.delete(DIGEST)
    await storage.delete(DIGEST)
    for ask in (storage.get, storage.size):
        with pytest.raises(errors.NotFound):
            await ask(DIGEST)


@pytest.mark.parametrize("digest", ["", "..", "../" + DIGEST[3:], DIGEST.upper(), DIGEST + "\n", DIGEST[:-1]])
async def test_what_is_no_digest_is_never_looked_for(storage: Storage, digest: str) -> None:
    for ask in (storage.get, storage.size, storage.delete):
        with pytest.raises(errors.NotFound):
            await ask(digest)


async def test_a_damaged_file_is_not_handed_out_and_putting_it_again_mends_it(tmp_path: Path) -> None:
    storage = open_storage(f"file:{tmp_path}")
    await storage.put(DATA)
    (tmp_path / DIGEST[:2] / DIGEST).write_bytes(b"other bytes")
    with pytest.raises(errors.Unavailable):
        await storage.get(DIGEST)
    await storage.put(DATA)
    assert await storage.get(DIGEST) == DATA


async def test_nothing_but_whole_files_is_left_in_the_folder(tmp_path: Path) -> None:
    storage = open_storage(f"file:{tmp_path}")
    await storage.put(DATA)
    assert files_in(tmp_path) == [f"{DIGEST[:2]}/{DIGEST}"]


def files_in(folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]


async def test_a_relative_folder_is_made_where_the_wallet_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    await open_storage("file:var/files").put(DATA)
    assert (tmp_path / "var/files" / DIGEST[:2] / DIGEST).read_bytes() == DATA


async def test_a_bucket_that_cannot_be_reached_is_unavailable() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"endpoint=http://127.0.0.1:{taken.getsockname()[1]}&region=x&access_key_id=a&secret_access_key=b"
        with pytest.raises(errors.Unavailable):
            await open_storage(f"s3://files?{url}&allow_http=true").get(DIGEST)


async def test_the_event_loop_goes_on_while_a_large_file_is_kept(storage: Storage) -> None:
    turns = 0

    async def count() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    counting = asyncio.create_task(count())
    await storage.get(await storage.put(bytes(4_000_000)))
    counting.cancel()
    assert turns > 100


@pytest.mark.parametrize(
    "url",
    ["", "/folder", "http://bucket", "s3:///x", "file://host/x", "s3://b?regoin=x", "s3://b?allow_http=perhaps"]
    + ["file:///dev/null/files", "s3://b?region=x&virtual_hosted_style_request=1"],
)
def test_a_setting_that_cannot_be_used_is_told(url: str) -> None:
    with pytest.raises(Misconfigured, match="STORAGE_URL"):
        open_storage(url)
