"""Looking at a badge as others would, before it is shared: the same page, and nothing is published by looking."""

import re
from io import BytesIO
from typing import Any

import pytest
from markupsafe import Markup
from PIL import Image

from tests.client import Browser, Page, run_jobs, sign_in
from tests.diploma_supplement.supplements import read
from tests.factories import accepted, shared, university
from wallet.config import Settings
from wallet.models import Attachment, Badge, Job, LogEntry, Share, Visibility
from wallet.share.preview import inert

pytestmark = pytest.mark.anyio
MOVES: tuple[dict[str, Any], ...] = (
    {"visible": "yes"},
    {"piece": "grades", "shown": "no"},
    {"preset": "level-and-programme"},
)


def story(page: Page) -> str:
    """What the page says of the badge, without its bar, its address and the addresses within it."""
    main = page.document.get_element_by_id("main")
    for bar in main.find_class("preview-bar"):
        bar.drop_tree()
    text = " ".join(main.text_content().split())
    text = text.replace("The page gets its address when it is shared.", "")
    return " ".join(re.sub(r"https://wallet\.example/b/[\w-]+", "", text).split())


async def preview(owner: Browser, badge: Badge, query: str = "") -> Page:
    """The preview as its owner opens it."""
    page = await owner.get(f"/badges/{badge.id}/preview{query}")
    assert page.status == 200, page.text
    return page


@pytest.mark.parametrize(
    ("link", "left"),
    [
        ('<a href="#checks">', '<a href="#checks">'),
        ('<a class="x" href="/badges/1/original" download>', '<a class="x" href="/badges/1/original" download>'),
        ('<a rel="a" href="https://x.example/?a>b">', '<a rel="a" role="link" aria-disabled="true">'),
        ('<a title="1 > 0" href="/badges/2">', '<a title="1 > 0" role="link" aria-disabled="true">'),
        ("<abbr>a</abbr><article>", "<abbr>a</abbr><article>"),
    ],
    ids=["within the page", "the owner's own", "another site", "another page", "no link"],
)
def test_links_lose_where_they_lead_unless_it_is_the_owners(link: str, left: str) -> None:
    assert inert("/badges/1/")(Markup(link)) == left  # noqa: S704  # its own words


async def test_what_a_recruiter_would_see_is_what_a_stranger_gets(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        await read(badge)
        await issuer.send(str(badge.offer_id), "transcript")
        before = story(await preview(owner, badge))
        path = await shared(owner, badge)
        assert before == story(await Browser(issuer.app).get(path))
        for document in await Attachment.all().order_by("kind"):
            for fields in MOVES:
                tail = "" if "visible" in fields else "/pieces"
                await owner.post(f"/badges/{badge.id}/attachments/{document.id}{tail}", **fields)
                assert story(await preview(owner, badge)) == story(await Browser(issuer.app).get(path))
        await owner.post(f"/badges/{badge.id}/credential", offered="no")
        now = story(await preview(owner, badge))
        assert now == story(await Browser(issuer.app).get(path))
        assert "Transcript of records" in now
        assert now != before


async def test_a_hidden_document_can_be_previewed_as_if_it_were_visible(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        await issuer.send(str(badge.offer_id), "transcript")
        assert "Transcript of records" not in story(await preview(owner, badge))
        as_if = story(await preview(owner, badge, "?showing=transcript"))
        assert "Transcript of records" in as_if
        path = await shared(owner, badge)
        assert "Transcript of records" not in (await Browser(issuer.app).get(path)).text
        document = await Attachment.get()
        await owner.post(f"/badges/{badge.id}/attachments/{document.id}", visible="yes")
        assert as_if == story(await Browser(issuer.app).get(path))


async def test_looking_changes_nothing(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        await issuer.send(str(badge.offer_id), "transcript")
        await run_jobs(issuer.app)
        before = await LogEntry.all().count(), await Job.all().count()
        for query in ("", "?as=linkedin", "?as=anonymous", "?as=recruiter&showing=transcript", "/card"):
            await preview(owner, badge, query)
        assert (await LogEntry.all().count(), await Job.all().count()) == before
        assert not await Share.exists()
        assert not (await Attachment.get()).visible
        await shared(owner, badge, "public")
        version = (await Share.get()).version
        for query in ("", "?as=linkedin", "/card", "/qr.svg"):
            await preview(owner, badge, query)
        assert (await Share.get()).version == version


async def test_links_lead_to_the_owners_own_addresses_or_nowhere(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        await read(badge)
        page = await preview(owner, badge, "?showing=diploma-supplement")
        links = page.document.find_class("previewed")[0].xpath(".//a/@href")
        assert links
        assert all(link.startswith(("#", f"/badges/{badge.id}/")) for link in links)
        assert f"/badges/{badge.id}/preview/documents/diploma-supplement" in links
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["x-robots-tag"] == "noindex"
        assert page.document.xpath("//meta[@name='robots'][@content='noindex']")
        assert not page.document.xpath("//meta[starts-with(@property, 'og:')]")


async def test_linkedins_bot_is_shown_its_card_and_text_before_anything_is_shared(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        page = await preview(owner, badge, "?as=linkedin")
        card = (await owner.get(page.document.xpath("//main//img/@src")[0])).response
        assert card.headers["cache-control"] == "no-store"
        assert Image.open(BytesIO(card.content)).size == (1200, 630)
        public = await Browser(issuer.app).get(await shared(owner, badge))
        for name in ("og:title", "og:description", "og:site_name"):
            assert public.document.xpath(f"//meta[@property='{name}']/@content")[0] in page.text
        await run_jobs(issuer.app)
        drawn = (await owner.get(f"/badges/{badge.id}/preview/card")).response.content
        assert drawn == (await Browser(issuer.app).get(f"{public.path}/image.png")).response.content


async def test_who_has_no_link_finds_only_what_is_public(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        for visibility in (None, Visibility.PRIVATE, Visibility.UNLISTED):
            if visibility:
                await shared(owner, badge, visibility.value)
            page = await preview(owner, badge, "?as=anonymous")
            assert "There is nothing at this address." in page.text
            assert "What was learned" not in page.text
        path = await shared(owner, badge, "public")
        page = await preview(owner, badge, "?as=anonymous")
        assert story(page) == story(await Browser(issuer.app).get(path))


async def test_only_its_owner_can_preview_a_badge(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        await shared(owner, badge, "public")
        other, stranger = await sign_in(issuer.app, "else@example.com"), Browser(issuer.app)
        for path in ("", "/card", "/qr.svg"):
            assert (await other.get(f"/badges/{badge.id}/preview{path}")).status == 404
        assert (await stranger.get(f"/badges/{badge.id}/preview")).path.startswith("/sign-in")
        assert (await stranger.get(f"/badges/{badge.id}/preview/card")).status == 404
        assert (await owner.get(f"/badges/{badge.id}/preview?as=everyone")).status == 404


async def test_drawing_cards_for_previews_is_limited(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        await shared(owner, badge)
        await run_jobs(issuer.app)  # what is drawn already is answered at once
        statuses = [(await owner.get(f"/badges/{badge.id}/preview/card")).status for _ in range(21)]
        assert statuses == [200] * 20 + [429]


async def test_the_badges_page_leads_to_the_previews_before_it_is_shared(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        page = await owner.get(f"/badges/{badge.id}")
        eyes = {
            "recruiter": "A recruiter with the link",
            "linkedin": "LinkedIn’s bot",
            "anonymous": "An anonymous visitor",
        }
        for eye, name in eyes.items():
            (link,) = page.document.xpath(f"//a[@href='/badges/{badge.id}/preview?as={eye}']")
            assert link.text_content() == f"Preview as: {name}"
        bar = (await preview(owner, badge)).document.find_class("preview-bar")[0].text_content()
        assert all(name in bar for name in eyes.values())
