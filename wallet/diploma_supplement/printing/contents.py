"""A view as the plain data that the template draws: runs of words, blocks, widths; no rule is left to the template."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Sequence
from typing import Any

from babel.numbers import format_decimal

from wallet.diploma_supplement.view import File, Help, Paragraph, Part, Results, Row, Spread, Subsection, View, Wording
from wallet.printing import rich
from wallet.printing.texts import IN_A_HEADING, Run, cell, clean, colour, line, one_line, runs
from wallet.printing.tongues import tongue

from .about import OUTCOMES, About, Line

Data = dict[str, Any]

BESIDE = 420  # characters up to which two languages stand beside each other
DEEPEST = 8  # steps of indentation
NARROWEST, WIDEST, TITLE, DATE = 7, 20, 40, 18  # characters that decide a column's width
TOGETHER = 900  # characters up to which a subsection, or a row with its notes, stays on one page
BRIEF = 60  # characters of a note that stands in one line with others
SHORT = 40  # characters of a category that is not broken
ADDRESS = 170  # characters of an address that two lines of the foot hold
TINTS = (0, 25, 42, 56, 68, 78, 87)  # per cent of white in the bars of a distribution


def contents(view: View, about: About, fonts: dict[str, list[str]], families: Collection[str]) -> Data:
    """Everything the template needs, as JSON knows it."""
    title = line(view.title) or about.labels.kicker
    return {
        "title": title,
        "heading": runs(title, *IN_A_HEADING),
        "lang": tongue(about.locale),
        "fonts": fonts,
        "accent": colour(about.accent),
        "labels": {name: clean(text) for name, text in vars(about.labels).items() if isinstance(text, str)},
        "holder": one_line(about.holder),
        "issuer": one_line(view.issuer),
        "issued": one_line(view.issued),
        "format": one_line(view.format),
        "provenance": [_statement(each, dict(about.labels.marks)) for each in about.provenance],
        "tone": _tone(about.provenance),
        "shown": one_line(about.labels.shown),
        "url": about.url,
        "address": one_line(about.url),
        "running": one_line(line(title, 80)),
        "foot": one_line(line(f"{about.made_on} · {about.url}", ADDRESS)),
        "missing": False,
        "parts": [_part(part, about, families) for part in view.parts],
    }


def _statement(each: Line, marks: dict[str, str]) -> Data:
    mark = OUTCOMES.get(each.mark, "plain")
    return {"mark": mark, "name": one_line(marks.get(mark, "")), "runs": one_line(each.text)}


def _tone(lines: Sequence[Line]) -> str:
    """The mark of the whole: its verdict's, but never better than a failure further down."""
    marks = [OUTCOMES.get(each.mark, "plain") for each in lines]
    return "failed" if "failed" in marks else next(iter(marks), "plain")


def _part(part: Part, about: About, families: Collection[str]) -> Data:
    return {
        "number": part.number,
        **_titles(part, families, about.labels.kicker),
        **_flow(part, families),
        "results": [_results(each, families) for each in part.results],
        "results_title": one_line(part.results_title) if part.results else [],
        "files": [_file(each, about.locale) for each in part.files],
    }


def _flow(part: Part, families: Collection[str]) -> Data:
    """The subsections before the results and after them, the grading schemes in their place."""
    at, then = part.results_at, max(part.results_at, part.grading_at)
    after = (*part.subsections[at:then], *part.grading, *part.subsections[then:])
    return {
        "before": [_subsection(each, families) for each in part.subsections[:at]],
        "after": [_subsection(each, families) for each in after],
        "help": [_help(each) for each in part.help],
    }


def _help(each: Help) -> Data:
    return {"title": one_line(each.title), "runs": one_line(" ".join(each.sentences))}


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
        "together": _said(subsection) <= TOGETHER,
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
        "notes": [_note(note, families) for note in results.notes],
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
        "notes": [_note(note, families) for note in row.notes],
        "spread": _spread(row.distribution) if row.distribution else None,
        "together": _length(row) <= TOGETHER,
        "headed": len(row.title) + sum(len(each) for each in row.facts) + 90 * len(row.other_titles) <= TOGETHER,
    }


def _length(row: Row) -> int:
    """Characters of a row and of what stands beneath it."""
    spread = row.distribution
    texts = [spread.sentence, *(name for name, _, _ in spread.categories)] if spread else []
    return sum(map(_said, row.notes)) + sum(map(len, (row.title, *texts)))


def _said(subsection: Subsection) -> int:
    """Characters of a subsection, a begun line counted as a whole one; rich text counts as too many."""
    wordings = [each for paragraph in subsection.paragraphs for each in paragraph.wordings]
    if any(each.rich for each in wordings):
        return TOGETHER + 1
    return len(subsection.title) + sum(len(each.text) + 60 * (1 + each.text.count("\n")) for each in wordings)


def _note(note: Subsection, families: Collection[str]) -> Data:
    """A note; `brief` is one that needs no line of its own."""
    wordings = [each for paragraph in note.paragraphs for each in paragraph.wordings]
    plain = len(wordings) == len(note.paragraphs) and not any(each.rich for each in wordings)
    text = note.title + " · ".join(each.text for each in wordings)
    brief = plain and 0 < len(text) <= BRIEF and "\n" not in text and not note.own_title
    return {**_subsection(note, families), "brief": brief and all(each.text.strip() for each in wordings)}


def _spread(spread: Spread) -> Data:
    sound = [
        (share, f"{name}: {count} ({share:.0f} %)") for name, count, share in spread.categories if math.isfinite(share)
    ]
    return {
        "categories": [
            {"share": share, "tint": TINTS[at % len(TINTS)], "runs": one_line(text), "short": len(text) <= SHORT}
            for at, (share, text) in enumerate(sound)
        ],
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
