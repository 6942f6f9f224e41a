"""Readings as they are kept: a document and its seals as JSON, and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

import orjson

from wallet.supplement import Document, Sealing

T = TypeVar("T")
Decoder = Callable[[Any], Any]


def to_json(value: Document | tuple[Sealing, ...]) -> str:
    """A document or its seals as JSON."""
    return orjson.dumps(value).decode()


def document(text: str) -> Document:
    """The document that `to_json` wrote."""
    found: Document = _decoder(Document)(orjson.loads(text))
    return found


def holder_of(text: str) -> Document:
    """Of a document what says whose it is and what its file can do: its first section, without the rest."""
    told = orjson.loads(text)
    first = [section for section in told["sections"] if section["number"] == 1]
    cautions = told.get("cautions", ())  # what was read by an older wallet has none
    found: Document = _decoder(Document)({"format": told["format"], "sections": first, "cautions": cautions})
    return found


def seals(text: str) -> tuple[Sealing, ...]:
    """The seals that `to_json` wrote."""
    return tuple(map(_decoder(Sealing), orjson.loads(text)))


@cache
def _decoder(hint: Any) -> Decoder:
    """What makes a value of a type out of JSON."""
    if get_origin(hint) is tuple:
        return _tuple(get_args(hint))
    if isinstance(hint, UnionType):
        inner = _decoder(get_args(hint)[0])
        return lambda value: None if value is None else inner(value)
    if isinstance(hint, type) and is_dataclass(hint):
        return _made(hint)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint
    return _as_it_is


def _tuple(members: tuple[Any, ...]) -> Decoder:
    if len(members) == 2 and members[1] is Ellipsis:
        inner = _decoder(members[0])
        return tuple if inner is _as_it_is else lambda values: tuple(map(inner, values))
    return tuple


def _made(kind: type[T]) -> Callable[[Mapping[str, Any]], T]:
    """What makes an instance of a dataclass; members that are left out have their default."""
    hints = get_type_hints(kind)
    decoders = [(field.name, _decoder(hints[field.name])) for field in fields(kind)]  # type: ignore[arg-type]  # it is one
    return lambda values: kind(**{name: decode(values[name]) for name, decode in decoders if name in values})


def _as_it_is(value: Any) -> Any:
    return value
