"""The published extensions of Open Badges 1 and 2: what each must hold."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from wallet.openbadges.document import types_of
from wallet.openbadges.findings import Findings
from wallet.openbadges.lookup import is_web_address
from wallet.openbadges.report import N_
from wallet.openbadges.terms import Vocabulary

_EXTENSION = "https://w3id.org/openbadges/extensions#"
# Local name of the type → required member → its kind and its full name.
_REQUIRED: dict[str, dict[str, tuple[str, str]]] = {
    "ExampleExtension": {"exampleProperty": ("text", "http://schema.org/text")},
    "ApplyLink": {"url": ("url", _EXTENSION + "applyLink")},
    "originalCreator": {"url": ("url", _EXTENSION + "#originalCreator")},
    "accessibility": {
        "url": ("url", _EXTENSION + "#accessibility"),
        "accessibilityFeature": ("text", "https://schema.org/accessibilityFeature"),
    },
    "GeoCoordinates": {
        "description": ("text", "http://schema.org/description"),
        "geo": ("place", "http://schema.org/geo"),
    },
    "IssuerAccreditation": {
        "name": ("text", "http://schema.org/name"),
        "contactInstructions": ("text", _EXTENSION + "accreditationContactInstructions"),
        "url": ("url", "http://schema.org/url"),
        "address": ("object", "http://schema.org/address"),
    },
    "LicenseExtension": {"id": ("licence", "@id"), "name": ("text", "http://schema.org/name")},
    "ExtraDescriptionExtension": {
        "name": ("text", "http://schema.org/name"),
        "narrative": ("text", "https://w3id.org/openbadges#narrative"),
    },
    "AssessmentExtension": {
        "description": ("text", "https://purl.imsglobal.org/spec/case/vocab#description"),
        "assessments": ("objects", _EXTENSION + "assessments"),
    },
    "RecipientProfile": {},
}
_BY_LOWER = {name.lower(): rules for name, rules in _REQUIRED.items()}
MAX_EXTENSIONS = 50


def extensions_in(node: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """The extensions directly in a node, with the member each stands under."""
    nodes: list[tuple[str, Mapping[str, Any]]] = []
    for member, value in node.items():
        if type(value) is dict:
            nodes.append((member, value))
        elif type(value) is list:
            nodes += [(member, one) for one in value if type(one) is dict]
    return [(member, one) for member, one in nodes if any([_is_extension(name) for name in types_of(one)])]


def judge(findings: Findings, node: Mapping[str, Any]) -> None:
    """Note whether each extension in a node holds what its own rules ask for; nothing where there is none."""
    for member, extension in extensions_in(node)[:MAX_EXTENSIONS]:
        _judge_one(findings, member, _named(extension, node))


def _named(extension: Mapping[str, Any], node: Mapping[str, Any]) -> Mapping[str, Any]:
    """An extension with its members under their full names too, as its own words or those of its node mean them."""
    words = Vocabulary([node.get("@context"), extension.get("@context")])
    return {**{meaning: value for name, value in extension.items() if (meaning := words.meaning(name))}, **extension}


def _judge_one(findings: Findings, member: str, extension: Mapping[str, Any]) -> None:
    names = [name for name in types_of(extension) if _local(name) != "extension"]
    known = [rules for name in names if (rules := _BY_LOWER.get(_local(name))) is not None]
    wrong = [need for rules in known for need, (kind, iri) in rules.items() if not _holds(extension, need, kind, iri)]
    if wrong:
        findings.failed(
            "format.extension",
            N_("Its extension “%(extension)s” lacks “%(member)s”, or holds something else there."),
            extension=member[:80],
            member=wrong[0],
        )
    elif len(known) < len(names) or not names:
        findings.not_checked(
            "format.extension", N_("The wallet does not know its extension “%(extension)s”."), extension=member[:80]
        )
    else:
        findings.passed("format.extension", N_("Its extensions hold what they should."))


def _is_extension(name: str) -> bool:
    return name[-9:].lower() == "extension" and _local(name) == "extension"


def _local(name: str) -> str:
    return re.split(r"[#/:]", name)[-1].lower()


def _holds(extension: Mapping[str, Any], member: str, kind: str, iri: str) -> bool:
    value = extension.get(member, extension.get(iri))
    match kind:
        case "text":
            return isinstance(value, str)
        case "url":
            return is_web_address(value)
        case "licence":
            return isinstance(value, str) and value.startswith("CC-")
        case "place":
            return isinstance(value, Mapping) and {"latitude", "longitude"} <= {
                _local(name)
                for name, one in value.items()
                if isinstance(one, int | float) and not isinstance(one, bool)
            }
        case "objects":
            return isinstance(value, Mapping | list)
    return isinstance(value, Mapping)
