"""Programs of the wallet in processes that a test may stop, start again and kill."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.client import Browser
from tests.journeys.programs import PATIENCE, ROOT, environment, free_port
from wallet.config import Settings


@contextmanager
def started(settings: Settings, *command: str, log: Path, talks: bool = False) -> Iterator[subprocess.Popen[str]]:
    """A program with these settings, killed at the end of the block with all that it started.

    What it says goes into its log; what one that `talks` says can be read.
    """
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=ROOT,
            env=environment(settings, WALLET_INLINE_WORKER="no"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE if talks else output,
            stderr=output,
            text=True,
            start_new_session=True,
        )
        with process:
            try:
                yield process
            finally:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)


@contextmanager
def server(settings: Settings, log: Path, port: int = 0) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """`wallet serve` and its port."""
    port = port or free_port()
    with started(settings, "wallet", "serve", "--port", str(port), log=log) as process:
        wait_for(process, port)
        yield process, port


def wait_for(process: subprocess.Popen[str], port: int) -> None:
    """Return once a program listens on a port of this machine."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise AssertionError(f"nobody listens on {port}; the program ended with {process.poll()}")


@contextmanager
def halted(process: subprocess.Popen[str]) -> Iterator[None]:
    """A program stands still, in the middle of whatever it does, while the block runs."""
    process.send_signal(signal.SIGSTOP)
    os.waitpid(process.pid, os.WUNTRACED)
    try:
        yield
    finally:
        process.send_signal(signal.SIGCONT)


def deed(browser: Browser, path: str, token: str, **fields: str) -> bytes:
    """A form of a browser as it goes over the wire, so that it can be sent to another process of the same wallet."""
    body = "&".join(f"{name}={value}" for name, value in {"token": token, **fields}.items()).encode()
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in browser.client.cookies.jar)
    head = (
        f"POST {path} HTTP/1.1",
        "Host: wallet.example",
        f"Cookie: {cookies}",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
        "Connection: close",
    )
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body
