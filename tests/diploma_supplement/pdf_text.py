"""What a searcher and a screen reader find in a PDF: its text by the fonts' own maps, its tags, its outline."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf


def opened(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(data))


def text(data: bytes) -> str:
    """All text in the order of the pages, without white space."""
    with opened(data) as pdf:
        return "".join("".join(_page(page)).translate({ord(c): None for c in " \n\u00a0\u2002"}) for page in pdf.pages)


def squeezed(words: str) -> str:
    return "".join(words.split())


def _page(page: pikepdf.Page) -> Iterator[str]:
    maps = {name: _map(font) for name, font in page.Resources.Font.items()}
    current: dict[int, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page):  # type: ignore[misc]  # instructions unpack so
        if str(operator) == "Tf":
            current = maps[str(operands[0])]
        elif str(operator) in ("Tj", "TJ"):
            shown = operands[0] if isinstance(operands[0], pikepdf.Array) else [operands[0]]
            for piece in shown:
                if isinstance(piece, pikepdf.String):
                    yield from _letters(bytes(piece), current)


def _letters(codes: bytes, known: dict[int, str]) -> Iterator[str]:
    for at in range(0, len(codes), 2):
        yield known.get(int.from_bytes(codes[at : at + 2], "big"), "")


def _map(font: Any) -> dict[int, str]:
    """The ToUnicode CMap of a font (ISO 32000-1 §9.10.3)."""
    source, found = font.ToUnicode.read_bytes().decode("latin-1"), {}
    for body in re.findall(r"beginbfchar(.*?)endbfchar", source, re.S):
        for code, letters in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", body):
            found[int(code, 16)] = _utf16(letters)
    for body in re.findall(r"beginbfrange(.*?)endbfrange", source, re.S):
        for first, last, letters in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", body):
            for step in range(int(last, 16) - int(first, 16) + 1):
                found[int(first, 16) + step] = chr(ord(_utf16(letters)) + step)
    return found


def _utf16(letters: str) -> str:
    return bytes.fromhex(letters).decode("utf-16-be", "replace")


def roles(data: bytes) -> Counter[str]:
    """How often each kind of tag occurs in the structure tree."""
    with opened(data) as pdf:
        return Counter(str(element.get("/S", "")) for element in elements(pdf))


def elements(pdf: pikepdf.Pdf) -> list[Any]:
    """The structure elements, parents before their children."""
    found, waiting = [], [pdf.Root.StructTreeRoot]
    while waiting:
        element = waiting.pop()
        found.append(element)
        kids: Any = element.get("/K", [])
        every = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
        waiting += [kid for kid in reversed(every) if isinstance(kid, pikepdf.Dictionary)]
    return found


def outline(data: bytes) -> list[tuple[str, list[str]]]:
    with opened(data) as pdf, pdf.open_outline() as bookmarks:
        return [(item.title, [child.title for child in item.children]) for item in bookmarks.root]


def names(data: bytes) -> set[str]:
    """The keys of all dictionaries: what acts in a PDF is among them."""
    with opened(data) as pdf:
        return {
            key
            for each in pdf.objects
            if isinstance(each, pikepdf.Dictionary | pikepdf.Stream)
            for key in each.keys()  # noqa: SIM118 - iterating over a stream is not possible
        }
