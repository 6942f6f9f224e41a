"""Whatever is made of a credential: what we accept, PyLD canonicalises to the same bytes and drops nothing of."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pyld import jsonld

from tests.openbadges.test_vocabulary import loader
from tests.openbadges.university import ED25519, OB3, V2, credential, did_key, judged, method_of, sealed
from tests.shared import cases, shared
from wallet.errors import Refused
from wallet.openbadges import canonical, jws, vocabulary
from wallet.openbadges.contexts import meanings

V1 = "https://www.w3.org/2018/credentials/v1"
OPTIONS: Any = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": loader}
OPTIONS["rdfDirection"] = "i18n-datatype"
WORDS = {"@id", "@type", "@value", "@list", "@graph", "grade", "x:y"}
NAMES = sorted(WORDS.union(meanings(OB3), meanings(V2), meanings(V1)))
TYPES = [name for name in NAMES if name[:1].isupper()]
CONTEXTS: list[Any] = [
    *sorted(vocabulary.KNOWN),
    {"ects": "https://example.edu/ects"},
    {"name": "https://example.edu/name"},
    {"hidden": "@id"},
    {"@vocab": "https://example.edu/"},
    {"p": "https://example.edu/p#", "q": {"@id": "p:q", "@type": "@id"}},
    {"when": {"@id": "urn:when", "@type": "http://www.w3.org/2001/XMLSchema#dateTime"}},
    {"many": {"@id": "urn:many", "@container": "@list"}},
    {"ends": "https://www.w3.org/2018/credentials#validUntil"},
    {"data": {"@id": "urn:data", "@type": "@json"}},
    None,
    5,
]
TEXTS = ["x", "urn:a", "_:b", "_:b.", "did:example:a", "https://a.example/b", "Profile", "2026-01-01T00:00:00Z"]
TEXTS += ["schema:name", "xsd:date"]
TEXTS += ["sec:x", "cred:y", "#x", "../x", "urn:", "1:2", "//", "a//", "é\u200b", "", "https://a.example/ b"]
TEXTS += ['a\nb"\\']
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False, allow_infinity=False, width=32).filter(lambda number: number % 1 != 0),
    st.sampled_from(TEXTS),
    st.text(st.characters(codec="utf-8", exclude_characters="\x7f", exclude_categories=["Cc", "Cs"]), max_size=5),
)
TYPED = st.fixed_dictionaries(
    {"@value": SCALARS}, optional={"@type": st.sampled_from(["urn:t", "@json", "Profile", "xsd:date"])}
)
SPOKEN = st.fixed_dictionaries(
    {"@value": SCALARS, "@language": st.sampled_from(["en", "EN-gb", "it", "x y", "", 5])},
    optional={"@direction": st.sampled_from(["ltr", "rtl", "up", None])},
)
RUNNING = st.fixed_dictionaries({"@value": SCALARS, "@direction": st.sampled_from(["ltr", "rtl", "", 5])})
TYPE = st.one_of(st.sampled_from(TYPES), st.lists(st.sampled_from(TYPES), max_size=3))


def nodes(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    members = st.dictionaries(st.sampled_from(NAMES), values, max_size=4)
    named = st.fixed_dictionaries({}, optional={"id": SCALARS, "type": TYPE, "@context": st.sampled_from(CONTEXTS)})
    return st.one_of(members, st.lists(values, max_size=3), st.builds(lambda a, b: {**a, **b}, members, named))


VALUES = st.recursive(st.one_of(SCALARS, TYPED, SPOKEN, RUNNING), nodes, max_leaves=8)
PLACES = st.lists(st.integers(0, 40), min_size=1, max_size=5)


def bases() -> list[dict[str, Any]]:
    rows = [row for row in cases("corpus/manifest.jsonl") if row["container"] == "json" and row.get("proof")]
    files = [row["file"] for row in rows if row["kind"] in ("ob3", "clr2")]
    real = [json.loads(shared(f"corpus/{file}").read_text("utf-8")) for file in files]
    return [credential(), sealed(), *[document for document in real if len(json.dumps(document)) < 6000][:40]]


BASES = bases()


def placed(document: Any, path: list[int]) -> tuple[Any, Any]:
    """A container of the document and a key in it, by following a path of numbers."""
    node = document
    for step in path[:-1]:
        values = node.values() if isinstance(node, dict) else node
        inner = [value for value in values if isinstance(value, dict | list)]
        if not inner:
            break
        node = inner[step % len(inner)]
    keys = list(node) if isinstance(node, dict) else list(range(len(node)))
    return node, keys[path[-1] % len(keys)] if keys else None


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    document: dict[str, Any] = deepcopy(draw(st.sampled_from(BASES)))
    for _ in range(draw(st.integers(1, 3))):
        node, key = placed(document, draw(PLACES))
        name, value, kind = draw(st.sampled_from(NAMES)), deepcopy(draw(VALUES)), draw(st.integers(0, 4))
        if kind == 4 or key is None:
            given = document.get("@context")
            added = deepcopy(draw(st.sampled_from(CONTEXTS)))
            document["@context"] = [*(given if isinstance(given, list) else []), added]
        elif kind == 1 or isinstance(node, list):
            node[key] = value
        elif kind == 0:
            node[name] = value
        elif kind == 2:
            node[name] = node.pop(key)
        else:
            node["type"] = draw(TYPE)
    return document


def dropped(document: Any) -> list[str]:
    """The members that PyLD leaves out in silence; one whose value is null says nothing."""
    names: list[str] = []
    options: Any = {"documentLoader": loader}
    jsonld.expand(document, options, on_property_dropped=names.append)
    return names


@settings(max_examples=120, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(documents())
def test_what_is_accepted_is_what_pyld_makes_of_it(document: dict[str, Any]) -> None:
    try:
        mine = canonical.nquads(document)
    except Refused:
        assume(False)  # refusing is always safe
        return
    assert mine == jsonld.normalize(document, OPTIONS)
    assert dropped(document) == []


@settings(max_examples=120, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(documents())
def test_whatever_is_made_of_a_credential_ends_in_a_report(document: dict[str, Any]) -> None:
    assert judged(document).checks
    if "credentialSubject" in document:
        assert judged(jws.sign(document, ED25519, kid=method_of(did_key()))).checks


@pytest.mark.parametrize("kind", ["Ed25519Signature2018", "AchievementSubject", "VerifiableCredential"])
def test_each_name_means_what_pyld_takes_it_for(kind: str) -> None:
    """Names of types used as members too, since they bring scopes of their own."""
    for context in ([V1, OB3], [V2, OB3]):
        for name in sorted({name for url in context for name in meanings(url)}):
            for value in ({"@value": "x", "@type": "cred:y"}, "xsd:x"):
                document: dict[str, Any] = {"@context": context, "id": "urn:x", "type": "VerifiableCredential"}
                document["credentialSubject"] = {"type": [kind], name: value}
                try:
                    mine = canonical.nquads(document)
                except Refused:
                    continue
                assert mine == jsonld.normalize(document, OPTIONS), name
