"""The vocabularies of credentials, stated as tables of our own; contexts are made from them and never fetched."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from wallet.openbadges.vocabulary import badges2, badges3, extensions2, others, security

_PURL = "https://purl.imsglobal.org/spec"
_OPENBADGES = ("https://w3id.org/openbadges", "https://openbadgespec.org")

Maker = Callable[[], object]


def _extensions() -> dict[str, Maker]:
    def maker(name: str) -> Maker:
        return lambda: extensions2.extension(name)

    return {
        f"{host}/extensions/{name}/context.json": maker(name) for host in _OPENBADGES for name in extensions2.names()
    }


_MAKERS: Mapping[str, Maker] = {
    f"{_PURL}/ob/v3p0/context-3.0.3.json": badges3.version_3_0_3,
    f"{_PURL}/ob/v3p0/context-3.0.2.json": badges3.version_3_0_2,
    f"{_PURL}/ob/v3p0/context-3.0.1.json": badges3.version_3_0_1,
    f"{_PURL}/ob/v3p0/context.json": badges3.version_3_0,
    f"{_PURL}/ob/v3p0/context/ob_v3p0.jsonld": badges3.version_3_0,
    f"{_PURL}/ob/v3p0/extensions.json": badges3.extensions,
    f"{_PURL}/clr/v2p0/context.json": badges3.clr,
    f"{_PURL}/clr/v2p0/context-2.0.1.json": badges3.clr_2_0_1,
    f"{_PURL}/ob/v2p0/context.json": badges2.version_2,
    f"{_PURL}/ob/v2p1/ob_v2p1.jsonld": badges2.version_2_1,
    "https://imsglobal.github.io/openbadges-specification/context.json": badges2.version_2_1,
    "https://1edtech.github.io/openbadges-specification/context.json": badges2.version_2_1,
    "https://w3id.org/openbadges/v2": badges2.version_2,
    "https://openbadgespec.org/v2/context.json": badges2.version_2,
    "https://w3id.org/openbadges/v1": badges2.version_1,
    "https://openbadgespec.org/v1/context.json": badges2.version_1,
    "https://w3id.org/openbadges/v0": badges2.version_0,
    "https://w3id.org/openbadges/legacy-v1": badges2.legacy,
    **_extensions(),
    "https://w3id.org/security/data-integrity/v1": security.data_integrity_v1,
    "https://w3id.org/security/data-integrity/v2": security.data_integrity_v2,
    "https://w3id.org/security/multikey/v1": security.multikey,
    "https://w3id.org/security/jwk/v1": security.json_web_key,
    "https://www.w3.org/ns/cid/v1": security.controlled_identifiers,
    "https://www.w3.org/ns/did/v1.1": security.controlled_identifiers,
    "https://w3id.org/security/suites/ed25519-2018/v1": security.ed25519_2018,
    "https://w3id.org/security/suites/secp256k1-2019/v1": security.secp256k1_2019,
    "https://w3id.org/security/suites/x25519-2019/v1": security.x25519_2019,
    "https://w3id.org/security/suites/x25519-2020/v1": security.x25519_2020,
    "https://www.w3.org/ns/credentials/status/v1": security.bitstring_status_list,
    "https://w3id.org/vc/status-list/2021/v1": security.status_list_2021,
    "https://w3id.org/vc-revocation-list-2020/v1": security.revocation_list_2020,
    "https://www.w3.org/ns/credentials/examples/v2": others.examples_v2,
    "https://www.w3.org/ns/credentials/undefined-terms/v2": others.undefined_terms_v2,
    "https://w3id.org/dcc/v1": others.dcc,
    "https://w3id.org/citizenship/v4rc1": others.citizenship,
}
# What PyLD brings with it, by file. The files alone are used: importing PyLD would import an HTTP client.
_BUNDLED = {
    "https://www.w3.org/ns/activitystreams": "activitystreams",
    "https://www.w3.org/ns/did/v1": "did-v1",
    "https://w3id.org/did/v1": "did-v1",
    "https://www.w3.org/2018/credentials/v1": "credentials-v1",
    "https://www.w3.org/ns/credentials/v2": "credentials-v2",
    "https://w3id.org/security/v1": "security-v1",
    "https://w3id.org/security/v2": "security-v2",
    "https://w3id.org/security/suites/ed25519-2020/v1": "security-ed25519-2020-v1",
    "https://w3id.org/security/suites/jws-2020/v1": "security-jws-2020-v1",
}

KNOWN = frozenset({*_MAKERS, *_BUNDLED})


@cache
def context(url: str) -> Mapping[str, object]:
    """The document {"@context": …} that a known URL stands for; raises KeyError for any other."""
    if url in _MAKERS:
        return {"@context": _MAKERS[url]()}
    bundled: Mapping[str, object] = json.loads((_bundle() / f"{_BUNDLED[url]}.jsonld").read_text("utf-8"))
    return bundled


@cache
def _bundle() -> Path:
    spec = find_spec("pyld")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("PyLD, which brings the W3C's contexts, is not installed")
    return Path(spec.submodule_search_locations[0]) / "documentloader" / "frozen" / "bundled"
