"""The words of Open Badges 1 and 2: what a document's own context makes of them, and of its types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Any

from wallet.openbadges.document import types_of
from wallet.openbadges.findings import Findings
from wallet.openbadges.lookup import is_web_address
from wallet.openbadges.report import N_, Check
from wallet.openbadges.vocabulary import badges2

MAX_TERMS = 500

# Words that 2.0 no longer lists, or never did, and that its badges use.
_ALSO = {
    "Alignment": "http://schema.org/AlignmentObject",
    "IssuerOrg": "https://w3id.org/openbadges#Issuer",
    "verify": "https://w3id.org/openbadges#verify",
}
# Words whose meaning decides who awarded what to whom; the standard itself has moved others between its editions.
_DECISIVE = frozenset(
    [
        "id",
        "type",
        "obi",
        "extensions",
        "schema",
        "sec",
        "Assertion",
        "BadgeClass",
        "Issuer",
        "Profile",
        "CryptographicKey",
        "RevocationList",
        "Endorsement",
        "HostedBadge",
        "SignedBadge",
        "hosted",
        "signed",
        "recipient",
        "identity",
        "hashed",
        "salt",
        "badge",
        "issuer",
        "issuedOn",
        "expires",
        "verification",
        "verify",
        "publicKey",
        "publicKeyPem",
        "owner",
        "revoked",
        "revocationList",
        "revokedAssertions",
        "startsWith",
        "allowedOrigins",
        "name",
        "description",
        "image",
        "url",
        "email",
        "criteria",
        "evidence",
        "narrative",
    ]
)
_BASE = frozenset(
    {
        "https://w3id.org/openbadges/v0",
        "https://w3id.org/openbadges/legacy-v1",
        "https://w3id.org/openbadges/v1",
        "https://openbadgespec.org/v1/context.json",
        "https://w3id.org/openbadges/v2",
        "https://openbadgespec.org/v2/context.json",
        "https://purl.imsglobal.org/spec/ob/v2p0/context.json",
        "https://purl.imsglobal.org/spec/ob/v2p1/ob_v2p1.jsonld",
    }
)
_EXTENSIONS = ("https://w3id.org/openbadges/extensions/", "https://openbadgespec.org/extensions/")


@cache
def _standard() -> Mapping[str, str]:
    """The words of Open Badges 2.0: term → IRI or keyword."""
    terms = {term: _id_of(value) for term, value in badges2.version_2().items()}
    return {term: _expanded(iri, terms) for term, iri in terms.items() if iri} | _ALSO


def _expanded(iri: str, terms: Mapping[str, str]) -> str:
    prefix, _, rest = iri.partition(":")
    return terms[prefix] + rest if prefix in terms and not rest.startswith("//") else iri


def _id_of(definition: object) -> str:
    meaning = definition.get("@id") if isinstance(definition, Mapping) else definition
    return meaning if isinstance(meaning, str) else ""


class Vocabulary:
    """What a document's `@context` says its words mean; nothing is fetched."""

    def __init__(self, context: object) -> None:
        self.inline: dict[str, str] = {}
        self.unknown: list[str] = []
        self.known = False
        for part in _parts(context):
            if isinstance(part, str):
                self._take_url(part)
            else:
                self._take_terms(part)

    def _take_url(self, url: str) -> None:
        if url in _BASE:
            self.known = True
        elif not url.startswith(_EXTENSIONS):
            self.unknown.append(url)

    def _take_terms(self, terms: Mapping[str, Any]) -> None:
        for term, value in list(terms.items())[:MAX_TERMS]:
            self.inline[term] = _id_of(value)

    def meaning(self, term: str, hops: int = 8) -> str:
        """The IRI (or keyword) that a term stands for here; empty for a word without meaning."""
        if not hops:
            return ""
        if term in self.inline:
            own = self.inline[term]
            return own if own.startswith("@") or _absolute(own) else self.meaning(own, hops - 1)
        prefix, colon, rest = term.partition(":")
        if colon and (prefix in self.inline or prefix in _standard()) and not rest.startswith("//"):
            base = self.meaning(prefix, hops - 1) if prefix in self.inline else _standard()[prefix]
            return base + rest if base else ""
        if _absolute(term):
            return term
        return _standard().get(term, "") if self.known else ""

    def redefined(self) -> list[str]:
        """The standard's words that this context gives another meaning."""
        standard = _standard()
        return [term for term in self.inline if term in _DECISIVE and self.meaning(term) != standard[term]]


def _parts(context: object) -> Iterator[str | Mapping[str, Any]]:
    level, depth = [context], 0
    while level and depth < 4:
        below: list[object] = []
        for part in level:
            if isinstance(part, list):
                below += part[:20]
            elif isinstance(part, Mapping) and "@context" in part:
                below.append(part["@context"])
            elif isinstance(part, str | Mapping):
                yield part
        level, depth = below, depth + 1


def _absolute(text: str) -> bool:
    return is_web_address(text) or text.startswith(("urn:", "did:"))


def judge(findings: Findings, node: Mapping[str, Any], expected: tuple[str, ...], *, old: bool) -> None:
    """Note whether a node's context is sound and its type is one of those expected (none: any that means something).

    `old` documents (0.5, 1.0) name neither.
    """
    types = types_of(node)
    context = node.get("@context")
    if "@context" not in node and (old or not types):
        findings.passed("format.context", N_("It is written in the words of Open Badges 1."))
        return
    usual = isinstance(context, str) and len(types) < 4
    for check in _facts_of(context, types, expected) if usual else _facts(context, types, expected):
        findings.once(check)


def _facts(context: object, types: tuple[str, ...], expected: tuple[str, ...]) -> tuple[Check, ...]:
    findings, vocabulary = Findings(), Vocabulary(context)
    _judge_context(findings, vocabulary)
    _judge_types(findings, types, vocabulary, expected)
    return findings.checks()


_facts_of = lru_cache(maxsize=512)(_facts)


def _judge_context(findings: Findings, vocabulary: Vocabulary) -> None:
    if redefined := vocabulary.redefined():
        findings.failed(
            "format.context",
            N_("It gives the standard's word “%(term)s” another meaning, so it may say something else than it seems."),
            term=redefined[0][:80],
        )
    elif not (vocabulary.known or "obi" in vocabulary.inline):
        findings.failed("format.context", N_("It does not say that it is written in the words of Open Badges."))
    elif vocabulary.unknown:
        findings.warned(
            "format.context",
            N_("It uses words from %(url)s, which the wallet does not know."),
            url=vocabulary.unknown[0][:200],
        )
    else:
        findings.passed("format.context", N_("Its words are those of Open Badges 2."))


def _judge_types(findings: Findings, types: tuple[str, ...], vocabulary: Vocabulary, expected: tuple[str, ...]) -> None:
    meanings = {name: vocabulary.meaning(name) for name in types}
    unclear = [name for name, meaning in meanings.items() if not meaning]
    wanted = {_standard()[name] for name in expected}
    if unclear and not vocabulary.unknown:
        findings.failed("format.type", N_("It calls itself “%(type)s”, which means nothing."), type=unclear[0][:80])
    elif not types or (wanted and wanted.isdisjoint(meanings.values())):
        findings.failed(
            "format.type",
            N_("It calls itself “%(type)s” where “%(expected)s” is needed."),
            type=", ".join(types)[:80],
            expected=" / ".join(expected) or "type",
        )
    else:
        findings.passed("format.type", N_("It is what it calls itself: %(type)s."), type=", ".join(types)[:80])
