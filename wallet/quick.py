"""Answering from memory where a request arrives, before it becomes a task: what costs is the server's own machinery."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from wallet.kept import PLACE, Kept, Sent
from wallet.patience import Patient

_BODIED: Final = frozenset((b"content-length", b"transfer-encoding", b"expect", b"upgrade"))


class Quick(Patient):
    """The wallet's HTTP/1.1, which answers itself what is kept and holds, in the order in which it was asked."""

    def _start_asgi_task(self, cycle: Any, app: Any) -> None:
        """Answer the request whose turn it is, or let the wallet answer."""
        if not (cycle.scope["path"].startswith(PLACE) and self._asked(cycle, app)):
            super()._start_asgi_task(cycle, app)

    def _asked(self, cycle: Any, app: Any) -> bool:
        kept: Kept | None = self.app_state.get("kept")
        scope, headers = cycle.scope, dict(cycle.scope["headers"])
        simple = cycle.keep_alive and not self.flow.write_paused and _BODIED.isdisjoint(headers)
        if kept is None or not simple:
            return False
        key = (scope["path"], scope["query_string"])
        return kept.ask(key, scope["method"], headers, partial(self._answered, cycle, app))

    def _answered(self, cycle: Any, app: Any, sent: Sent | None) -> None:
        if cycle.disconnected or self.transport.is_closing():
            return
        if sent is None or not cycle.keep_alive:  # the server may have been told to stop meanwhile
            super()._start_asgi_task(cycle, app)
            return
        lines = [part for name, value in cycle.default_headers for part in (name, b": ", value, b"\r\n")]
        self.transport.write(b"".join((sent.head, *lines, b"\r\n", sent.reply.data)))
        cycle.response_complete = True
        cycle.on_response()
