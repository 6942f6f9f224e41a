"""Harmless HTML as a tree of blocks: paragraphs, small headings, lists and tables; of other tags the text stays."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from typing import Any

import lxml.html
import nh3

from .texts import BREAK, IN_A_CELL, LONGEST, PART, Run, clean, plain, runs

Block = dict[str, Any]

MARKS = {"strong": "b", "b": "b", "em": "i", "i": "i", "cite": "i", "sub": "_", "sup": "^"}
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "dt", "caption"})
LISTS = frozenset({"ul", "ol"})
BOXES = frozenset("p div section article header footer blockquote pre address hr dl dd".split())  # noqa: SIM905
PIECES = frozenset({"li", "table", "thead", "tbody", "tfoot", "tr", "td", "th"})
BLOCKS = BOXES | PIECES | HEADINGS | LISTS
UNREAD = frozenset({"script", "style", "template", "title", "noscript"})
DEEPEST = 6  # lists and tables within each other that are drawn as such
STEPS = 60  # elements within each other that are walked
MOST_COLUMNS, LONGEST_SPAN = 10, 40


def blocks(text: str) -> list[Block]:
    """The blocks of an HTML fragment."""
    parser = lxml.html.HTMLParser(no_network=True)
    root = lxml.html.fragment_fromstring(clean(text), create_parent="div", parser=parser)
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        return paragraphs(html.unescape(nh3.clean(text, tags=set())))  # the parser drops what lies deeper than it goes
    return _flow(root, "", 0, 0)


def paragraphs(text: str) -> list[Block]:
    """The blocks of plain text: an empty line ends a paragraph, other line breaks are its own."""
    parts = re.split(r"\n[^\S\n]*\n\s*", clean(text).strip())
    return [{"kind": "p", "runs": runs(part)} for part in parts if part]


def _flow(element: Any, marks: str, depth: int, steps: int) -> list[Block]:
    """The blocks inside an element: words between its blocks are paragraphs too."""
    found: list[Block] = []
    line: list[tuple[str, str]] = []
    for piece in _pieces(element, marks, steps):
        if isinstance(piece[0], str):
            line.append((piece[0], piece[1]))
            continue
        found += _paragraph("p", line)
        line = []
        found += _block(piece[0], piece[1], depth, piece[2])
    return found + _paragraph("p", line)


def _pieces(element: Any, marks: str, steps: int) -> Iterator[tuple[Any, ...]]:
    """Words with their marks, and the elements among them that are blocks, with how deep each lies."""
    yield _spaced(element.text), marks
    for child in element:
        tag = child.tag if isinstance(child.tag, str) else "script"
        if tag == "br":
            yield BREAK, marks
        elif tag in UNREAD:
            pass
        elif steps > STEPS:
            yield _spaced(child.text_content()), marks
        elif tag in BLOCKS:
            yield child, marks, steps + 1
        else:
            yield from _pieces(child, marks + MARKS.get(tag, ""), steps + 1)
        yield _spaced(child.tail), marks


def _spaced(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "")


def _paragraph(kind: str, line: list[tuple[str, str]]) -> list[Block]:
    """A paragraph of words, without the spaces at its ends and around its breaks."""
    kept: list[tuple[str, str]] = []
    for text, marks in line:
        after_space = not kept or kept[-1][0].endswith((" ", BREAK))
        word = text.lstrip(" ") if text != BREAK and after_space else text
        if word:
            kept.append((word, marks))
    while kept and not kept[-1][0].strip():
        kept.pop()
    while kept and kept[0][0] == BREAK:
        kept.pop(0)
    found = [run for text, marks in kept for run in _marked(text, marks)]
    return [{"kind": kind, "runs": found}] if found else []


def _marked(text: str, marks: str) -> list[Run]:
    own = "".join(dict.fromkeys(marks))
    if text == BREAK:
        return [BREAK]
    return [{"text": run, "marks": list(own)} if own else run for run in runs(text)]


def _block(element: Any, marks: str, depth: int, steps: int) -> list[Block]:
    if element.tag in HEADINGS:
        return _paragraph("h", [(_spaced(element.text_content()), marks)])
    if depth < DEEPEST and element.tag in LISTS:
        return _list(element, marks, depth, steps)
    if depth < DEEPEST and element.tag == "table":
        return _table(element, marks, depth, steps)
    return _flow(element, marks, depth, steps)


def _list(element: Any, marks: str, depth: int, steps: int) -> list[Block]:
    items = [_flow(item, marks, depth + 1, steps) for item in element if isinstance(item.tag, str)]
    filled = [item for item in items if item]
    start = re.fullmatch(r"[0-9]{1,5}", element.get("start", ""), re.ASCII)
    return [{"kind": element.tag, "start": int(start[0]) if start else 1, "items": filled}] if filled else []


def _table(element: Any, marks: str, depth: int, steps: int) -> list[Block]:
    above = [part for caption in element.iterchildren("caption") for part in _block(caption, marks, depth, steps)]
    rows = _full(
        [[_cell(cell, marks, depth, steps) for cell in row.iterchildren("td", "th")] for row in _rows(element)]
    )
    width = sum(cell["span"] for cell in rows[0]) if rows else 0
    if not 0 < width <= MOST_COLUMNS:
        return above + _flow_of_cells(element)
    heads = next((at for at, row in enumerate(rows) if not all(cell["head"] for cell in row)), len(rows))
    return [*above, {"kind": "table", "rows": rows, "heads": heads, "widths": _widths(rows, width)}]


def _rows(element: Any) -> list[Any]:
    return [row for row in element.xpath("./tr | ./thead/tr | ./tbody/tr | ./tfoot/tr") if len(row)]


def _flow_of_cells(element: Any) -> list[Block]:
    """A table too wide for the page: a paragraph for each row."""
    texts = (" · ".join(filter(None, (_spaced(cell.text_content()).strip() for cell in row))) for row in _rows(element))
    return [{"kind": "p", "runs": runs(text)} for text in texts if text]


def _cell(element: Any, marks: str, depth: int, steps: int) -> Block:
    found = _flow(element, marks, depth + 1, steps)
    for block in found:
        if "runs" in block:
            block["runs"] = _narrow(block["runs"])
    return {
        "head": element.tag == "th",
        "span": _count(element.get("colspan")),
        "down": _count(element.get("rowspan")),
        "blocks": found,
    }


def _narrow(found: list[Run]) -> list[Run]:
    """Runs of a cell: its words are cut earlier than those of a whole line."""
    return [part for run in found for part in (runs(run, IN_A_CELL + 6) if isinstance(run, str) else [run])]


def _count(number: str | None) -> int:
    digits = re.fullmatch(r"[0-9]{1,4}", number or "", re.ASCII)
    return min(LONGEST_SPAN, max(1, int(digits[0]))) if digits else 1


def _full(rows: Iterable[list[Block]]) -> list[list[Block]]:
    """The rows with as many columns each: empty cells beneath those that reach down, and at the ends."""
    reaching: dict[int, int] = {}
    found: list[list[Block]] = []
    for row in rows:
        full: list[Block] = []
        at = 0
        for cell in row:
            at = _skip(full, reaching, at)
            full.append(cell)
            reaching |= {column: cell["down"] - 1 for column in range(at, at + cell["span"])}
            at += cell["span"]
        _skip(full, reaching, at)
        found.append(full)
    width = max((sum(cell["span"] for cell in row) for row in found), default=0)
    return [row + [_empty() for _ in range(width - sum(cell["span"] for cell in row))] for row in found if row]


def _skip(full: list[Block], reaching: dict[int, int], at: int) -> int:
    while reaching.get(at, 0) > 0:
        reaching[at] -= 1
        full.append(_empty())
        at += 1
    return at


def _empty() -> Block:
    return {"head": False, "span": 1, "down": 1, "blocks": []}


def _widths(rows: list[list[Block]], width: int) -> list[int]:
    widths = [6] * width
    for row in rows:
        at = 0
        for cell in row:
            letters = sum(len(plain(block.get("runs", []))) or PART for block in cell["blocks"])
            if cell["span"] == 1:
                widths[at] = max(widths[at], min(LONGEST, letters))
            at += cell["span"]
    return widths
