"""Registries of known issuers: JSON files that the operator names, read anew when they change."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import structlog

from wallet.config import Misconfigured
from wallet.names import line

from .identity import KnownIssuers, known_from

log = structlog.get_logger()
Stamp = tuple[int, int, int]
LARGEST = 16 << 20
_kept: dict[Path, tuple[Stamp, KnownIssuers]] = {}


async def registered(paths: Iterable[Path]) -> list[KnownIssuers]:
    """Who the registries know, in their order. One that became unreadable says what it said before; the log says so."""
    return [await _registered(path) for path in paths]


async def _registered(path: Path) -> KnownIssuers:
    stamp = _stamp(path)
    before = _kept.get(path)
    if before and stamp == before[0]:
        return before[1]
    try:
        found = await asyncio.to_thread(read_registry, path)
    except Misconfigured as e:
        log.error("registry of issuers", problem=str(e))
        found = before[1] if before else KnownIssuers()
    _kept[path] = stamp, found
    return found


def _stamp(path: Path) -> Stamp:
    try:
        stat = path.stat()
    except OSError:
        return 0, 0, 0
    return stat.st_mtime_ns, stat.st_size, stat.st_ino


def read_registry(path: Path) -> KnownIssuers:
    """Who a registry file knows: `{"registry": {id: {"name"}}}`, or a list of `{"name", "id" and/or "domain"}`.

    Raises Misconfigured with a sentence for the operator.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise Misconfigured(f"The registry of issuers {path} is larger than any registry.")
        told = json.loads(path.read_bytes())
    except OSError as e:
        raise Misconfigured(f"The registry of issuers {path} cannot be read: {e.strerror or e}.") from e
    except (ValueError, RecursionError) as e:
        raise Misconfigured(f"The registry of issuers {path} is not JSON.") from e
    try:
        return known_from(_pairs(told))
    except (TypeError, KeyError, ValueError, AttributeError) as e:
        usage = 'an object {"registry": {id: {"name"}}} nor a list of {"name", "id" or "domain"}'
        raise Misconfigured(f"The registry of issuers {path} is neither {usage}.") from e


def _pairs(told: Any) -> Iterator[tuple[str, str]]:
    """Identifiers and names. Raises what reading another shape does."""
    if isinstance(told, Mapping):
        for identifier, entry in told["registry"].items():
            yield identifier, _name(entry)
        return
    for entry in told:
        identifiers = [entry[member] for member in ("id", "domain") if entry.get(member)]
        if not identifiers or not all(isinstance(each, str) for each in identifiers):
            raise ValueError("an entry without an id")
        for identifier in identifiers:
            yield identifier, _name(entry)


def _name(entry: Mapping[str, Any]) -> str:
    name = entry["name"]
    if not isinstance(name, str) or not line(name):
        raise ValueError("an entry without a name")
    return line(name)[:200]
