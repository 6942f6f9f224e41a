"""What the gate says of links: who rules, when one has ended, what it shows of what is switched on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from wallet import gate
from wallet.changes import changed, changed_links
from wallet.errors import Gone, Locked, NotFound
from wallet.locks import locked
from wallet.models import Attachment, Badge, Credential, Kind, Learner, Share, Visibility
from wallet.portfolio.removing import take_out
from wallet.shown import PublicBadge, PublicBadges
from wallet.visiting import Visit, key_to

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
FAR, PAST = timedelta(days=400), timedelta(seconds=1)


async def _badge(learner: Learner, title: str) -> Badge:
    document = f'{{"type": "Assertion", "badge": {{"name": "{title}"}}}}'
    credential = await Credential.create(digest="0" * 64, media_type="application/json", size=2, document=document)
    return await Badge.create(learner=learner, credential=credential)


async def _link(learner: Learner, badge: Badge | None = None, **fields: Any) -> Share:
    return await Share.create(
        learner=learner, badge=badge, **{"name": "CV", "visibility": Visibility.UNLISTED} | fields
    )


async def _page_of_two(**fields: Any) -> tuple[Share, list[Share], list[Badge]]:
    learner = await Learner.create(display_name="Ada", locale="it")
    badges = [await _badge(learner, title) for title in ("First", "Second")]
    page = await _link(learner, **fields)
    parts = [
        await _link(learner, badge, parent=page, position=n, slug=f"{page.slug}/of/{n}", visibility=Visibility.PRIVATE)
        for n, badge in enumerate(badges, 1)
    ]
    return page, parts, badges


async def _document(badge: Badge, name: str, **fields: Any) -> None:
    about: dict[str, Any] = {"kind": Kind.TRANSCRIPT, "filename": "t.xml", "media_type": "text/plain", "size": 1}
    await Attachment.create(badge=badge, name=name, digest="a" * 64, visible=True, **about, **fields)


async def test_a_page_of_several_has_its_badges_in_order_and_each_has_a_page_below_it() -> None:
    page, parts, _ = await _page_of_two(title="For you")
    found = await gate.public_page(Visit(page.slug))
    assert isinstance(found, PublicBadges)
    assert (found.title, found.locale, found.listed) == ("For you", "it", False)
    assert [badge.slug for badge in found.badges] == [part.slug for part in parts]
    below = await gate.public_view(Visit(parts[1].slug))
    assert (below.story.title, below.link.part_of) == ("Second", page.slug)
    with pytest.raises(NotFound):
        await gate.public_view(Visit(page.slug))


async def test_who_may_see_a_page_below_is_said_by_the_page_above() -> None:
    page, parts, _ = await _page_of_two()
    for state, error in (
        ({"visibility": Visibility.PRIVATE}, NotFound),
        ({"expires_at": datetime.now(UTC) - PAST, "visibility": Visibility.PUBLIC}, Gone),
        ({"expires_at": None, "password_hash": await locked("a password")}, Locked),
        ({"revoked_at": datetime.now(UTC)}, Gone),
    ):
        await Share.filter(id=page.id).update(**state)
        for slug in (page.slug, parts[0].slug):
            with pytest.raises(error):
                await gate.public_page(Visit(slug))
    await Share.filter(id=page.id).update(visibility=Visibility.PRIVATE)
    with pytest.raises(Gone):  # withdrawn is withdrawn, whatever else is said of it
        await gate.public_page(Visit(page.slug))


async def test_a_page_that_is_locked_or_withdrawn_does_not_tell_how_many_badges_it_has() -> None:
    page, _, _ = await _page_of_two(password_hash=await locked("a password"))
    for number in (1, 2, 3, 9):
        with pytest.raises(Locked):
            await gate.public_page(Visit(f"{page.slug}/of/{number}"))
    await Share.filter(id=page.id).update(revoked_at=datetime.now(UTC))
    for number in (1, 3):
        with pytest.raises(Gone):
            await gate.public_page(Visit(f"{page.slug}/of/{number}"))


async def test_a_page_whose_badges_changed_shows_no_card_until_it_is_drawn_anew() -> None:
    page, _, _ = await _page_of_two(card_hash="a", card_digest="b" * 64, card_media_type="image/png")
    assert (await gate.public_page(Visit(page.slug))).card
    await changed_links([page.id])
    assert (await gate.public_page(Visit(page.slug))).card is None


async def test_the_key_of_a_page_opens_those_below_it_and_no_other() -> None:
    hashed = await locked("a password")
    page, parts, badges = await _page_of_two(password_hash=hashed)
    other = await _link(await Learner.get(), badges[0], password_hash=hashed)
    key = key_to(page.id, hashed)
    assert isinstance(await gate.public_page(Visit(page.slug, key=key)), PublicBadges)
    assert isinstance(await gate.public_page(Visit(parts[0].slug, key=key)), PublicBadge)
    for slug, tried in ((other.slug, key), (page.slug, key_to(other.id, hashed)), (page.slug, ""), (page.slug, hashed)):
        with pytest.raises(Locked):
            await gate.public_page(Visit(slug, key=tried))


async def test_a_link_that_has_not_ended_says_when_it_will() -> None:
    ends = datetime.now(UTC) + FAR
    page, parts, _ = await _page_of_two(expires_at=ends)
    for slug in (page.slug, parts[0].slug):
        assert (await gate.public_page(Visit(slug))).link.changes_at == ends


async def test_a_links_language_comes_before_its_owners_and_a_readers_wish_before_both() -> None:
    page, parts, _ = await _page_of_two(language="en")
    assert (await gate.public_page(Visit(parts[0].slug))).locale == "en"
    assert (await gate.public_page(Visit(page.slug, "it"))).locale == "it"
    assert (await gate.public_page(Visit(page.slug, "tlh"))).locale == "en"


async def test_a_link_shows_of_what_is_switched_on_no_more_than_it_chose() -> None:
    learner = await Learner.create()
    badge = await _badge(learner, "First")
    await _document(badge, "transcript", pieces=["1", "4"], choice=["1", "4"])
    await _document(badge, "certificate")
    await Attachment.filter(name="certificate").update(visible=False)
    shows = {}
    for name, choice in (
        ("all", None),
        ("none", {}),
        ("whole", {"transcript": None}),
        ("part", {"transcript": ["1"], "certificate": None}),
        ("beyond", {"transcript": ["1", "4", "grades"]}),
    ):
        link = await _link(learner, badge, choice=choice)
        found = (await gate.public_view(Visit(link.slug))).attachments
        shows[name] = [(each.name, each.original is not None) for each in found]
    assert shows == {
        "all": [("transcript", True)],
        "none": [],
        "whole": [("transcript", True)],
        "part": [("transcript", False)],
        "beyond": [("transcript", True)],
    }


async def test_whatever_changes_a_badge_or_a_link_changes_the_version_of_all_that_shows_it() -> None:
    page, parts, badges = await _page_of_two()
    slugs = (page.slug, parts[0].slug, parts[1].slug)

    async def versions() -> list[str]:
        return [await gate.version(slug) for slug in slugs]

    before = await versions()
    await changed(badges[0].id)
    after = await versions()
    assert [old != new for old, new in zip(before, after, strict=True)] == [True, True, True]
    await changed_links([page.id])
    assert all(old != new for old, new in zip(after, await versions(), strict=True))
    assert await gate.version("nothing-here") == ""


async def test_a_badge_that_is_removed_is_on_no_page_any_more() -> None:
    page, parts, badges = await _page_of_two()
    before = await gate.version(page.slug)
    for badge in badges:
        found = await gate.public_page(Visit(page.slug))
        assert isinstance(found, PublicBadges)
        await take_out(
            await Badge.get(id=badge.id).select_related("credential").prefetch_related("offer"), datetime.now(UTC)
        )
    assert await gate.version(page.slug) != before
    for slug in (page.slug, parts[0].slug):
        with pytest.raises(NotFound):
            await gate.public_page(Visit(slug))
