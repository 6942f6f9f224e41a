"""The gate: the one function that says what a stranger may see. What its value lacks cannot leak.

Public reads are fixed SQL: building the query anew costs more than running it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from tortoise.connection import get_connection

from wallet import i18n, readings
from wallet.aside import aside
from wallet.database import is_postgres
from wallet.errors import NotFound
from wallet.holders import names_other
from wallet.seal import Seal, seal
from wallet.story import Story, as_proved, tell
from wallet.supplement import Document, Sealing, first_choice, shown
from wallet.web import NOTHING_HERE

_BADGE = """
SELECT s.slug, s.visibility, s.credential_offered, s.card_hash, s.card_digest, s.card_media_type,
       b.id AS badge_id, c.document, c.digest, c.media_type, c.size, c.art_digest,
       l.display_name, l.locale, r.verdict, r.checks, r.at, r.credential, r.last_valid_at
FROM badge b
JOIN credential c ON c.id = b.credential_id
JOIN learner l ON l.id = b.learner_id
LEFT JOIN report r ON r.id = (SELECT n.id FROM report n WHERE n.badge_id = b.id ORDER BY n.at DESC LIMIT 1)
"""
_SHARE = f"{_BADGE} JOIN share s ON s.badge_id = b.id WHERE s.slug = ? AND s.visibility IN ('unlisted', 'public')"
_OWN = f"{_BADGE} LEFT JOIN share s ON s.badge_id = b.id WHERE b.id = ? ORDER BY s.created_at LIMIT 1"
_PRESENT = """
SELECT id, kind, name, source, filename, media_type, size, digest, received_at, pieces, choice, visible
FROM attachment
WHERE badge_id = ? AND superseded_at IS NULL
"""
_ATTACHMENTS = f"{_PRESENT} AND visible = TRUE ORDER BY received_at, id"
_ALL_ATTACHMENTS = f"{_PRESENT} ORDER BY received_at, id"
_READING = """
SELECT r.document, r.seals, a.pieces, a.choice
FROM attachment a
JOIN reading r ON r.attachment_id = a.id
WHERE a.id = ? AND a.superseded_at IS NULL
"""
_SHOWN_READING = f"{_READING} AND a.visible = TRUE"


@dataclass(frozen=True)
class PublicCard:
    """The card that is drawn: `hash` is of what it shows, `digest` of its bytes."""

    hash: str
    digest: str
    media_type: str


@dataclass(frozen=True)
class PublicFile:
    """A file as it came, where its owner offers it."""

    digest: str
    media_type: str
    size: int
    filename: str = ""


@dataclass(frozen=True)
class PublicAttachment:
    """A document that its owner shows; `original` is None where parts of it are hidden, `readable`: it has parts."""

    id: UUID
    kind: str
    name: str
    source: str
    received_at: datetime
    readable: bool
    original: PublicFile | None


@dataclass(frozen=True)
class PublicBadge:
    """Everything a stranger may see of a shared badge."""

    slug: str
    listed: bool
    locale: str
    story: Story
    seal: Seal
    owner_name: str | None
    art_digest: str
    card: PublicCard | None
    credential: PublicFile | None
    attachments: tuple[PublicAttachment, ...]

    def attachment(self, name: str) -> PublicAttachment:
        """The shown document of exactly that name. Raises NotFound for one that is not shown or not there."""
        found = next((each for each in self.attachments if each.name == name), None)
        if found is None:
            raise NotFound(NOTHING_HERE)
        return found


@dataclass(frozen=True)
class PublicDocument:
    """What a stranger may see of a document that was read: `document` holds nothing that its owner does not show.

    `names_other`: it names another person than the badge does, whether or not its names are shown.
    """

    badge: PublicBadge
    attachment: PublicAttachment
    document: Document
    seals: tuple[Sealing, ...]
    names_other: bool = False


@dataclass(frozen=True)
class Origin:
    """What is known of a document, whatever is shown of it: its seals, whether it is another's, what its file can do.

    `cautions` are msgids.
    """

    seals: tuple[Sealing, ...] = ()
    names_other: bool = False
    cautions: tuple[str, ...] = ()


async def public_view(slug: str, language: str | None = None) -> PublicBadge:
    """What a stranger may see at a slug, in a language or else its owner's. Raises NotFound for what is private."""
    rows = await _select(_SHARE, slug) if slug.isascii() and slug.isprintable() else []  # PostgreSQL takes no NUL
    if not rows:
        raise NotFound(NOTHING_HERE)
    return _spoken(rows[0], await _select(_ATTACHMENTS, rows[0]["badge_id"]), language)


async def public_document(slug: str, name: str, language: str | None = None) -> PublicDocument:
    """What a stranger may see of a document that was read. Raises NotFound for what is hidden or was not read."""
    return await document_on(await public_view(slug, language), name)


async def document_on(badge: PublicBadge, name: str) -> PublicDocument:
    """The same on a badge that was looked up already. Raises NotFound for what is hidden since, or not read."""
    attachment = badge.attachment(name)
    return await aside(_document, badge, attachment, await _select(_SHOWN_READING, attachment.id))


async def origins(badge: PublicBadge) -> dict[str, Origin]:
    """The origin of each document of a badge that was looked up, shown or previewed, by name; of those read alone."""
    rows = [(each.name, await _select(_READING, each.id)) for each in badge.attachments]
    return {name: await aside(_origin, badge, found[0]) for name, found in rows if found}


async def preview(badge_id: UUID, showing: Collection[str] = (), language: str | None = None) -> PublicBadge:
    """What a stranger would see of a badge if it were shared and the documents of these names shown; for its owner."""
    rows = await _select(_OWN, badge_id)
    attachments = await _select(_ALL_ATTACHMENTS, badge_id)
    shown = [each for each in attachments if each["visible"] or each["name"] in showing]
    return _spoken({**rows[0], "slug": rows[0]["slug"] or ""}, shown, language)


async def preview_document(badge: PublicBadge, name: str) -> PublicDocument:
    """The same of a document, on a previewed badge. Raises NotFound for one that was not read."""
    attachment = badge.attachment(name)
    return await aside(_document, badge, attachment, await _select(_READING, attachment.id))


def _spoken(row: Mapping[str, Any], attachments: list[dict[str, Any]], language: str | None) -> PublicBadge:
    locale = language if language in i18n.LANGUAGES else row["locale"] or i18n.DEFAULT
    with i18n.speaking(locale):
        return _badge(row, attachments, locale)


def _document(badge: PublicBadge, attachment: PublicAttachment, rows: list[dict[str, Any]]) -> PublicDocument:
    if not rows or bool(_json(rows[0]["pieces"])) is not attachment.readable:  # hidden or read anew meanwhile
        raise NotFound(NOTHING_HERE)
    whole, choice = readings.document(rows[0]["document"]), _choice(rows[0])
    if whole.structured and not attachment.readable:  # its parts have no switches that could be asked
        raise NotFound(NOTHING_HERE)
    origin = _origin(badge, rows[0], whole)
    return PublicDocument(badge, attachment, shown(whole, choice), origin.seals, origin.names_other)


def _origin(badge: PublicBadge, row: Mapping[str, Any], whole: Document | None = None) -> Origin:
    document = whole or readings.holder_of(row["document"])
    return Origin(readings.seals(row["seals"]), names_other(document, badge.story.recipient_name), document.cautions)


def _choice(row: Mapping[str, Any]) -> frozenset[str]:
    chosen = _json(row["choice"])
    return first_choice(_json(row["pieces"]) or ()) if chosen is None else frozenset(chosen)


def _badge(row: Mapping[str, Any], attachments: list[dict[str, Any]], locale: str) -> PublicBadge:
    report = _report(row)
    told = tell(row["document"], _json(row["credential"]), locale)
    # Grades are the owner's to hand out, and the credential's id may lead to the file with the learner's address.
    story = replace(as_proved(told, report), results=(), identifier=None)
    story = replace(story, issuer=replace(story.issuer, email=None))  # the letter to it is the owner's to write
    return PublicBadge(
        slug=row["slug"],
        listed=row["visibility"] == "public",
        locale=locale,
        story=story,
        seal=seal(report, story.issuer, story.dates),
        owner_name=row["display_name"] or None,
        art_digest=row["art_digest"],
        card=PublicCard(row["card_hash"], row["card_digest"], row["card_media_type"]) if row["card_digest"] else None,
        credential=_file(row) if row["credential_offered"] else None,
        attachments=tuple(_attachment(item) for item in attachments),
    )


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


def _attachment(row: Mapping[str, Any]) -> PublicAttachment:
    received_at = _time(row["received_at"])
    assert received_at is not None  # noqa: S101 - the column is not null
    pieces = frozenset(_json(row["pieces"]) or ())
    return PublicAttachment(
        id=row["id"] if isinstance(row["id"], UUID) else UUID(row["id"]),
        kind=row["kind"],
        name=row["name"],
        source=row["source"],
        received_at=received_at,
        readable=bool(pieces),
        original=_file(row) if pieces <= _choice(row) else None,
    )


def _time(value: str | datetime | None) -> datetime | None:
    if value is None or isinstance(value, datetime):
        return value
    at = datetime.fromisoformat(value)  # SQLite keeps times as text
    return at if at.tzinfo else at.replace(tzinfo=UTC)


async def _select(sql: str, value: str | UUID) -> list[dict[str, Any]]:
    connection = get_connection("default")
    if is_postgres():
        return list(await connection.execute_query_dict(_numbered(sql), [value]))
    return list(await connection.execute_query_dict(sql, [str(value)]))


@lru_cache
def _numbered(sql: str) -> str:
    return sql.replace("?", "$1")  # each statement has one parameter
