"""A reader of N-Quads for tests, so that published graphs can be given to the canonicaliser."""

from __future__ import annotations

import re

from wallet.openbadges import literals, rdfc

_PART = re.compile(
    r"\s*(?:(?P<iri><[^>]*>)|(?P<blank>_:[^\s.]+(?:\.[^\s.]+)*)|"
    r'(?P<text>"(?:[^"\\]|\\.)*")(?P<tail>@[A-Za-z0-9-]+|\^\^<[^>]*>)?)\s*'
)
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)")
_SHORT = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_STRING = "^^<http://www.w3.org/2001/XMLSchema#string>"


def quads(document: str) -> dict[rdfc.Quad, None]:
    """The distinct quads of an N-Quads document, in order."""
    lines = (line.strip() for line in document.split("\n"))
    return dict.fromkeys(_quad(line) for line in lines if line and not line.startswith("#"))


def _quad(line: str) -> rdfc.Quad:
    parts, position = [], 0
    while match := _PART.match(line, position):
        parts.append(_written(match))
        position = match.end()
    subject, predicate, value, *graph = parts
    return subject, predicate, value, graph[0] if graph else ""


def _written(match: re.Match[str]) -> str:
    if match["text"] is None:
        return _ESCAPE.sub(_letter, match["iri"]) if match["iri"] else match["blank"]
    tail = _ESCAPE.sub(_letter, match["tail"] or "")
    return literals.quoted(_ESCAPE.sub(_letter, match["text"][1:-1])) + ("" if tail == _STRING else tail)


def _letter(match: re.Match[str]) -> str:
    code = match[1]
    return chr(int(code[1:], 16)) if code[0] in "uU" else _SHORT.get(code, code)
