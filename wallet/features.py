"""The features by name; the only place that loads them, since `wallet.import` is a keyword to Python."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from starlette.requests import Request
from starlette.routing import BaseRoute

from wallet.jobs import Handler
from wallet.models import Badge

FEATURES = ("accounts", "trust", "issuers", "import", "portfolio", "verify", "share", "diploma_supplement")

# What a feature adds to the learner's badge page: values for its template, of this badge.
Panel = Callable[[Request, Badge], Awaitable[dict[str, Any]]]


@dataclass(frozen=True)
class Feature:
    """What a feature offers: its routes, the jobs it does by name, its panels on a badge's page."""

    routes: tuple[BaseRoute, ...] = ()
    jobs: Mapping[str, Handler[Any]] = field(default_factory=dict)
    panels: tuple[Panel, ...] = ()


def load(name: str) -> Feature:
    """The feature of a name, stated in its folder's feature.py."""
    feature: Feature = import_module(f"wallet.{name}.feature").feature
    return feature
