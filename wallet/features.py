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
class Described:
    """What a feature adds to the description of the API (OpenAPI 3.1): paths below /api/v1, schemas, its tag."""

    tag: Mapping[str, str]
    paths: Mapping[str, Any]
    schemas: Mapping[str, Any]


@dataclass(frozen=True)
class Feature:
    """What a feature offers: routes, jobs by name, panels on a badge's page, what it adds to the API.

    `always` names those of its jobs that come back by themselves and of which one always waits; `warm` the modules
    that its reading of documents wants, slow to import, in the confined workers that do it; `prints` those that making
    PDFs wants.
    """

    routes: tuple[BaseRoute, ...] = ()
    jobs: Mapping[str, Handler[Any]] = field(default_factory=dict)
    panels: tuple[Panel, ...] = ()
    described: Described | None = None
    always: tuple[str, ...] = ()
    warm: tuple[str, ...] = ()
    prints: tuple[str, ...] = ()


def load(name: str) -> Feature:
    """The feature of a name, stated in its folder's feature.py."""
    feature: Feature = import_module(f"wallet.{name}.feature").feature
    return feature
