"""What a learner wants of a link: the form as it was typed, and the same once it was checked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from starlette.datastructures import FormData

from wallet import i18n, locks, web
from wallet.errors import Unprocessable
from wallet.i18n import N_
from wallet.models import Share, Visibility
from wallet.models.share import Narrowing
from wallet.names import can_be_seen, line

LONGEST_NAME, LONGEST_TITLE = 80, 120
FURTHEST = 10 * 366  # days ahead that a link can end
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Ends(StrEnum):
    """When a link shall end."""

    NEVER = "never"
    IN_30 = "30"
    IN_90 = "90"
    ON = "on"


class Lock(StrEnum):
    """What shall become of a link's password."""

    KEEP = "keep"
    NEW = "new"
    NONE = "none"


@dataclass(frozen=True)
class Part:
    """What a link shows of a badge: `choice` as it stands in Share, whether the credential file is offered."""

    badge_id: UUID
    choice: Narrowing | None
    credential_offered: bool


@dataclass(frozen=True)
class Typed:
    """The fields of a form as they were typed, to be shown again; but for the password."""

    name: str = ""
    title: str = ""
    visibility: str = Visibility.UNLISTED
    ends: str = Ends.NEVER
    until: str = ""  # a day, ISO 8601
    language: str = ""
    lock: str = Lock.NEW


@dataclass(frozen=True)
class Wish:
    """The same, checked; `password_hash` is what a link shall have where its lock is not kept."""

    name: str | None
    title: str | None
    visibility: Visibility
    expires_at: datetime | None
    language: str | None
    parts: tuple[Part, ...]
    keeps_lock: bool = False
    password_hash: str | None = None


def as_it_is(link: Share) -> Typed:
    """The form of a link as it is now."""
    return Typed(
        name=link.name or "",
        title=link.title or "",
        visibility=link.visibility.value,
        ends=Ends.ON if link.expires_at else Ends.NEVER,
        until=last_day(link.expires_at).isoformat() if link.expires_at else "",
        language=link.language or "",
        lock=Lock.KEEP if link.password_hash else Lock.NEW,
    )


def typed(fields: FormData) -> Typed:
    """The form as it was sent. Raises Refused for what is no text."""
    return Typed(
        name=line(web.text(fields, "name")),
        title=line(web.text(fields, "title")),
        visibility=web.text(fields, "visibility", 10),
        ends=web.text(fields, "ends", 10),
        until=web.text(fields, "until", 30),
        language=web.text(fields, "language", 10),
        lock=web.text(fields, "lock", 10) or Lock.NEW,
    )


def checked(given: Typed, parts: tuple[Part, ...], link: Share | None, now: datetime) -> Wish:
    """The wish for a link, a new one or the one that there is. Raises Unprocessable for what it cannot be."""
    main = link is not None and link.name is None
    several = link.badge_id is None if link else len(parts) > 1
    return Wish(
        name=None if main else _name(given.name),
        title=_title(given.title) if several else None,
        visibility=_visibility(given.visibility),
        expires_at=_end(given, link, now),
        language=_language(given.language),
        parts=parts,
        keeps_lock=given.lock == Lock.KEEP,
    )


async def password_of(given: Typed, fields: FormData) -> str | None:
    """The hash of the password that was typed; None for none. Raises Unprocessable for one that is too short."""
    password = web.text(fields, "password")
    if given.lock not in list(Lock):
        raise Unprocessable(N_("Choose what shall become of the password: keep it, change it, or take it away."))
    if given.lock == Lock.NEW and "lock" in fields and not password:
        raise Unprocessable(N_("Type the new password, or choose to keep the old one."))
    if given.lock != Lock.NEW or not password:
        return None
    if not locks.SHORTEST <= len(password) <= locks.LONGEST:
        raise Unprocessable(
            N_("A password needs at least %(least)d characters, and at most %(most)d."),
            least=locks.SHORTEST,
            most=locks.LONGEST,
        )
    return await locks.locked(password)


def last_day(expires_at: datetime) -> date:
    """The last day, in UTC, on which a link that ends then still answers."""
    return (expires_at.astimezone(UTC) - timedelta(microseconds=1)).date()


def _after(day: date) -> datetime:
    """The end of a day in UTC: the moment with which the next one begins."""
    return datetime.combine(day + timedelta(days=1), time(), UTC)


def _end(given: Typed, link: Share | None, now: datetime) -> datetime | None:
    if given.ends == Ends.NEVER:
        return None
    today = now.astimezone(UTC).date()
    if given.ends in (Ends.IN_30, Ends.IN_90):
        return _after(today + timedelta(days=int(given.ends)))
    if given.ends != Ends.ON:
        raise Unprocessable(N_("Choose when the link ends: never, after some days, or on a day."))
    day = _day(given.until)
    if link and link.expires_at and day == last_day(link.expires_at):
        return link.expires_at
    if day < today:
        raise Unprocessable(N_("%(day)s is over. Choose a day that is still to come."), day=day.isoformat())
    if day > today + timedelta(days=FURTHEST):
        raise Unprocessable(N_("Choose a day within the next ten years, or let the link never end."))
    return _after(day)


def _day(until: str) -> date:
    try:
        if _DAY.fullmatch(until):
            return date.fromisoformat(until)
    except ValueError:
        pass
    raise Unprocessable(N_("Write the day on which the link ends as year, month and day, such as 2027-03-31."))


def _name(name: str) -> str:
    if not can_be_seen(name):
        raise Unprocessable(N_("Give the link a name, so that you know it again. Only you see it."))
    if len(name) > LONGEST_NAME:
        raise Unprocessable(N_("A link’s name has at most %(most)d characters."), most=LONGEST_NAME)
    return name


def _title(title: str) -> str | None:
    if len(title) > LONGEST_TITLE:
        raise Unprocessable(N_("The page’s title has at most %(most)d characters."), most=LONGEST_TITLE)
    return title if can_be_seen(title) else None


def _visibility(visibility: str) -> Visibility:
    try:
        return Visibility(visibility)
    except ValueError as e:
        raise Unprocessable(N_("Choose who may see the link: only you, who has it, or everyone.")) from e


def _language(language: str) -> str | None:
    if language and language not in i18n.LANGUAGES:
        raise Unprocessable(N_("This wallet does not speak that language."))
    return language or None
