"""What each member of a document means: JSON-LD contexts processed to terms, strictly and once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache

from wallet.openbadges import vocabulary
from wallet.openbadges.report import N_
from wallet.openbadges.scopes import NO_SCOPE, NOTHING, Scope, Term, UnknownContext, Unsafe, Unsupported, joined

MAX_INLINE_TERMS = 200
MAX_CONTEXTS = 32
MAX_CHAIN = 16  # terms defined by other terms; the published contexts need three

_ENTRIES = frozenset({"@version", "@protected", "@vocab"})
_DEFINITION = frozenset({"@id", "@type", "@container", "@context", "@protected", "@prefix", "@reverse"})
_INLINE_DEFINITION = _DEFINITION - {"@context", "@reverse"}
_CONTAINERS = frozenset({"", "@set", "@list", "@graph"})
_VALUE_TYPES = frozenset({"@id", "@vocab", "@json", "@none"})
_PREFIX_ENDS = tuple(":/?#[]@")


def extend(scope: Scope, local: object, *, override: bool = False, propagate: bool = True) -> Scope:
    """The scope under a document's own @context: known URLs, or objects that add terms without touching known ones.

    Raises UnknownContext, Unsafe or Unsupported (JSON-LD 1.1 API §4.1).
    """
    items = local if isinstance(local, list) else [local]
    if len(items) > MAX_CONTEXTS:
        raise Unsupported(N_("The credential names more vocabularies than any real one."))
    for item in items:
        if isinstance(item, str):
            scope = _named(scope, item)
        elif isinstance(item, dict) and len(item) <= MAX_INLINE_TERMS:
            scope = _Definitions(scope, item, override=override, inline=True).scope()
        else:
            raise Unsupported(N_("The credential's @context has a form that is not supported."))
    return scope


@lru_cache(maxsize=512)
def scoped(scope: Scope, term: Term, propagate: bool) -> Scope:
    """The scope inside a term: of a property (`propagate`) or of a type, which ends at the nodes inside."""
    if term.scope is None:
        return NOTHING
    result = scope
    for local in term.scope if isinstance(term.scope, list) else [term.scope]:
        if isinstance(local, str):
            result = _named(result, local)
        elif isinstance(local, dict):
            result = _Definitions(result, local, override=propagate).scope()
    if propagate:
        return result
    return Scope(result.terms, result.vocab, scope.previous or scope, result.urls)


@lru_cache(maxsize=256)
def _named(scope: Scope, url: str) -> Scope:
    if url not in vocabulary.KNOWN:
        raise UnknownContext(url)
    local = vocabulary.context(url)["@context"]
    for item in local if isinstance(local, list) else [local]:
        if isinstance(item, str):
            scope = _named(scope, item)
        elif isinstance(item, dict):
            scope = _Definitions(scope, item).scope()
    return Scope(scope.terms, scope.vocab, scope.previous, scope.urls | {url})


def _same(one: Term, other: Term) -> bool:
    """Whether two definitions mean the same, protection apart (JSON-LD 1.1 API §4.2.2, step 27)."""
    return one.says(other) and (one.scope == other.scope or _same_inside(one, other))


@lru_cache(maxsize=512)
def _same_inside(one: Term, other: Term) -> bool:
    """Whether the same holds inside two terms, whose scopes may be written differently in our tables and elsewhere."""
    if not isinstance(one.scope, dict) or not isinstance(other.scope, dict):
        return False
    mine, theirs = (scoped(NOTHING, term, True) for term in (one, other))
    return (
        mine.vocab == theirs.vocab
        and mine.terms.keys() == theirs.terms.keys()
        and all(
            term.protected == theirs.terms[name].protected and _same(term, theirs.terms[name])
            for name, term in mine.terms.items()
        )
    )


class _Definitions:
    """One context object being added to a scope (JSON-LD 1.1 API §4.1, §4.2)."""

    def __init__(
        self, scope: Scope, local: Mapping[str, object], *, override: bool = False, inline: bool = False
    ) -> None:
        self.before = scope
        self.local = local
        self.override = override
        self.inline = inline
        self.terms = dict(scope.terms)
        self.done: dict[str, bool] = {}
        self.chain = 0
        self.vocab = scope.vocab

    def scope(self) -> Scope:
        """The scope with all definitions added."""
        for entry in self.local:
            if entry.startswith("@") and entry not in _ENTRIES:
                raise Unsupported(N_("The credential's @context has a form that is not supported."))
        if "@vocab" in self.local:
            self.vocab = self._vocabulary(self.local["@vocab"])
        for name in self.local:
            if not name.startswith("@"):
                self.define(name)
        return Scope(self.terms, self.vocab, self.before.previous, self.before.urls)

    def _vocabulary(self, value: object) -> str:
        if value is None:
            return ""
        if not isinstance(value, str) or ":" not in value:
            raise Unsupported(N_("The credential's @context has a form that is not supported."))
        return value

    def define(self, name: str) -> None:
        """Define one term, and first those it is written with."""
        if name in self.done:
            if not self.done[name]:
                raise Unsafe(
                    N_("The credential's @context defines “%(name)s” by itself."),
                    check="format.context",
                    name=name[:80],
                )
            return
        self.done[name] = False
        self.chain += 1
        if self.chain > MAX_CHAIN:
            raise Unsupported(N_("The credential's @context has a form that is not supported."))
        term = self._term(name)
        self.chain -= 1
        known = self.before.terms.get(name)
        if known and known.protected and not self.override:
            if not _same(known, term):
                raise _redefined(name)
        else:
            self.terms[name] = term
        if self.inline:
            self._check_inline(name, term)
        self.done[name] = True

    def _check_inline(self, name: str, term: Term) -> None:
        """Refuse a document's own definition of a name that its vocabularies define here, or anywhere."""
        known = self.before.terms.get(name)
        if (known and not _same(known, term)) or (not known and str(term.iri).startswith("@")):
            raise _redefined(name)
        iris = {iri for url in self.before.urls for iri in meanings(url).get(name, ())}
        if iris and term.iri not in iris:
            raise Unsupported(N_("The credential gives “%(name)s” a meaning of its own."), name=name[:80])

    def _term(self, name: str) -> Term:
        value = self.local[name]
        definition = value if isinstance(value, dict) else {"@id": value}
        allowed = _INLINE_DEFINITION if self.inline else _DEFINITION
        if definition.keys() - allowed or not name:
            raise Unsupported(N_("The credential's @context defines “%(name)s” in an unsupported way."), name=name[:80])
        iri = self._identity(name, definition)
        container = definition.get("@container", "")
        if not isinstance(container, str) or container not in _CONTAINERS:
            raise Unsupported(N_("The credential's @context defines “%(name)s” in an unsupported way."), name=name[:80])
        return Term(
            iri,
            type=self._type(definition),
            container=container,
            scope=definition.get("@context", NO_SCOPE),
            protected=definition.get("@protected", self.local.get("@protected", False)) is True,
            prefix=definition.get("@prefix", _is_prefix(name, value, iri)) is True,
            reverse="@reverse" in definition,
            inline=self.inline,
            other=name[:1].isupper() or name == "expiration",
        )

    def _identity(self, name: str, definition: Mapping[str, object]) -> str | None:
        value = definition.get("@reverse", definition.get("@id", name))
        if value is None:
            return None
        if value != name:
            iri = self.expand(value)
        elif ":" in name:
            iri = self._compact(name)
        else:
            iri = self.vocab + name if self.vocab else name
        if ":" not in iri and iri not in ("@id", "@type"):
            raise Unsafe(
                N_("The credential's @context gives “%(name)s” no full address."),
                check="format.context",
                name=name[:80],
            )
        return iri

    def _type(self, definition: Mapping[str, object]) -> str:
        value = definition.get("@type", "")
        return value if isinstance(value, str) and (not value or value in _VALUE_TYPES) else self.expand(value)

    def expand(self, value: object) -> str:
        """A term, compact or full IRI in a definition, in full."""
        if not isinstance(value, str):
            raise Unsupported(N_("The credential's @context has a form that is not supported."))
        if value.startswith("@"):
            return value
        if value in self.local:
            self.define(value)
        term = self.terms.get(value)
        if term and term.iri:
            return term.iri
        return self._compact(value) if ":" in value else self.vocab + value

    def _compact(self, value: str) -> str:
        prefix, _, rest = value.partition(":")
        if rest.startswith("//") or prefix == "_":
            return value
        if prefix in self.local:
            self.define(prefix)
        return joined(self.terms, prefix, rest) or value


def _is_prefix(name: str, value: object, iri: str | None) -> bool:
    return isinstance(value, str) and ":" not in name and "/" not in name and str(iri).endswith(_PREFIX_ENDS)


def _redefined(name: str) -> Unsafe:
    return Unsafe(N_("The credential gives another meaning to “%(name)s”."), check="format.context", name=name[:80])


@cache
def meanings(url: str) -> Mapping[str, frozenset[str]]:
    """The IRIs that each name has anywhere in a known vocabulary."""
    found: dict[str, set[str]] = {}
    for name, iri in _all(_named(NOTHING, url), 0):
        found.setdefault(name, set()).add(iri)
    return {name: frozenset(iris) for name, iris in found.items()}


@cache
def _names(url: str) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for name, iris in meanings(url).items():
        for iri in iris:
            found.setdefault(iri, set()).add(name)
    return {iri: frozenset(names) for iri, names in found.items()}


def names(urls: Iterable[str], iri: str) -> frozenset[str]:
    """The names that an IRI has in these vocabularies; empty when it is none of theirs."""
    return frozenset(name for url in urls for name in _names(url).get(iri, ()))


def _all(scope: Scope, depth: int) -> Iterator[tuple[str, str]]:
    for name, term in scope.terms.items():
        if term.iri:
            yield name, term.iri
        if isinstance(term.scope, dict) and depth < 3:
            yield from _all(scoped(NOTHING, term, propagate=True), depth + 1)
