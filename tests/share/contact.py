"""Forty cards side by side, for eyes: every script, length, picture, verdict and frame that a card may meet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from io import BytesIO
from math import cos, pi, sin

from PIL import Image, ImageDraw, ImageFilter

from wallet.share.card import Card, draw
from wallet.share.frames import CARD, SQUARE, STORY, Frame

LONG = "Corso di perfezionamento in progettazione, valutazione e certificazione delle competenze digitali per l’impresa"
ENOUGH = 120  # characters of the longest title that the issue asks for


def art(size: tuple[int, int], ground: str | None = None, shape: str = "#1d4ed8", ring: str = "#fbbf24") -> bytes:
    """A badge: a hexagon with a ring and a mountain, on nothing or on a ground."""
    wide, high = size
    image = Image.new("RGBA" if ground is None else "RGB", size, ground or (0, 0, 0, 0))
    pen, (x, y), far = ImageDraw.Draw(image), (wide / 2, high / 2), min(size) * 0.46
    pen.polygon([(x + far * sin(k * pi / 3), y - far * cos(k * pi / 3)) for k in range(6)], fill=shape)
    pen.circle((x, y), far * 0.7, outline=ring, width=max(1, round(far * 0.06)))
    peak = [
        (x - far * 0.45, y + far * 0.3),
        (x - far * 0.1, y - far * 0.35),
        (x + far * 0.1, y),
        (x + far * 0.2, y - far * 0.15),
    ]
    pen.polygon([*peak, (x + far * 0.45, y + far * 0.3)], fill=ring)
    return saved(image)


def photograph(size: tuple[int, int] = (900, 900)) -> bytes:
    """What compresses as badly as a photograph: soft light, and grain in it."""
    bands = [Image.linear_gradient("L").rotate(turn).resize(size) for turn in (0, 90, 180)]
    grain = [Image.effect_noise(size, 60).filter(ImageFilter.GaussianBlur(1)) for _ in range(3)]
    return saved(Image.merge("RGB", [Image.blend(a, b, 0.4) for a, b in zip(bands, grain, strict=True)]))


def saved(image: Image.Image) -> bytes:
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


PLAIN = Card(
    title="Managing Change: leading people through transformation",
    issuer="University of Example",
    holder="Giulia Ferràri",
    issued=date(2026, 6, 14),
    verified="verified",
    checked=date(2026, 11, 22),
    art=art((600, 600)),
    url="https://wallet.example/b/q1Yb0m7JrXUuV3mFzW8k5g",
    locale="en",
)
HOST = "https://badges-and-certificates.lifelong-learning.university-of-example.example/learners/wallet"


def titled(title: str, locale: str = "en", **rest: object) -> Card:
    return replace(PLAIN, title=title, locale=locale, **rest)  # type: ignore[arg-type]  # any field of a card


CARDS: Mapping[str, tuple[Card, Frame]] = {
    "plain": (PLAIN, CARD),
    "one word": (titled("Python"), CARD),
    "120 characters of Italian": (titled(f"{LONG} e la PA"[:ENOUGH], "it"), CARD),
    "Italian accents": (titled("Città, università, perché no: virtù e libertà dell’età più àncora", "it"), CARD),
    "Arabic": (titled("إدارة التغيير: قيادة الناس خلال التحول", holder="ليلى الحداد", issuer="جامعة المثال"), CARD),
    "Arabic with Latin": (titled("مقدمة في لغة Python 3.11 للمبتدئين (المستوى 2)", issuer="جامعة Example"), CARD),
    "Hebrew": (titled("ניהול שינוי: להוביל אנשים דרך תמורה", holder="יעל כהן", issuer="אוניברסיטת הדוגמה"), CARD),
    "Chinese": (titled("变革管理：引领组织与人的转型之路", holder="王小明", issuer="示例大学"), CARD),
    "Japanese": (
        titled("変化のマネジメント：人と組織を導くためのリーダーシップ実践講座（応用編）", holder="山田 花子"),
        CARD,
    ),
    "Korean": (titled("변화 관리: 사람과 조직을 이끄는 리더십", holder="김하나", issuer="예제대학교"), CARD),
    "Thai": (titled("การจัดการการเปลี่ยนแปลงองค์กรและผู้คน", holder="สมชาย ใจดี", issuer="มหาวิทยาลัยตัวอย่าง"), CARD),
    "Devanagari": (titled("परिवर्तन प्रबंधन: लोगों का नेतृत्व और संगठनात्मक विकास", holder="अंजलि शर्मा"), CARD),
    "Greek and Cyrillic": (titled("Διαχείριση αλλαγών · Управление изменениями", holder="Ђорђе Ћирић"), CARD),
    "emoji": (titled("🎓 Learning by doing 🚀 2026 🇮🇹"), CARD),
    "joined emoji": (titled("👩🏽‍💻 Coding with 👨‍👩‍👧‍👦 and 🏳️‍🌈 ❤️‍🔥", holder="Zoë 🦊"), CARD),
    "combining marks": (
        titled("Cafe\u0301 Vie\u0302\u0323t Na\u0303o: S\u0323a\u0301\u030bn y\u0332e\u0332s\u0332"),
        CARD,
    ),
    "Vietnamese and Polish": (titled("Quản lý sự thay đổi — Zażółć gęślą jaźń", holder="Nguyễn Thị Ánh"), CARD),
    "one very long word": (
        titled("Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"),
        CARD,
    ),
    "overrides and zero width": (
        titled("Safe \u202eevil\u202c ti\u200btle\u2066 R&D <b>x</b>\n\tline\ufeff two"),
        CARD,
    ),
    "longer than any card": (titled("Lorem ipsum dolor sit amet consectetur " * 12), CARD),
    "no title": (titled(""), CARD),
    "no picture": (replace(PLAIN, art=None), CARD),
    "no picture, CJK": (titled("変化の管理", art=None), CARD),
    "huge picture": (replace(PLAIN, art=art((1024, 1024), "#fde68a")), CARD),
    "tiny picture": (replace(PLAIN, art=art((48, 48))), CARD),
    "tall picture": (replace(PLAIN, art=art((300, 1000), "#dbeafe")), CARD),
    "wide picture": (replace(PLAIN, art=art((1000, 220), "#dcfce7", "#166534", "#fef08a")), CARD),
    "photograph": (replace(PLAIN, art=photograph(), verified="unverified"), CARD),
    "dark picture": (replace(PLAIN, art=art((600, 600), "#0b1020", "#312e81", "#a5b4fc"), verified="expired"), CARD),
    "white picture": (replace(PLAIN, art=art((600, 600), "white", "#ffffff", "#e5e7eb"), verified="pending"), CARD),
    "white on nothing": (replace(PLAIN, art=art((600, 600), None, "#ffffff", "#f3f4f6"), verified="lasted"), CARD),
    "no holder": (replace(PLAIN, holder=None, verified="unknown"), CARD),
    "only its own word": (replace(PLAIN, holder=None, issuer="", verified="invalid"), CARD),
    "very long names": (
        titled(
            LONG,
            "it",
            holder="Maria Antonietta Giuseppina Bartolomea della Rovere-Montecuccoli di Sant’Angelo in Vado",
            issuer="Università degli Studi Internazionali della Mediterranea Orientale e delle Isole — Dipartimento X",
            verified="anothers",
        ),
        CARD,
    ),
    "light colour of an issuer": (replace(PLAIN, colour="#ffe14d", art=None, verified="unproved"), CARD),
    "dark colour of an issuer": (replace(PLAIN, colour="#102c53", verified="revoked"), CARD),
    "bright colour, long address": (replace(PLAIN, colour="#e4002b", url=f"{HOST}/b/q1Yb0m7JrXUuV3mFzW8k5g"), CARD),
    "neither issued nor checked": (replace(PLAIN, issued=None, checked=None, verified="described"), CARD),
    "square": (PLAIN, SQUARE),
    "story": (titled(LONG, "it", verified="later"), STORY),
}

SHARE, COLUMNS, GAP, LABEL = 0.5, 4, 16, 22  # cards stand at half their size


def contact_sheet() -> Image.Image:
    """All cards with their names, four in a row."""
    pictures = [(name, drawn(card, frame)) for name, (card, frame) in CARDS.items()]
    rows = [pictures[start : start + COLUMNS] for start in range(0, len(pictures), COLUMNS)]
    heights = [max(picture.height for _, picture in row) + LABEL + GAP for row in rows]
    wide = round(CARD.size[0] * SHARE) + GAP
    sheet = Image.new("RGB", (wide * COLUMNS + GAP, sum(heights) + GAP), "#8a8a8a")
    pen, top = ImageDraw.Draw(sheet), GAP
    for row, high in zip(rows, heights, strict=True):
        for column, (name, picture) in enumerate(row):
            pen.text((GAP + column * wide, top), name, fill="white", font_size=16)
            sheet.paste(picture, (GAP + column * wide, top + LABEL))
        top += high
    return sheet


def drawn(card: Card, frame: Frame) -> Image.Image:
    with Image.open(BytesIO(draw(card, frame).data)) as image:
        size = round(image.width * SHARE), round(image.height * SHARE)
        return image.convert("RGB").resize(size, Image.Resampling.LANCZOS)
