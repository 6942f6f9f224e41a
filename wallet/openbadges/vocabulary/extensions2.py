"""The extensions of Open Badges 2.0 (openbadges.org/extensions)."""

from __future__ import annotations

from wallet.openbadges.vocabulary.notation import PREFIXES, Context, Style, build

_STYLE = Style(PREFIXES["ext"])
_HEAD = "obi: https://w3id.org/openbadges#\nextensions: https://w3id.org/openbadges/extensions#\n"
_SCHEMA = "schema: http://schema.org/\n"

_ASSESSMENT = """
case: https://purl.imsglobal.org/spec/case/vocab#
Artifact =AssessmentExtensionArtifact
Exam =AssessmentExtensionExam
ExternalQuestion =AssessmentExtensionExternalQuestion
FileQuestion =AssessmentExtensionFileQuestion
Performance =AssessmentExtensionPerformance
TextQuestion =AssessmentExtensionTextQuestion
assessmentEvaluation
assessmentExample
assessmentOutput
assessments
caseUri =<case:uri>
characterLimit =assessmentCharacterLimit
criterionLevels =<case:CFRubricCriterionLevels>
evaluationMethod =assessmentEvaluationMethod
hasGroupEvaluation =assessmentHasGroupEvaluation
hasGroupParticipation =assessmentHasGroupParticipation
questions =assessmentQuestions
required =assessmentRequired
rubricCriteria =<case:CFRubricCriteria>
sections =assessmentSections
scoringMethodExampleDescription =assessmentScoringMethodExampleDescription
text =sdo:text
wordLimit =assessmentWordLimit
"""
_CASE = """
category description identifier lastChangeDateTime position quality rubricId rubrics score title weight
"""
_LICENCES = {
    "CC-0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "CC-BY": "http://creativecommons.org/licenses/by/4.0/",
    "CC-BY-SA": "http://creativecommons.org/licenses/by-sa/4.0/",
    "CC-BY-NC": "http://creativecommons.org/licenses/by-nc/4.0/",
    "CC-BY-NC-SA": "http://creativecommons.org/licenses/by-nc-sa/4.0/",
    "CC-BY-ND": "http://creativecommons.org/licenses/by-nd/4.0/",
    "CC-BY-NC-ND": "https://creativecommons.org/licenses/by-nc-nd/4.0/",
}
_ACCREDITATION = """
contactInstructions =accreditationContactInstructions
accreditationDate
educationalSector =accreditationEducationalSector
"""


def _same(vocabulary: str, names: str) -> str:
    return "".join(f"{name} ={vocabulary}:{name}\n" for name in names.split())


def _tables() -> dict[str, str]:
    places = "name email url address streetAddress addressLocality addressRegion postalCode addressCountry"
    return {
        "accessibilityExtension": "url =#accessibility\n"
        + _same("schema", "accessibilityAPI accessibilityControl accessibilityFeature accessibilityHazard"),
        "applyLinkExtension": "url =applyLink",
        "assessmentExtension": _SCHEMA + _ASSESSMENT + "".join(f"{name} =<case:{name}>\n" for name in _CASE.split()),
        "exampleExtension": "exampleProperty =sdo:text",
        "extraDescription": "",
        "geoCoordinatesExtension": _SCHEMA + _same("sdo", "geo name description latitude longitude"),
        "issuerAccreditationExtension": _SCHEMA
        + _ACCREDITATION
        + _same("sdo", f"{places} description logo parentOrganization areaServed"),
        "licenseExtension": "cc: http://creativecommons.org/ns#\nlegalCode =<cc:legalcode>\nLicense =<cc:License>\n"
        + "".join(f"{name}: {iri}\n" for name, iri in _LICENCES.items()),
        "originalCreatorExtension": "url =#originalCreator",
        "recipientProfile": "",
    }


def names() -> tuple[str, ...]:
    """The names of the extensions that are known, as they stand in their URLs."""
    return (*_tables(), "endorsement")


def extension(name: str) -> Context:
    """The terms of one extension of that name."""
    if name == "endorsement":
        head = "obi: https://w3id.org/openbadges#\nendorsement >https://w3id.org/openbadges/extensions#Endorsement\n"
        return build(head + "endorsedObject =<endorsement:/endorsedObject>", _STYLE)
    return build(_HEAD + _tables()[name], _STYLE)
