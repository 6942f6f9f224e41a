"""Canonical N-Quads of a small graph (RDFC-1.0, which URDNA2015 became), with a limit on the work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from hashlib import sha256
from itertools import permutations
from typing import Protocol

from wallet.errors import Refused
from wallet.openbadges.report import N_

# Subject, predicate, object and graph name as they stand in N-Quads; a graph name may be "" (the default graph).
Quad = tuple[str, str, str, str]

# Work of the n-degree hash, about a microsecond each; real credentials take none or a few hundred, a clique of ten
# takes millions.
MAX_STEPS = 100_000
MAX_DEPTH = 100


class Hash(Protocol):
    """What a hash function of hashlib gives."""

    def digest(self) -> bytes:
        """The hash as bytes."""

    def hexdigest(self) -> str:
        """The hash as hexadecimal digits."""


Digest = Callable[[bytes], Hash]


class TooComplex(Refused):
    """A graph whose canonical form would take more work than any real credential's."""


class Issuer:
    """Hands out blank node labels in order (RDFC-1.0 §4.3)."""

    def __init__(self, prefix: str, labels: dict[str, str] | None = None) -> None:
        self.prefix = prefix
        self.labels = labels or {}

    def label(self, node: str) -> str:
        """The node's label, handed out now if it has none."""
        label = self.labels.get(node)
        if label is None:
            label = self.labels[node] = f"{self.prefix}{len(self.labels)}"
        return label

    def copy(self) -> Issuer:
        """An issuer that goes on from here alone."""
        return Issuer(self.prefix, dict(self.labels))


class Dataset:
    """Quads, each once, sorted by what becomes of them: none, one or more blank nodes are in them."""

    def __init__(self, quads: Iterable[Quad] = ()) -> None:
        self.ground: set[str] = set()  # whole lines
        # by blank subject, where it is the only one: the rest of the line
        self.own: defaultdict[str, set[str]] = defaultdict(set)
        self.knotted: dict[Quad, None] = {}
        for quad in quads:
            self.add(*quad)

    def add(self, subject: str, predicate: str, value: str, graph: str = "") -> None:
        """Add a quad."""
        if graph or value[0] == "_":
            self.knotted[subject, predicate, value, graph] = None
        elif subject[0] != "_":
            self.ground.add(f"{subject} {predicate} {value} .\n")
        else:
            self.own[subject].add(f" {predicate} {value} .\n")

    def say(self, subject: str, said: Collection[tuple[str, str]], graph: str) -> None:
        """Add several quads about a subject, by predicate and object, none of which is a blank node."""
        if graph:
            self.knotted.update({(subject, predicate, value, graph): None for predicate, value in said})
        elif subject[0] != "_":
            self.ground.update([f"{subject} {predicate} {value} .\n" for predicate, value in said])
        elif said:
            self.own[subject].update([f" {predicate} {value} .\n" for predicate, value in said])

    def canonical(self, digest: Digest = sha256) -> str:
        """The canonical N-Quads document (RDFC-1.0 §4.4), its nodes put in order by a hash; raises TooComplex."""
        mentions = self._mentions()
        labels = dict.fromkeys(mentions, "_:c14n0")
        if len(mentions) > 1:
            labels = _Canonicalizer(mentions, self.own, digest).labels()
        lines = [*self.ground]
        lines += [labels[subject] + rest for subject, all_of_it in self.own.items() for rest in all_of_it]
        lines += [_line(labels.get(s, s), p, labels.get(o, o), labels.get(g, g)) for s, p, o, g in self.knotted]
        lines.sort()
        return "".join(lines)

    def _mentions(self) -> dict[str, list[Quad]]:
        """Every blank node, with the quads that it may share with others."""
        mentions: dict[str, list[Quad]] = {subject: [] for subject in self.own}
        for quad in self.knotted:
            subject, _, value, graph = quad
            if subject[0] == "_":
                mentions.setdefault(subject, []).append(quad)
            if value[0] == "_" and value != subject:
                mentions.setdefault(value, []).append(quad)
            if graph[:1] == "_" and graph not in (subject, value):
                mentions.setdefault(graph, []).append(quad)
        return mentions


def canonical(quads: Iterable[Quad]) -> str:
    """The canonical N-Quads document of quads (RDFC-1.0 §4.4); raises TooComplex."""
    return Dataset(quads).canonical()


def _line(subject: str, predicate: str, value: str, graph: str) -> str:
    return f"{subject} {predicate} {value} {graph} .\n" if graph else f"{subject} {predicate} {value} .\n"


class _Canonicalizer:
    """The state of one canonicalisation: who is mentioned where, labels given, work left."""

    def __init__(self, mentions: Mapping[str, list[Quad]], own: Mapping[str, Iterable[str]], digest: Digest) -> None:
        self.mentions = mentions
        self.digest = digest
        self.first = {
            node: digest(_first_degree(node, quads, own.get(node, ()))).hexdigest() for node, quads in mentions.items()
        }
        self.issuer = Issuer("_:c14n")
        self.steps = MAX_STEPS
        self.depth = 0

    def labels(self) -> dict[str, str]:
        """The canonical label of each blank node: by first-degree hash where that is unique, else by n-degree."""
        groups: dict[str, list[str]] = {}
        for node, digest in self.first.items():
            groups.setdefault(digest, []).append(node)
        alike = []
        for digest in sorted(groups):
            if len(groups[digest]) == 1:
                self.issuer.label(groups[digest][0])
            else:
                alike.append(groups[digest])
        for group in alike:
            self._label_group(group)
        return self.issuer.labels

    def _label_group(self, group: list[str]) -> None:
        paths = []
        for node in group:
            if node not in self.issuer.labels:
                issuer = Issuer("_:b")
                issuer.label(node)
                paths.append(self._n_degree(node, issuer))
        for _, issuer in sorted(paths, key=lambda path: path[0]):
            for node in issuer.labels:
                self.issuer.label(node)

    def _n_degree(self, node: str, issuer: Issuer) -> tuple[str, Issuer]:
        """The hash of a node by all that it is linked to (RDFC-1.0 §4.8), and the labels given on the way."""
        self._spend(5 + 5 * len(self.mentions[node]))
        data = []
        for digest, nodes in sorted(self._related(node, issuer).items()):
            best: tuple[str, Issuer] | None = None
            for order in permutations(sorted(nodes)):
                best = self._try(order, issuer, best)
            assert best is not None  # noqa: S101  # there is at least one order
            path, issuer = best
            data += [digest, path]
        return self.digest("".join(data).encode()).hexdigest(), issuer

    def _try(self, order: tuple[str, ...], issuer: Issuer, best: tuple[str, Issuer] | None) -> tuple[str, Issuer]:
        self._spend(5 + 2 * len(order) + len(issuer.labels) // 4)
        issuer = issuer.copy()
        path, unseen = "", []
        for node in order:
            if node in self.issuer.labels:
                path += self.issuer.labels[node]
            else:
                if node not in issuer.labels:
                    unseen.append(node)
                path += issuer.label(node)
        if best and _worse(path, best[0]):
            return best
        for node in unseen:
            digest, after = self._deeper(node, issuer)
            path += f"{issuer.label(node)}<{digest}>"
            issuer = after
            if best and _worse(path, best[0]):
                return best
        return (path, issuer) if best is None or path < best[0] else best

    def _deeper(self, node: str, issuer: Issuer) -> tuple[str, Issuer]:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise _too_complex()
        result = self._n_degree(node, issuer)
        self.depth -= 1
        return result

    def _related(self, node: str, issuer: Issuer) -> dict[str, list[str]]:
        related: dict[str, list[str]] = {}
        for subject, predicate, value, graph in self.mentions[node]:
            for position, other in (("s", subject), ("o", value), ("g", graph)):
                if other.startswith("_:") and other != node:
                    digest = self._related_hash(other, predicate, issuer, position)
                    related.setdefault(digest, []).append(other)
        return related

    def _related_hash(self, node: str, predicate: str, issuer: Issuer, position: str) -> str:
        label = self.issuer.labels.get(node) or issuer.labels.get(node) or self.first[node]
        return self.digest(f"{position}{'' if position == 'g' else predicate}{label}".encode()).hexdigest()

    def _spend(self, work: int) -> None:
        self.steps -= work
        if self.steps < 0:
            raise _too_complex()


def _too_complex() -> TooComplex:
    return TooComplex(N_("This credential is knotted so that checking its seal would take too long."))


def _worse(path: str, best: str) -> bool:
    return len(path) >= len(best) and path > best


def _first_degree(node: str, quads: Iterable[Quad], own: Iterable[str]) -> bytes:
    """What the hash of a node is made of: the quads that mention it (RDFC-1.0 §4.6)."""
    lines = ["_:a" + rest for rest in own]
    lines += [
        _line(
            s if s[0] != "_" else "_:a" if s == node else "_:z",
            p,
            o if o[0] != "_" else "_:a" if o == node else "_:z",
            g if g[:1] != "_" else "_:a" if g == node else "_:z",
        )
        for s, p, o, g in quads
    ]
    lines.sort()
    return "".join(lines).encode()
