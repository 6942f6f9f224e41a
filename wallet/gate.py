"""The gate: the one function that says what a stranger may see. What its value lacks cannot leak.

Public reads are fixed SQL: building the query anew costs more than running it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from tortoise.connection import get_connection

from wallet import i18n
from wallet.database import is_postgres
from wallet.errors import NotFound
from wallet.seal import Seal, seal
from wallet.story import Story, as_proved, tell
from wallet.web import NOTHING_HERE

_SHARE = """
SELECT s.slug, s.visibility, s.credential_offered, s.card_hash, s.card_digest, s.card_media_type,
       b.id AS badge_id, c.document, c.digest, c.media_type, c.size, c.art_digest,
       l.display_name, l.locale, r.verdict, r.checks, r.at, r.credential, r.last_valid_at
FROM share s
JOIN badge b ON b.id = s.badge_id
JOIN credential c ON c.id = b.credential_id
JOIN learner l ON l.id = b.learner_id
LEFT JOIN report r ON r.id = (SELECT n.id FROM report n WHERE n.badge_id = b.id ORDER BY n.at DESC LIMIT 1)
WHERE s.slug = ? AND s.visibility IN ('unlisted', 'public')
"""
_ATTACHMENTS = """
SELECT kind, source, filename, media_type, size, digest, received_at
FROM attachment
WHERE badge_id = ? AND visible = TRUE AND superseded_at IS NULL
ORDER BY received_at, id
"""


@dataclass(frozen=True)
class PublicCard:
    """The card that is drawn: `hash` is of what it shows, `digest` of its bytes."""

    hash: str
    digest: str
    media_type: str


@dataclass(frozen=True)
class PublicAttachment:
    """A document that its owner shows."""

    kind: str
    source: str
    filename: str
    media_type: str
    size: int
    digest: str
    received_at: datetime


@dataclass(frozen=True)
class PublicFile:
    """The credential file itself, where its owner offers it."""

    digest: str
    media_type: str
    size: int


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

    def attachment(self, kind: str) -> PublicAttachment:
        """The shown document of a kind. Raises NotFound for one that is not shown or not there."""
        for found in self.attachments:
            if found.kind == kind:
                return found
        raise NotFound(NOTHING_HERE)


async def public_view(slug: str, language: str | None = None) -> PublicBadge:
    """What a stranger may see at a slug, in a language or else its owner's. Raises NotFound for what is private."""
    rows = await _select(_SHARE, slug) if slug.isascii() and slug.isprintable() else []  # PostgreSQL takes no NUL
    if not rows:
        raise NotFound(NOTHING_HERE)
    row = rows[0]
    attachments = await _select(_ATTACHMENTS, row["badge_id"])
    locale = language if language in i18n.LANGUAGES else row["locale"] or i18n.DEFAULT
    with i18n.speaking(locale):
        return _badge(row, attachments, locale)


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
    return PublicFile(row["digest"], row["media_type"], row["size"])


def _attachment(row: Mapping[str, Any]) -> PublicAttachment:
    received_at = _time(row["received_at"])
    assert received_at is not None  # noqa: S101 - the column is not null
    return PublicAttachment(
        row["kind"], row["source"], row["filename"], row["media_type"], row["size"], row["digest"], received_at
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
