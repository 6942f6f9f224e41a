"""Real credentials, attacks and supplements that live beside the project, not in it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(os.environ.get("WALLET_SHARED", Path(__file__).resolve().parents[2] / "shared"))
REQUIRED = os.environ.get("WALLET_REQUIRE_SHARED") == "1"


def shared(name: str) -> Path:
    """The path of a shared file or folder; skips where it is absent, fails where it is required."""
    path = ROOT / name
    if not path.exists():
        if REQUIRED:
            pytest.fail(f"shared file {name} is required and absent")
        pytest.skip(f"shared file {name} is absent (set WALLET_SHARED to the folder that holds it)")
    return path


def rows(name: str) -> list[dict[str, Any]]:
    """The rows of a shared JSON-lines table."""
    return list(iter_rows(shared(name)))


def iter_rows(path: Path) -> Iterator[dict[str, Any]]:
    """Each JSON line of a file."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def cases(name: str) -> list[dict[str, Any]]:
    """Rows for parametrisation at collection: empty when absent and not required."""
    path = ROOT / name
    if not path.exists():
        if REQUIRED:
            raise RuntimeError(f"shared file {name} is required and absent")
        return []
    return list(iter_rows(path))
