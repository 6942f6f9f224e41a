"""Pages from plain data by typst, in memory alone: no file is written, no package fetched, no data evaluated."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import typst

from wallet.paths import TEMPLATES

from .texts import MISSING

WORDS = "printing/words.typ"  # what every template may import as words.typ
TEXT = ("Source Sans Pro", "Noto Sans", "DejaVu Sans", "Libertinus Serif")
TITLE = ("Source Serif Pro", "Noto Serif", "Libertinus Serif")
PACKAGES = ("font_source_sans_pro", "font_source_serif_pro")
STANDARDS = ["a-2a", "ua-1"]
ROUNDS = 4  # of leaving out characters that no typeface has
_UNSHOWN = re.compile(r'the text `"((?:[^"\\]|\\.)*)"` could not be displayed')
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-f]+)\}|(.))")


@lru_cache(maxsize=1)
def typefaces() -> typst.Fonts:
    """The typefaces of the wallet's packages, of typst and of the system, looked for once in a process."""
    folders = [folder for name in PACKAGES for folder in _folders(name) if Path(folder).is_dir()]
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=True, font_paths=folders)


def _folders(package: str) -> list[str]:
    spec = find_spec(package)
    return [str(Path(place, "files")) for place in (spec and spec.submodule_search_locations) or ()]


@lru_cache(maxsize=1)
def families() -> frozenset[str]:
    """The names of the typefaces that are there."""
    return frozenset(typefaces().families())


def fonts() -> dict[str, list[str]]:
    """The typefaces of texts and titles in order of preference; typst looks in all others for what they lack."""
    return {
        "text": [name for name in TEXT if name in families()],
        "title": [name for name in TITLE if name in families()],
    }


@dataclass(frozen=True)
class Sheet:
    """What is drawn: a template below templates/, and the files that it names beside its data.json and words.typ."""

    template: str
    files: Mapping[str, bytes] = field(default_factory=dict)


@cache
def source(template: str) -> bytes:
    """A template as it stands in its file, read once in a process."""
    return (TEMPLATES / template).read_bytes()


def pressed(sheet: Sheet, data: Mapping[str, Any], made_at: int) -> bytes:
    """The PDF of the data on a sheet, tagged, as PDF/A-2a and PDF/UA-1; `made_at` in seconds since 1970.

    Characters that no typeface has are replaced, and `missing` of the data becomes true; should that not be enough,
    the PDF claims no standard.
    """
    text = json.dumps(data, ensure_ascii=False)
    for _ in range(ROUNDS):
        try:
            return _pdf(sheet, text, made_at, STANDARDS)
        except typst.TypstError as error:
            unshown = _unshown(error)
            if not unshown:
                break
            text = _without(text, unshown)
    return _pdf(sheet, text, made_at, [])


def _pdf(sheet: Sheet, text: str, made_at: int, standards: list[Any]) -> bytes:
    made: bytes = compiled(sheet, text, format="pdf", pdf_standards=standards, timestamp=made_at)
    return made


def compiled(sheet: Sheet, text: str, **how: Any) -> Any:
    """What typst makes of a sheet and its data (JSON): bytes, or for pictures of several pages a list of them."""
    files: Any = {
        **sheet.files,
        "main.typ": source(sheet.template),
        "words.typ": source(WORDS),
        "data.json": text.encode(),
    }
    return typst.compile(files, root=TEMPLATES, font_paths=typefaces(), **how)


def _unshown(error: typst.TypstError) -> set[str]:
    """The texts without a glyph that a diagnosis names; ASCII is not among them, so the data's own signs are safe."""
    said = f"{error.message}\n{error.diagnostic}"
    found = {_ESCAPE.sub(_unescaped, text) for text in _UNSHOWN.findall(said)}
    return {text for text in found if text and not any(character < "\x80" for character in text)}


def _unescaped(match: re.Match[str]) -> str:
    return chr(int(match[1], 16)) if match[1] else {"n": "\n", "t": "\t", "r": "\r", "0": "\0"}.get(match[2], match[2])


def _without(text: str, unshown: set[str]) -> str:
    for each in sorted(unshown, key=len, reverse=True):
        text = text.replace(each, MISSING)
    return json.dumps({**json.loads(text), "missing": True}, ensure_ascii=False)
