"""The most expensive input of each container ends in a named check within a second and 100 MB."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.measuring import INPUTS

ROOT = Path(__file__).resolve().parents[2]


@cache
def measured() -> dict[str, dict[str, Any]]:
    """What each input costs in a process of its own."""
    command = [sys.executable, "-m", "tests.conformance.measuring"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert ran.returncode == 0, ran.stderr[-2000:]
    rows = [json.loads(line) for line in ran.stdout.splitlines()]
    return {row["name"]: row for row in rows}


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="measuring memory takes Linux")
@pytest.mark.parametrize("name", INPUTS)
def test_a_hostile_input_ends_in_time_and_in_memory(name: str) -> None:
    row = measured()[name]
    assert row["seconds"] < 1, row
    assert row["grown"] < 100, row
    assert row["told"] or row["verdict"] == "valid", row
