"""What the names of a document's members, types and references stand for, or why they may not."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from wallet.openbadges import contexts
from wallet.openbadges.report import N_
from wallet.openbadges.scopes import NO_SCOPE, Scope, Term, Unsafe, Unsupported, is_iri

KEYWORDS = {key: Term(key) for key in ("@id", "@type", "@context")}
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"

Types = tuple[tuple[str, str], ...]  # predicate and object of each


def expanded(scope: Scope, value: str, *, vocabulary: bool = False) -> str:
    """A term, compact or full IRI in full; what is none of them stays as it is."""
    if vocabulary:
        term = scope.terms.get(value)
        if term:
            return term.iri or ""
    prefix, colon, rest = value.partition(":")
    if colon:
        start = scope.prefixes.get(prefix)
        return value if start is None or rest.startswith("//") else start + rest
    return scope.vocab + value if vocabulary and scope.vocab else value


def full(iri: str | None, key: str) -> str:
    """A member's IRI, or Unsafe: the seal would not cover the member."""
    if iri is None or not is_iri(iri):
        raise Unsafe(N_("Something was added that the seal does not cover: “%(name)s”."), name=key[:80])
    return iri


def undeclared(scope: Scope, key: str) -> Term:
    """The term of a member that no vocabulary names: a full IRI, a compact one, or one that @vocab completes.

    Raises Unsafe or Unsupported.
    """
    if key in KEYWORDS:
        return KEYWORDS[key]
    if key.startswith("@"):
        raise Unsupported(N_("The credential uses “%(name)s” of JSON-LD, which is not supported."), name=key[:80])
    iri = full(expanded(scope, key, vocabulary=True) if ":" in key or scope.vocab else None, key)
    check_name(scope, iri, key)
    return Term(iri)


def check_name(scope: Scope, iri: str, key: str) -> None:
    """Refuse a known IRI under a name that is none of its own; raises Unsafe."""
    known = contexts.names(scope.urls, iri)
    if known and key not in known:
        raise _renamed(key)


def check_member(scope: Scope, term: Term, key: str) -> None:
    """Refuse the name of a class for a member whose IRI has a member's name too; raises Unsafe."""
    if any(not known[:1].isupper() and known != key for known in contexts.names(scope.urls, term.iri or "")):
        raise _renamed(key)


def _renamed(key: str) -> Unsafe:
    return Unsafe(N_("The credential hides something known under the name “%(name)s”."), name=key[:80])


def id_name(element: Mapping[str, object], scope: Scope) -> str:
    """The name under which a node tells its id, where there are several names for that; perhaps an absent one."""
    names = [*(scope.id_names & element.keys())]
    if "@id" in element:
        if "id" in scope.terms:
            raise _renamed("@id")
        names.append("@id")
    if len(names) > 1:
        raise Unsafe(N_("Something in the credential has two ids."), check="format.structure")
    return names[0] if names else "@id"


def typed(scope: Scope, element: Mapping[str, object]) -> tuple[Scope, Types]:
    """The scope inside a node, and what it says of its types."""
    name = scope.type_name
    if name and "@type" not in element:
        value = element.get(name)
        types = tuple(value) if type(value) is list else (value,) if name in element else ()
    else:
        types = tuple(_types(element, scope))
    if not types:
        return scope, ()
    try:
        return _kind(scope, types)
    except TypeError as e:  # a list or an object is among them
        raise _no_text() from e


@lru_cache(maxsize=512)
def _kind(scope: Scope, types: tuple[str, ...]) -> tuple[Scope, Types]:
    """The scope inside a node of these types, which bring their own terms in the order of their names."""
    if not all(isinstance(name, str) for name in types):
        raise _no_text()
    inside = scope
    for name in sorted(types):
        term = scope.terms.get(name)
        if term and term.scope is not NO_SCOPE:
            inside = contexts.scoped(inside, term, False)
    return inside, tuple((TYPE, f"<{_type_iri(scope, name)}>") for name in types)


def _no_text() -> Unsafe:
    return Unsafe(N_("A type in the credential is not a text."), check="format.type")


def _types(element: Mapping[str, object], scope: Scope) -> list[Any]:
    keys = [*(scope.type_names & element.keys())]
    if "@type" in element:
        if "type" in scope.terms:
            raise _renamed("@type")
        keys.append("@type")
    return [name for key in keys for name in values_of(element[key])]


def values_of(value: object) -> list[object]:
    """One value, or the several that a list holds."""
    return value if isinstance(value, list) else [value]


def _type_iri(scope: Scope, name: str) -> str:
    iri = expanded(scope, name, vocabulary=True)
    if not is_iri(iri):
        raise Unsafe(
            N_("The type “%(name)s” is of none of the credential's vocabularies."), check="format.type", name=name[:80]
        )
    term = scope.terms.get(name)
    if term is None or term.inline:
        check_name(scope, iri, name)
    return iri
