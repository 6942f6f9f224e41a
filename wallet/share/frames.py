"""Where things stand in an image that networks show, in its three sizes."""

from __future__ import annotations

from dataclasses import dataclass

Box = tuple[int, int, int, int]  # left, top, right, bottom in pixels


@dataclass(frozen=True)
class Frame:
    """Where things stand: panels, band, art, text and foot are boxes; `scale` is of letters.

    Panels are tinted; the first holds the art, and the band in full colour ends it.
    """

    size: tuple[int, int]
    panels: tuple[Box, ...]
    band: Box
    art: Box
    text: Box
    foot: Box
    scale: float

    def px(self, size: int) -> int:
        """A length in pixels at the frame's scale."""
        return round(size * self.scale)

    @property
    def panel(self) -> Box:
        """The panel that holds the art."""
        return self.panels[0]


CARD = Frame(
    size=(1200, 630),
    panels=((0, 0, 444, 630),),
    band=(444, 0, 452, 630),
    art=(42, 75, 402, 555),
    text=(512, 42, 1136, 428),
    foot=(512, 478, 1136, 586),
    scale=1,
)
SQUARE = Frame(
    size=(1080, 1080),
    panels=((0, 0, 1080, 490),),
    band=(0, 490, 1080, 500),
    art=(140, 40, 940, 450),
    text=(80, 530, 1000, 870),
    foot=(80, 900, 1000, 1020),
    scale=1.15,
)
# Apps lay their own buttons over the first 250 and the last 340 pixels of a story.
STORY = Frame(
    size=(1080, 1920),
    panels=((0, 0, 1080, 868), (0, 1640, 1080, 1920)),
    band=(0, 868, 1080, 880),
    art=(180, 230, 900, 800),
    text=(90, 920, 990, 1380),
    foot=(90, 1420, 990, 1560),
    scale=1.35,
)
