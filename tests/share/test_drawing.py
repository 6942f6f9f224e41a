"""The job that draws cards: in every size, once for what they show, in a confined process, bumping the version once."""

from __future__ import annotations

from io import BytesIO

import pytest
import zxingcpp
from PIL import Image

from tests.client import run_jobs, services
from tests.factories import accepted, shared, university
from wallet import jobs
from wallet.config import Settings
from wallet.models import Badge, Share, Visibility

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
SIZES = {"square": (1080, 1080), "story": (1080, 1920)}


async def redrawn(issuer: object, share: Share) -> Share:
    await jobs.put("share.card", {"share": str(share.id)})
    await run_jobs(issuer)  # type: ignore[arg-type]  # an application
    return await Share.get(id=share.id)


async def test_every_size_is_drawn_and_leads_to_the_page(settings: Settings) -> None:
    async with university(settings) as issuer:
        browser, badge = await accepted(issuer)
        page = await shared(browser, badge)
        await run_jobs(issuer.app)
        share, kept = await Share.get(), services(issuer.app)
        assert set(share.pictures or {}) == set(SIZES)
        for name, made in (share.pictures or {}).items():
            image = Image.open(BytesIO(await kept.storage.get(made["digest"])))
            assert image.size == SIZES[name]
            assert f"image/{(image.format or '').lower()}" == made["media_type"]
            codes = [code.text for code in zxingcpp.read_barcodes(image.convert("L"))]
            assert codes == [kept.settings.url(page)]


async def test_nothing_is_drawn_anew_while_it_shows_the_same(settings: Settings) -> None:
    async with university(settings) as issuer:
        browser, badge = await accepted(issuer)
        await shared(browser, badge)
        await run_jobs(issuer.app)
        share = await Share.get()
        assert (await redrawn(issuer.app, share)).version == share.version
        await Share.filter(id=share.id).update(pictures=None)  # as before there were other sizes
        again = await redrawn(issuer.app, share)
        assert (again.version, again.card_hash) == (share.version + 1, share.card_hash)
        assert again.pictures == share.pictures


async def test_a_page_of_several_has_a_card_of_its_own_and_each_of_its_badges_too(settings: Settings) -> None:
    async with university(settings) as issuer:
        _, badge = await accepted(issuer)
        await accepted(issuer, "micro-credential")
        page = await Share.create(learner_id=badge.learner_id, name="CV", visibility=Visibility.UNLISTED)
        badges = await Badge.filter(learner_id=badge.learner_id)
        for n, each in enumerate(badges, 1):
            slug = f"{page.slug}/of/{n}"
            await Share.create(learner_id=badge.learner_id, badge=each, parent=page, position=n, slug=slug)
        whole = await redrawn(issuer.app, page)
        parts = [await redrawn(issuer.app, part) for part in await Share.filter(parent=page)]
        assert len(badges) == 2
        assert set(whole.pictures or {}) == set(SIZES)
        assert len({each.card_digest for each in (whole, *parts)}) == 3
        assert (await redrawn(issuer.app, page)).version == whole.version
