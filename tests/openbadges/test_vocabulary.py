"""The vocabularies stated here are the published ones, term by term."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import product
from typing import Any

import pytest
from pyld import jsonld
from pyld.documentloader.frozen import BUNDLED_CONTEXTS

from tests.shared import cases, shared
from wallet.openbadges import contexts, scopes, vocabulary

# Published, and not known here: nobody's credential uses them without each other.
NOT_KNOWN = {"https://www.w3.org/ns/odrl.jsonld", "https://www.w3.org/2018/credentials/examples/v1"}


def published() -> dict[str, str]:
    index = shared("corpus/contexts/index.json")
    rows: list[dict[str, Any]] = json.loads(index.read_text("utf-8"))
    return {url: row["file"] for row in rows for url in row["urls"] if "schema" not in row["file"]}


def compiled(document: Any, base: Any = None) -> dict[str, Any]:
    """What a JSON-LD processor makes of a context: its own terms, each with its scope compiled too."""
    processor = jsonld.JsonLdProcessor()
    options: Any = {"base": "", "documentLoader": loader, "processingMode": "json-ld-1.1"}
    options["contextResolver"] = jsonld.ContextResolver({}, loader)
    active = base or processor._get_initial_context(options)
    context = processor._process_context(active, document, options, override_protected=base is not None)
    terms: dict[str, Any] = {}
    for name, mapping in context["mappings"].items():
        if mapping is not None and mapping == active["mappings"].get(name):
            continue
        terms[name] = dict(mapping) if mapping else None
        if mapping and mapping.get("@context") is not None:
            terms[name]["@context"] = compiled(mapping["@context"], context)
    return {"terms": terms, "vocab": context.get("@vocab"), "language": context.get("@language")}


def loader(url: str, options: Any) -> Any:
    file = published().get(url)
    document = json.loads(shared("corpus/" + file).read_text("utf-8")) if file else None
    return {"document": document, "documentUrl": url, "contextUrl": None, "contentType": "application/ld+json"}


# PyLD bundles it and no credential of the corpus uses it, so that there is no copy to compare with.
WITHOUT_A_COPY = {"https://www.w3.org/ns/activitystreams"}


@pytest.mark.parametrize("url", sorted(vocabulary.KNOWN - WITHOUT_A_COPY))
def test_each_term_is_the_published_one(url: str) -> None:
    theirs = compiled(json.loads(shared("corpus/" + published()[url]).read_text("utf-8"))["@context"])
    ours = compiled(vocabulary.context(url)["@context"])
    assert ours["terms"].keys() == theirs["terms"].keys()
    for name in theirs["terms"]:
        assert ours["terms"][name] == theirs["terms"][name], name
    assert ours == theirs


def test_every_published_context_is_known() -> None:
    assert published().keys() - vocabulary.KNOWN <= NOT_KNOWN


def test_every_context_of_a_real_credential_is_known() -> None:
    used = {url for row in cases("corpus/manifest.jsonl") for url, file in row.get("contexts", {}).items() if file}
    assert used <= vocabulary.KNOWN


def test_what_pyld_bundles_is_read_without_importing_it() -> None:
    for url, path in BUNDLED_CONTEXTS.items():
        assert vocabulary.context(url) == json.loads(path.read_text("utf-8"))
    code = "import sys, wallet.openbadges.verify; sys.exit('pyld' in sys.modules or 'requests' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_an_unknown_context_is_not_made_up() -> None:
    with pytest.raises(KeyError):
        vocabulary.context("https://example.org/context.json")


def by_pyld(urls: tuple[str, ...]) -> bool:
    """Whether a JSON-LD processor takes these contexts together."""
    processor = jsonld.JsonLdProcessor()
    options: Any = {"base": "", "documentLoader": loader, "processingMode": "json-ld-1.1"}
    options["contextResolver"] = jsonld.ContextResolver({}, loader)
    try:
        processor._process_context(processor._get_initial_context(options), list(urls), options)
    except jsonld.JsonLdError:
        return False
    return True


def by_us(urls: tuple[str, ...]) -> bool:
    try:
        contexts.extend(scopes.NOTHING, list(urls))
    except scopes.Unsafe:
        return False
    return True


def test_vocabularies_go_together_where_a_json_ld_processor_says_so() -> None:
    one_address_each = {file: url for url, file in published().items() if url in vocabulary.KNOWN}
    urls = sorted(one_address_each.values())
    together = list(product(urls, urls))
    assert [pair for pair in together if by_us(pair) != by_pyld(pair)] == []
    badges = ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]
    assert by_us((*badges, "https://w3id.org/security/data-integrity/v2"))
    assert by_us((*badges, "https://www.w3.org/ns/credentials/status/v1"))
