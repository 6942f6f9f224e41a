"""What every shared page tells the bots that unfurl it, as templates/components/unfurl.html wants it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from wallet.shown import PublicPage

WIDTH: Final = 1200  # of a card
HEIGHT: Final = 630
LOCALES: Final = {"en": "en_GB", "it": "it_IT"}  # as Open Graph writes them


@dataclass(frozen=True)
class Picture:
    """An image that networks show, by its absolute address."""

    url: str
    width: int
    height: int
    media_type: str
    alt: str


def picture_of(base: Callable[[str], str], page: PublicPage, alt: str) -> Picture | None:
    """The card of a shared page, once it is drawn; `base` makes a path an address."""
    if page.card is None:
        return None
    extension = page.card.media_type.removeprefix("image/")
    return Picture(base(f"/b/{page.slug}/card-{page.card.hash}.{extension}"), WIDTH, HEIGHT, page.card.media_type, alt)
