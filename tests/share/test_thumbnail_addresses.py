"""The small pictures of a badge: at addresses of their own, on pages that list it, gone with the badge."""

from __future__ import annotations

from io import BytesIO

import lxml.html
import pytest
from PIL import Image

from tests.client import Browser, run_jobs
from tests.factories import accepted, shared, university
from wallet.config import Settings
from wallet.models import Credential

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]
FORMS = {"avif": "AVIF", "webp": "WEBP", "png": "PNG"}


async def test_pages_offer_the_small_pictures_once_they_are_made(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        page, stranger = await shared(owner, badge), Browser(issuer.app).client
        await run_jobs(issuer.app)
        whole = len((await stranger.get(f"{page}/badge.png")).content)
        for form, name in FORMS.items():
            answer = await stranger.get(f"{page}/thumbnail.{form}")
            assert answer.headers["content-type"] == f"image/{form}"
            assert Image.open(BytesIO(answer.content)).format == name
            assert len(answer.content) < whole
        embed = lxml.html.fromstring((await stranger.get(f"{page}/embed")).text)
        assert embed.xpath("//img/@src") == [f"{page}/thumbnail.webp"]
        for form in ("gif", "PNG", "png.png", "..%2fbadge", "%00"):
            assert (await stranger.get(f"{page}/thumbnail.{form}")).status_code == 404, form


async def test_without_them_pages_show_the_picture_itself_and_nothing_stands_there(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        await Credential.all().update(thumbnails=None)
        page, stranger = await shared(owner, badge), Browser(issuer.app).client
        embed = lxml.html.fromstring((await stranger.get(f"{page}/embed")).text)
        assert embed.xpath("//img/@src") == [f"{page}/badge.png"]
        assert (await stranger.get(f"{page}/thumbnail.webp")).status_code == 404
