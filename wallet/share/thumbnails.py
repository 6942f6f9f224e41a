"""Small pictures of a badge for pages that list it: WebP and AVIF for browsers, PNG for all else."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from PIL import Image
from tortoise.transactions import in_transaction

from wallet.changes import changed
from wallet.jobs import JobInfo
from wallet.models import Badge, Credential
from wallet.shown import PublicBadge
from wallet.web import Services

LARGEST = 480  # pixels of the longer side: 240 on a screen of twice the dots
ENOUGH = 40_000  # bytes; a PNG above it has 256 colours
SECONDS = 10.0


def thumbnails(art: bytes) -> Mapping[str, bytes]:
    """The art (a safe PNG) as `webp`, `avif` and `png`, at most 480 pixels long, what is transparent still so.

    Made for a confined process. Raises OSError for what is no PNG.
    """
    with Image.open(BytesIO(art), formats=["PNG"]) as image:
        small = image.convert("RGBA" if image.has_transparency_data else "RGB")
    small.thumbnail((LARGEST, LARGEST), Image.Resampling.LANCZOS)
    small.info = {}
    return {
        "webp": _saved(small, "WEBP", quality=80, method=4),
        "avif": _saved(small, "AVIF", quality=62, speed=7, max_threads=1),
        "png": _png(small),
    }


def smaller(shown: PublicBadge) -> str:
    """Where a shared badge's picture is in little, for pages; empty until it is made. Every browser reads WebP."""
    return f"/b/{shown.slug}/thumbnail.webp" if "webp" in shown.thumbnails else ""


def _png(image: Image.Image) -> bytes:
    whole = _saved(image, "PNG", optimize=True)
    if len(whole) <= ENOUGH:
        return whole
    fewer = _saved(image.quantize(256, Image.Quantize.FASTOCTREE), "PNG", optimize=True)
    return min(whole, fewer, key=len)


def _saved(image: Image.Image, form: str, **options: Any) -> bytes:
    out = BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


async def draw_thumbnails(services: Services, payload: dict[str, Any], job: JobInfo) -> None:
    """Job share.thumbnails {credential}: keep small pictures of its art, and say that pages show something new."""
    credential = await Credential.get_or_none(id=payload["credential"])
    if credential is None or not credential.art_digest:
        return
    made = await services.confined.run(thumbnails, await services.storage.get(credential.art_digest), seconds=SECONDS)
    kept = {form: await services.storage.put(data) for form, data in made.items()}
    if kept == credential.thumbnails:
        return
    async with in_transaction():
        same = Credential.filter(id=credential.id, art_digest=credential.art_digest)  # the art may be another by now
        if await same.update(thumbnails=kept):
            for badge in await Badge.filter(credential_id=credential.id).only("id"):
                await changed(badge.id, drawn=False)
