"""What `wallet verify` does: one badge or many, from files, folders, links and standard input."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from stat import S_ISREG
from typing import BinaryIO, Final

from wallet.confined import Confined
from wallet.errors import Problem, Refused
from wallet.fetch import Fetcher
from wallet.names import line
from wallet.openbadges.report import N_, Check, Fetched, Known, Needs, Outcome, Report, Unreachable, Verdict, nobody
from wallet.openbadges.verify import MAX_DOCUMENT, verify
from wallet.trust.driver import judge, verify_online
from wallet.trust.offline import documents_from_map, exit_code, verify_offline

from .result import Row, csv_of, remark, row, told

CARRIERS: Final = frozenset((".png", ".svg", ".json", ".jsonld", ".jws", ".jwt", ".txt", ".pdf"))
AT_ONCE: Final = 2  # badges, and processes that judge them
STDIN: Final = "-"
Documents = Mapping[str, Fetched | Unreachable]


@dataclass(frozen=True)
class Wish:
    """What the command line asks: whose badge it should be, at which time, from which documents alone, if so, and
    which issuers are known.
    """

    at: datetime
    recipients: tuple[str, ...] = ()
    documents: Documents | None = None
    known: Known = nobody


@dataclass(frozen=True)
class Means:
    """What verifying over the network takes."""

    fetcher: Fetcher
    confined: Confined


@dataclass(frozen=True)
class Judged:
    """A badge by the name of its file or link, and its report."""

    name: str
    report: Report


def wish(at: datetime, recipient: str | None, documents: Path | None, issuers: Path | None = None) -> Wish:
    """What is asked of every badge. Raises Refused for a MAP, Misconfigured for a registry that cannot be read."""
    recipients = (recipient,) if recipient else ()
    at_hand = documents_from_map(documents) if documents else None
    return Wish(at, recipients, at_hand, _known(issuers) if issuers else nobody)


def _known(issuers: Path) -> Known:
    from wallet.trust.registry import read_registry  # only who names a registry waits for it

    return read_registry(issuers)


def named(arguments: Sequence[str]) -> tuple[list[str], bool]:
    """The files and links that are meant, those in folders in their order, and whether they are told as several.

    Raises Refused when there are none.
    """
    found = [name for argument in arguments for name in _within(argument)]
    if not found:
        raise Refused(N_("There is no badge file in %(folder)s."), folder=arguments[0])
    return found, len(arguments) > 1 or found != list(arguments)


def _within(argument: str) -> Iterator[str]:
    if is_link(argument) or argument == STDIN or not os.path.isdir(argument):
        yield argument
        return
    for folder, folders, files in os.walk(argument):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(folder, name)  # a pipe would be waited for, a link may lead anywhere
            if not name.startswith(".") and path.suffix.lower() in CARRIERS and S_ISREG(path.lstat().st_mode):
                yield os.path.join(folder, name)


def _shown(name: str) -> str:
    """A file's name as it can be printed: whatever bytes it has, no terminal is steered by it."""
    return line(os.fsencode(name).decode(errors="replace"))


def is_link(argument: str) -> bool:
    """Whether an argument is the address of a badge rather than a file."""
    return argument.startswith(("https://", "http://"))


# -- one -----------------------------------------------------------------------------------------------------------


def verify_one(name: str, wanted: Wish) -> Judged:
    """Verify one badge, as fast as can be. Raises Refused when it cannot be read."""
    data = content(name)
    if wanted.documents is not None:
        return Judged(_shown(name), _offline(data, wanted))
    # a badge that carries all it needs is judged without starting anything
    report = verify(data, {}, wanted.at, recipients=wanted.recipients, known=wanted.known)
    return Judged(_shown(name), asyncio.run(_alone(data, wanted)) if isinstance(report, Needs) else report)


def _offline(data: bytes, wanted: Wish) -> Report:
    documents = wanted.documents or {}
    return verify_offline(data, documents, wanted.at, recipients=wanted.recipients, known=wanted.known)


async def _alone(data: bytes, wanted: Wish) -> Report:
    async with _means(1) as means:
        return await _online(data, wanted, means)


async def _online(data: bytes, wanted: Wish, means: Means) -> Report:
    return await verify_online(data, now=wanted.at, services=means, recipients=wanted.recipients, known=wanted.known)


def content(name: str) -> bytes:
    """What a name stands for: a link itself, else a file's bytes. Raises Refused when it cannot be read."""
    if is_link(name):
        return name.encode()
    try:
        if name == STDIN:
            return _read(sys.stdin.buffer)
        with open(name, "rb") as file:
            return _read(file)
    except OSError as e:
        raise Refused(N_("The file %(name)s cannot be read."), name=Path(name).name) from e


def _read(file: BinaryIO) -> bytes:
    return file.read(MAX_DOCUMENT + 1)  # of more than that, verification says that it is too large


# -- many ----------------------------------------------------------------------------------------------------------


def verify_many(names: Sequence[str], wanted: Wish, done: Callable[[int], None]) -> list[Judged]:
    """Verify badges, a few at a time; `done` is told how many are. What cannot be read gets its report like others."""
    return asyncio.run(_many(names, wanted, done))


async def _many(names: Sequence[str], wanted: Wish, done: Callable[[int], None]) -> list[Judged]:
    turns, count = asyncio.Semaphore(AT_ONCE), 0
    async with _means(AT_ONCE) as means:

        async def judged(name: str) -> Judged:
            nonlocal count
            async with turns:
                found = Judged(_shown(name), await _report(name, wanted, means))
            count += 1
            done(count)
            return found

        return list(await asyncio.gather(*map(judged, names)))


async def _report(name: str, wanted: Wish, means: Means) -> Report:
    try:
        data = await asyncio.to_thread(content, name)
    except Problem as e:
        return Report(Verdict.MALFORMED, (Check("container.read", Outcome.FAILED, e.message, e.values),), wanted.at)
    if wanted.documents is not None:
        return await asyncio.to_thread(_offline, data, wanted)
    return await _online(data, wanted, means)


@asynccontextmanager
async def _means(workers: int) -> AsyncIterator[Means]:
    async with Fetcher() as fetcher, Confined(workers=workers, warm=[judge]) as confined:
        yield Means(fetcher, confined)


# -- what is said --------------------------------------------------------------------------------------------------


def said(all_of: Sequence[Judged], form: str | None, *, several: bool) -> str:
    """What is printed, with its last line ended: `form` is json, csv or None for a person."""
    if form == "csv":
        return table_of(all_of)
    if form == "json":
        return json_of(all_of, several=several) + "\n"
    return (text_of_many(all_of) if several else text_of_one(all_of[0])) + "\n"


def text_of_one(judged: Judged) -> str:
    """A report for a person at a terminal: the verdict, then every check."""
    lines = (f"  {check.outcome:<12} {check.name:<24} {line(check.explanation)}" for check in judged.report.checks)
    return "\n".join([_verdict(judged.report), *lines])


def text_of_many(all_of: Iterable[Judged]) -> str:
    """A line for each badge: its verdict, its name, and what is wrong first."""
    return "\n".join(f"{one.report.verdict:<14} {one.name}{_remark(one.report)}{_wrong(one.report)}" for one in all_of)


def _verdict(report: Report) -> str:
    return f"{report.verdict}{_remark(report)}"


def _remark(report: Report) -> str:
    """What the verdict does not say: a key of nobody's is not a university."""
    words = remark(report)
    return f"  ({words})" if words else ""


def _wrong(report: Report) -> str:
    from wallet.diagnosis import diagnose  # one badge alone, told check by check, does not wait for it

    telling = (Outcome.FAILED,) if report.verdict is Verdict.VALID else (Outcome.FAILED, Outcome.NOT_CHECKED)
    wrong = [one for one in diagnose(report.checks).wrong if one.outcome in telling]
    return f"\n{'':<15}{line(wrong[0].text)}" if wrong else ""


def json_of(all_of: Sequence[Judged], *, several: bool) -> str:
    """One report as an object, several as JSON lines, each with its file."""
    if not several:
        return json.dumps(told(all_of[0].report), ensure_ascii=False, indent=2)
    return "\n".join(json.dumps({"file": one.name} | told(one.report), ensure_ascii=False) for one in all_of)


def table_of(all_of: Iterable[Judged]) -> str:
    """The table as CSV."""
    return csv_of(_row(one) for one in all_of)


def _row(one: Judged) -> Row:
    from wallet.models import StoredReport  # only who asks for a table waits for what pages are made with
    from wallet.reports import stored

    from .reporting import shown_as

    shown = shown_as(StoredReport(**stored(one.report)), one.report.at)
    return row(one.name, one.report, shown, one.name if is_link(one.name) else "")


def code_of(all_of: Iterable[Judged]) -> int:
    """The exit status: 1 when any badge is not valid, else 2 when any could not be judged, else 0."""
    codes = {exit_code(one.report.verdict.value) for one in all_of}
    return next((code for code in (1, 2) if code in codes), 0)


def progress(total: int) -> Callable[[int], None]:
    """A bar on standard error, where that is a terminal; nothing elsewhere."""
    if not sys.stderr.isatty():
        return lambda _done: None

    def drawn(done: int) -> None:
        filled = 30 * done // max(total, 1)
        end = "\n" if done == total else ""
        sys.stderr.write(f"\r[{'#' * filled:<30}] {done}/{total}{end}")
        sys.stderr.flush()

    return drawn
