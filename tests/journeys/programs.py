"""The wallet's own programs as an operator runs them, and how to wait until they serve."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, fields
from pathlib import Path

from wallet.config import Settings

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 30.0  # seconds; nothing here takes more than a few, but a machine may be busy
KEPT = ("PATH", "HOME", "LANG", "TMPDIR")  # nothing that configures the wallet comes from whoever runs the tests


@dataclass(frozen=True)
class Ran:
    """What a program said and how it ended."""

    code: int
    out: str
    err: str


def environment(settings: Settings | None = None, **more: str) -> dict[str, str]:
    """The variables by which a program gets these settings and no others."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    named = [item for item in fields(Settings) if "env" in item.metadata] if settings else []
    told = {item.metadata["env"]: getattr(settings, item.name) for item in named}
    given = {name: value for name, value in told.items() if isinstance(value, str) and value}
    return kept | {"PYTHONPATH": str(ROOT)} | given | more


async def wallet(*arguments: str, environ: Mapping[str, str], folder: Path = ROOT) -> Ran:
    """Run `python -m wallet …` to its end."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "wallet",
        *arguments,
        cwd=folder,
        env=dict(environ),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        out, err = await asyncio.wait_for(process.communicate(), PATIENCE)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode is not None
    return Ran(process.returncode, out.decode(), err.decode())


@asynccontextmanager
async def serving(
    *command: str, port: int, log: Path, environ: Mapping[str, str], folder: Path = ROOT
) -> AsyncIterator[None]:
    """A program that serves on a port while the block runs; it must end well, and its log must name no error."""
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", *command, cwd=folder, env=dict(environ), stdout=output, stderr=output
        )
        try:
            await _answering(process, port, log)
            yield
        finally:
            if process.returncode is None:
                process.send_signal(signal.SIGTERM)
            await asyncio.wait_for(process.wait(), PATIENCE)
    said = log.read_text()  # noqa: ASYNC240  # a few lines, and nothing else runs
    assert process.returncode in (0, -signal.SIGTERM), said
    assert '"level": "error"' not in said, said
    assert "Traceback" not in said, said


async def _answering(process: asyncio.subprocess.Process, port: int, log: Path) -> None:
    async with asyncio.timeout(PATIENCE):
        while process.returncode is None:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                await writer.wait_closed()
                return
    raise AssertionError(f"the program ended with {process.returncode} before it served; see {log}")


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
