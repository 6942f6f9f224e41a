"""The gate: the one function that says what a stranger may see. What its value lacks cannot leak."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from wallet import i18n, readings, reads, tokens
from wallet.aside import aside
from wallet.errors import Gone, Locked, NotFound
from wallet.holders import names_other
from wallet.i18n import N_
from wallet.models.share import Narrowing
from wallet.reports import known_name, proved_issuer
from wallet.seal import seal
from wallet.shown import (
    Link,
    Origin,
    PublicAttachment,
    PublicBadge,
    PublicBadges,
    PublicCard,
    PublicDocument,
    PublicFile,
    PublicPage,
)
from wallet.story import Story, as_proved, tell
from wallet.supplement import Document, shown, switched_on
from wallet.visiting import Visit, key_to
from wallet.web import NOTHING_HERE

WITHDRAWN = N_("Its owner has withdrawn this link. Ask whoever gave it to you for another one.")
ENDED = N_("This link has ended: its owner gave it for a while. Ask whoever gave it to you for another one.")
PASSWORD_WANTED = N_("This page is protected by a password. Open it at its own address and give the password there.")


async def public_page(visit: Visit) -> PublicPage:
    """What a stranger may see at an address, in its language or else its owner's.

    Raises NotFound for what is private, Gone for a link that was withdrawn or has ended, Locked where its password is
    wanted first.
    """
    row = await _admitted(visit)
    if row["badge_id"]:
        return _spoken(row, await reads.select(reads.ATTACHMENTS, row["badge_id"]), visit.language)
    parts = [_spoken(each, [], visit.language) for each in await reads.select(reads.PARTS, row["share_id"])]
    if not parts:
        raise NotFound(NOTHING_HERE)
    return _several(row, tuple(parts))


async def public_view(visit: Visit) -> PublicBadge:
    """The same of a badge alone. Raises NotFound for a page of several, too."""
    page = await public_page(visit)
    if not isinstance(page, PublicBadge):
        raise NotFound(NOTHING_HERE)
    return page


async def public_document(visit: Visit, name: str) -> PublicDocument:
    """What a stranger may see of a document that was read. Raises NotFound for what is hidden or was not read."""
    return await document_on(await public_view(visit), name)


async def opened(slug: str) -> tuple[UUID, str]:
    """The link that has the lock of an address, and its password's hash. Raises as public_page, but for the lock."""
    row = await _row(slug)
    return _id(row["link_id"]), row["password_hash"] or ""


async def version(slug: str) -> str:
    """The version of all that an address shows, by one indexed read; empty where nothing is."""
    rows = await reads.select(reads.VERSION, slug)
    return _version(rows[0]) if rows else ""


async def _admitted(visit: Visit) -> dict[str, Any]:
    row = await _row(visit.slug)
    lock = row["password_hash"]
    if lock and not tokens.same(visit.key, key_to(_id(row["link_id"]), lock)):
        raise Locked(PASSWORD_WANTED)
    return row


async def _row(slug: str) -> dict[str, Any]:
    shaped = slug.isascii() and slug.isprintable()  # PostgreSQL takes no NUL
    rows = await reads.select(reads.SHARE, slug) if shaped else []
    if rows and rows[0]["revoked_at"]:
        raise Gone(WITHDRAWN)
    if not rows and "/of/" in slug and (await _row(slug.partition("/")[0]))["password_hash"]:
        raise Locked(PASSWORD_WANTED)  # a locked page does not tell how many badges it has
    if not rows or rows[0]["visibility"] == "private":
        raise NotFound(NOTHING_HERE)
    ends = _time(rows[0]["expires_at"])
    if ends and ends <= datetime.now(UTC):
        raise Gone(ENDED)
    return rows[0]


async def document_on(badge: PublicBadge, name: str) -> PublicDocument:
    """The same on a badge that was looked up already. Raises NotFound for what is hidden since, or not read."""
    attachment = badge.attachment(name)
    return await aside(_document, badge, attachment, await reads.select(reads.SHOWN_READING, attachment.id))


async def origins(badge: PublicBadge) -> dict[str, Origin]:
    """The origin of each document of a badge that was looked up, shown or previewed, by name; of those read alone."""
    rows = [(each.name, await reads.select(reads.READING, each.id)) for each in badge.attachments]
    return {name: await aside(_origin, badge, found[0]) for name, found in rows if found}


async def preview(badge_id: UUID, showing: Collection[str] = (), language: str | None = None) -> PublicBadge:
    """What a stranger would see of a badge if it were shared and the documents of these names shown; for its owner.

    Of these documents its main link may choose less, or none: they are as their own switches have them.
    """
    row = (await reads.select(reads.OWN, badge_id))[0]
    choice = _json(row["choice"])
    whole = choice if choice is None else choice | dict.fromkeys(showing)
    attachments = await reads.select(reads.ALL_ATTACHMENTS, badge_id)
    shown = [each for each in attachments if each["visible"] or each["name"] in showing]
    return _spoken({**row, "slug": row["slug"] or "", "choice": whole}, shown, language)


async def preview_document(badge: PublicBadge, name: str) -> PublicDocument:
    """The same of a document, on a previewed badge. Raises NotFound for one that was not read."""
    attachment = badge.attachment(name)
    return await aside(_document, badge, attachment, await reads.select(reads.READING, attachment.id))


def _spoken(row: Mapping[str, Any], attachments: list[dict[str, Any]], language: str | None) -> PublicBadge:
    locale = _locale(row, language)
    with i18n.speaking(locale):
        return _badge(row, attachments, locale)


def _locale(row: Mapping[str, Any], language: str | None) -> str:
    return language if language in i18n.LANGUAGES else row["language"] or row["locale"] or i18n.DEFAULT


def _several(row: Mapping[str, Any], parts: tuple[PublicBadge, ...]) -> PublicBadges:
    changes = [part.link.changes_at for part in parts if part.link.changes_at]
    return PublicBadges(
        slug=row["slug"],
        link=_link(row, min(changes, default=None)),
        locale=parts[0].locale,
        title=row["title"] or "",
        owner_name=row["display_name"] or None,
        badges=parts,
        card=_card(row),
        pictures=_pictures(row),
    )


def _link(row: Mapping[str, Any], changes_at: datetime | None) -> Link:
    return Link(
        id=_id(row["share_id"]) if row["share_id"] else None,
        listed=row["visibility"] == "public",
        locked=bool(row["password_hash"]),
        version=_version(row),
        changes_at=min(filter(None, (changes_at, _time(row["expires_at"]))), default=None),
        part_of=row["link_slug"] if row["parent_id"] else "",
    )


def _version(row: Mapping[str, Any]) -> str:
    return reads.label(row["version"], row["link_version"])


def _card(row: Mapping[str, Any]) -> PublicCard | None:
    return PublicCard(row["card_hash"], row["card_digest"], row["card_media_type"]) if row["card_digest"] else None


def _pictures(row: Mapping[str, Any]) -> dict[str, PublicCard]:
    drawn = _json(row["pictures"]) or {}
    return {name: PublicCard("", each["digest"], each["media_type"]) for name, each in drawn.items()}


def _document(badge: PublicBadge, attachment: PublicAttachment, rows: list[dict[str, Any]]) -> PublicDocument:
    if not rows or bool(_json(rows[0]["pieces"])) is not attachment.readable:  # hidden or read anew meanwhile
        raise NotFound(NOTHING_HERE)
    whole, choice = readings.document(rows[0]["document"]), _choice(rows[0])
    if whole.structured and not attachment.readable:  # its parts have no switches that could be asked
        raise NotFound(NOTHING_HERE)
    origin = _origin(badge, rows[0], whole)
    at_most = choice if attachment.at_most is None else choice & attachment.at_most
    return PublicDocument(badge, attachment, shown(whole, at_most), origin.seals, origin.names_other)


def _origin(badge: PublicBadge, row: Mapping[str, Any], whole: Document | None = None) -> Origin:
    document = whole or readings.holder_of(row["document"])
    return Origin(readings.seals(row["seals"]), names_other(document, badge.story.recipient_name), document.cautions)


def _choice(row: Mapping[str, Any]) -> frozenset[str]:
    return switched_on(_json(row["pieces"]) or (), _json(row["choice"]))


def _badge(row: Mapping[str, Any], attachments: list[dict[str, Any]], locale: str) -> PublicBadge:
    report = _report(row)
    told = _told(row["document"], row["credential"], locale)
    # Grades are the owner's to hand out, and the credential's id may lead to the file with the learner's address.
    story = replace(as_proved(told, report), results=(), identifier=None)
    story = replace(story, issuer=replace(story.issuer, email=None))  # the letter to it is the owner's to write
    return PublicBadge(
        slug=row["slug"],
        link=_link(row, _next(story.dates)),
        locale=locale,
        story=story,
        seal=seal(report, story.issuer, story.dates),
        owner_name=row["display_name"] or None,
        art_digest=row["art_digest"],
        card=_card(row),
        credential=replace(_file(row), document=row["document"]) if row["credential_offered"] else None,
        attachments=tuple(_narrowed(attachments, _json(row["choice"]))),
        pictures=_pictures(row),
        thumbnails=_json(row["thumbnails"]) or {},
        issuer_id=proved_issuer(report) if known_name(report) else "",
    )


@lru_cache(maxsize=256)
def _told(document: str, verified: str | None, locale: str) -> Story:
    """The story of a credential, which is read once: its words are the same in each of its links."""
    return tell(document, _json(verified), locale)


def _next(dates: Mapping[str, datetime | None]) -> datetime | None:
    """When the badge begins or ends to be valid, if that is still to come."""
    now = datetime.now(UTC)
    return min((each for each in dates.values() if each and each > now), default=None)


def _narrowed(attachments: list[dict[str, Any]], choice: Narrowing | None) -> Iterator[PublicAttachment]:
    """The documents that a link shows: those it chose of the ones that are switched on, and at most so much of each."""
    for item in attachments:
        if choice is None or item["name"] in choice:
            at_most = choice[item["name"]] if choice else None
            yield _attachment(item, None if at_most is None else frozenset(at_most))


@dataclass
class _Judged:
    verdict: str
    checks: list[dict[str, Any]]
    at: datetime
    last_valid_at: datetime | None


def _report(row: Mapping[str, Any]) -> _Judged | None:
    at = _time(row["at"])
    return _Judged(row["verdict"], _json(row["checks"]), at, _time(row["last_valid_at"])) if at else None


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _file(row: Mapping[str, Any]) -> PublicFile:
    return PublicFile(row["digest"], row["media_type"], row["size"], row.get("filename", ""))


def _attachment(row: Mapping[str, Any], at_most: frozenset[str] | None) -> PublicAttachment:
    received_at = _time(row["received_at"])
    assert received_at is not None  # noqa: S101 - the column is not null
    pieces = frozenset(_json(row["pieces"]) or ())
    return PublicAttachment(
        id=_id(row["id"]),
        kind=row["kind"],
        name=row["name"],
        source=row["source"],
        received_at=received_at,
        readable=bool(pieces),
        original=_file(row) if pieces <= _choice(row) and (at_most is None or pieces <= at_most) else None,
        at_most=at_most,
    )


def _id(value: str | UUID) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)


def _time(value: str | datetime | None) -> datetime | None:
    if value is None or isinstance(value, datetime):
        return value
    at = datetime.fromisoformat(value)  # SQLite keeps times as text
    return at if at.tzinfo else at.replace(tzinfo=UTC)
