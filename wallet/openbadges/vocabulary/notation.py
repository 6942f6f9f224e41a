"""The notation in which vocabularies are stated, and the JSON-LD contexts made from it.

One term a line, its scope (what holds inside a node of that type) indented below it:

    Achievement                         IRI = base + name
      tag =schema:keywords text set     IRI, datatype, container
      xsd: https://…#                   a prefix
      verify >verification              another name for a term
      -inLanguage                       (in an amendment) no such term

A datatype is a name of XML Schema's, `id`, `vocab`, `json`, `text` (a plain string) or `^iri`; `=<iri>` is taken as it
stands. `!` on a line of its own protects the terms of a scope, `&` lets it write `id` and `type`, `@vocab iri` gives
every other term an IRI.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

Context = dict[str, object]

XSD = "http://www.w3.org/2001/XMLSchema#"
PREFIXES = {
    "ob": "https://purl.imsglobal.org/spec/vc/ob/vocab.html#",
    "clr": "https://purl.imsglobal.org/spec/vc/clr/vocab.html#",
    "schema": "https://schema.org/",
    "sdo": "http://schema.org/",
    "sec": "https://w3id.org/security#",
    "dc": "http://purl.org/dc/terms/",
    "obi": "https://w3id.org/openbadges#",
    "ext": "https://w3id.org/openbadges/extensions#",
    "did": "https://www.w3.org/ns/did#",
}
DATATYPES = frozenset({"anyURI", "boolean", "date", "dateTime", "float", "integer", "normalizedString", "string"})
KEYWORDS = frozenset({"id", "vocab", "json"})
CONTAINERS = frozenset({"set", "list", "graph"})


@dataclass(frozen=True)
class Style:
    """How a table is to be read: `base` of its IRIs, `xsd` before datatypes, the type of `text`, marks of scopes."""

    base: str
    xsd: str = XSD
    text: str = ""
    scopes: str = "!&"


def build(table: str, style: Style) -> Context:
    """Make a JSON-LD context (JSON-LD 1.1 §3.1) from a table."""
    lines = [line for line in table.splitlines() if line.strip()]
    return _scope(iter(_tree(lines)), style, top=True)


def amend(context: Context, changes: Context) -> Context:
    """The context with other definitions for some terms; a term whose change is None is taken out."""
    result = dict(context)
    for name, change in changes.items():
        before = result.get(name)
        if change is None:
            result.pop(name, None)
        elif isinstance(before, dict) and isinstance(change, dict) and "@context" in before:
            inner = amend(before["@context"], change.get("@context", {}))
            result[name] = change | {"@context": inner}
        else:
            result[name] = change
    return result


Branch = tuple[str, list["Branch"]]


def _tree(lines: list[str]) -> list[Branch]:
    root: list[Branch] = []
    levels: list[tuple[int, list[Branch]]] = [(-1, root)]
    for line in lines:
        depth = len(line) - len(line.lstrip())
        while levels[-1][0] >= depth:
            levels.pop()
        branch: Branch = (line.strip(), [])
        levels[-1][1].append(branch)
        levels.append((depth, branch[1]))
    return root


def _scope(branches: Iterator[Branch], style: Style, *, top: bool = False) -> Context:
    context: Context = {}
    marks = "" if top else style.scopes
    for line, below in branches:
        if set(line) <= set("!&."):
            marks = line
        elif line.startswith("@"):
            name, value = line.split()
            context[name] = value
        else:
            name, definition = _line(line, style)
            if below and isinstance(definition, dict):
                definition["@context"] = _scope(iter(below), style)
            context[name] = definition
    return _marks(marks) | context


def _marks(marks: str) -> Context:
    aliases: Context = {"id": "@id", "type": "@type"} if "&" in marks else {}
    return ({"@protected": True} if "!" in marks else {}) | aliases


def _line(line: str, style: Style) -> tuple[str, object]:
    name, *words = line.split()
    if name.startswith("-"):
        return name[1:], None
    if name.endswith(":"):
        return name[:-1], words[0]
    if words and words[0].startswith(">"):
        return name, words[0][1:]
    definition: dict[str, object] = {"@id": style.base + name}
    for word in words:
        _word(definition, word, style)
    return name, definition


def _word(definition: dict[str, object], word: str, style: Style) -> None:
    if word.startswith("="):
        definition["@id"] = _iri(word[1:], style)
    elif word in CONTAINERS:
        definition["@container"] = f"@{word}"
    elif word == "reverse":
        definition["@reverse"] = definition.pop("@id")
    elif datatype := _datatype(word, style):
        definition["@type"] = datatype


def _datatype(word: str, style: Style) -> str:
    if word.startswith("^"):
        return _iri(word[1:], style)
    if word in KEYWORDS:
        return f"@{word}"
    if word in DATATYPES:
        return style.xsd + word
    if word != "text":
        raise ValueError(f"unknown word {word!r} in a vocabulary")
    return style.text


def _iri(text: str, style: Style) -> str:
    if text.startswith("<"):
        return text[1:-1]
    prefix, colon, local = text.partition(":")
    return PREFIXES[prefix] + local if colon else style.base + text
