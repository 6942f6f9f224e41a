"""A mail: composed from `templates/email/<name>/` in the reader's language, built for the wallet that sends it."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from functools import cache
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from wallet import i18n
from wallet.config import Misconfigured, Settings
from wallet.mail.address import ascii_domain
from wallet.paths import TEMPLATES

_WIDTH = 72  # of plain text, so that it is read comfortably and can be quoted
_SUBJECT = 150  # characters; what is longer no list of mails shows
_JOINERS = "\u200c\u200d"  # some scripts and emoji need them
_GREEN = "#14532d"
_HEX = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True)
class Email:
    """A mail to one reader, before the wallet's own name and address are on it."""

    name: str
    locale: str
    to: str
    values: Mapping[str, object]


class Rendered(NamedTuple):
    """What a reader sees."""

    language: str
    subject: str
    text: str
    html: str


def compose(name: str, *, locale: str, to: str, values: Mapping[str, object]) -> Email:
    """The mail `templates/email/<name>/` to an address; its values are made harmless, since strangers wrote them."""
    clean = {key: _clean(value, lines=key == "message") for key, value in values.items()}
    return Email(name, locale, to, clean)


def build(settings: Settings, email: Email, message_id: object) -> EmailMessage:
    """The mail as it is sent (RFC 5322); `message_id` is the job's id, so that a mail sent twice is known as one."""
    rendered = render(settings, email)
    message = EmailMessage(policy=SMTP)
    message["Subject"] = rendered.subject
    message["From"] = sender(settings)
    message["To"] = _mailbox("", email.to)
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Message-ID"] = f"<{message_id}@{settings.host}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: let no absence notice answer it
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(rendered.text)
    message.add_alternative(rendered.html, subtype="html")
    message["Content-Language"] = rendered.language
    return message


def render(settings: Settings, email: Email) -> Rendered:
    """What the reader of a mail sees, in their language."""
    accent = settings.accent if _HEX.fullmatch(settings.accent) else _GREEN
    with i18n.speaking(email.locale) as language:
        values = {
            **email.values,
            "to": email.to,
            "locale": language,
            "site_name": _clean(settings.site_name),
            "base_url": settings.base_url,
            "accent": accent,
            "on_accent": _legible_on(accent),
        }
        subject, text, html = (
            _environment().get_template(f"{email.name}/{part}").render(values)
            for part in ("subject.txt", "body.txt", "body.html")
        )
    # An encoded word in a value would be decoded by readers, whatever stands in it.
    subject = textwrap.shorten(subject, _SUBJECT, placeholder="…").replace("=?", "= ?")
    return Rendered(language, subject, _wrapped(text), html)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES / "email"),
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    i18n.install(environment)
    return environment


def sender(settings: Settings) -> Address:
    """Who sends the wallet's mails. Raises Misconfigured when MAIL_FROM is no address."""
    name, email = parseaddr(settings.mail_from or f"wallet@{settings.host}")
    try:
        made = _mailbox(name or settings.site_name, email)
    except (ValueError, UnicodeError) as e:
        raise Misconfigured(_USAGE) from e
    if not (made.username.isascii() and made.username and made.domain):
        raise Misconfigured(_USAGE)
    return made


_USAGE = "MAIL_FROM takes an address such as badges@example.edu, or Name <badges@example.edu>."


def _mailbox(name: str, email: str) -> Address:
    local, _, domain = ascii_domain(email).rpartition("@")
    return Address(str(_clean(name)).replace("=?", "= ?"), local, domain)


def _clean(value: object, *, lines: bool = False) -> object:
    """A stranger's text without what steers a terminal, a header or the direction of writing."""
    if not isinstance(value, str):
        return value
    return "\n".join(_line(row) for row in (value.splitlines() if lines else [value])).strip()


def _line(text: str) -> str:
    unseen = ("Cc", "Cf", "Cs", "Zl", "Zp")
    kept = (" " if unicodedata.category(sign) in unseen and sign not in _JOINERS else sign for sign in text)
    return " ".join("".join(kept).split())


def _wrapped(text: str) -> str:
    """Plain text in short lines; a link is never broken, an indented line keeps its indent."""
    wrapper = textwrap.TextWrapper(_WIDTH, break_long_words=False, break_on_hyphens=False)
    lines: list[str] = []
    for line in text.strip().splitlines():
        wrapper.subsequent_indent = line[: len(line) - len(line.lstrip(" >"))]
        lines += wrapper.wrap(line) if len(line) > _WIDTH else [line]
    return "\n".join(lines) + "\n"


def _legible_on(colour: str) -> str:
    """White or black, whichever contrasts more (WCAG 2.2, relative luminance)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return "#ffffff" if 1.05 / (luminance + 0.05) >= (luminance + 0.05) / 0.05 else "#000000"
