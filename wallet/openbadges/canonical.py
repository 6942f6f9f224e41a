"""The bytes that a seal covers: a document's canonical N-Quads, or its canonical JSON.

Everything in the document is in the canonical form, or the document is refused by name: a term that no vocabulary
defines, a type or id that is no full address, a member under another name, would otherwise be shown without being
sealed (JSON-LD 1.1 drops them in silence; Verifiable Credential Data Integrity 1.0 §4.6).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import sha256

from wallet.openbadges import contexts, naming, rdfc, scopes
from wallet.openbadges.literals import RDF, in_direction, in_language, json_literal, literal, quoted, unsupported_text
from wallet.openbadges.report import N_
from wallet.openbadges.scopes import NO_SCOPE, Scope, Term, Unsafe, Unsupported, is_iri

MAX_QUADS = 30_000

_FIRST, _REST, _NIL = (f"<{RDF}{name}>" for name in ("first", "rest", "nil"))
_LABEL = re.compile(r"_:[A-Za-z0-9_][A-Za-z0-9_.\-]*\Z")
# What decides about a credential: in RDF it holds wherever it stands, but nobody looks for it in another place.
_ITS_OWN = frozenset(
    [
        "issuer",
        "validFrom",
        "validUntil",
        "issuanceDate",
        "expirationDate",
        "credentialSubject",
        "credentialStatus",
        "credentialSchema",
        "refreshService",
        "termsOfUse",
        "evidence",
        "proof",
    ]
)
# What is shown once: of several, which have no order in RDF, whoever holds a badge could choose the one that is read.
_ONE_NODE = frozenset(["credentialSubject", "achievement", "issuer", "creator", "criteria", "image"])
_ONE_TEXT = frozenset(["name", "description", "narrative", "value", "status", "achievementType", "creditsEarned"])


Place = tuple[str, Scope, str]  # where a member stands: whose it is, what its name means, in which graph


def nquads(document: Mapping[str, object], digest: rdfc.Digest = sha256) -> str:
    """The canonical N-Quads of a JSON-LD document for checking or making a seal (RDFC-1.0, JSON-LD 1.1 API §8).

    `digest` puts the nodes without a name in order. Raises UnknownContext, Unsafe, Unsupported or TooComplex.
    """
    walk = _Walk()
    walk.root(document)
    return walk.quads.canonical(digest)


def check(document: Mapping[str, object]) -> None:
    """Refuse a document of which a seal could not cover everything; raises what `nquads` raises, at less cost."""
    _Walk().root(document)


class _Walk:
    """A document on its way to quads."""

    def __init__(self) -> None:
        self.quads = rdfc.Dataset()
        self.add = self.quads.add
        self.left = MAX_QUADS
        self.blanks = 0
        self.labels: dict[str, str] = {}
        self.top = ""

    def root(self, document: Mapping[str, object]) -> None:
        """Walk the whole document."""
        self.node(document, scopes.NOTHING, "")

    def spend(self, quads: int) -> None:
        """Count what is about to be said."""
        self.left -= quads
        if self.left < 0:
            raise rdfc.TooComplex(N_("This credential says more than any real one."))

    def blank(self) -> str:
        """A new blank node."""
        self.blanks += 1
        return f"_:b{self.blanks}"

    def node(self, element: Mapping[str, object], scope: Scope, graph: str) -> str:
        """Walk a node object (JSON-LD 1.1 API §5.1.2, §7); returns its subject."""
        if "@context" in element:
            scope = contexts.extend(scope, element["@context"])
        inside, types = naming.typed(scope, element)
        subject, terms, said = self._subject(element, inside), inside.terms, [*types]
        for key, value in element.items():
            term = terms.get(key) or naming.undeclared(inside, key)
            if type(value) is str and (around := term.around):
                said.append((around[0], quoted(value) + around[1]))
            elif type(value) is str and term.refers:
                self.add(subject, term.predicate, self.reference(value, _within(inside, term), key, term.type), graph)
            elif type(value) is dict and term.node and "@value" not in value:
                self.add(subject, term.predicate, self._inner(value, term, inside, graph), graph)
            elif term.iri not in naming.KEYWORDS:
                self.member((subject, inside, graph), key, term, value)
        self.quads.say(subject, said, graph)
        return subject

    def _subject(self, element: Mapping[str, object], scope: Scope) -> str:
        name = scope.id_name
        if not name or "@id" in element:
            name = naming.id_name(element, scope)
        subject = self.reference(element[name], scope, name) if name in element else self.blank()
        self.spend(len(element))
        if not self.top:
            self.top = subject
        elif subject == self.top and not _ITS_OWN.isdisjoint(element):
            raise Unsafe(N_("The credential speaks of itself in a second place."))
        return subject

    def member(self, place: Place, key: str, term: Term, value: object) -> None:
        """Walk a member and add what it says of the subject."""
        if term.reverse:
            raise Unsupported(N_("The credential uses the reversed term “%(name)s”, which is not supported."), name=key)
        subject, scope, graph = place
        predicate = term.predicate or f"<{naming.full(term.iri, key)}>"
        if term.inline:
            naming.check_name(scope, predicate[1:-1], key)
        if term.other:
            naming.check_member(scope, term, key)
        for item in self._items(place, key, term, value):
            self.add(subject, predicate, item, graph)

    def _items(self, place: Place, key: str, term: Term, value: object) -> list[str]:
        if term.type == "@json":
            return [json_literal(value)]
        values = naming.values_of(value)
        self.spend(len(values))
        items = [item for one in values if (item := self.item(place, key, term, one))]
        if len(items) > 1:
            _check_alone(key, values, items)
        return [self._list(items, place[2])] if term.container == "@list" else items

    def _list(self, items: list[str], graph: str) -> str:
        rest = _NIL
        for item in reversed(items):
            head = self.blank()
            self.add(head, _FIRST, item, graph)
            self.add(head, _REST, rest, graph)
            rest = head
        return rest

    def item(self, place: Place, key: str, term: Term, value: object) -> str:
        """Walk one value; returns its place in a quad, or an empty string for null."""
        if value is None:
            return ""
        _, scope, graph = place
        if isinstance(value, dict) and (term.container != "@graph" or "@value" not in value):
            return self._object(value, term, scope, graph)
        if isinstance(value, list) or term.container == "@graph":
            raise Unsupported(N_("The credential gives “%(name)s” in a form that is not supported."), name=key[:80])
        if isinstance(value, str) and term.type in ("@id", "@vocab"):
            return self.reference(value, _within(scope, term), key, term.type)
        return literal(value, "" if term.type.startswith("@") else term.type)

    def _object(self, value: Mapping[str, object], term: Term, scope: Scope, graph: str) -> str:
        if "@value" in value:
            return _value_object(value, _within(scope, term))
        return self._inner(value, term, scope, graph)

    def _inner(self, value: Mapping[str, object], term: Term, scope: Scope, graph: str) -> str:
        """Walk a node inside another, where the terms that its types brought hold no longer."""
        if scope.previous and not _only_id(value, scope):
            scope = scope.previous
        inside = _within(scope, term)
        if term.container == "@graph":
            name = self.blank()
            self.node(value, inside, name)
            return name
        return self.node(value, inside, graph)

    def reference(self, value: object, scope: Scope, key: str, kind: str = "@id") -> str:
        """An IRI or blank node in a document, as it stands in a quad; raises Unsafe for a relative one.

        `kind` is "@vocab" where a term may stand for its IRI.
        """
        if isinstance(value, str):
            if value.startswith("_:") and _LABEL.match(value):
                return self.labels.setdefault(value, f"_:d{len(self.labels)}")
            iri = naming.expanded(scope, value, vocabulary=kind == "@vocab")
            if is_iri(iri):
                return f"<{iri}>"
        raise Unsafe(
            N_("“%(name)s” must be a full address (a URI), so that the seal covers it."),
            check="format.structure",
            name=key[:80],
        )


def _check_alone(key: str, values: list[object], items: list[str]) -> None:
    """Refuse several texts or several halves of a node where one is read; raises Unsafe."""
    halved = key in _ONE_NODE and len(set(items)) < len(items)
    if halved or (key in _ONE_TEXT and len([one for one in values if not isinstance(one, dict)]) > 1):
        raise Unsafe(
            N_("The credential gives “%(name)s” several times, so nobody can say which is meant."), name=key[:80]
        )


def _within(scope: Scope, term: Term) -> Scope:
    """The scope of what stands under a term."""
    return scope if term.scope is NO_SCOPE else contexts.scoped(scope, term, True)


def _only_id(value: Mapping[str, object], scope: Scope) -> bool:
    return len(value) == 1 and not scope.id_names.isdisjoint(value)


def _value_object(value: Mapping[str, object], scope: Scope) -> str:
    if value.keys() - {"@value", "@type", "@language", "@direction"} or ("@type" in value and len(value) > 2):
        raise unsupported_text()
    content, kind = value["@value"], value.get("@type", "")
    language = value.get("@language", "")
    spoken = in_language(content, language) if "@language" in value else ""
    if "@direction" in value:
        return in_direction(content, str(language), value["@direction"])
    if spoken:
        return spoken
    if kind == "@json":
        return json_literal(content)
    if not isinstance(kind, str):
        raise unsupported_text()
    return (
        ""
        if content is None
        else literal(content, naming.full(naming.expanded(scope, kind, vocabulary=True), kind) if kind else "")
    )
