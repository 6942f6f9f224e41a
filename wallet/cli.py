"""The command line: arguments only; the work is done elsewhere, and loaded when it is asked for."""

from __future__ import annotations

import argparse
import asyncio
import os
import select
import signal
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from wallet import __version__
from wallet.config import Misconfigured, Settings, documented
from wallet.errors import Problem

UNREAD = 128 + signal.SIGPIPE  # the status that a shell gives to whatever ends since nobody reads it


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; returns its exit code. A problem is one sentence on stderr and 2.

    When whoever reads what it prints has gone, as `head` does, it ends without a word.
    """
    try:
        try:
            return _run(argv)
        finally:
            sys.stdout.flush()  # what is left over at the end of Python could only fail loudly
    except BrokenPipeError:
        if not (unread := [each for each in (sys.stdout, sys.stderr) if _is_unread(each)]):
            raise
        for each in unread:
            os.dup2(os.open(os.devnull, os.O_WRONLY), each.fileno())
        return UNREAD


def _is_unread(stream: TextIO) -> bool:
    """Whether a stream is a pipe, or the like, whose reader has gone."""
    poll = select.poll()
    poll.register(stream.fileno(), 0)
    return any(event & (select.POLLERR | select.POLLHUP) for _, event in poll.poll(0))


def _run(argv: Sequence[str] | None) -> int:
    arguments = _parser().parse_args(argv)
    try:
        code: int = arguments.run(arguments)
    except (Misconfigured, Problem) as e:
        print(e, file=sys.stderr)  # noqa: T201 - the command line speaks by printing
        return 2
    except KeyboardInterrupt:
        return 130
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="wallet", description="A wallet for Open Badges.", formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.epilog = "Settings, from the environment:\n" + "\n".join(
        f"  {name}{f' (default {default})' if default else ''}\n      {doc}" for name, default, doc in documented()
    )
    parser.add_argument("--version", action="version", version=f"wallet {__version__}")
    commands = parser.add_subparsers(dest="command", required=True)
    _serving(commands)
    _issuing(commands)
    _verifying(commands)
    return parser


def _serving(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    for name, run, help_text in (
        ("serve", _serve, "serve the wallet"),
        ("demo", _demo, "serve a demo with an imaginary university, on an embedded database"),
    ):
        command = commands.add_parser(name, help=help_text)
        command.add_argument("--host", default="127.0.0.1")
        command.add_argument("--port", type=_port, default=8000)
        command.set_defaults(run=run)
    commands.add_parser("migrate", help="bring the database's schema up to date").set_defaults(run=_migrate)
    commands.add_parser("work", help="do the jobs apart from the server").set_defaults(run=_work)


def _issuing(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    actions = commands.add_parser("issuer", help="admit issuers and manage their keys").add_subparsers(
        dest="action", required=True
    )
    add = actions.add_parser("add", help="admit an issuer and print its key, once")
    add.add_argument("name")
    add.add_argument("--domain", required=True, help="where its credentials' issuer ids live, such as example.edu")
    add.add_argument("--id", action="append", default=[], help="an issuer id elsewhere, such as a did:key")
    key = actions.add_parser("key", help="print a second key, to change to without a gap")
    key.add_argument("domain")
    revoke = actions.add_parser("revoke", help="revoke a key by its first characters")
    revoke.add_argument("hint")
    trust = actions.add_parser("trust", help="vouch for an issuer without giving it a key")
    trust.add_argument("name")
    trust.add_argument("--domain", action="append", default=[], help="a host where its issuer ids live")
    trust.add_argument("--id", action="append", default=[], help="an issuer id of any other kind, such as a did:key")
    distrust = actions.add_parser("distrust", help="vouch for an issuer no longer")
    distrust.add_argument("identifier", metavar="HOST-or-ID")
    describe = actions.add_parser("describe", help="say the colour of a known issuer's cards, its number at LinkedIn")
    describe.add_argument("identifier", metavar="HOST-or-ID")
    describe.add_argument("--colour", metavar="#RRGGBB", help="of its badges' cards; empty for none")
    describe.add_argument("--linkedin-id", metavar="NUMBER", help="of its page, for Add to profile; empty for none")
    actions.add_parser("list", help="list issuers, their keys, and who else is known")
    for action in actions.choices.values():
        action.set_defaults(run=_issuer)


def _verifying(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    verify = commands.add_parser(
        "verify",
        help="verify badges: exit 0 valid, 1 not, 2 could not be judged",
        description="Verify badges. Exit status: 0 valid, 1 not valid, 2 could not be judged; of several the worst.",
    )
    verify.add_argument("badge", nargs="+", metavar="FILE", help="a file, a folder of files, a link, or - for stdin")
    form = verify.add_mutually_exclusive_group()
    form.add_argument("--json", dest="form", action="store_const", const="json", help="JSON; of several, JSON lines")
    form.add_argument("--csv", dest="form", action="store_const", const="csv", help="a table as CSV")
    verify.add_argument("--recipient", metavar="EMAIL", help="check that it was awarded to this address, URL or DID")
    verify.add_argument("--documents", type=Path, metavar="MAP.json", help="URL to local file; nothing is fetched")
    verify.add_argument("--issuers", type=Path, metavar="FILE", help="a registry of the issuers you know, as JSON")
    verify.add_argument("--at", type=_moment, metavar="ISO-TIME", help="the time to judge at, instead of now")
    verify.set_defaults(run=_verify)


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 6 and 1 <= int(text) <= 65535):
        raise argparse.ArgumentTypeError("a port is a number from 1 to 65535")
    return int(text)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _serve(arguments: argparse.Namespace) -> int:
    from wallet.serving import serve

    return serve(Settings.from_env(), arguments.host, arguments.port)


def _demo(arguments: argparse.Namespace) -> int:
    from wallet.demo.serving import serve_demo

    return serve_demo(arguments.host, arguments.port)


def _migrate(arguments: argparse.Namespace) -> int:
    from wallet.database import migrate
    from wallet.serving import usable

    for name in asyncio.run(migrate(usable(Settings.from_env()))):
        print(name)  # noqa: T201
    return 0


def _work(arguments: argparse.Namespace) -> int:
    from wallet.serving import work

    return asyncio.run(work(Settings.from_env()))


def _issuer(arguments: argparse.Namespace) -> int:
    from wallet.issuers.administration import administer
    from wallet.serving import usable

    for line in asyncio.run(administer(usable(Settings.from_env()), arguments.action, vars(arguments))):
        print(line)  # noqa: T201
    return 0


def _verify(arguments: argparse.Namespace) -> int:
    from wallet.verify import command

    at = arguments.at or datetime.now(UTC)
    wanted = command.wish(at, arguments.recipient, arguments.documents, arguments.issuers)
    names, several = command.named(arguments.badge)
    if several:
        found = command.verify_many(names, wanted, command.progress(len(names)))
    else:
        found = [command.verify_one(names[0], wanted)]
    sys.stdout.write(command.said(found, arguments.form, several=several))
    return command.code_of(found)
