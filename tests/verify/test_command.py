"""`wallet verify` for one badge and for many, as somebody types it at a terminal."""

from __future__ import annotations

import csv
import json
import os
import pty
import resource
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest

from tests.factories import KEYS
from tests.verify.handing import COURSE, DEGREE, FORGED, MICRO, false_university
from wallet.cli import main
from wallet.demo import credentials
from wallet.demo.content import COURSE as CLASS
from wallet.demo.content import LEARNER

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with badges in it, good and bad, and what is no badge and is not looked at."""
    made = tmp_path / "badges"
    (made / "more").mkdir(parents=True)
    (made / ".hidden").mkdir()
    for name, data in {
        "degree.json": DEGREE,
        "forged.json": FORGED,
        "more/micro.PNG": MICRO,
        "more/course.jsonld": COURSE,
        "notes.md": b"# notes",
        ".hidden/x.json": b"{}",
    }.items():
        (made / name).write_bytes(data)
    os.mkfifo(made / "pipe.json")  # whoever reads it waits for ever
    (made / "link.json").symlink_to(made / "degree.json")
    return made


@pytest.fixture
def at_hand(tmp_path: Path) -> list[str]:
    """The arguments that give it what the university publishes."""
    entries = {}
    for number, (url, found) in enumerate(credentials.documents(KEYS, LEARNER).items()):
        (tmp_path / str(number)).write_bytes(found.body)
        entries[url] = str(number)
    path = tmp_path / "map.json"
    path.write_text(json.dumps(entries))
    return ["--documents", str(path)]


def test_a_registry_says_which_issuers_are_known(
    tmp_path: Path, at_hand: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    file, registry = tmp_path / "degree.json", tmp_path / "registry.json"
    file.write_bytes(DEGREE)
    registry.write_text(json.dumps({"registry": {credentials.DID: {"name": "Pontelume"}}}))
    assert main(["verify", str(file), *at_hand]) == 0
    assert "warning      issuer.known" in capsys.readouterr().out
    assert main(["verify", str(file), *at_hand, "--issuers", str(registry)]) == 0
    assert "passed       issuer.known             The issuer is known here as Pontelume." in capsys.readouterr().out
    registry.write_text("[1]")
    assert main(["verify", str(file), "--issuers", str(registry)]) == 2
    assert "registry.json is neither" in capsys.readouterr().err


def test_valid_is_not_said_without_who_vouches_for_the_issuer(
    folder: Path, at_hand: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    false, described = tmp_path / "false.json", tmp_path / "class.json"
    false.write_bytes(false_university())
    described.write_text(json.dumps(credentials.badge_class(CLASS["en"])))
    degree = folder / "degree.json"
    for file, first in {
        degree: "valid  (issuer not known here)",
        false: "valid  (not proved who issued it)",
        described: "valid  (not an awarded badge)",
    }.items():
        assert main(["verify", str(file), *at_hand]) == 0
        assert capsys.readouterr().out.splitlines()[0] == first
    main(["verify", str(degree), str(false), *at_hand])
    assert capsys.readouterr().out.splitlines()[1].endswith("false.json  (not proved who issued it)")


def test_the_table_says_whether_the_issuer_is_proved_and_repeats_no_forgers_names(
    folder: Path, at_hand: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    false = tmp_path / "false.json"
    false.write_bytes(false_university())
    main(["verify", str(folder / "degree.json"), str(false), str(folder / "forged.json"), *at_hand, "--csv"])
    rows = list(csv.DictReader(StringIO(capsys.readouterr().out, newline="")))
    assert [(row["verdict"], row["issuer_proved"], row["recipient"]) for row in rows] == [
        ("valid", "yes", LEARNER.name),
        ("valid", "no", LEARNER.name),
        ("invalid", "", ""),
    ]
    assert rows[2]["issuer"] == ""
    assert rows[0]["shown_as"] == "Verified, but its issuer is not known here"
    assert rows[2]["shown_as"] == "Not genuine, or altered"


def test_a_folder_is_verified_file_by_file(
    folder: Path, at_hand: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", str(folder), *at_hand]) == 1
    said = capsys.readouterr()
    verdicts = [line.split(maxsplit=1) for line in said.out.splitlines() if not line.startswith(" ")]
    assert [(verdict, Path(name.partition("  (")[0]).name) for verdict, name in verdicts] == [
        ("valid", "degree.json"),
        ("invalid", "forged.json"),
        ("valid", "course.jsonld"),
        ("valid", "micro.PNG"),
    ]
    assert "The seal is broken" in said.out
    assert said.err == ""  # no bar where nobody looks


def test_several_are_a_line_of_json_each_or_a_table(
    folder: Path, at_hand: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    files = [str(folder / "degree.json"), str(folder / "more" / "micro.PNG")]
    assert main(["verify", *files, *at_hand, "--json"]) == 0
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(one["file"], one["verdict"]) for one in told] == [(file, "valid") for file in files]
    assert main(["verify", *files, *at_hand, "--csv"]) == 0
    rows = list(csv.DictReader(StringIO(capsys.readouterr().out, newline="")))
    assert [row["name"] for row in rows] == files
    assert rows[0]["recipient"] == LEARNER.name


def test_the_exit_status_is_that_of_the_worst(folder: Path, at_hand: list[str], tmp_path: Path) -> None:
    nothing = tmp_path / "empty.json"
    nothing.write_text("{}")
    good, bad = str(folder / "degree.json"), str(folder / "forged.json")
    assert main(["verify", good, good, *at_hand]) == 0
    assert main(["verify", good, bad, *at_hand]) == 1
    assert main(["verify", good, good, "--documents", str(nothing)]) == 2
    assert main(["verify", good, str(folder / "none.json"), *at_hand]) == 1


def test_a_file_that_cannot_be_read_takes_nothing_from_the_others(
    folder: Path, at_hand: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    main(["verify", str(folder / "none.json"), str(folder / "degree.json"), *at_hand])
    out = capsys.readouterr().out
    assert "The file none.json cannot be read." in out
    assert "valid" in out.splitlines()[-1]


def test_an_empty_folder_is_said_in_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(tmp_path)]) == 2
    assert "There is no badge file in" in capsys.readouterr().err


def test_of_several_each_that_could_not_be_judged_says_why(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nothing = tmp_path / "nothing.json"
    nothing.write_text("{}")
    files = [str(folder / "degree.json"), str(folder / "more" / "course.jsonld")]
    assert main(["verify", *files, "--documents", str(nothing)]) == 2
    degree, why, course, why_too = capsys.readouterr().out.splitlines()
    assert degree.startswith("unverifiable")
    assert course.startswith("unverifiable")
    assert "could not be asked" in why
    assert "could not be asked" in why_too


def test_a_link_is_verified_as_the_file_behind_it(at_hand: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    link = json.loads(COURSE)["id"]
    assert main(["verify", link, *at_hand, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["verdict"] == "valid"


def test_it_tells_whether_it_was_awarded_to_somebody(
    folder: Path, at_hand: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(folder / "degree.json")
    assert main(["verify", file, *at_hand, "--recipient", LEARNER.email.upper()]) == 0
    assert "passed       recipient.match" in capsys.readouterr().out
    assert main(["verify", file, *at_hand, "--recipient", "somebody@else.example"]) == 1


def test_names_and_texts_steer_no_terminal(
    tmp_path: Path, at_hand: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "\x1b[31mred\u202e.json"
    file.write_bytes(b'{"\\u001b[2J": 1, "\\u001b[2J": 2}')
    odd = os.path.join(os.fsencode(tmp_path), b"\xff.json")
    with open(odd, "wb") as other:
        other.write(DEGREE)
    assert main(["verify", str(file), os.fsdecode(odd), *at_hand]) == 1
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert "\ufffd.json" in out


def run(*arguments: str, stdin: bytes = b"", stderr: int = subprocess.PIPE) -> subprocess.CompletedProcess[bytes]:
    """The command in a process of its own."""
    command = [sys.executable, "-m", "wallet", "verify", *arguments]
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        command, input=stdin, stdout=subprocess.PIPE, stderr=stderr, env=environ, check=False, timeout=60
    )


def test_it_reads_standard_input(at_hand: list[str]) -> None:
    ran = run("-", *at_hand, "--json", stdin=DEGREE)
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout)["verdict"] == "valid"


def test_one_file_takes_less_than_half_a_second_of_a_processor(folder: Path, at_hand: list[str]) -> None:
    times = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert run(str(folder / "degree.json"), *at_hand).returncode == 0
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert min(times) < 0.5, times


def test_a_bar_shows_on_a_terminal_how_far_it_is(folder: Path, at_hand: list[str]) -> None:
    reader, writer = pty.openpty()
    try:
        assert run(str(folder), *at_hand, stderr=writer).returncode == 1
        shown = os.read(reader, 10_000).decode()
    finally:
        os.close(reader)
        os.close(writer)
    assert "4/4" in shown
    assert shown.count("\r[") == 4


def test_many_links_share_one_door_and_nothing_is_said_but_what_was_asked() -> None:
    ran = run(*[f"http://127.0.0.1:9/{number}" for number in range(5)])  # where the wallet never goes
    assert ran.returncode == 2, ran.stderr
    assert ran.stdout.decode().count("unverifiable") == 5
    assert ran.stderr == b""
