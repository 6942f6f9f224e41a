"""Registries of issuers: read when the wallet starts, read anew when they change, never trusted to be sound."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
import structlog

from tests.client import run_jobs
from tests.factories import university
from wallet.config import Misconfigured, Settings
from wallet.models import KnownIssuer
from wallet.serving import usable
from wallet.trust.known import known_issuers
from wallet.trust.registry import read_registry, registered

KEY = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"


def written(path: Path, content: object, *, at: int = 1) -> Path:
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    os.utime(path, ns=(at, at))
    return path


def test_a_registry_of_dids_knows_them_letter_by_letter(tmp_path: Path) -> None:
    entry = {"name": " Example\nCollege ", "url": "https://college.example", "location": "Here"}
    known = read_registry(written(tmp_path / "a.json", {"meta": {"created": "today"}, "registry": {KEY: entry}}))
    assert known(KEY) == "Example College"
    assert known("https://college.example/") is None  # its website is no id of its


def test_a_list_knows_domains_and_ids(tmp_path: Path) -> None:
    entries = [{"name": "A", "domain": "a.example"}, {"name": "B", "id": KEY, "domain": "b.example"}]
    known = read_registry(written(tmp_path / "a.json", entries))
    assert [known(each) for each in ("https://a.example/issuer", KEY, "did:web:b.example")] == ["A", "B", "B"]
    assert known("https://c.example/") is None


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]x", "7", "null", '"text"', {"registry": []}, {"registry": {KEY: {}}}, {"registry": {KEY: {"name": 5}}}]
    + [{"issuers": {}}, ["a.example"], [{"name": "A"}], [{"id": KEY}], [{"name": " ", "id": KEY}]]
    + [[{"name": "A", "id": 5}], "[" * 100_000, {"registry": {KEY: "Example"}}],
)
def test_a_bad_registry_stops_the_wallet_from_starting_with_a_sentence(content: object, tmp_path: Path) -> None:
    path = written(tmp_path / "bad.json", content)
    with pytest.raises(Misconfigured, match=f"The registry of issuers {path} is "):
        usable(Settings(issuer_registry=(path,)))


def test_a_registry_that_is_not_there_is_said_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=r"none\.json cannot be read: No such file"):
        usable(Settings(issuer_registry=(tmp_path / "none.json",)))


def test_several_registries_are_named_as_paths_are(tmp_path: Path) -> None:
    settings = Settings.from_env({"ISSUER_REGISTRY": f"{tmp_path}/a.json{os.pathsep}{tmp_path}/b.json"})
    assert settings.issuer_registry == (tmp_path / "a.json", tmp_path / "b.json")


@pytest.mark.anyio
async def test_a_registry_is_read_anew_when_it_changes_and_stands_while_it_is_broken(tmp_path: Path) -> None:
    path = written(tmp_path / "a.json", [{"name": "Before", "id": KEY}])
    assert [known(KEY) for known in await registered([path])] == ["Before"]
    written(path, [{"name": "After", "id": KEY}], at=2)
    assert [known(KEY) for known in await registered([path])] == ["After"]
    written(path, "{", at=3)
    with structlog.testing.capture_logs() as logs:
        assert [known(KEY) for known in await registered([path])] == ["After"]
        assert [known(KEY) for known in await registered([path])] == ["After"]
    assert [entry["problem"] for entry in logs] == [f"The registry of issuers {path} is not JSON."]  # said once
    written(path, [{"name": "Mended", "id": KEY}], at=4)
    assert [known(KEY) for known in await registered([path])] == ["Mended"]
    path.unlink()
    assert [known(KEY) for known in await registered([path])] == ["Mended"]


@pytest.mark.anyio
async def test_the_operators_word_counts_before_a_registry_and_the_first_registry_before_the_next(
    settings: Settings, tmp_path: Path
) -> None:
    first = written(
        tmp_path / "a.json", [{"name": "First", "id": KEY}, {"name": "First", "domain": "pontelume.example"}]
    )
    second = written(tmp_path / "b.json", [{"name": "Second", "id": KEY}, {"name": "Second", "domain": "b.example"}])
    async with university(settings) as issuer:
        await run_jobs(issuer.app)
        settings = Settings(issuer_registry=(first, second))
        known = await known_issuers(settings)
        assert [known(KEY), known("https://b.example/")] == ["First", "Second"]
        await KnownIssuer.create(name="Own", identifier=KEY)
        assert (await known_issuers(settings))(KEY) == "Own"
