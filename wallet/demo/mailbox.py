"""The demo's mailbox: the mails that the wallet really sent, as their receivers see them."""

from __future__ import annotations

import asyncio
import email
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import NamedTuple

import lxml.html
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from wallet import web
from wallet.config import Settings
from wallet.errors import NotFound
from wallet.i18n import N_
from wallet.security import content_security_policy

_NAME = re.compile(r"[A-Za-z0-9._=-]{1,120}")
# The mail is shown as a mail program would: its own styles, no scripts, its links opening the wallet's pages.
MAIL_POLICY = content_security_policy(
    script_src="'none'", style_src="'unsafe-inline'", img_src="data:", frame_ancestors="'self'"
)


class Row(NamedTuple):
    """A mail in the list."""

    id: str
    to: str
    subject: str
    received: datetime
    preview: str
    unread: bool


@dataclass(frozen=True)
class Mail:
    """A mail that is opened."""

    subject: str
    sender: str
    to: str
    received: datetime
    text: str
    html_url: str | None
    links: tuple[tuple[str, str], ...]


async def show(request: Request) -> Response:
    """GET /demo/mail: every mail, newest first."""
    where = folder(web.services(request).settings)
    mails = await asyncio.to_thread(_rows, where) if where else []
    return web.page(request, "demo/mailbox.html", mails=mails, elsewhere=where is None)


async def show_mail(request: Request) -> Response:
    """GET /demo/mail/{id}: one mail."""
    found = await _found(request)
    name = request.path_params["id"]
    html_url = f"/demo/mail/{name}/html" if found.get_body(("html",)) else None
    return web.page(request, "demo/mail.html", mail=_mail(found, html_url))


async def show_html(request: Request) -> Response:
    """GET /demo/mail/{id}/html: its HTML, for the frame in its page."""
    body = (await _found(request)).get_body(("html",))
    if body is None:
        raise NotFound(GONE)
    headers = {"Content-Security-Policy": MAIL_POLICY, "X-Frame-Options": "SAMEORIGIN"}
    return HTMLResponse(str(body.get_content()), headers=headers)


GONE = N_("This mail is not in the demo's mailbox.")


def folder(settings: Settings) -> Path | None:
    """Where the demo's mails lie (`SMTP_URL=maildir:folder`); None when they leave by SMTP."""
    kind, _, where = settings.smtp_url.partition(":")
    return Path(where.removeprefix("//")) if kind == "maildir" else None


async def _found(request: Request) -> EmailMessage:
    name = str(request.path_params["id"])
    where = folder(web.services(request).settings)
    if where is None or not _NAME.fullmatch(name) or not await asyncio.to_thread((where / "new" / name).is_file):
        raise NotFound(GONE)
    return await asyncio.to_thread(_read, where / "new" / name)


def _rows(where: Path) -> list[Row]:
    paths = sorted((where / "new").glob("*"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    return [_row(path) for path in paths]


def _row(path: Path) -> Row:
    mail = _read(path)
    return Row(path.name, str(mail["To"]), str(mail["Subject"]), _received(mail), _preview(mail), False)


def _read(path: Path) -> EmailMessage:
    return email.message_from_bytes(path.read_bytes(), policy=default)


def _links(mail: EmailMessage) -> tuple[tuple[str, str], ...]:
    """What its button and links say, and where they lead; the wallet's own address at its foot is left out."""
    body = mail.get_body(("html",))
    anchors = lxml.html.document_fromstring(body.get_content()).iter("a") if body else ()
    found = {anchor.get("href"): " ".join(anchor.text_content().split()) for anchor in anchors}
    return tuple((said, link) for link, said in found.items() if link and said != link)


def _preview(mail: EmailMessage) -> str:
    """What mail programs show beside the subject: the line that the HTML holds for them, else the text's beginning."""
    body = mail.get_body(("html",))
    lines = lxml.html.document_fromstring(body.get_content()).xpath("//body/div[1]") if body else ()
    glance = " ".join(lines[0].text_content().split()) if lines else ""
    told = [line.strip() for line in _text(mail).splitlines() if "://" not in line]
    return (glance or " ".join(filter(None, told)))[:140]


def _text(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    return str(body.get_content()) if body else ""


def _received(mail: EmailMessage) -> datetime:
    return parsedate_to_datetime(str(mail["Date"])).astimezone(UTC)


def _mail(mail: EmailMessage, html_url: str | None) -> Mail:
    text = _text(mail)
    links = _links(mail)
    return Mail(str(mail["Subject"]), str(mail["From"]), str(mail["To"]), _received(mail), text, html_url, links)
