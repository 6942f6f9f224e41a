"""Drawing the card that networks show, as a job, when what it shows has changed."""

from __future__ import annotations

from typing import Any

from tortoise.expressions import F, Q
from tortoise.transactions import in_transaction

from wallet import gate, i18n, jobs
from wallet.errors import Refused
from wallet.jobs import JobInfo
from wallet.models import Credential, Share
from wallet.openbadges.report import Verdict
from wallet.shown import PublicBadge, PublicBadges, PublicPage
from wallet.trust.brands import brand_of
from wallet.visiting import Visit
from wallet.web import Services

from . import several
from .card import Card, card_hash, draw
from .card_of_several import MOST, CardOfSeveral, Tile, draw_several
from .describing import heading, holder
from .frames import CARD, SQUARE, STORY, Frame
from .sheet import Drawing

Shown = Card | CardOfSeveral

SIZES = {"square": SQUARE, "story": STORY}  # for networks that show pictures and no links

MARKS = {
    "valid": "verified",
    "unknown_issuer": "unknown",
    "unproved_issuer": "unproved",
    "not_awarded": "described",
    "not_theirs": "anothers",
    "expired": "expired",
    "not_yet_valid": "later",
    "revoked": "revoked",
    "invalid": "invalid",
    "malformed": "invalid",
    "last_verified": "lasted",
    "pending": "pending",
}


async def draw_card(services: Services, payload: dict[str, Any], job: JobInfo) -> None:
    """Job share.card {share}: draw what a stranger may see now, in each size; nothing for what is private."""
    share = await Share.get_or_none(id=payload["share"])
    if share is None:
        return
    try:
        page = await gate.public_page(Visit(share.slug))
    except Refused:  # private, withdrawn, ended, locked: nobody is shown a card of it
        return
    await _ask_for_thumbnails(share)
    card = await _card(services, page)
    name = card_hash(card)
    if page.card and page.card.hash == name and page.pictures:
        return
    drawings = [await services.confined.run(_draw, card, frame, seconds=10.0) for frame in (CARD, *SIZES.values())]
    first, *others = [(await services.storage.put(each.data), each.media_type) for each in drawings]
    pictures = {size: {"digest": kept[0], "media_type": kept[1]} for size, kept in zip(SIZES, others, strict=True)}
    async with in_transaction():
        await Share.filter(id=share.id).update(
            card_hash=name, card_digest=first[0], card_media_type=first[1], pictures=pictures, version=F("version") + 1
        )


async def _ask_for_thumbnails(share: Share) -> None:
    """Have small pictures made of the art of a page's badges, where there are none yet."""
    shown = Q(badges__shares__id=share.id) | Q(badges__shares__parent_id=share.id)
    lacking = Credential.filter(shown, thumbnails__isnull=True).exclude(art_digest="").distinct().only("id")
    async with in_transaction():
        for each in await lacking:
            await jobs.put("share.thumbnails", {"credential": str(each.id)}, key=f"thumbnails:{each.id}")


async def drawn(services: Services, shown: PublicBadge) -> tuple[bytes, str]:
    """The card of what is shown, as it was drawn or else drawn now and not kept: its bytes and media type."""
    card = await _card(services, shown)
    if shown.card and shown.card.hash == card_hash(card):
        return await services.storage.get(shown.card.digest), shown.card.media_type
    drawing = await services.confined.run(_draw, card, seconds=10.0)
    return drawing.data, drawing.media_type


async def _card(services: Services, page: PublicPage) -> Shown:
    return await (_of_badge(services, page) if isinstance(page, PublicBadge) else _of_several(services, page))


def _draw(card: Shown, frame: Frame = CARD) -> Drawing:
    """The card as an image; runs in a confined process."""
    return draw(card, frame) if isinstance(card, Card) else draw_several(card, frame)


async def _of_several(services: Services, page: PublicBadges) -> CardOfSeveral:
    checked, issuers = several.checked_at(page), {badge.issuer_id for badge in page.badges}
    names = {"" if badge.seal.claimed else badge.story.issuer.name for badge in page.badges}
    with i18n.speaking(page.locale):
        called = heading(page)
    return CardOfSeveral(
        heading=called,
        holder=holder(page),
        issuer=names.pop() if len(names) == 1 else "",
        tiles=tuple([Tile(badge.story.title, await _art(services, badge)) for badge in page.badges[:MOST]]),
        verified=sum(badge.seal.mark == Verdict.VALID for badge in page.badges),
        of=len(page.badges),
        worst=MARKS.get(several.worst(page), "unverified"),
        checked=checked.date() if checked else None,
        url=services.settings.url(f"/b/{page.slug}"),
        locale=page.locale,
        colour=(await brand_of(issuers.pop())).colour or None if len(issuers) == 1 else None,
        accent=services.settings.accent or None,
    )


async def _of_badge(services: Services, shown: PublicBadge) -> Card:
    story, seal = shown.story, shown.seal
    checked = seal.last_valid_at or seal.checked_at
    return Card(
        title=story.title,
        # what only the badge itself says does not stand beside the seal
        issuer="" if seal.claimed else story.issuer.name,
        holder=None
        if seal.claimed
        else story.recipient_name,  # never what its owner calls themselves: the card carries the seal
        issued=story.issued.date() if story.issued else None,
        verified=MARKS.get(seal.mark, "unverified"),
        checked=checked.date() if checked else None,
        art=await _art(services, shown),
        url=services.settings.url(f"/b/{shown.slug}" if shown.slug else "/"),
        locale=shown.locale,
        colour=(await brand_of(shown.issuer_id)).colour or None,
        accent=services.settings.accent or None,
    )


async def _art(services: Services, badge: PublicBadge) -> bytes | None:
    return await services.storage.get(badge.art_digest) if badge.art_digest else None
