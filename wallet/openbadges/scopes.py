"""What the names in a JSON-LD document mean in a place, and why a document may be refused for what it says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from wallet.errors import Refused
from wallet.openbadges.report import N_

XSD = "http://www.w3.org/2001/XMLSchema#"

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\x00-\x20<>\"{}|\\^`\x7f]*\Z")


def is_iri(text: str) -> bool:
    """Whether a text is a full IRI that can stand in a quad."""
    return _is_short_iri(text) if len(text) < 200 else _IRI.match(text) is not None


@lru_cache(maxsize=4096)
def _is_short_iri(text: str) -> bool:
    return _IRI.match(text) is not None


class Unsafe(Refused):
    """A document that says something its seal would not cover, or says it under another name.

    `check` names the fact that fails by it.
    """

    def __init__(self, message: str, /, check: str = "seal.covers_all", **values: object) -> None:
        self.check = check
        super().__init__(message, **values)


class UnknownContext(Refused):
    """A document in a vocabulary that is not known here, so that its seal cannot be checked."""

    def __init__(self, url: str) -> None:
        super().__init__(N_("The credential uses a vocabulary that is not known here: %(url)s"), url=url[:200])


class Unsupported(Refused):
    """A document that uses a form of JSON-LD which no credential needs."""


class _None:
    """A term without a scope of its own; None is a scope that forgets all terms."""


NO_SCOPE = _None()


@dataclass(frozen=True, eq=False)
class Term:
    """What a member's name means: its IRI or keyword, datatype, container and the scope inside it.

    `other` is for a name that may share its IRI with the one that is looked for: that of a class, as a rule.
    """

    iri: str | None
    type: str = ""
    container: str = ""
    scope: object = NO_SCOPE
    protected: bool = False
    prefix: bool = False
    reverse: bool = False
    inline: bool = False
    other: bool = False

    @cached_property
    def predicate(self) -> str:
        """The IRI as it stands in a quad; empty for a keyword, or when it is none."""
        return f"<{self.iri}>" if self.iri and is_iri(self.iri) else ""

    @cached_property
    def around(self) -> tuple[str, str] | None:
        """The predicate before a text and what stands after it, where a text needs no more than that; else None."""
        special = self.type.startswith("@") or self.container == "@list" or self.container == "@graph"
        if special or self.inline or self.other or self.reverse or not self.predicate:
            return None
        if not self.type or self.type == f"{XSD}string":
            return self.predicate, ""
        return (self.predicate, f"^^<{self.type}>") if is_iri(self.type) else None

    @cached_property
    def node(self) -> bool:
        """Whether an object under this name is a node, of which no more than that has to be known."""
        return bool(self.predicate) and not (
            self.inline or self.other or self.reverse or self.type == "@json" or self.container in ("@list", "@graph")
        )

    @cached_property
    def refers(self) -> bool:
        """Whether a text under this name is a reference to something, of which no more than that has to be known."""
        special = self.inline or self.other or self.reverse or self.container in ("@list", "@graph")
        return bool(self.predicate) and not special and self.type in ("@id", "@vocab")

    def says(self, other: Term) -> bool:
        """Whether both mean the same, protection and what holds inside them apart."""
        mine = (self.iri, self.type, self.container, self.reverse)
        return mine == (other.iri, other.type, other.container, other.reverse)


@dataclass(frozen=True, eq=False)
class Scope:
    """The terms that hold in a place; `previous` are those that hold again in the nodes inside it."""

    terms: Mapping[str, Term] = field(default_factory=dict)
    vocab: str = ""
    previous: Scope | None = None
    urls: frozenset[str] = frozenset()

    @cached_property
    def id_names(self) -> frozenset[str]:
        """The names that stand for @id here."""
        return frozenset(name for name, term in self.terms.items() if term.iri == "@id")

    @cached_property
    def prefixes(self) -> Mapping[str, str]:
        """What a prefix of compact IRIs stands for here."""
        return {name: term.iri for name, term in self.terms.items() if term.prefix and term.iri}

    @cached_property
    def id_name(self) -> str:
        """The one name that stands for @id here, or an empty string when there is none or more than one."""
        return next(iter(self.id_names)) if len(self.id_names) == 1 else ""

    @cached_property
    def type_name(self) -> str:
        """The one name that stands for @type here, or an empty string when there is none or more than one."""
        return next(iter(self.type_names)) if len(self.type_names) == 1 else ""

    @cached_property
    def type_names(self) -> frozenset[str]:
        """The names that stand for @type here."""
        return frozenset(name for name, term in self.terms.items() if term.iri == "@type")


NOTHING = Scope()


def joined(terms: Mapping[str, Term], prefix: str, rest: str) -> str:
    """The full IRI of prefix:rest, or an empty string when there is no such prefix."""
    term = terms.get(prefix)
    return term.iri + rest if term and term.prefix and term.iri else ""
