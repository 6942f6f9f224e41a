"""The public reads: fixed SQL, since building a query anew costs more than running it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from uuid import UUID

from tortoise.connection import get_connection

from wallet.database import is_postgres

_COLUMNS = """
SELECT s.id AS share_id, s.slug, s.badge_id, s.parent_id, s.choice, s.credential_offered, s.version, s.title,
       s.card_hash, s.card_digest, s.card_media_type, s.pictures,
       o.id AS link_id, o.slug AS link_slug, o.version AS link_version, o.visibility, o.expires_at, o.revoked_at,
       o.password_hash, o.language, l.display_name, l.locale,
       c.document, c.digest, c.media_type, c.size, c.art_digest, c.thumbnails,
       r.verdict, r.checks, r.at, r.credential, r.last_valid_at
"""
_JUDGED = """
LEFT JOIN credential c ON c.id = b.credential_id
LEFT JOIN report r ON r.id = (SELECT n.id FROM report n WHERE n.badge_id = b.id ORDER BY n.at DESC LIMIT 1)
"""
# Who may see a badge below a page of several is for that page to say: `o` is the link that rules.
_SHARES = f"""{_COLUMNS}
FROM share s
JOIN share o ON o.id = COALESCE(s.parent_id, s.id)
LEFT JOIN badge b ON b.id = s.badge_id
JOIN learner l ON l.id = COALESCE(b.learner_id, s.learner_id)
{_JUDGED}"""
SHARE = f"{_SHARES} WHERE s.slug = ?"
PARTS = f"{_SHARES} WHERE s.parent_id = ? ORDER BY s.position, s.id"
OWN = f"""{_COLUMNS.replace("s.badge_id", "b.id AS badge_id")}
FROM badge b
JOIN learner l ON l.id = b.learner_id
LEFT JOIN share s ON s.badge_id = b.id AND s.name IS NULL AND s.parent_id IS NULL AND s.revoked_at IS NULL
LEFT JOIN share o ON o.id = s.id
{_JUDGED} WHERE b.id = ?"""
# Only for a page below another is a second row read.
_VERSIONS = """
SELECT s.slug, s.version,
    CASE WHEN s.parent_id IS NULL THEN s.version
    ELSE (SELECT o.version FROM share o WHERE o.id = s.parent_id) END AS link_version
FROM share s
"""
VERSION = f"{_VERSIONS} WHERE s.slug = ?"
VERSIONS = f"{_VERSIONS} WHERE s.slug = ANY($1)"  # PostgreSQL's, for several at once
_PRESENT = """
SELECT id, kind, name, source, filename, media_type, size, digest, received_at, pieces, choice, visible
FROM attachment
WHERE badge_id = ? AND superseded_at IS NULL
"""
ATTACHMENTS = f"{_PRESENT} AND visible = TRUE ORDER BY received_at, id"
ALL_ATTACHMENTS = f"{_PRESENT} ORDER BY received_at, id"
READING = """
SELECT r.document, r.seals, a.pieces, a.choice
FROM attachment a
JOIN reading r ON r.attachment_id = a.id
WHERE a.id = ? AND a.superseded_at IS NULL
"""
SHOWN_READING = f"{READING} AND a.visible = TRUE"


async def select(sql: str, value: str | UUID) -> list[dict[str, Any]]:
    """The rows of one of these statements, which has one parameter."""
    connection = get_connection("default")
    if is_postgres():
        return list(await connection.execute_query_dict(_numbered(sql), [value]))
    return list(await connection.execute_query_dict(sql, [str(value)]))


def label(version: int, link_version: int) -> str:
    """The version of what an address shows, in one word: of itself, and of the link that rules it."""
    return f"{version}.{link_version}"


@lru_cache
def _numbered(sql: str) -> str:
    return sql.replace("?", "$1")  # each statement has one parameter
