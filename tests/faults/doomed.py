"""A server that dies in the middle of a deed: `python -m tests.faults.doomed PORT`, for the tests.

Each line on its input is a life: the number of the statement, counted from the deed's transaction on, before which
the kernel ends it (0: never). Its output says by which signal each life ended.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Any, cast

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send
from tortoise.connection import get_connection

from wallet.app import create_app, handlers
from wallet.config import Settings
from wallet.serving import configure_logs, options


class Fuse:
    """Counts the statements of a deed and ends the process before the one that was named."""

    def __init__(self, fatal: int) -> None:
        self.fatal, self.count = fatal, 0

    def __call__(self, statement: str) -> None:
        """SQLite is about to run a statement."""
        if self.count or statement.startswith("BEGIN"):
            self.count += 1
        if self.count == self.fatal:
            os.kill(os.getpid(), signal.SIGKILL)


class Doomed:
    """The wallet, with a fuse at its database from the first change that somebody asks for."""

    def __init__(self, app: ASGIApp, fatal: int) -> None:
        self.app, self.fatal = app, fatal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, perhaps not to its end."""
        if scope["type"] == "http" and scope["method"] == "POST":
            connection = cast(Any, get_connection("default"))
            await connection.execute_query("SELECT 1")  # it connects when first asked
            await connection._connection.set_trace_callback(Fuse(self.fatal))
        await self.app(scope, receive, send)


def live(settings: Settings, port: int, fatal: int) -> None:
    """Serve until the end."""
    app = Doomed(create_app(settings), fatal)
    uvicorn.run(app, host="127.0.0.1", port=port, **options(settings))


def main(port: str) -> None:
    """Live as often as the input says; each life is a child that finds everything imported."""
    settings = Settings.from_env()
    configure_logs()
    handlers()  # imports all features
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            live(settings, int(port), int(line))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
