"""What the members of assertions, badge classes and profiles may hold (OB 2.0, Data Classes; 1.x alike)."""

from __future__ import annotations

from collections.abc import Mapping

# What a value must be: a text, a link (an address, or a node that has one or tells it), a node of some members.
_TEXTS = ("name", "description", "narrative", "tags", "genre", "audience", "caption")
_LINKS = ("evidence", "criteria", "image", "publicKey", "endorsement")
# Members whose values are nodes, with what each of those must have: one of some names.
_NODES: dict[str, tuple[tuple[str, ...], ...]] = {
    "alignment": (("targetName", "name"), ("targetUrl", "url")),
    "alignments": (("targetName", "name"), ("targetUrl", "url")),
}
_ALL = {name: place for place, name in enumerate((*_TEXTS, *_LINKS, *_NODES))}
_HOW = frozenset({"hosted", "signed", "HostedBadge", "SignedBadge"})
MAX_VALUES = 500


def misheld(node: Mapping[str, object]) -> list[str]:
    """The names of the members of a node that hold something which does not belong there."""
    # a text fits wherever no node is wanted
    odd = [name for name in _ALL.keys() & node.keys() if type(node[name]) is not str or name in _NODES]
    wrong = [name for name in odd if not all([value is None or _fits(name, value) for value in _values(node[name])])]
    verification = node.get("verification")
    how = _values(verification.get("type")) if "badge" in node and isinstance(verification, dict) else []
    misbuilt = not all([isinstance(one, str) and one in _HOW for one in how])
    return [*sorted(wrong, key=_ALL.__getitem__), *(["verification"] if misbuilt else [])]


def _values(value: object) -> list[object]:
    return value[:MAX_VALUES] if isinstance(value, list) else [value]


def _fits(name: str, value: object) -> bool:
    if name in _TEXTS:
        return isinstance(value, str) or (isinstance(value, dict) and isinstance(value.get("@value"), str))
    if name in _LINKS:
        return isinstance(value, str | dict)
    return isinstance(value, dict) and all(
        any(isinstance(value.get(one), str) for one in names) for names in _NODES[name]
    )
