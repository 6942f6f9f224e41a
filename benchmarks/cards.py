"""How fast a card is drawn, and how large it is: `python -m benchmarks.cards` prints it beside its limits and a peer.

The peer is npm's satori with @resvg/resvg-js, which draw a card of the same texts, typefaces, art and QR code.
"""

from __future__ import annotations

import itertools
import sys
from base64 import b64encode
from collections.abc import Iterator
from colorsys import hsv_to_rgb
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from benchmarks import peers
from benchmarks.measure import Batch, Timing, in_turns, runs
from tests.share.contact import CARDS, PLAIN, art, photograph
from wallet import qr
from wallet.share.card import Card, draw
from wallet.share.frames import CARD, SQUARE, STORY

PACKAGES = ["satori@0.63.2", "@resvg/resvg-js@2.6.2"]
LIMIT, BYTES, PHOTO_BYTES, TIMES_PEER = 0.010, 45_000, 300_000, 6.0
DIFFERENT = 100  # badges in turn, more than any memory of ours holds
OURS, THEIRS, WARM = 20, 6, 60  # runs a round, and before anything counts
TITLES = [
    card.title for card, frame in CARDS.values() if frame is CARD and card.title.isascii() and len(card.title) < 130
]


@dataclass(frozen=True)
class Row:
    """One line of the table: how long a kind of card takes, and the peer with it where it was measured."""

    what: str
    timing: Timing
    largest: int
    most: int
    limited: bool = True
    peer: Timing | None = None

    @property
    def kept(self) -> bool:
        """Whether the limits are kept."""
        fast = not self.limited or self.timing.seconds <= LIMIT
        beside = self.peer is None or not self.limited or self.peer.seconds >= TIMES_PEER * self.timing.seconds
        return fast and beside and self.largest <= self.most

    def __str__(self) -> str:
        peer = f"{self.peer.seconds * 1000:.0f} ms" if self.peer else ""
        ratio = f"{self.peer.seconds / self.timing.seconds:.1f} ×" if self.peer else ""
        cells = [
            self.what,
            f"{self.timing.seconds * 1000:.1f} ms",
            f"≤ {LIMIT * 1000:.0f} ms" if self.limited else "",
            f"{self.largest / 1000:.1f} kB",
            f"≤ {self.most / 1000:.0f} kB",
            peer,
            ratio,
            f"≥ {TIMES_PEER:.0f} ×" if self.peer and self.limited else "",
            "yes" if self.kept else "**no**",
            f"{max(self.timing.noise, self.peer.noise if self.peer else 0):.0%}",
        ]
        return "| " + " | ".join(cells) + " |"


def badges() -> list[Card]:
    """A hundred badges, each with a title and art of its own."""
    made = []
    for number in range(DIFFERENT):
        red, green, blue = (round(255 * part) for part in hsv_to_rgb(number / DIFFERENT, 0.8, 0.7))
        picture = art((512, 512), None, f"#{red:02x}{green:02x}{blue:02x}")
        made.append(replace(PLAIN, title=f"{TITLES[number % len(TITLES)][:110]} {number}", art=picture))
    return made


def awarded(cards: list[Card]) -> Iterator[Card]:
    """One card after another, no two of one holder or with one address."""
    for number in itertools.count():
        card = cards[number % len(cards)]
        url = f"https://wallet.example/b/{number:022d}"
        yield replace(card, holder=f"Giulia {number} Ferràri", url=url, issued=date(2026, 1 + number % 12, 14))


def drawing(cards: list[Card], sizes: list[int], frame: Any = CARD) -> Batch:
    """What draws the cards, and notes how large each is."""
    given = awarded(cards)
    return runs(lambda _: sizes.append(len(draw(next(given), frame).data)))


def install() -> None:
    """Install the peer where it is missing."""
    peers.install_node(PACKAGES, "satori")


def beside(cards: list[Card]) -> tuple[peers.Peer, Batch]:
    """The peer, and what runs it with the cards."""
    peer = peers.Peer(["node", str(Path(__file__).with_name("peer_cards.mjs")), str(peers.FOLDER)])
    given = awarded(cards)

    def batch(times: int) -> list[float]:
        tasks = [_told(next(given)) for _ in range(times)]
        return peer.seconds(peer="satori", fonts=_fonts(), cards=tasks, times=times)

    return peer, batch


def _told(card: Card) -> dict[str, str]:
    """A card as the peer takes it: pictures as data URLs, which cost it no drawing of ours."""
    code = BytesIO()
    Image.eval(qr.bitmap(card.url, 4), lambda dark: 255 - dark).save(code, "PNG")
    texts = {"title": card.title, "issuer": card.issuer, "holder": f"Awarded to {card.holder}"}
    return texts | {"art": _data(card.art or b""), "code": _data(code.getvalue())}


def _data(picture: bytes) -> str:
    return f"data:image/png;base64,{b64encode(picture).decode()}"


def _fonts() -> dict[str, str]:
    found = {}
    files = {"serif": ("serif", "Serif", "Semibold"), "sans": ("sans", "Sans", "Regular")}
    for name, (package, family, weight) in files.items():
        spec = find_spec(f"font_source_{package}_pro")
        if spec is None or not spec.submodule_search_locations:
            raise SystemExit("The typefaces are not installed.")
        found[name] = str(Path(spec.submodule_search_locations[0], "files", f"Source{family}Pro-{weight}.otf"))
    return found


def main() -> int:
    """Print the table; 1 when a limit is not kept."""
    install()
    many, photo = badges(), [replace(PLAIN, art=photograph())]
    sizes: dict[str, list[int]] = {}
    batches: dict[str, tuple[Batch, int]] = {}
    kinds = {"of one more holder": (many[:8], CARD), "the first of a badge": (many, CARD)}
    kinds |= {"of a photograph": (photo, CARD), "square": (many, SQUARE), "story": (many, STORY)}
    for name, (cards, frame) in kinds.items():
        batches[name] = drawing(cards, sizes.setdefault(name, []), frame), OURS
    peer, batch = beside(many)
    batch(WARM)  # Node has compiled by then what it will compile
    timings = in_turns(batches | {"satori": (batch, THEIRS)})
    peer.close()
    row = partial(_row, timings, sizes)
    rows = [
        row("of one more holder", BYTES, peer=timings["satori"]),
        row("the first of a badge", BYTES, limited=False, peer=timings["satori"]),
        row("of a photograph", PHOTO_BYTES, limited=False),
        row("square", PHOTO_BYTES, limited=False),
        row("story", PHOTO_BYTES, limited=False),
    ]
    print("Medians of processor time; the largest of each kind.\n")
    print("| card | takes | limit | bytes | limit | satori + resvg | ratio | at least | kept | noise |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    print("\n".join(map(str, rows)))
    return 0 if all(row.kept for row in rows) else 1


def _row(timings: dict[str, Timing], sizes: dict[str, list[int]], name: str, most: int, **rest: Any) -> Row:
    return Row(name, timings[name], max(sizes[name]), most, **rest)


if __name__ == "__main__":
    sys.exit(main())
