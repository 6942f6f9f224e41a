"""Where mails go: to a mail server over SMTP, or into a folder that keeps them."""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8, EmailPolicy
from mailbox import Maildir
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import aiosmtplib

from wallet.config import Misconfigured, Settings
from wallet.errors import Unavailable
from wallet.i18n import N_
from wallet.jobs import Permanent
from wallet.mail.message import sender

_STEP = 20.0  # seconds for one exchange with the server
_WHOLE = 60.0  # for a whole mail, inside what a job may take
_STARTTLS = {"required": True, "offered": None, "never": False}


@dataclass(frozen=True)
class Server:
    """A mail server; `starttls` is True when required, None when used if offered, False when never used."""

    host: str
    port: int
    username: str | None = None
    password: str | None = None
    tls: bool = False
    starttls: bool | None = None


Delivery = Callable[[EmailMessage], Awaitable[None]]


class Mailer:
    """Delivers mails as `SMTP_URL` says. Raises Misconfigured for a URL or a MAIL_FROM that cannot be used."""

    def __init__(self, settings: Settings) -> None:
        sender(settings)  # said at the start rather than for each mail
        self._deliver = _delivery(settings.smtp_url)

    async def send(self, message: EmailMessage) -> None:
        """Hand a mail over. Raises Unavailable when it is worth trying again, jobs.Permanent when it is not."""
        await self._deliver(message)


def _delivery(url: str) -> Delivery:
    if not url:
        return _nowhere
    if url.startswith("maildir:"):
        return _folder(Path(url.removeprefix("maildir:").removeprefix("//")))
    server = read_server(url)

    async def deliver(message: EmailMessage) -> None:
        await _send(server, message)

    return deliver


async def _nowhere(_message: EmailMessage) -> None:
    raise Unavailable(N_("This wallet has no mail server yet: its operator sets SMTP_URL. The mail waits."))


def _folder(path: Path) -> Delivery:
    def keep(message: EmailMessage) -> None:
        for part in ("tmp", "new", "cur"):  # Maildir's own making of them fails where two first mails meet
            (path / part).mkdir(mode=0o700, parents=True, exist_ok=True)
        Maildir(path, create=False).add(message.as_bytes(policy=_policy(message).clone(linesep="\n")))

    async def deliver(message: EmailMessage) -> None:
        await asyncio.to_thread(keep, message)

    return deliver


def _policy(message: EmailMessage) -> EmailPolicy[EmailMessage]:
    return SMTP if _receiver(message).isascii() else SMTPUTF8


def _receiver(message: EmailMessage) -> str:
    return str(message["To"].addresses[0].addr_spec)


def read_server(url: str) -> Server:
    """The mail server of an `SMTP_URL`. Raises Misconfigured for a URL that cannot be used."""
    try:
        parts = urlsplit(url)
        port = parts.port
        starttls = parse_qs(parts.query, strict_parsing=True) if parts.query else {}
        wanted = _STARTTLS[starttls.get("starttls", ["offered"])[-1]]
    except (ValueError, KeyError) as e:
        raise Misconfigured(_USAGE) from e
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise Misconfigured(_USAGE)
    username = unquote(parts.username) if parts.username else None
    if username and not starttls and not _is_here(parts.hostname):
        wanted = True  # else whoever sits between could strike out the offer and read the password
    tls = parts.scheme == "smtps"
    return Server(
        parts.hostname,
        port or (465 if tls else 587 if username else 25),
        username,
        unquote(parts.password) if parts.password else None,
        tls,
        False if tls else wanted,
    )


_USAGE = (
    "SMTP_URL takes smtp://user:password@host:587 (with ?starttls=required, offered or never), "
    "smtps://user:password@host or maildir:folder."
)


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


async def _send(server: Server, message: EmailMessage) -> None:
    client = aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        username=server.username,
        password=server.password,
        use_tls=server.tls,
        start_tls=server.starttls,
        timeout=_STEP,
    )
    try:
        async with asyncio.timeout(_WHOLE), client:
            await client.send_message(message)
    except aiosmtplib.SMTPNotSupported as e:
        raise Permanent(f"The mail server cannot write to such an address: {e.message}") from e
    except (aiosmtplib.SMTPException, OSError) as e:
        raise _judged(e) from e


def _judged(error: Exception) -> Exception:
    """Permanent when the server refused this reader or this mail for good (RFC 5321 §4.2.1: 5yz), else Unavailable."""
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        error = error.recipients[0]
    if isinstance(error, aiosmtplib.SMTPRecipientRefused | aiosmtplib.SMTPDataError) and error.code >= 500:
        return Permanent(f"The mail server refused it: {error.code} {_said(error)}")
    # Whatever else it refuses, such as the password or the sender, the operator can mend while the mail waits.
    return Unavailable(N_("The mail server did not take the mail (%(said)s). It is tried again."), said=_said(error))


def _said(error: Exception) -> str:
    text = getattr(error, "message", "") or str(error) or type(error).__name__
    return " ".join("".join(sign if sign.isprintable() else " " for sign in str(text)).split())[:200]
