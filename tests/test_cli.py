"""The command line, as an operator types it."""

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from wallet.cli import main
from wallet.demo import credentials, keys
from wallet.demo.content import LEARNER

KEYS = keys.new()


@pytest.fixture
def migrated(migrated_sqlite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty wallet that a command finds with its schema, which takes seconds to make."""
    shutil.copy(migrated_sqlite, tmp_path / "wallet.db")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/wallet.db")


@pytest.fixture
def map_file(tmp_path: Path) -> Path:
    """A MAP of what the demo's university publishes."""
    entries = {}
    for number, (url, found) in enumerate(credentials.documents(KEYS, LEARNER).items()):
        (tmp_path / str(number)).write_bytes(found.body)
        entries[url] = str(number)
    path = tmp_path / "map.json"
    path.write_text(json.dumps(entries))
    return path


@pytest.mark.parametrize("what", ["degree", "course", "micro-credential"])
def test_a_genuine_badge_is_valid_and_leaves_with_0(
    what: str, tmp_path: Path, map_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = {
        "degree": credentials.degree(KEYS, LEARNER, "it"),
        "course": credentials.course(LEARNER, "en"),
        "micro-credential": credentials.micro_credential(KEYS, LEARNER, "en"),
    }[what]
    file = tmp_path / "badge"
    file.write_bytes(made)
    assert main(["verify", str(file), "--documents", str(map_file), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["verdict"] == "valid"
    assert {"name", "outcome", "explanation"} <= set(told["checks"][0])
    assert "passed" in {check["outcome"] for check in told["checks"]}


def test_an_altered_badge_is_invalid_and_leaves_with_1(
    tmp_path: Path, map_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    altered = credentials.degree(KEYS, LEARNER, "en").replace(b"Energy Transition", b"Rocket Propulsion")
    file = tmp_path / "badge.json"
    file.write_bytes(altered)
    assert main(["verify", str(file), "--documents", str(map_file)]) == 1
    out = capsys.readouterr().out
    assert out.startswith("invalid")
    assert "failed       seal.intact" in out


def test_a_badge_whose_issuer_cannot_be_asked_could_not_be_judged_and_leaves_with_2(tmp_path: Path) -> None:
    file, empty = tmp_path / "badge.json", tmp_path / "empty.json"
    file.write_bytes(credentials.degree(KEYS, LEARNER, "en"))
    empty.write_text("{}")
    assert main(["verify", str(file), "--documents", str(empty)]) == 2


def test_the_clock_can_be_set(tmp_path: Path, map_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "badge.json"
    file.write_bytes(credentials.degree(KEYS, LEARNER, "en"))
    before = datetime(2020, 1, 1, tzinfo=UTC).isoformat()
    assert main(["verify", str(file), "--documents", str(map_file), "--at", before]) == 1
    assert capsys.readouterr().out.startswith("not_yet_valid")


def test_a_file_that_is_not_there_is_said_in_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(tmp_path / "none.png")]) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_an_operator_admits_rotates_lists_and_revokes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/wallet.db")
    assert main(["issuer", "list"]) == 0
    assert capsys.readouterr().out == "No issuers yet: wallet issuer add NAME --domain HOST\n"
    assert main(["issuer", "add", "University of Example", "--domain", "example.edu"]) == 0
    first = capsys.readouterr().out.split()[-1]
    assert main(["issuer", "key", "example.edu"]) == 0
    assert main(["issuer", "key", "example.edu"]) == 2
    assert "two live keys" in capsys.readouterr().err
    assert main(["issuer", "revoke", first[:12]]) == 0
    assert main(["issuer", "list"]) == 0
    listed = capsys.readouterr().out
    assert "University of Example" in listed
    assert first not in listed
    assert (listed.count("revoked,"), listed.count("live,")) == (1, 1)
    assert main(["issuer", "add", "Other", "--domain", "not a domain"]) == 2


@pytest.mark.usefixtures("migrated")
def test_an_operator_vouches_for_issuers_without_a_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    registry = tmp_path / "registry.json"
    registry.write_text(json.dumps([{"name": "A", "domain": "a.example"}]))
    monkeypatch.setenv("ISSUER_REGISTRY", str(registry))
    named = ["--domain", "Example.edu", "--domain", "example.org", "--id", "did:example:1"]
    assert main(["issuer", "trust", "University of Example", *named]) == 0
    assert main(["issuer", "trust", "Example University", "--domain", "example.org"]) == 0
    assert main(["issuer", "list"]) == 0
    listed = capsys.readouterr().out
    assert "where others publish too, give an --id instead" in listed
    assert "example.edu  University of Example (known, without a key)" in listed
    assert "example.org  Example University (known, without a key)" in listed
    assert "did:example:1  University of Example" in listed
    assert f"{registry}  a registry of 1 domains and 0 ids" in listed
    assert main(["issuer", "distrust", "EXAMPLE.edu"]) == 0
    assert main(["issuer", "distrust", "did:example:1"]) == 0
    assert main(["issuer", "distrust", "example.edu"]) == 2
    assert "Nobody vouches for example.edu here" in capsys.readouterr().err
    assert main(["issuer", "list"]) == 0
    assert "University of Example" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["trust", "Nobody"], "--domain HOST or --id"),
        (["trust", " ", "--domain", "example.edu"], "needs a name"),
        (["trust", "A", "--domain", "https://example.edu/"], "A domain is a host name"),
        (["trust", "A", "--id", "example"], "a web address or a DID"),
        (["distrust", "not a domain"], "A domain is a host name"),
    ],
)
@pytest.mark.usefixtures("migrated")
def test_what_an_issuer_cannot_be_known_by_is_refused_in_a_sentence(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["issuer", *arguments]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("command", ["serve", "work"])
def test_a_real_wallet_does_not_start_without_what_it_needs(command: str, tmp_path: Path) -> None:
    environ = {"PYTHONPATH": str(Path(__file__).parents[1]), "DATABASE_URL": f"sqlite:///{tmp_path}/wallet.db"}
    run = [sys.executable, "-m", "wallet", command]
    result = subprocess.run(run, env=environ, capture_output=True, text=True, check=False, timeout=60, cwd=tmp_path)
    assert result.returncode == 2
    assert "WALLET_SECRET" in result.stderr
    result = subprocess.run(
        run, env=environ | {"WALLET_SECRET": "x" * 32}, capture_output=True, text=True, check=False, timeout=60
    )
    assert result.returncode == 2
    assert "SMTP_URL" in result.stderr


def unread(folder: Path, *arguments: str, buffered: bool = True) -> tuple[int, bytes]:
    """The status of a command whose reader has gone before it says anything, and what it says on stderr."""
    environ = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(Path(__file__).parents[1]),
        "PYTHONUNBUFFERED": "" if buffered else "1",
        "DATABASE_URL": f"sqlite:///{folder}/wallet.db",
        "WALLET_SECRET": "only for tests: 32 characters long",
    }
    command = [sys.executable, "-m", "wallet", *arguments]
    with gone() as writer:
        ran = subprocess.run(
            command, stdout=writer, stderr=subprocess.PIPE, env=environ, cwd=folder, check=False, timeout=60
        )
    return ran.returncode, ran.stderr


@contextmanager
def gone() -> Iterator[int]:
    """A pipe that can be written to, and that nobody reads any more."""
    reader, writer = os.pipe()
    os.close(reader)
    try:
        yield writer
    finally:
        os.close(writer)


@pytest.mark.parametrize("buffered", [True, False], ids=["buffered", "at once"])
@pytest.mark.parametrize("command", ["--help", "verify --help", "verify badges/1.json", "verify badges --csv", "demo"])
def test_a_command_that_nobody_reads_ends_quietly(command: str, tmp_path: Path, buffered: bool) -> None:
    badges = tmp_path / "badges"
    badges.mkdir()
    for name in ("1.json", "2.json"):
        (badges / name).write_bytes(credentials.degree(KEYS, LEARNER, "en"))
    (tmp_path / "map.json").write_text("{}")
    more = {"verify badges": ["--documents", "map.json"], "demo": ["--port", free_port()]}
    added = next((words for start, words in more.items() if command.startswith(start)), [])
    status, said = unread(tmp_path, *command.split(), *added, buffered=buffered)
    heard = "--help" in command and not buffered  # argparse takes no notice of a reader that has gone
    assert (status, said) == (0 if heard else 141, b"")


def free_port() -> str:
    """A port on which nobody listens."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return str(bound.getsockname()[1])


def test_an_operator_s_command_that_nobody_reads_ends_quietly_and_has_worked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert unread(tmp_path, "migrate") == (141, b"")
    assert unread(tmp_path, "issuer", "add", "Pontelume", "--domain", "pontelume.example") == (141, b"")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/wallet.db")
    monkeypatch.setenv("WALLET_SECRET", "only for tests: 32 characters long")
    assert main(["issuer", "list"]) == 0
    assert "Pontelume" in capsys.readouterr().out


def test_a_problem_that_nobody_reads_ends_quietly(tmp_path: Path) -> None:
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": str(Path(__file__).parents[1])}
    command = [sys.executable, "-m", "wallet", "verify", str(tmp_path / "none.json")]
    with gone() as writer:
        ran = subprocess.run(command, stdout=writer, stderr=writer, env=environ, check=False, timeout=60)
    assert ran.returncode == 141
