"""What every shared page tells the bots that unfurl it, as templates/components/unfurl.html wants it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

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
