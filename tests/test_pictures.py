from __future__ import annotations

import base64
import struct
import time
import zlib
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from tests.shared import cases, shared
from wallet import errors
from wallet.confined import Confined
from wallet.pictures import NotAPicture, normalise, sniff

pytestmark = pytest.mark.anyio

MANIFEST = cases("attacks/manifest.jsonl")
PICTURES = [row for row in MANIFEST if row["file"].startswith(("image/", "png/", "svg/", "polyglot/"))]
SOUND = [row for row in PICTURES if row["expect"]["decision"] == "decodes"]
CORRUPT = [row for row in PICTURES if row["file"].startswith("png/pngsuite/x")]
# Kinds that no picture reader of the wallet may touch, also under another name.
FOREIGN = [row for row in PICTURES if row["file"].startswith(("image/", "polyglot/")) and ".png" not in row["file"]]
SVG = "http://www.w3.org/2000/svg"


@pytest.fixture(scope="module")
async def confined() -> AsyncIterator[Confined]:
    async with Confined(megabytes=100, warm=[normalise]) as pool:
        await pool.run(normalise, picture())
        yield pool


def read(row: dict[str, Any]) -> bytes:
    return shared(f"attacks/{row['file']}").read_bytes()


def names(rows: list[dict[str, Any]]) -> list[str]:
    return [row["file"] for row in rows]


def picture(size: tuple[int, int] = (4, 4), mode: str = "RGB", kind: str = "PNG", **options: Any) -> bytes:
    out = BytesIO()
    Image.new(mode, size, options.pop("colour", 0)).save(out, kind, **options)
    return out.getvalue()


def svg(content: str, attributes: str = 'width="10" height="10"') -> bytes:
    return f'<svg xmlns="{SVG}" xmlns:xlink="http://www.w3.org/1999/xlink" {attributes}>{content}</svg>'.encode()


def opened(data: bytes) -> Image.Image:
    """What was made, read as strictly as PNG can be."""
    assert data.startswith(b"\x89PNG")
    result = Image.open(BytesIO(data), formats=["PNG"])
    result.load()
    assert result.info == {}
    assert result.mode in ("RGB", "RGBA")
    assert max(result.size) <= 1024
    return result


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


@pytest.mark.parametrize("row", PICTURES, ids=names(PICTURES))
async def test_every_hostile_picture_is_decided_in_time_and_memory(confined: Confined, row: dict[str, Any]) -> None:
    data, started = read(row), time.monotonic()
    refusal = None
    try:
        opened(await confined.run(normalise, data))
    except errors.Refused as error:
        refusal = error
    assert refusal is None or (refusal.status < 500 and len(str(refusal)) > 20)
    assert time.monotonic() - started < 1.5  # one second of work, and the start of a new worker on a busy machine
    opened(await confined.run(normalise, picture()))


@pytest.mark.parametrize("row", SOUND, ids=names(SOUND))
def test_every_sound_png_is_decoded(row: dict[str, Any]) -> None:
    original = Image.open(BytesIO(read(row)))
    assert opened(normalise(read(row))).size == original.size


@pytest.mark.parametrize("row", CORRUPT + FOREIGN, ids=names(CORRUPT + FOREIGN))
def test_what_is_corrupt_or_foreign_is_refused(row: dict[str, Any]) -> None:
    with pytest.raises(errors.Refused):
        normalise(read(row))


def test_pictures_that_state_too_many_pixels_are_refused_by_their_header() -> None:
    for name in ("bomb_16000x16000_1bit", "bomb_9400x9400_1bit_below_pillow_warning", "ihdr_1x100000000"):
        with pytest.raises(errors.Refused):
            normalise(shared(f"attacks/png/crafted/{name}.png").read_bytes())
    header = struct.pack(">IIBBBBB", 65535, 65535, 8, 6, 0, 0, 0)
    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    with pytest.raises(errors.Refused, match="pixels|damaged"):
        normalise(data)


def test_a_picture_that_lacks_what_its_decoder_counts_on_is_refused() -> None:
    colours = picture(mode="P")
    start, end = colours.index(b"PLTE") - 4, colours.index(b"IDAT") - 4
    plain = picture()
    profile = chunk(b"iCCP", b"profile\0")  # without the kind of packing that has to follow
    for broken in (colours[:start] + colours[end:], plain[:33] + profile + plain[33:]):
        with pytest.raises(NotAPicture, match="damaged"):
            normalise(broken)


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (picture(), "image/png"),
        (picture(kind="JPEG"), "image/jpeg"),
        (picture(kind="GIF", mode="L"), "image/gif"),
        (picture(kind="WEBP"), "image/webp"),
        (b"%PDF-1.7\n", "application/pdf"),
        (svg(""), "image/svg+xml"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- <html> -->\n" + svg(""), "image/svg+xml"),
        (f'<s:svg xmlns:s="{SVG}"/>'.encode("utf-16"), "image/svg+xml"),
        (b"<html><svg></svg></html>", "application/octet-stream"),
        (b"", "application/octet-stream"),
        (b'{"type": "Badge"}', "application/octet-stream"),
    ],
)
def test_a_file_is_told_by_its_bytes(data: bytes, media_type: str) -> None:
    assert sniff(data) == media_type


def test_telling_a_file_takes_no_time_however_it_is_made() -> None:
    started = time.monotonic()
    for piece in (b"<!--", b"<? ", b" ", b"<!DOCTYPE [", b"<!-- -->", b"<!DOCTYPE [ ] >"):
        assert sniff(piece * 300_000) == "application/octet-stream"
    assert time.monotonic() - started < 2


def test_a_picture_is_shrunk_to_fit_and_never_enlarged() -> None:
    assert opened(normalise(picture((2000, 500)))).size == (1024, 256)
    assert opened(normalise(picture((300, 600)), (100, 100))).size == (50, 100)
    assert opened(normalise(picture((30, 20)), (4000, 4000))).size == (30, 20)
    assert opened(normalise(picture((1, 9000)))).size == (1, 1024)


def test_a_photograph_comes_out_upright_and_says_nothing_of_its_camera() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "camera of the learner"  # turned by a quarter
    data = normalise(picture((40, 20), kind="JPEG", exif=exif, comment=b"taken at home"))
    assert opened(data).size == (20, 40)
    assert b"learner" not in data
    assert b"home" not in data


def test_the_badge_baked_into_a_picture_does_not_go_along() -> None:
    info = PngImagePlugin.PngInfo()
    info.add_itxt("openbadges", '{"recipient": "somebody@example.org"}')
    assert b"openbadges" not in normalise(picture(pnginfo=info))


def test_what_hides_behind_the_end_of_a_picture_is_left_there() -> None:
    assert b"<script" not in normalise(picture() + b"<script>alert(1)</script>")


def test_an_animation_gives_its_first_frame() -> None:
    frames = [Image.new("RGB", (4, 4), colour) for colour in ("red", "blue")]
    out = BytesIO()
    frames[0].save(out, "PNG", save_all=True, append_images=frames[1:])
    assert opened(normalise(out.getvalue())).getpixel((0, 0)) == (255, 0, 0)


def test_transparency_stays() -> None:
    assert opened(normalise(picture(mode="RGBA", colour=(255, 0, 0, 128)))).getpixel((0, 0)) == (255, 0, 0, 128)
    palette = Image.new("P", (4, 4), 1)
    palette.putpalette([0, 0, 0, 0, 255, 0])
    out = BytesIO()
    palette.save(out, "PNG", transparency=1)
    assert opened(normalise(out.getvalue())).getpixel((0, 0)) == (0, 255, 0, 0)


def test_sixteen_bits_of_grey_are_scaled_not_cut() -> None:
    out = BytesIO()
    Image.new("I;16", (4, 4), 0x8000).save(out, "PNG")
    assert opened(normalise(out.getvalue())).getpixel((0, 0)) == (128, 128, 128)


def test_colours_of_print_and_of_profiles_become_those_of_screens() -> None:
    assert opened(normalise(picture(mode="CMYK", kind="JPEG", colour=(0, 0, 0, 255)))).getpixel((0, 0)) == (0, 0, 0)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = normalise(picture(colour=(200, 100, 50), icc_profile=profile))
    red, green, blue = opened(data).getpixel((0, 0))  # type: ignore[misc]  # RGB
    assert abs(red - 200) + abs(green - 100) + abs(blue - 50) <= 3
    assert opened(normalise(picture(colour=(9, 9, 9), icc_profile=b"not a profile"))).getpixel((0, 0)) == (9, 9, 9)


def test_an_svg_is_drawn_to_fill_its_place() -> None:
    drawn = opened(normalise(svg('<rect width="20" height="10" fill="#f00"/>', 'viewBox="0 0 20 10"'), (400, 400)))
    assert drawn.size == (400, 200)
    assert drawn.getpixel((200, 100)) in ((255, 0, 0), (255, 0, 0, 255))


def test_a_badge_drawn_with_gradients_and_copies_of_its_parts_looks_as_meant() -> None:
    data = shared("attacks/svg/ok/gradient_local_use.svg").read_bytes()
    assert len(opened(normalise(data)).getcolors(1 << 20) or ()) > 2


def test_the_words_of_an_svg_are_drawn() -> None:
    blank = opened(normalise(svg("", 'width="100" height="40"'))).getcolors()
    words = svg(
        '<text x="5" y="30" font-family="Nowhere, serif" font-size="24">Esame</text>', 'width="100" height="40"'
    )
    if not any(Path("/usr/share/fonts").rglob("DejaVuSans.ttf")):
        pytest.skip("this machine has no font")
    assert opened(normalise(words)).getcolors() != blank


@pytest.fixture
def outside(tmp_path: Path) -> str:
    """A picture on this machine that no stranger's SVG may show."""
    path = tmp_path / "outside.png"
    path.write_bytes(picture((10, 10), colour=(255, 0, 0)))
    return str(path)


@pytest.mark.parametrize(
    "content",
    [
        '<image width="10" height="10" xlink:href="{0}"/>',
        '<image width="10" height="10" href="{0}"/>',
        '<image width="10" height="10" href=" file://{0}"/>',
        '<image width="10" height="10" xmlns:q="http://www.w3.org/1999/xlink" q:href="{0}"/>',
        '<image width="10" height="10" xml:base="/" href="./{0}"/>',
        '<image width="10" height="10" href="data:image/png,"><set attributeName="href" to="{0}"/></image>',
        '<filter id="f"><feImage href="{0}"/></filter><rect width="10" height="10" filter="url(#f)"/>',
        '<use href="{0}"/><rect width="10" height="10" fill="url({0}#x)" style="fill:url({0})"/>',
        '<style>rect {{ background: url({0}); fill: url({0}) }} @import "{0}";</style><g/>',
    ],
)
def test_an_svg_never_shows_a_file_of_this_machine(content: str, outside: str) -> None:
    drawn = opened(normalise(svg(content.format(outside)))).convert("RGBA")
    assert (255, 0, 0, 255) not in {colour for _, colour in drawn.getcolors(1 << 20) or ()}


def test_nor_does_an_svg_inside_an_svg(outside: str) -> None:
    inner = base64.b64encode(svg(f'<image width="10" height="10" href="{outside}"/>')).decode()
    for kind in ("svg+xml", "png"):
        content = f'<image width="10" height="10" href="data:image/{kind};base64,{inner}"/>'
        drawn = opened(normalise(svg(content))).convert("RGBA")
        assert {colour[3] for _, colour in drawn.getcolors(1 << 20) or ()} == {0}  # type: ignore[index]  # RGBA


def test_a_picture_that_an_svg_carries_itself_is_shown() -> None:
    inner = base64.b64encode(picture((10, 10), colour=(255, 0, 0))).decode()
    drawn = opened(normalise(svg(f'<image width="10" height="10" href="data:image/png;base64,{inner}"/>')))
    assert drawn.convert("RGB").getpixel((500, 500)) == (255, 0, 0)


@pytest.mark.parametrize(
    "data",
    [
        b'<!DOCTYPE svg [<!ENTITY x "y">]>' + svg("&x;"),
        svg("<g>" * 200 + "</g>" * 200),
        svg("<g/>" * 20_001),
        svg("<g>")[:-6],
        svg(" " * 2_200_000),
        svg("", 'width="0" height="0"'),
        svg("").replace(b"<svg", b"<?xml version='1.0' encoding='utf-7'?><svg"),
    ],
    ids=["entities", "depth", "count", "unclosed", "size", "nothing", "utf-7"],
)
def test_an_svg_that_cannot_be_drawn_safely_is_refused(data: bytes) -> None:
    with pytest.raises(NotAPicture):
        normalise(data)
