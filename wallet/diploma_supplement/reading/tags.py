"""Languages as documents name them, in whatever way, as tags (BCP 47)."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

# Languages by their three letters: as the Publications Office names them (ISO 639-3), and as libraries do (639-2/B).
THREE: Final = """
bul:bg hrv:hr ces:cs dan:da nld:nl eng:en est:et fin:fi fra:fr deu:de ell:el hun:hu gle:ga ita:it lav:lv lit:lt mlt:mt
pol:pl por:pt ron:ro slk:sk slv:sl spa:es swe:sv nor:no nob:nb nno:nn isl:is tur:tr ukr:uk srp:sr mkd:mk sqi:sq bos:bs
cat:ca eus:eu glg:gl rus:ru kat:ka hye:hy aze:az
alb:sq arm:hy baq:eu cze:cs dut:nl fre:fr geo:ka ger:de gre:el ice:is mac:mk rum:ro slo:sk
"""
TAGS: Final = dict(each.split(":") for each in THREE.split())
_KNOWN: Final = frozenset(TAGS.values())
NONE: Final = frozenset({"", "und", "none", "@none", "zxx", "mul", "mis"})


@lru_cache(maxsize=1024)
def tagged(language: str) -> str:
    """A language as a tag: `ES`, `eng` and `en_GB` become `es`, `en` and `en-GB`; empty where it says none."""
    main, _, rest = language.strip().replace("_", "-").partition("-")
    main = main.lower()
    if main in NONE:
        return ""
    main = TAGS.get(main, main)
    return f"{main}-{rest}" if rest else main


def known(code: str) -> str:
    """The tag of a language that an authority's code names (`ENG`, `en`); empty for any other code."""
    found = tagged(code)
    return found if found in _KNOWN else ""
