"""Files made to do harm, on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.attacks.test_uploads import content, of
from tests.attacks.test_verify import KINDS
from wallet.cli import main


def test_the_command_answers_for_any_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nothing = tmp_path / "map.json"
    nothing.write_text("{}")
    found = of(*KINDS)
    for number, row in enumerate(found):
        (tmp_path / f"{number:03}-{Path(row['file']).name}").write_bytes(content(row))
    files = [str(path) for path in sorted(tmp_path.iterdir()) if path != nothing]
    assert main(["verify", *files, "--documents", str(nothing), "--json"]) == 1
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["file"] for one in told] == files
    assert not [one["file"] for one in told if one["verdict"] == "valid"]
