"""A view as the plain data that the template draws: runs of words, blocks, widths; no rule is left to the template."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Sequence
from typing import Any

from babel.numbers import format_decimal

from wallet.diploma_supplement.view import File, Paragraph, Part, Results, Row, Spread, Subsection, View, Wording

from . import rich
from .about import About
from .texts import IN_A_HEADING, Run, cell, clean, line, one_line, runs
from .tongues import tongue

Data = dict[str, Any]

ACCENT = "#14532d"
BESIDE = 420  # characters up to which two languages stand beside each other
DEEPEST = 8  # steps of indentation
NARROWEST, WIDEST, TITLE, DATE = 7, 18, 36, 12  # characters that decide a column's width
TINTS = (0, 30, 52, 68, 80)  # per cent of white in the bars of a distribution


def contents(view: View, about: About, fonts: dict[str, list[str]], families: Collection[str]) -> Data:
    """Everything the template needs, as JSON knows it."""
    title = line(view.title) or about.labels.kicker
    return {
        "title": title,
        "heading": runs(title, *IN_A_HEADING),
        "lang": tongue(about.locale),
        "fonts": fonts,
        "accent": about.accent if re.fullmatch(r"#[0-9A-Fa-f]{6}", about.accent, re.ASCII) else ACCENT,
        "labels": {name: clean(text) for name, text in vars(about.labels).items()},
        "holder": one_line(about.holder),
        "issuer": one_line(view.issuer),
        "issued": one_line(view.issued),
        "format": one_line(view.format),
        "provenance": [one_line(sentence) for sentence in about.provenance],
        "shown": one_line(about.labels.shown),
        "url": about.url,
        "address": one_line(about.url),
        "running": one_line(line(" · ".join(filter(None, (about.holder, title))), 80)),
        "foot": one_line(line(f"{about.made_on} · {about.url}", 84)),
        "missing": False,
        "parts": [_part(part, about, families) for part in view.parts],
    }


def _part(part: Part, about: About, families: Collection[str]) -> Data:
    return {
        "number": part.number,
        **_titles(part, families, about.labels.kicker),
        "subsections": [_subsection(each, families) for each in part.subsections],
        "results": [_results(each, families) for each in part.results],
        "grading": [_subsection(each, families) for each in part.grading],
        "files": [_file(each, about.locale) for each in part.files],
    }


def _titles(of: Part | Subsection, families: Collection[str], without: str = "") -> Data:
    """The title and the document's own beneath it; `lang` is that of the own one, or without one of the title."""
    return {
        "title": one_line(of.title or without),
        "own_title": one_line(of.own_title),
        "lang": tongue(of.tag, of.own_title or of.title, families) if of.tag else None,
    }


def _subsection(subsection: Subsection, families: Collection[str]) -> Data:
    paragraphs = [_paragraph(each, families) for each in subsection.paragraphs]
    return {
        "number": line(subsection.number, 12),
        **_titles(subsection, families),
        "paragraphs": [paragraph for paragraph in paragraphs if paragraph["wordings"]],
    }


def _paragraph(paragraph: Paragraph, families: Collection[str]) -> Data:
    wordings = [_wording(each, families) for each in paragraph.wordings]
    simple = all(block["kind"] in "ph" for each in wordings for block in each["blocks"])
    short = all(len(each.text) <= BESIDE and _longest(each.text) <= WIDEST for each in paragraph.wordings)
    return {
        "wordings": [each for each in wordings if each["blocks"]],
        "beside": len(wordings) == 2 and simple and short and all(each["blocks"] for each in wordings),
    }


def _wording(wording: Wording, families: Collection[str]) -> Data:
    return {
        "language": one_line(wording.language),
        "lang": _tongue(wording, families),
        "blocks": rich.blocks(wording.text) if wording.rich else rich.paragraphs(wording.text),
    }


def _tongue(wording: Wording, families: Collection[str]) -> Data | None:
    """The wording's language, or None when it is the page's."""
    said = tongue(wording.tag, wording.text, families)
    return said if wording.tag or said["rtl"] else None


def _results(results: Results, families: Collection[str]) -> Data:
    columns = results.columns
    rows = [_row(row, len(columns), families) for row in results.rows]
    return {
        "title": one_line(results.title),
        "institution": one_line(results.institution),
        "columns": [one_line(name) for name in (results.heading, *columns)],
        "numeric": [False, *results.numeric[: len(columns)], *[False] * (len(columns) - len(results.numeric))],
        "widths": [TITLE, *(_width(name, results.rows, at) for at, name in enumerate(columns))],
        "rows": rows,
        "total": one_line(results.total),
        "degree": one_line(results.degree),
        "notes": [_subsection(note, families) for note in results.notes],
    }


def _width(heading: str, rows: Sequence[Row], at: int) -> int:
    """The share of a column: its longest word, or a date in one line."""
    texts = [heading, *(text for row in rows for text in row.cells[at : at + 1])]
    longest = max(map(_longest, texts))
    whole = max(len(text) for text in texts)
    return min(WIDEST, max(NARROWEST, longest + 4, min(whole, DATE)))


def _longest(text: str) -> int:
    return max(map(len, text.split()), default=0)


def _row(row: Row, columns: int, families: Collection[str]) -> Data:
    cells: list[list[Run]] = [cell(text) for text in row.cells[:columns]]
    return {
        "title": one_line(row.title),
        "others": [{"lang": _tongue(each, families), "runs": one_line(each.text)} for each in row.other_titles],
        "facts": one_line(" · ".join(row.facts)),
        "depth": min(DEEPEST, max(0, row.depth)),
        "leaf": row.leaf,
        "cells": cells + [[] for _ in range(columns - len(cells))],
        "notes": [_subsection(note, families) for note in row.notes],
        "spread": _spread(row.distribution) if row.distribution else None,
    }


def _spread(spread: Spread) -> Data:
    drawn = [share for _, _, share in spread.categories if math.isfinite(share) and share > 0]
    legend = " · ".join(f"{name}: {count}" for name, count, _ in spread.categories)
    return {
        "shares": [max(share, 0.4) for share in drawn],
        "tints": [TINTS[at % len(TINTS)] for at in range(len(drawn))],
        "legend": one_line(legend),
        "sentence": one_line(spread.sentence),
    }


def _file(file: File, locale: str) -> Data:
    facts = file.problem or " · ".join(filter(None, (file.filename, file.media_type, _size(file.size, locale))))
    return {
        "title": one_line(file.title or file.filename),
        "link": file.url if re.match(r"https?://[^\s]+\Z", file.url) and not file.problem else None,
        "facts": one_line(facts),
    }


def _size(size: int, locale: str) -> str:
    if size <= 0:
        return ""
    number, unit = (size / 1e6, "MB") if size >= 1e6 else (size / 1e3, "kB")
    return f"{format_decimal(round(number, 1), locale=locale.replace('-', '_'))} {unit}"
