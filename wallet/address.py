"""The wallet answers at its own address alone, and tells whoever comes by another which one that is."""

from __future__ import annotations

import re
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from wallet import i18n
from wallet.config import Settings
from wallet.errors import Refused
from wallet.i18n import N_
from wallet.refusals import problem_json
from wallet.web import services

THIS_MACHINE: Final = ("127.0.0.1", "localhost")  # two names of one place
ELSEWHERE: Final = N_("The wallet does not answer here. Its address is %(address)s")


class OwnAddress:
    """Passes on what is asked of the wallet's own host; any other name is refused, and never repeated.

    The demo takes both names of the machine it runs on: pages lead to its own address, programs are answered.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.base_url = settings.base_url
        self.own = _named(settings.host)
        self.lent = _named(*THIS_MACHINE) if settings.demo and settings.host in THIS_MACHINE else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, lead it to the wallet's own address, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        host, path = request.headers.get("host", ""), scope["path"]
        lent = bool(self.lent and self.lent.fullmatch(host))
        if self.own.fullmatch(host) or (lent and path.startswith("/api/")):
            await self.app(scope, receive, send)
            return
        response = self._lead(request) if lent and path.startswith("/") else self._refuse(request)
        await response(scope, receive, send)

    def _lead(self, request: Request) -> Response:
        path, query = request.scope["raw_path"].decode("latin-1"), request.scope["query_string"].decode("latin-1")
        return RedirectResponse(f"{self.base_url}{path}{'?' if query else ''}{query}", 307)

    def _refuse(self, request: Request) -> Response:
        problem = Refused(ELSEWHERE, address=self.base_url)
        if request.scope["path"].startswith("/api/"):
            return problem_json(problem)
        with i18n.speaking(i18n.negotiate(request.headers.get("accept-language", "")) or i18n.DEFAULT):
            template = services(request).templates.get_template("errors/elsewhere.html")
            page = template.render(locale=i18n.current(), address=self.base_url)
        return HTMLResponse(page, problem.status)


def _named(*hosts: str) -> re.Pattern[str]:
    """What a Host header is when it names one of the hosts, with any port (RFC 9110 §7.2)."""
    names = "|".join(re.escape(f"[{host}]" if ":" in host else host) for host in hosts)
    return re.compile(rf"(?:{names})(?::\d*)?", re.ASCII | re.IGNORECASE)
