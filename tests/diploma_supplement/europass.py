"""Small Europass credentials made by code, and what tests ask of those that were read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from tests.shared import shared
from wallet import readings
from wallet.diploma_supplement.reading import edc, elm3, xml
from wallet.diploma_supplement.reading.enclosing import Read
from wallet.supplement import Course, Document, Entry, Piece, Said, shown

Json = dict[str, Any]

XML_FILES = (
    "edc-elm2-diploma-supplement.xml",
    "european-digital-credentials__diploma_credential.xml",
    "european-digital-credentials__credential-generic-profile-xsd-signed.xml",
)
JSON_FILES = (
    "elm3-Sample-MC-Annex1-signed.jsonld",
    "elm3-Sample-MC-Annex1-unsigned.jsonld",
    "elm3-Sample-CertOfPart-signed.jsonld",
    "european-digital-credentials__signed_credential.jsonld",
    "vc__HE-diploma-9ad88a95-2f9a-4a1d-9e08-a61e213a3eac-degreeHBO-M.xml.json",
)
NAMESPACE = "http://data.europa.eu/snb"


def bytes_of(name: str) -> bytes:
    """A real file."""
    return shared(f"diploma_supplement/{name}").read_bytes()


def json_of(name: str) -> Json:
    """The credential of a real file of JSON, taken out of its seal."""
    value: Json = json.loads(bytes_of(name))
    return json.loads(value["payload"]) if "payload" in value else value


def real(name: str) -> Read:
    """A real file as it was read."""
    return edc.read(xml.tree(bytes_of(name))) if name.endswith(".xml") else elm3.read(json_of(name))


def without(document: Document, piece: Piece) -> str:
    """All that is shown of a document when one piece is not, as text."""
    return readings.to_json(shown(document, frozenset(Piece) - {piece}))


def wordings(value: object) -> Iterator[Said]:
    """Every wording in a value of a document."""
    if isinstance(value, Said):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from wordings(each)
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            yield from wordings(getattr(value, name))


def plain(text: str) -> str:
    """A text without tags and its white space, so that what was made harmless can be compared with what it was."""
    bare = re.sub(r"</?[a-zA-Z][^>]*>", " ", unescape(text))
    return re.sub(r"\s+", " ", unescape(bare)).strip()


class Told:
    """What a document says, by language."""

    def __init__(self, document: Document) -> None:
        texts: dict[str, list[str]] = {}
        for said in wordings(document):
            texts.setdefault(said.language, []).append(plain(said.text))
        self.texts = {language: "\n".join(found) for language, found in texts.items()}
        self.all = plain(readings.to_json(document).replace("\\n", " ").replace('\\"', '"'))

    def says(self, text: str, language: str = "") -> bool:
        """Whether a text stands in the document, in its language, or as a date or a duration in words."""
        wanted = plain(text).removeprefix("mailto:")
        wanted = re.sub(r"T00:00:00(Z|[+-]\d\d:\d\d)?$", "", wanted)
        if duration := re.fullmatch(r"PT?(\d+)([HM])", wanted):
            unit = "hour" if duration[2] == "H" else "month"
            return f"{duration[1]} {unit}" in self.texts[""] or f'"hours":"{duration[1]}"' in self.all
        return wanted in self.texts.get(language, "") if language else wanted in self.all


def entries(document: Document, number: str) -> list[Entry]:
    """The entries of a subsection."""
    return [entry for section in document.sections for entry in section.entries if entry.number == number]


def lines(document: Document, number: str) -> list[str]:
    """What a subsection says, each line in its first language."""
    return [words[0].text for entry in entries(document, number) for words in entry.texts]


def rows(document: Document) -> dict[str, Course]:
    """All rows by their title in its first language."""
    return {course.title[0].text: course for programme in document.programmes for course in programme.courses}


def xml_credential(subject: str = "", references: str = "") -> bytes:
    """A credential of ELM 2 with a degree of one course, which leads to its specification by reference."""
    return f"""<europassCredential xmlns="{NAMESPACE}"><title><text lang="en">Degree</text></title>
    <issued>2024-05-06T00:00:00+02:00</issued><issuer idref="org"/>
    <credentialSubject id="p"><identifier>S-1</identifier><dateOfBirth>2001-02-03</dateOfBirth>
    <familyName><text lang="en">Rossi</text></familyName><givenNames><text lang="en">Anna</text></givenNames>
    {subject}<achievements><learningAchievement id="a1"><title><text lang="en">Degree</text></title>
    <wasDerivedFrom id="t"><title><text lang="en">Exam</text></title><grade>excellent</grade>
    <specifiedBy idref="ts"/></wasDerivedFrom>
    <hasPart><learningAchievement id="a2"><title><text lang="en">Course</text></title><specifiedBy idref="s"/>
    </learningAchievement></hasPart></learningAchievement></achievements></credentialSubject>
    <learningSpecificationReferences><qualification id="s"><title><text lang="en">Course</text></title>
    <hasECTSCreditPoints>7.5</hasECTSCreditPoints><volumeOfLearning>PT180H</volumeOfLearning></qualification>
    </learningSpecificationReferences><agentReferences><organization id="org"><prefLabel>
    <text lang="it">Università</text></prefLabel></organization></agentReferences>{references}
    </europassCredential>""".encode()


def json_credential(**achievement: Any) -> Json:
    """A credential of ELM 3 with one achievement."""
    return {
        "@context": ["https://www.w3.org/2018/credentials/v1"],
        "id": "urn:credential:1",
        "type": ["VerifiableCredential", "EuropeanDigitalCredential"],
        "issued": "2024-05-06T00:00:00Z",
        "issuer": {"id": "urn:org", "type": "Organisation", "legalName": {"it": "Università"}},
        "credentialSubject": {
            "id": "urn:p",
            "type": "Person",
            "familyName": {"en": "Rossi"},
            "givenName": {"en": "Anna"},
            "dateOfBirth": "2001-02-03",
            "hasClaim": {
                "id": "urn:a1",
                "type": "LearningAchievement",
                "title": {"en": "Degree", "it": "Laurea"},
                "awardedBy": {"type": "AwardingProcess", "awardingBody": "urn:org"},
                **achievement,
            },
        },
    }
