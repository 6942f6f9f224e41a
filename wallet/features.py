"""The features by name; the only place that loads them, since `wallet.import` is a keyword to Python."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module

from starlette.routing import BaseRoute

from wallet.jobs import Handler

FEATURES = ("accounts", "trust", "issuers", "import", "portfolio", "share", "diploma_supplement")


@dataclass(frozen=True)
class Feature:
    """What a feature offers: its routes, and the jobs it does by name."""

    routes: tuple[BaseRoute, ...] = ()
    jobs: Mapping[str, Handler] = field(default_factory=dict)


def load(name: str) -> Feature:
    """The feature of a name, stated in its folder's feature.py."""
    feature: Feature = import_module(f"wallet.{name}.feature").feature
    return feature
