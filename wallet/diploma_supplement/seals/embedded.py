"""Proofs inside of JSON (W3C Data Integrity), which this wallet sees and does not check."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from wallet.openbadges.report import N_
from wallet.supplement import Intact, Sealing

from . import judging
from .judging import Unsound

KIND: Final = "Data Integrity"
INSIDE: Final = N_(
    "The proof is a part of the document itself, of a kind that this wallet does not check in supplements."
)


def found(value: Mapping[str, Any]) -> tuple[Sealing, ...]:
    """What is to be said of the proofs of a credential, or of those that it presents; nothing where it has none."""
    if any(each.get("proof") for each in _credentials(value)):
        return (judging.unsound(KIND, Unsound(Intact.UNCHECKED, INSIDE)),)
    return ()


def _credentials(value: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield value
    inner = value.get("verifiableCredential")
    for each in inner if isinstance(inner, list) else [inner]:
        if isinstance(each, Mapping):
            yield each
