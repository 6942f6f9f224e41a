"""The language of a text as typst takes it: code, region, direction, and typefaces where the language decides."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from .texts import right_to_left

RIGHT_TO_LEFT = frozenset(["ar", "arc", "ckb", "dv", "fa", "he", "iw", "ks", "nqo", "ps", "sd", "ug", "ur", "yi"])
SCRIPTS_FROM_THE_RIGHT = frozenset(["arab", "hebr", "syrc", "thaa", "nkoo", "adlm"])
# The shape of a Han character differs by language.
HAN = {
    "ja": ("Noto Sans CJK JP", "Noto Sans JP"),
    "ko": ("Noto Sans CJK KR", "Noto Sans KR"),
    "zh": ("Noto Sans CJK SC", "Noto Sans SC"),
    "zh-hant": ("Noto Sans CJK TC", "Noto Sans TC"),
}


def tongue(tag: str, text: str = "", families: Collection[str] = ()) -> dict[str, Any]:
    """A BCP 47 tag as data of the template; the text decides its direction where the tag is empty or odd."""
    parts = tag.replace("_", "-").lower().split("-")
    known = bool(re.fullmatch(r"[a-z]{2,3}", parts[0], re.ASCII))
    region = next((part.upper() for part in parts[1:] if re.fullmatch(r"[a-z]{2}", part, re.ASCII)), None)
    script = next((part for part in parts[1:] if re.fullmatch(r"[a-z]{4}", part, re.ASCII)), "")
    if script:
        rtl = script in SCRIPTS_FROM_THE_RIGHT
    else:
        rtl = parts[0] in RIGHT_TO_LEFT if known else right_to_left(text)
    han = HAN.get("zh-hant" if script == "hant" or region in ("TW", "HK", "MO") else parts[0], ())
    return {
        "code": parts[0] if known else "en",
        "region": region if known else None,
        "rtl": rtl,
        "fonts": [family for family in han if family in families],
    }
