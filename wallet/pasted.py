"""What somebody pasted, taken apart: links, signed texts and JSON, in their order."""

from __future__ import annotations

import json
import re

LINK = re.compile(r"https?://\S+")
PARAGRAPH = re.compile(r"\n[ \t]*\n")
TOKEN = re.compile(r"[\w-]+\.[\w-]+\.[\w-]*", re.ASCII)
PLACE = re.compile(r"([a-z0-9-]+\.)+[a-z][a-z0-9-]+(:\d+)?(/\S*)?", re.ASCII | re.IGNORECASE)
LONGEST_HOST = 100  # letters; a signed text, whose parts have dots between them as well, is longer
_SPACE = re.compile(r"\s*")


def as_link(piece: str) -> str:
    """A link as people type it, without its https://, with that; any other piece as it is."""
    host = piece.partition("/")[0]
    typed = len(host) <= LONGEST_HOST and not host.startswith("eyJ") and PLACE.fullmatch(piece)
    return f"https://{piece}" if typed else piece


def pieces(text: str, most: int) -> list[str]:
    """The badges in a pasted text, each as it stands there: one JSON object, one token, one link or one line.

    At most `most` and one more, which says that there were too many. What cannot be told apart is a piece as well, so
    that it is answered.
    """
    found: list[str] = []
    at = _after_space(text, 0)
    while at < len(text) and len(found) <= most:
        piece, at = _next(text, at)
        found.append(piece.strip())
        at = _after_space(text, at)
    return found


def _after_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _next(text: str, at: int) -> tuple[str, int]:
    """The piece that begins at a place, and where it ends."""
    if text[at] == "{":
        end = _end_of_object(text, at)
    elif text[at] == "<":
        end = _end_of(text, at, "</svg>")
    else:
        return _word(text, at)
    return text[at:end], end


def _end_of_object(text: str, at: int) -> int:
    try:
        return json.JSONDecoder().raw_decode(text, at)[1]
    except (ValueError, RecursionError):
        return _end_of_paragraph(text, at)


def _end_of(text: str, at: int, closing: str) -> int:
    found = text.find(closing, at)
    return found + len(closing) if found >= 0 else _end_of_paragraph(text, at)


def _end_of_paragraph(text: str, at: int) -> int:
    found = PARAGRAPH.search(text, at)
    return found.start() if found else len(text)


def _word(text: str, at: int) -> tuple[str, int]:
    if link := LINK.match(text, at):
        return link[0], link.end()
    end = _end_of_paragraph(text, at)
    joined = "".join(text[at:end].split())
    if TOKEN.fullmatch(joined):  # mail programs break long lines
        return joined, end
    found = text.find("\n", at)
    end = found if found >= 0 else len(text)
    return text[at:end], end
