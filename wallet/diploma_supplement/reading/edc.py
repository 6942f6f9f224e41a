"""Europass Digital Credentials in XML (ELM 2), of any version of its schema."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lxml import etree

from wallet.errors import Unprocessable
from wallet.openbadges.report import N_
from wallet.supplement import Words

from . import xml
from .enclosing import Read
from .europass import APPEARANCE, NAMES, TECHNICAL, TOO_LARGE, Maker, Thing, tail, too_deep, worded
from .europass_document import document

FORMAT: Final = "ELM 2"
CREDENTIALS: Final = ("europassCredential", "verifiableCredential")
NO_CREDENTIAL: Final = N_("This XML is no Europass credential: nothing in it says what somebody achieved.")

# Elements that only hold others, and what those are to whoever holds the element.
CLAIMS: Final = {"learningAchievement", "activity", "learningActivity", "entitlement", "assessment"}
CONTAINERS: Final = {
    "achievements": "hasClaim",
    "activities": "hasClaim",
    "entitlements": "hasClaim",
    "assessments": "hasClaim",
    "learningOutcomes": "learningOutcome",
}
LISTS: Final = {"availableLanguages": "language", "language": "language"}
KINDS: Final = {
    "learningAchievement": "LearningAchievement",
    "activity": "LearningActivity",
    "entitlement": "LearningEntitlement",
    "entitlesTo": "LearningEntitlement",
    "influencedBy": "LearningActivity",
    "provenBy": "LearningAssessment",
    "assessment": "LearningAssessment",
    "organization": "Organisation",
    "accreditingAgent": "Organisation",
    "issuer": "Organisation",
    "awardingBody": "Organisation",
    "scoringScheme": "GradingScheme",
    "credentialSubject": "Person",
}
# Attributes that the words of their element tell, or that name it.
ATTRIBUTES: Final = {"uri", "lang", "key", "schemeAgencyName", "noNamespaceSchemaLocation"}
MAX_ELEMENTS: Final = 100_000  # ten times as many as the largest real file has
# So many elements with one id are looked at to find the one that is meant.
MAX_SAME: Final = 50
# What a reference leads to, where several elements have its id, as some real files' do.
AGENTS: Final = ("organization", "person", "group", "agent")
LEADS_TO: Final = {
    "specifiedBy": ("learningSpecification", "qualification"),
    "learningOutcome": ("learningOutcome",),
    "gradingScheme": ("scoringScheme", "gradingScheme"),
    "awardedBy": ("awardingProcess",),
    "hasAccreditation": ("accreditation",),
}
SPECIFIED: Final = {
    "LearningActivity": ("learningActivitySpecification",),
    "LearningAssessment": ("assessmentSpecification",),
    "LearningEntitlement": ("entitlementSpecification",),
}


def read(root: etree._Element) -> Read:
    """A credential, or a presentation of some, whose seals were taken out (`xml.tree`). Raises Unprocessable."""
    if xml.name(root) in CREDENTIALS:
        credentials, outer = [root], []
    else:
        credentials = [each for each in root if xml.name(each) in CREDENTIALS]
        outer = [each for each in root if each not in credentials]
    if not credentials or all(xml.child(each, "credentialSubject") is None for each in credentials):
        raise Unprocessable(NO_CREDENTIAL)
    reader = _Reader(root)
    things = [thing for each in credentials if (thing := reader.thing(each, "", 0))]
    presentation = reader.maker.thing("", "", (), [part for each in outer for part in reader.parts(each, "", 1)])
    return document(FORMAT, things, presentation, tuple(reader.unreferenced()))


class _Reader:
    """Makes things of elements, and follows the references from one to another."""

    def __init__(self, root: etree._Element) -> None:
        self.maker = Maker()
        self._elements: dict[str, list[etree._Element]] = {}
        self._references: list[etree._Element] = []
        self._led: set[etree._Element] = set()
        self._known: dict[tuple[etree._Element, str], Thing | None] = {}
        self._open: set[etree._Element] = set()
        for number, element in enumerate(root.iter("{*}*")):
            if number == MAX_ELEMENTS:
                raise Unprocessable(TOO_LARGE)
            if xml.name(element).endswith("References"):
                self._references.append(element)
            if (id := element.get("id")) and not element.get("idref"):
                same = self._elements.setdefault(id, [])
                same.extend([element] if len(same) < MAX_SAME else [])

    def unreferenced(self) -> Iterator[tuple[str, Thing]]:
        """What stands among the references of a credential, and nothing leads to."""
        for element in (each for group in self._references for each in group if each not in self._led):
            yield from self._part(element, "", 1)

    def parts(self, element: etree._Element, kind: str, depth: int) -> Iterator[tuple[str, Thing]]:
        """What an element is to the one around it, which is of a kind: by its name, or each of what it only holds."""
        name = xml.name(element)
        if name in TECHNICAL - {"type"} or name in APPEARANCE or name.endswith("References"):
            return
        held = list(element)
        listed = LISTS.get(name) if any(xml.name(each) == "language" for each in held) else None
        if name in CONTAINERS or (name == "hasPart" and any(xml.name(each) in CLAIMS for each in held)):
            for each in held:
                inner = (
                    "hasPart" if name == "hasPart" else "learningOutcome" if name == "learningOutcomes" else "hasClaim"
                )
                yield from self._part(each, kind, depth + 1, inner)
        elif listed:
            for each in held:
                yield from self._part(each, kind, depth + 1, listed)
        else:
            yield from self._part(element, kind, depth)

    def _part(self, element: etree._Element, kind: str, depth: int, name: str = "") -> Iterator[tuple[str, Thing]]:
        name = name or NAMES.get(xml.name(element), xml.name(element))
        idref = element.get("idref")
        thing = self._follow(idref, name, kind, depth) if idref else self.thing(element, kind, depth)
        if thing:
            yield name, thing

    def _follow(self, idref: str, name: str, kind: str, depth: int) -> Thing | None:
        """The thing that a reference leads to; None within itself."""
        found = self._elements.get(idref, [])
        wanted = SPECIFIED.get(kind, LEADS_TO["specifiedBy"]) if name == "specifiedBy" else LEADS_TO.get(name, AGENTS)
        element = next((each for each in found if xml.name(each) in wanted), next(iter(found), None))
        if element is None:
            return self.maker.text(tail(idref))
        if element in self._open:
            return None
        self._led.add(element)
        if (element, kind) not in self._known:
            self._known[element, kind] = self.thing(element, "", depth)
        return self._known[element, kind]

    def thing(self, element: etree._Element, kind: str, depth: int) -> Thing | None:
        """The thing that an element says; None when it says nothing."""
        too_deep(depth)
        name = NAMES.get(xml.name(element), xml.name(element))
        kind = KINDS.get(name, kind if name == "hasPart" else name)
        self._open.add(element)
        others = [each for each in element if xml.name(each) not in ("text", "targetName")]
        parts = [part for each in others for part in self.parts(each, kind, depth + 1)]
        self._open.discard(element)
        words, attributes = _words(element), _attributes(element)
        parts += [(key, part) for key, text in attributes if (part := self.maker.text(text))]
        return self.maker.thing(kind, element.get("uri") or element.get("id") or "", words, parts)


def _words(element: etree._Element) -> Words:
    """What an element says itself: its texts, the labels of its concept, its plain text or its address."""
    texts = xml.children(element, "text")
    concept = xml.children(element, "targetName")
    texts += [each for name in concept for each in (xml.children(name, "text") or [name])]
    html = any(each.get("content-type") == "text/html" for each in texts)
    words = worded(((each.get("lang") or xml.language(each), xml.text(each)) for each in texts), html=html)
    if words:
        return words
    plain = "".join([element.text or "", *(each.tail or "" for each in element)]).strip()
    if plain and (agency := element.get("schemeAgencyName")):
        plain = f"{agency}: {plain}"
    uri = element.get("uri", "")
    if not plain and uri and (concept or not len(element)):
        plain = tail(uri) if concept or element.get("targetFrameworkUrl") else uri.removeprefix("mailto:")
    return worded([(xml.language(element), plain)])


def _attributes(element: etree._Element) -> Iterator[tuple[str, str]]:
    """What an element says in its attributes, beside what is technical and what its words tell."""
    for key, value in element.attrib.items():
        name = str(key).rpartition("}")[2]
        if name not in ATTRIBUTES and name not in TECHNICAL:
            yield NAMES.get(name, name), str(value)
    uri = element.get("uri")
    if uri and len(element) and not xml.children(element, "targetName"):
        yield "contentURL", str(uri)
