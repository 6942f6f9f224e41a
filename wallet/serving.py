"""Running the wallet: the server, and the worker apart from it."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import sys
from contextlib import suppress
from typing import Any, TextIO, cast

import structlog
import uvicorn
from starlette.applications import Starlette

from wallet.app import create_app, open_services, worker
from wallet.config import Misconfigured, Settings
from wallet.database import migrate, reach
from wallet.mail.smtp import Mailer
from wallet.quick import Quick
from wallet.security import RateLimits
from wallet.storage import open_storage, read_place
from wallet.trust.registry import read_registry


def serve(settings: Settings, host: str, port: int) -> int:
    """Bring the schema up to date and serve until stopped."""
    complete(settings)
    configure_logs()
    asyncio.run(migrate(settings))
    run(create_app(settings), settings, host, port)
    return 0


def run(app: Starlette, settings: Settings, host: str, port: int) -> None:
    """Serve an application. Raises Misconfigured when it cannot listen there."""
    check_free(host, port)
    uvicorn.run(app, host=host, port=port, **options(settings))


def check_free(host: str, port: int) -> None:
    """Raise Misconfigured when nothing can listen there: uvicorn would find out after everything else has begun."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        socket.create_server((str(address[0]), port), family=family).close()
    except OSError as e:
        why = str(e.strerror or e).partition(" (")[0]
        raise Misconfigured(f"Port {port} of {host} cannot be used: {why}. Choose another by --port.") from e


def options(settings: Settings) -> dict[str, Any]:
    """How uvicorn serves; the wallet writes its own access log, without the secrets in addresses."""
    return {
        "http": Quick,
        "proxy_headers": True,
        "forwarded_allow_ips": settings.trusted_proxies,
        "access_log": False,
        "server_header": False,
        "log_level": "warning",
        "timeout_graceful_shutdown": 10,
    }


async def work(settings: Settings) -> int:
    """Do jobs until told to stop by SIGTERM or SIGINT."""
    complete(settings)
    configure_logs()
    await reach(settings)
    async with open_services(settings) as services:
        doing = worker(services)
        for name in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(name, doing.stop)
        await doing.run()
    return 0


def complete(settings: Settings) -> None:
    """Refuse to start without what a real wallet needs. Raises Misconfigured."""
    if not settings.secret:
        raise Misconfigured(
            "WALLET_SECRET is not set. Make one: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
        )
    if not settings.smtp_url:
        raise Misconfigured("SMTP_URL is not set, so no badge could be sent. Set it, such as smtp://localhost:25")
    usable(settings)
    open_storage(settings.storage_url)


def usable(settings: Settings) -> Settings:
    """The same settings, when each that is given can be used; nothing is made or asked. Raises Misconfigured."""
    Mailer(settings)
    RateLimits(settings.redis_url)
    read_place(settings.storage_url)
    for path in settings.issuer_registry:
        read_registry(path)
    return settings


def configure_logs(level: int = logging.INFO) -> None:
    """One JSON object a line on stdout, from a level on."""
    logging.basicConfig(level=logging.WARNING)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: structlog.PrintLogger(cast(TextIO, Lenient())),
    )


class Lenient:
    """Standard output for the log, whose full disk or vanished reader fails no request."""

    def write(self, text: str) -> None:
        """Write, or let it be."""
        with suppress(OSError):
            sys.stdout.write(text)

    def flush(self) -> None:
        """Bring it out, or let it wait."""
        with suppress(OSError):
            sys.stdout.flush()
