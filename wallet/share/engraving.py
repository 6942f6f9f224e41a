"""The certificate of a badge as one A4 sheet: finished values to plain data, plain data to a PDF.

Pure, and made for a confined worker: `await confined.run(printed, certificate, art)`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import accumulate
from typing import Any, Final

from markupsafe import escape
from PIL import Image

from wallet.printing import rich
from wallet.printing.code import drawing
from wallet.printing.press import Sheet, fonts, pressed
from wallet.printing.raster import enclosed
from wallet.printing.texts import BREAK, IN_A_HEADING, Run, clean, colour, line, one_line, plain, right_to_left, runs
from wallet.printing.tongues import tongue

Data = dict[str, Any]

# Characters of which a sheet has room for fewer: what is longer ends in an ellipsis before it is measured.
NAME, TITLE, FACT, STATEMENT, LEAD, SECTION = 160, 320, 90, 260, 900, 4000
MOST_LINES: Final = 8  # statements
FAINT: Final = 0.35  # of a picture whose badge does not hold


@dataclass(frozen=True)
class Section:
    """A part of what the badge tells: its title, and texts that are items of a list, or harmless HTML."""

    title: str
    items: tuple[str, ...] = ()
    html: str = ""


@dataclass(frozen=True)
class Certificate:
    """What stands on the sheet, finished in one language (`locale`, BCP 47).

    `tone` is passed, warning, failed or plain; `sound` says that the badge holds, so that the sheet may shine.
    `lines` are statements with their outcomes; `dates` and `facts` are labels with values; `to` and `by` such a pair,
    or None. `checked_at` is in seconds since 1970, `accent` a colour as `#rrggbb`.
    """

    url: str
    locale: str
    accent: str
    tone: str
    sound: bool
    headline: str
    advice: str
    lines: tuple[tuple[str, str], ...]
    checked: str
    checked_at: int
    kicker: str
    title: str
    to: tuple[str, str] | None
    by: tuple[str, str] | None
    by_domain: str
    dates: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, str], ...]
    lead: str
    sections: tuple[Section, ...]
    silence: str
    labels: tuple[tuple[str, str], ...]  # scan, code, more, missing


def printed(certificate: Certificate, art: bytes | None) -> bytes:
    """The PDF (PDF/A-2a, PDF/UA-1) of one page; `art` is a PNG that the wallet made.

    The same bytes for the same values. Raises Refused when the URL is too long for a code.
    """
    return pressed(sheet(certificate, art), contents(certificate, with_art=art is not None), certificate.checked_at)


def sheet(certificate: Certificate, art: bytes | None) -> Sheet:
    """What the page is drawn by: template, code, and the picture, which is pale where the badge does not hold."""
    files = {"code.svg": drawing(certificate.url).encode()}
    if art is not None:
        files["art.svg"] = enclosed(art if certificate.sound else _pale(art)).encode()
    return Sheet("share/certificate.typ", files)


def _pale(art: bytes) -> bytes:
    """A picture in faint greys."""
    with Image.open(BytesIO(art), formats=["PNG"]) as picture:
        grey = picture.convert("RGBA").convert("LA")
    grey.putalpha(grey.getchannel("A").point(lambda value: round(value * FAINT)))
    out = BytesIO()
    grey.save(out, "PNG")
    return out.getvalue()


def contents(certificate: Certificate, *, with_art: bool) -> Data:
    """Everything the template needs, as JSON knows it."""
    title = line(certificate.title, TITLE)
    named = title if certificate.sound else f"{certificate.headline}: {title}"
    return {
        "name": clean(named),  # of the document, where only that is seen
        "title": _said(runs(title, *IN_A_HEADING), title),
        "lang": tongue(certificate.locale),
        "fonts": fonts(),
        "accent": colour(certificate.accent),
        **_verdict(certificate),
        "kicker": _line(certificate.kicker, FACT),
        "to": _pair(certificate.to, NAME),
        "by": _pair(certificate.by, NAME),
        "domain": _line(certificate.by_domain, NAME),
        "dates": [_pair(each, FACT) for each in certificate.dates],
        "facts": [_pair(each, FACT) for each in certificate.facts],
        "lead": _section(Section("", html=f"<p>{escape(line(certificate.lead, LEAD))}</p>")),
        "sections": [_section(each) for each in certificate.sections],
        "silence": one_line(certificate.silence),
        "url": certificate.url,
        "address": one_line(certificate.url),
        "labels": {name: clean(text) for name, text in certificate.labels},
        "art": with_art,
        "alt": title,
        "missing": False,
    }


def _verdict(certificate: Certificate) -> Data:
    return {
        "tone": certificate.tone,
        "sound": certificate.sound,
        "headline": one_line(certificate.headline),
        "advice": one_line(certificate.advice),
        "lines": [{"mark": mark, "runs": runs(line(text, STATEMENT))} for mark, text in certificate.lines[:MOST_LINES]],
        "checked": one_line(certificate.checked),
    }


def _said(found: list[Run], text: str) -> Data:
    return {"runs": found, "rtl": right_to_left(text)}


def _line(text: str, longest: int) -> list[Run]:
    return one_line(line(text, longest))


def _pair(pair: tuple[str, str] | None, longest: int) -> Data | None:
    if pair is None:
        return None
    return {"label": one_line(pair[0]), **_said(_line(pair[1], longest), pair[1])}


def _section(section: Section) -> Data:
    """A section as blocks of words, no more of them than could ever fit."""
    blocks = [_block("li", [line(item, SECTION)]) for item in section.items]
    blocks += _flat(rich.blocks(section.html)) if section.html else []
    reached = accumulate(len(_letters(block)) for block in blocks)
    kept = [block for block, letters in zip(blocks, (0, *reached), strict=False) if letters < SECTION]
    text = "".join(map(_letters, kept))
    return {
        "title": one_line(section.title),
        "blocks": kept,
        "rtl": right_to_left(text),
        "cut": len(kept) < len(blocks),
    }


def _letters(block: Data) -> str:
    return plain(block["tokens"])


def _flat(blocks: list[Data]) -> Iterator[Data]:
    """Blocks of HTML without the trees among them: paragraphs, small headings, items of lists."""
    for block in blocks:
        if block["kind"] == "ul":
            for item in block["items"]:
                yield from ({**each, "kind": "li"} for each in _flat(item))
        elif block["kind"] == "ol":
            for number, item in enumerate(block["items"], block["start"]):
                first, *others = [*_flat(item), _block("p", [])]
                yield {**first, "tokens": [f"{number}. ", *first["tokens"]]}
                yield from others[:-1]
        elif "runs" in block:
            yield _block(block["kind"], block["runs"])


def _block(kind: str, found: list[Run]) -> Data:
    return {"kind": kind, "tokens": [token for run in found for token in _tokens(run)]}


def _tokens(run: Run) -> Iterator[Run]:
    """The words of a run, each with the space behind it: between any two of them a text may be cut off."""
    text = run["text"] if isinstance(run, dict) else run
    if not isinstance(text, str) or text == BREAK:
        yield run
        return
    for word in re.findall(r"\s*\S+\s*", text) or [text]:
        for part in runs(word):
            yield {**run, "text": part} if isinstance(run, dict) else part
