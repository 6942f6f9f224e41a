"""The house: who may know whom, and how large things may grow."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LONGEST_FILE, LONGEST_FUNCTION = 300, 30
FILES = sorted(path for path in (ROOT / "wallet").rglob("*.py") if "migrations" not in path.parts)
BESIDE = sorted(path for folder in ("tests", "benchmarks") for path in (ROOT / folder).rglob("*.py"))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_the_layers_hold() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports"))]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


def test_nobody_imports_a_feature_by_name() -> None:
    features = ("import", "portfolio", "verify", "share", "diploma_supplement", "issuers")
    for path in FILES:
        home = path.relative_to(ROOT / "wallet").parts[0]
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                parts = node.module.split(".")
                if parts[0] == "wallet" and len(parts) > 1 and parts[1] in features:
                    assert home in (parts[1], "demo", "cli.py"), f"{path} imports {node.module}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_stay_small(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= LONGEST_FILE
    for function in functions(path):
        assert function.end_lineno is not None
        assert function.end_lineno - function.lineno < LONGEST_FUNCTION, function.name


def test_files_of_tests_and_benchmarks_stay_small() -> None:
    long = [path for path in BESIDE if ".peers" not in path.parts and len(path.read_text().splitlines()) > LONGEST_FILE]
    assert not long
