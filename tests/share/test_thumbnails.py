"""Small pictures of a badge: in three formats, small, still transparent, and anew when its art is another."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from tests.client import run_jobs, services
from tests.factories import accepted, shared, university
from tests.share.contact import art, photograph, saved
from wallet import gate, jobs
from wallet.config import Settings
from wallet.confined import Confined
from wallet.models import Credential, Share
from wallet.share.thumbnails import thumbnails
from wallet.visiting import Visit

FORMATS = {"webp": "WEBP", "avif": "AVIF", "png": "PNG"}


def opened(data: bytes, form: str) -> Image.Image:
    return Image.open(BytesIO(data), formats=[FORMATS[form]])


@pytest.mark.parametrize("form", FORMATS)
def test_a_thumbnail_is_small_and_what_is_transparent_stays_so(form: str) -> None:
    whole = art((1000, 600))
    data = thumbnails(whole)[form]
    image = opened(data, form).convert("RGBA")
    assert image.size == (480, 288)
    assert image.getpixel((2, 2))[3] < 8  # type: ignore[index]  # of RGBA
    assert image.getpixel((240, 60))[3] > 247  # type: ignore[index]
    assert len(data) < (30_000 if form == "png" else 12_000)


@pytest.mark.parametrize("form", FORMATS)
def test_a_photograph_has_a_thumbnail_without_alpha_that_pages_can_load(form: str) -> None:
    data = thumbnails(photograph())[form]
    assert "A" not in opened(data, form).mode
    assert len(data) < 140_000


@pytest.mark.parametrize("size", [(1, 1), (48, 48), (3, 1000)])
def test_small_art_is_not_enlarged(size: tuple[int, int]) -> None:
    made = thumbnails(saved(Image.new("RGBA", size, "#1d4ed8")))
    expected = (1, 480) if size[1] > 480 else size
    assert {opened(data, form).size for form, data in made.items()} == {expected}


@pytest.mark.anyio
async def test_thumbnails_are_made_within_the_limits_of_a_confined_process() -> None:
    async with Confined() as confined:
        assert set(await confined.run(thumbnails, art((1024, 1024), "#fde68a"), seconds=10.0)) == set(FORMATS)


@pytest.mark.anyio
@pytest.mark.usefixtures("database")
async def test_an_accepted_badge_gets_thumbnails_and_new_ones_with_new_art(settings: Settings) -> None:
    async with university(settings) as issuer:
        browser, badge = await accepted(issuer)
        page = await shared(browser, badge)
        await run_jobs(issuer.app)
        slug, storage = page.removeprefix("/b/"), services(issuer.app).storage
        before, share = await gate.public_view(Visit(slug)), await Share.get()
        assert set(before.thumbnails) == set(FORMATS)
        for form, digest in before.thumbnails.items():
            assert max(opened(await storage.get(digest), form).size) <= 480
        digest = await storage.put(art((600, 600), "#fde68a"))
        await Credential.filter(id=badge.credential_id).update(art_digest=digest)
        await jobs.put("share.thumbnails", {"credential": str(badge.credential_id)})
        await run_jobs(issuer.app)
        after = await gate.public_view(Visit(slug))
        assert set(after.thumbnails.values()).isdisjoint(before.thumbnails.values())
        assert (await Share.get()).version == share.version + 1
        await jobs.put("share.thumbnails", {"credential": str(badge.credential_id)})
        await run_jobs(issuer.app)
        assert (await Share.get()).version == share.version + 1


@pytest.mark.anyio
@pytest.mark.usefixtures("database")
async def test_a_badge_from_before_there_were_thumbnails_gets_them_with_its_card(settings: Settings) -> None:
    async with university(settings) as issuer:
        browser, badge = await accepted(issuer)
        await Credential.filter(id=badge.credential_id).update(thumbnails=None)
        await shared(browser, badge)
        await run_jobs(issuer.app)
        assert set((await Credential.get(id=badge.credential_id)).thumbnails or {}) == set(FORMATS)
