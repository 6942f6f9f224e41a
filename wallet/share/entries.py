"""Links as their owner reads them: what each shows now, to whom, since when, until when, how often it was seen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from starlette.requests import Request
from tortoise.functions import Sum

from wallet import i18n, sections, web
from wallet.models import Attachment, Badge, Share, ShareView, Visibility

from .choosing import NAMELESS, label_of, present, switched_on
from .wishes import last_day


@dataclass(frozen=True)
class Shown:
    """A badge on a link: `documents` that stand there now, each with its parts; whether its file is offered."""

    title: str
    url: str
    documents: tuple[str, ...]
    credential: bool


@dataclass(frozen=True)
class Entry:
    """A link; `name` is empty for a badge's own. `state` is shown, private, ended or withdrawn.

    `until` is the last day (UTC) on which it answers, `since` when it was first shown, `withdrawn_at` when it went.
    """

    url: str
    name: str
    title: str
    several: bool
    address: str
    path: str
    visibility: str
    state: str
    since: datetime | None
    until: date | None
    withdrawn_at: datetime | None
    locked: bool
    badges: tuple[Shown, ...]
    views: int


async def entry_of(request: Request, link: Share) -> Entry:
    """One link."""
    return (await entries(request, [link]))[0]


async def entries(request: Request, links: Sequence[Share]) -> list[Entry]:
    """These links, none of which is a page below another."""
    pages = [link.id for link in links if link.badge_id is None]
    below: dict[UUID, list[Share]] = defaultdict(list)
    for part in await Share.filter(parent_id__in=pages).order_by("position", "id"):
        if part.parent_id:
            below[part.parent_id].append(part)
    parts = {link.id: below[link.id] if link.badge_id is None else [link] for link in links}
    shown = await _shown([part for each in parts.values() for part in each])
    views = await _views(parts)
    base, now = web.services(request).settings.url, datetime.now(UTC)
    return [
        _entry(link, base(f"/b/{link.slug}"), tuple(shown[part.id] for part in parts[link.id]), views[link.id], now)
        for link in links
    ]


def _entry(link: Share, address: str, badges: tuple[Shown, ...], views: int, now: datetime) -> Entry:
    return Entry(
        url=f"/links/{link.id}",
        name=link.name or "",
        title=link.title or "",
        several=link.badge_id is None,
        address=address,
        path=f"/b/{link.slug}",
        visibility=link.visibility.value,
        state=_state(link, now),
        since=link.published_at,
        until=last_day(link.expires_at) if link.expires_at else None,
        withdrawn_at=link.revoked_at,
        locked=bool(link.password_hash),
        badges=badges,
        views=views,
    )


def _state(link: Share, now: datetime) -> str:
    if link.revoked_at:
        return "withdrawn"
    if link.expires_at and link.expires_at <= now:
        return "ended"
    return "private" if link.visibility is Visibility.PRIVATE else "shown"


async def _shown(parts: Sequence[Share]) -> dict[UUID, Shown]:
    ids = list({part.badge_id for part in parts if part.badge_id})
    badges = {each.id: each for each in await Badge.filter(id__in=ids).select_related("credential")}
    documents = await present(ids)
    return {
        part.id: Shown(
            title=badges[part.badge_id].credential.title or i18n.gettext(NAMELESS),
            url=f"/badges/{part.badge_id}",
            documents=documents_on(documents.get(part.badge_id, ()), part.choice),
            credential=part.credential_offered,
        )
        for part in parts
        if part.badge_id in badges
    }


def documents_on(documents: Sequence[Attachment], choice: Mapping[str, list[str] | None] | None) -> tuple[str, ...]:
    """The documents that a link with this choice shows, each with its parts: what is switched on, and of that it chose.

    The gate says the same to whoever opens the link.
    """
    chosen = [each for each in documents if each.visible and (choice is None or each.name in choice)]
    return tuple(f"{label_of(each)}{sections.told(*_pieces(each, choice))}" for each in chosen)


def _pieces(item: Attachment, choice: Mapping[str, list[str] | None] | None) -> tuple[frozenset[str], frozenset[str]]:
    at_most = choice[item.name or ""] if choice else None
    on = switched_on(item)
    seen = on if at_most is None else on & frozenset(at_most)
    return seen, frozenset(item.pieces or ()) - seen


async def _views(parts: Mapping[UUID, Sequence[Share]]) -> dict[UUID, int]:
    """How often each link was seen by people, with the pages below it."""
    owners = {part.id: link for link, below in parts.items() for part in below} | {link: link for link in parts}
    counted = dict.fromkeys(parts, 0)
    seen = ShareView.filter(share_id__in=list(owners), bot=False).annotate(total=Sum("count")).group_by("share_id")
    for share_id, total in await seen.values_list("share_id", "total"):
        counted[owners[share_id]] += int(total)
    return counted
