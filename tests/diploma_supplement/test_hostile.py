"""What strangers make to do harm, through both doors: refused with a sentence or kept untouched, never a failure."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.client import Browser, services
from tests.factories import University, accepted, university
from tests.shared import iter_rows, shared
from wallet.config import Settings
from wallet.diploma_supplement import api, uploading
from wallet.models import Attachment, Badge

from .arriving import details, send
from .test_attaching import pdf

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]
FREE = "100000/minute"


def files(*folders: str) -> list[tuple[str, bytes, str]]:
    """The attacks of some folders: name, bytes, what should become of them as the file they claim to be."""
    rows = [each for each in iter_rows(shared("attacks/manifest.jsonl")) if each["file"].split("/")[0] in folders]
    return [(row["file"], shared(f"attacks/{row['file']}").read_bytes(), row["expect"]["decision"]) for row in rows]


@pytest.fixture(autouse=True)
def unlimited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "RATE", FREE)
    monkeypatch.setattr(uploading, "RATE", FREE)
    monkeypatch.setattr("wallet.accounts.issuing.RATE", FREE)


@pytest.mark.parametrize("folder", ["pdf", "svg", "json", "zip", "polyglot", "jsonld"])
async def test_files_made_to_do_harm(settings: Settings, folder: str) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        for name, data, decision in files(folder):
            for kind in ("diploma-supplement", "evidence", "details"):
                answer = await send(issuer, badge.offer_id, kind, data)
                await _is_well(issuer, answer.status_code, answer.json().get("detail", "."), data, (name, kind))
                if decision == "reject" and folder != "pdf":
                    assert answer.status_code in (413, 422), (name, kind)
            await _upload(issuer, owner, badge, name, data)
        assert (await owner.get(f"/badges/{badge.id}")).status == 200


async def _upload(issuer: University, owner: Browser, badge: Badge, name: str, data: bytes) -> None:
    for kind in ("transcript", "certificate"):
        page = await owner.upload(f"/badges/{badge.id}/attachments", name, data, follow=False, kind=kind)
        said = "".join(page.find("problem")) if page.status != 303 else "."
        await _is_well(issuer, page.status, said, data, (name, kind))


async def _is_well(issuer: University, status: int, said: str, data: bytes, case: tuple[str, str]) -> None:
    assert status in (200, 201, 303, 413, 422), case
    assert said.endswith("."), (case, said)
    if status in (201, 303):
        newest = await Attachment.filter(superseded_at=None).order_by("-received_at").first()
        assert newest is not None
        assert await services(issuer.app).storage.get(newest.digest) == data


async def test_strings_made_to_do_harm_are_kept_exactly_or_refused(settings: Settings) -> None:
    strings: list[str] = json.loads(shared("attacks/strings/blns.json").read_bytes())
    strings += [str(row.get("text", row)) for row in iter_rows(shared("attacks/strings/html_markdown.open.jsonl"))]
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        kept = 0
        for text in strings[::9]:
            answer = await send(issuer, badge.offer_id, "details", details(Value=text))
            assert answer.status_code in (200, 201, 422), text
            kept += answer.status_code == 201
            sent: dict[str, Any] = {"file": (text or " ", pdf())}
            fields = {"token": await owner.token(), "kind": text[:60]}
            headers = {"Origin": owner.origin}
            path = f"/badges/{badge.id}/attachments"
            page = await owner.client.post(path, data=fields, files=sent, headers=headers)
            assert page.status_code in (400, 403, 422), text
            page = await owner.client.post(path, data=fields | {"kind": "transcript"}, files=sent, headers=headers)
            assert page.status_code in (303, 400, 422), text
        assert kept > 20
        assert (await owner.get(f"/badges/{badge.id}")).status == 200


@pytest.mark.parametrize(
    "data",
    [
        b'<!DOCTYPE elmo [<!ENTITY a "aaaa">]><elmo>&a;</elmo>',
        b'<!DOCTYPE elmo SYSTEM "file:///etc/passwd"><elmo/>',
        b"<a>" * 200_000,
        b"<elmo" + b" a='1'" * 100_000 + b"/>",
        b"H4sIAAAAAAAA" * 1000,
        b"\xfe\xff\x00<\x00a",
        b"\x00" * 4096,
        b'{"@context": ' + b"[" * 50_000,
        b'{"payload": "e30", "signatures": []}',
        b'{"payload": 1, "signatures": {"a": "b"}}',
        b"%PDF-1.7\n" + b"[" * 500_000,
    ],
    ids=["entity", "system", "deep", "wide", "gzip", "utf-16", "nul", "json", "jades", "odd jades", "pdf"],
)
async def test_what_is_made_to_exhaust_or_mislead_readers_is_refused(settings: Settings, data: bytes) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        answer = await send(issuer, badge.offer_id, "transcript", data)
        assert answer.status_code == 422, answer.text
        page = await owner.upload(f"/badges/{badge.id}/attachments", "a.xml", data, follow=False, kind="transcript")
        assert page.status == 422
        assert "".join(page.find("problem")).endswith(".")
        assert await Attachment.all().count() == 0
