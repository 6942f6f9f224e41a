"""Making links through their form, as their owner does."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tests.client import Browser, Page
from wallet.models import Badge, Share

ALL = {"visibility": "unlisted", "ends": "never", "language": ""}


def asked(*badges: Badge | UUID, **fields: Any) -> dict[str, Any]:
    """The fields of the form of a link of these badges, all that is switched on shown, but for what is said."""
    ids = [str(each.id if isinstance(each, Badge) else each) for each in badges]
    shows = {f"show-{each}": "all" for each in ids}
    return ALL | {"name": "CV for Company X", "badge": ids} | shows | fields


def only(badge: Badge, **documents: list[str] | None) -> dict[str, Any]:
    """The fields that choose documents of a badge (their names with underscores), each whole or in pieces."""
    fields: dict[str, Any] = {f"show-{badge.id}": "these"}
    names = {name.replace("_", "-"): pieces for name, pieces in documents.items()}
    fields[f"document-{badge.id}"] = list(names)
    for name, pieces in names.items():
        fields[f"parts-{badge.id}-{name}"] = "all" if pieces is None else "these"
        fields[f"piece-{badge.id}-{name}"] = pieces or []
    return fields


def filled(page: Page, action: str) -> dict[str, Any]:
    """The fields of a page's form as it holds them, those of one name together."""
    held: dict[str, list[str]] = {}
    for name, value in page.forms(action)[0].form_values():
        held.setdefault(name, []).append(value)
    return held


async def link_of(owner: Browser, *badges: Badge, **fields: Any) -> Share:
    """A new link of these badges."""
    page = await owner.post("/links", **asked(*badges, **fields))
    assert page.status == 200, page.text
    return await Share.get(id=id_of(page))


def id_of(page: Page) -> UUID:
    """The id of the link whose page it is."""
    return UUID(page.path.partition("?")[0].rpartition("/")[2])
