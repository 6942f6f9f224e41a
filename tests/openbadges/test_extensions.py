from __future__ import annotations

import json
from typing import Any

import pytest

from tests.shared import shared
from wallet.openbadges.extensions import judge
from wallet.openbadges.findings import Findings
from wallet.openbadges.report import Outcome

SOUND: dict[str, dict[str, Any]] = {
    "extensions:ExampleExtension": {"exampleProperty": "text"},
    "extensions:ApplyLink": {"url": "https://u.example/apply"},
    "extensions:originalCreator": {"url": "https://u.example/"},
    "extensions:accessibility": {"url": "https://u.example/", "accessibilityFeature": "captions"},
    "extensions:GeoCoordinates": {"description": "Here", "geo": {"latitude": 45.4, "longitude": 9.2}},
    "extensions:IssuerAccreditation": {
        "name": "Agency",
        "contactInstructions": "Write.",
        "url": "https://agency.example/",
        "address": {},
    },
    "extensions:LicenseExtension": {"id": "CC-BY", "name": "Attribution"},
    "extensions:ExtraDescriptionExtension": {"name": "More", "narrative": "Text"},
    "extensions:AssessmentExtension": {"description": "An exam.", "assessments": [{}]},
    "extensions:RecipientProfile": {},
}
PUBLISHED = {
    "exampleExtension": "extensions:ExampleExtension",
    "applyLinkExtension": "extensions:ApplyLink",
    "originalCreatorExtension": "extensions:originalCreator",
    "geoCoordinatesExtension": "extensions:GeoCoordinates",
    "issuerAccreditationExtension": "extensions:IssuerAccreditation",
    "assessmentExtension": "extensions:AssessmentExtension",
    "licenseExtension": "extensions:LicenseExtension",
    "extraDescription": "extensions:ExtraDescriptionExtension",
}


def outcome(kind: str, members: dict[str, Any]) -> Outcome | None:
    findings = Findings()
    judge(findings, {"extensions:x": {"type": ["Extension", kind], **members}})
    return next((check.outcome for check in findings.checks()), None)


@pytest.mark.parametrize("kind", SOUND)
def test_an_extension_that_holds_what_it_should_passes_and_one_that_lacks_it_fails(kind: str) -> None:
    assert outcome(kind, SOUND[kind]) is Outcome.PASSED
    for left_out in SOUND[kind]:
        for value in (None, 5):
            assert outcome(kind, {**SOUND[kind], left_out: value}) is Outcome.FAILED, left_out


@pytest.mark.parametrize("name", PUBLISHED)
def test_an_extension_needs_what_its_published_rules_ask_for(name: str) -> None:
    rules = json.loads(shared(f"corpus/contexts/schema-ob-ext-{name}.json").read_bytes())
    assert set(rules["required"]) == SOUND[PUBLISHED[name]].keys()


def test_a_member_may_stand_under_its_full_name() -> None:
    full = {"http://schema.org/text": "text"}
    assert outcome("https://w3id.org/openbadges/extensions#ExampleExtension", full) is Outcome.PASSED
    assert outcome("obi:extensions/#ExampleExtension", {"http://schema.org/text": 5}) is Outcome.FAILED


def test_an_extension_that_nobody_knows_is_not_checked() -> None:
    assert outcome("extensions:Unheard", {}) is Outcome.NOT_CHECKED


def test_what_is_no_extension_is_left_alone() -> None:
    findings = Findings()
    judge(findings, {"evidence": {"type": "Evidence"}, "x": [{"type": 5}, None]})
    assert findings.checks() == ()
