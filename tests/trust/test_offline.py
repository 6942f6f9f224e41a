from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.openbadges.issuing import NOW, SITE, assertion, badge_class, issuer
from wallet.errors import Refused
from wallet.openbadges.report import Report, Verdict
from wallet.trust.offline import documents_from_map, exit_code, result_of, verify_offline


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, document in (("a.json", assertion()), ("b.json", badge_class()), ("i.json", issuer())):
        (tmp_path / name).write_text(json.dumps(document))
    table = {f"{SITE}/a/1": "a.json", f"{SITE}/b/1": "b.json", f"{SITE}/issuer": str(tmp_path / "i.json")}
    (tmp_path / "map.json").write_text(json.dumps(table))
    return tmp_path


def judged(folder: Path) -> Report:
    """What is found of the badge in a folder, with the documents of the map that lies beside it."""
    return verify_offline((folder / "a.json").read_bytes(), documents_from_map(folder / "map.json"), NOW)


def test_a_file_is_verified_with_the_documents_of_a_map(folder: Path) -> None:
    result = result_of(judged(folder))
    assert json.loads(json.dumps(result)) == result
    assert result["verdict"] == "valid"
    checks = result["checks"]
    assert isinstance(checks, list)
    assert {"name", "outcome", "explanation"} <= checks[0].keys()
    assert result["at"] == "2026-11-22T00:00:00+00:00"


def test_what_the_map_lacks_cannot_be_reached(folder: Path) -> None:
    (folder / "map.json").write_text("{}")
    assert judged(folder).verdict is Verdict.UNVERIFIABLE


def test_a_map_may_say_how_a_site_answers(folder: Path) -> None:
    (folder / "map.json").write_text(json.dumps({f"{SITE}/a/1": {"status": 410}}))
    assert judged(folder).verdict is Verdict.REVOKED


@pytest.mark.parametrize("table", ["[]", "{", '{"https://a.example/": 5}', '{"https://a.example/": "missing.json"}'])
def test_a_map_that_cannot_be_used_is_refused(folder: Path, table: str) -> None:
    (folder / "map.json").write_text(table)
    with pytest.raises(Refused):
        documents_from_map(folder / "map.json")


def test_a_map_that_cannot_be_read_is_refused(folder: Path) -> None:
    with pytest.raises(Refused, match="cannot be read"):
        documents_from_map(folder / "missing.json")


@pytest.mark.parametrize(
    ("verdict", "code"),
    [("valid", 0), ("invalid", 1), ("expired", 1), ("revoked", 1), ("not_yet_valid", 1), ("malformed", 1)]
    + [("unverifiable", 2)],
)
def test_the_exit_status_says_whether_it_is_valid(verdict: str, code: int) -> None:
    assert exit_code(verdict) == code
