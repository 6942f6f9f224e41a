"""How long, and for how much, the wallet listens to a request before it hangs up."""

from __future__ import annotations

import asyncio
from typing import Any, ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


class Patient(HttpToolsProtocol):
    """uvicorn's HTTP/1.1, which by itself waits for ever for a request's end and takes a head of any size."""

    HEAD_SECONDS: ClassVar[float] = 20.0  # from the first byte of a request, or the connection, to its last header
    SILENCE_SECONDS: ClassVar[float] = 30.0  # between two pieces of a body
    LARGEST_HEAD: ClassVar[int] = 64 * 1024

    def connection_made(self, transport: Any) -> None:
        """Somebody connected, and has to say what they want."""
        super().connection_made(transport)
        self._in_head = self._in_body = False
        self._head_size = 0
        self._timer: asyncio.TimerHandle | None = None
        self._listen(self.HEAD_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        """They are gone."""
        self._hush()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """A piece of a request, or several requests, came."""
        super().data_received(data)
        if self.transport.is_closing():
            self._hush()
        elif self._in_body:
            self._listen(self.SILENCE_SECONDS)
        elif self._in_head:
            self._weigh(data)
            if self._timer is None:
                self._listen(self.HEAD_SECONDS)
        elif self._timer is None and (self.cycle is None or self.cycle.response_complete):
            self._listen(self.HEAD_SECONDS)  # empty lines, which are no request yet

    def on_message_begin(self) -> None:
        """A request begins; most are whole in one piece, and need no timer."""
        super().on_message_begin()
        self._in_head, self._head_size = True, 0

    def on_headers_complete(self) -> None:
        """The head is whole; what follows is the body."""
        super().on_headers_complete()
        self._in_head, self._in_body = False, True
        self._hush()

    def on_message_complete(self) -> None:
        """The request is whole; what follows is another."""
        super().on_message_complete()
        self._in_body = False
        self._hush()

    def _weigh(self, data: bytes) -> None:
        self._head_size += len(data)
        if self._head_size > self.LARGEST_HEAD:
            self.transport.write(TOO_LARGE)
            self.transport.close()

    def _listen(self, seconds: float) -> None:
        self._hush()
        self._timer = self.loop.call_later(seconds, self._hang_up, seconds)

    def _hush(self) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer = None

    def _hang_up(self, seconds: float) -> None:
        if self.flow.read_paused:  # it is the wallet that does not listen yet
            self._listen(seconds)
        else:
            self.transport.close()
