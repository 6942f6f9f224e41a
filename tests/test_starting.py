"""Starting: what an operator has set wrongly is told in one sentence, before anything is done."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from wallet.cli import main
from wallet.config import Settings
from wallet.demo.serving import demo_settings

COMMANDS = [["serve"], ["work"], ["migrate"], ["issuer", "list"]]


def right(folder: Path) -> dict[str, str]:
    """Settings that can be used, all in one folder."""
    return {
        "WALLET_SECRET": "x" * 32,
        "DATABASE_URL": f"sqlite:///{folder}/wallet.db",
        "STORAGE_URL": f"file:{folder}/files",
        "SMTP_URL": f"maildir:{folder}/mail",
    }


def run(folder: Path, command: list[str], environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """A command in a process of its own, as an operator runs it."""
    environ = {"PYTHONPATH": str(Path(__file__).parents[1])} | right(folder) | environ
    return subprocess.run(
        [sys.executable, "-m", "wallet", *command],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        cwd=folder,
    )


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
@pytest.mark.parametrize(
    "given",
    [
        ("SMTP_URL", "http://mail.example"),
        ("SMTP_URL", "smtp://[mail.example"),
        ("MAIL_FROM", "not an address"),
        ("STORAGE_URL", "/srv/files"),
        ("STORAGE_URL", "s3://[bucket"),
        ("REDIS_URL", "http://localhost"),
        ("REDIS_URL", "redis://localhost:99999/0"),
        ("REDIS_URL", "redis://[localhost"),
    ],
)
def test_a_setting_that_cannot_be_used_stops_every_command(
    command: list[str],
    given: tuple[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for each in (*right(tmp_path).items(), given):
        monkeypatch.setenv(*each)
    assert main(command) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"{given[0]} takes ")
    assert said.count("\n") == 1
    assert not list(tmp_path.iterdir()), "nothing was begun"


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_database_that_is_not_there_is_told_without_its_password(command: list[str], tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    url = f"postgres://wallet:its-password@127.0.0.1:{port}/wallet"
    result = run(tmp_path, command, {"DATABASE_URL": url})
    assert result.returncode == 2
    assert result.stderr.startswith("The database cannot be reached: ")
    assert result.stderr.count("\n") == 1
    assert "its-password" not in result.stderr + result.stdout


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("sqlite:////proc/nowhere/wallet.db", "The database cannot be reached: "),
        ("sqlite:///{folder}/picture.png", "The database cannot be reached: "),
        ("postgres://wallet:its-password@localhost:99999/wallet", "DATABASE_URL takes "),
        ("postgres://wallet:its-password@localhost/wallet?maxsize=many", "DATABASE_URL takes "),
        ("postgres://[localhost/wallet", "DATABASE_URL takes "),
    ],
)
def test_a_database_that_is_none_is_told(
    url: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + os.urandom(4096))
    monkeypatch.setenv("DATABASE_URL", url.format(folder=tmp_path))
    assert main(["migrate"]) == 2
    told = capsys.readouterr().err
    assert told.startswith(said)
    assert "its-password" not in told


@pytest.mark.parametrize("port", ["0", "65536", "99999", "-1", "http", "8_000", "٨٠", "0000099999", "9" * 5000])
def test_a_port_that_is_none_is_refused(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["serve", f"--port={port}"])
    assert "a port is a number from 1 to 65535" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_port_in_use_is_told(command: str, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = run(tmp_path, [command, "--port", str(taken.getsockname()[1])], {})
    assert result.returncode == 2
    assert "cannot be used: Address already in use. Choose another by --port." in result.stderr
    assert "Traceback" not in result.stderr


def test_the_demo_always_does_its_jobs_itself(tmp_path: Path) -> None:
    assert demo_settings(Settings.from_env({"WALLET_INLINE_WORKER": "no"}), tmp_path, 8000).inline_worker
