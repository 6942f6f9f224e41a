"""Which of several wordings a reader is given: the page's language first, then English, then the first there is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from babel import Locale, UnknownLocaleError

from wallet import i18n
from wallet.supplement import Said, Words

BESIDE: Final = 3  # languages that can stand beside each other; what is said in more is a label
_TAG: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}")


@dataclass(frozen=True)
class Reader:
    """Which languages somebody reads: the page's, and of a document's the one asked for, or empty."""

    page: str
    asked: str = ""

    def best(self, words: Words) -> Said | None:
        """The one wording for where there is room for one; None where nothing is said."""
        return next(iter(self._ranked(words)), None)

    def text(self, words: Words) -> str:
        """The best wording's text as plain words in one line."""
        found = self.best(words)
        return " ".join(found.text.split()) if found else ""

    def lines(self, words: Words) -> str:
        """The best wording's text with its lines as they are."""
        found = self.best(words)
        return found.text if found else ""

    def beside(self, words: Words) -> Words:
        """The wordings to stand beside each other, the best first; one alone of a label in many languages."""
        ranked = self._ranked(words)
        one = len({each.language for each in ranked}) > BESIDE or (ranked and self._rank(ranked[0]) == 0)
        return ranked[:1] if one else ranked

    def _ranked(self, words: Words) -> Words:
        """Wordings that say something, each text once, the liked ones first."""
        found: dict[str, Said] = {}
        for each in sorted(words, key=self._rank):
            if each.text.strip():
                found.setdefault(each.text, each)
        return tuple(found.values())

    def _rank(self, said: Said) -> int:
        tag = said.language.lower()
        if self.asked and tag == self.asked.lower():
            return 0
        liked = (self.page, i18n.DEFAULT, "")
        main = tag.partition("-")[0]
        return liked.index(main) + 1 if main in liked else len(liked) + 1


def tag_of(language: str) -> str:
    """A language as an attribute of HTML may name it (BCP 47); empty for what is none."""
    return language if _TAG.fullmatch(language) else ""


def language_name(tag: str) -> str:
    """A language by its name in the language being spoken; what is not known stays as it is."""
    return _name(tag, i18n.current())


@lru_cache(maxsize=1024)
def _name(tag: str, locale: str) -> str:
    try:
        name = Locale.parse(tag, sep="-").get_display_name(locale) if tag_of(tag) else None
    except (ValueError, UnknownLocaleError):
        name = None
    return name or tag
