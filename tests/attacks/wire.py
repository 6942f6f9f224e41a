"""Raw requests over a socket, and what came back."""

from __future__ import annotations

import socket
import time
from dataclasses import dataclass
from typing import Final

PATIENCE: Final = 5.0  # seconds; no answer takes one


@dataclass(frozen=True)
class Heard:
    """What a server said until it hung up or said all of one answer; `silent` when nothing came in time."""

    data: bytes
    seconds: float
    silent: bool = False

    @property
    def status(self) -> int:
        """The status of the first answer, 0 where there is none."""
        return int(self.data[9:12]) if self.data.startswith(b"HTTP/1.1 ") else 0

    @property
    def head(self) -> str:
        """The lines before the body, in small letters."""
        return self.data.partition(b"\r\n\r\n")[0].decode("latin-1").lower()

    @property
    def body(self) -> str:
        """The body, as text."""
        return self.data.partition(b"\r\n\r\n")[2].decode("utf-8", "replace")


def say(port: int, data: bytes, patience: float = PATIENCE) -> Heard:
    """Send bytes to a port of this machine and hear the answer."""
    began = time.perf_counter()
    with socket.create_connection(("127.0.0.1", port), timeout=patience) as connection:
        heard, silent = _exchange(connection, data)
    return Heard(heard, time.perf_counter() - began, silent)


def _exchange(connection: socket.socket, data: bytes) -> tuple[bytes, bool]:
    heard = b""
    try:
        connection.sendall(data)
        while not _whole(heard) and (piece := connection.recv(1 << 16)):
            heard += piece
    except TimeoutError:
        return heard, not heard
    except OSError:  # the server hung up while we were still sending: what it had said may be lost
        return heard, False
    return heard, False


def _whole(heard: bytes) -> bool:
    head, _, body = heard.partition(b"\r\n\r\n")
    lengths = [line[15:] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    return bool(lengths) and len(body) >= int(lengths[0])
