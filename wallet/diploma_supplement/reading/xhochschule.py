"""Diploma Supplements of XHochschule 1.2 (Germany): the eight sections as elements with German names."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Final

from lxml import etree

from wallet.openbadges.report import N_
from wallet.supplement import Document, Entry, Guard, Said, Words

from . import placing
from .enclosing import Read
from .placing import Placed
from .telling import iso, label, title, told
from .xml import child, children, language, name, own_language, text

NAMESPACE: Final = re.compile(r"\{http://xhochschule\.de/def/xhochschule/([\d.]{1,9})/xsd\}")
SECTIONS: Final = {
    "angabenInhaber": 1,
    "angabenQualifikation": 2,
    "dauerUndEbeneQualifikation": 3,
    "erzielteErgebnisse": 4,
    "berechtigungenDurchQualifikation": 5,
    "sonstigeAngaben": 6,
    "zertifizierung": 7,
    "angabenNationalesHochschulsystem": 8,
}
NUMBERS: Final = {
    "familienname": "1.1",
    "vorname": "1.2",
    "geburtsdatum": "1.3",
    "matrikelnummer": "1.4",
    "bezeichnungQualifikationGrad": "2.1",
    "hauptstudienfach": "2.2",
    "verleihendeEinrichtung": "2.3",
    "durchfuehrendeEinrichtung": "2.4",
    "spracheUnterrichtPruefung": "2.5",
    "ebeneDerQualifikation": "3.1",
    "dauerStudiumInJahrenOderECTS": "3.2",
    "zugangsvorraussetzungen": "3.3",
    "zugangsvoraussetzungen": "3.3",
    "studienform": "4.1",
    "lernergebnisse": "4.2",
    "studiendetails": "4.3",
    "bewertungsschemaNote": "4.4",
    "gesamtnoteUndNotensystem": "4.5",
    "zugangWeiterfuehrendeStudien": "5.1",
    "zugangZuReglementiertenBerufen": "5.2",
    "weitereAngaben": "6.1",
    "weitereInformationsquellen": "6.2",
}
UNITS: Final = {"umfangInECTS": "ECTS", "dauerInJahren": "Jahre"}
UNNAMED: Final = frozenset({"beschreibung", "freitext", "code", "note", "wortbezeichnung", "jahrMonatTag", "jahrMonat"})
OF_THE_FILE: Final = ("titel", "ausstellungsdatum")
LABELS: Final = {"sprache": N_("Language"), "gueltigkeitsdatum": N_("Date of validity")}


def reads(root: etree._Element) -> bool:
    """Whether a root is a supplement of XHochschule."""
    return name(root) == "diplomaSupplement" and NAMESPACE.match(str(root.tag)) is not None


def read(root: etree._Element) -> Read:
    """A `<diplomaSupplement>` of XHochschule as a document."""
    version = NAMESPACE.match(str(root.tag))
    placed = [Placed(0, entry) for entry in told(root, (*SECTIONS, *OF_THE_FILE, *LABELS), guard=_unknown)]
    for each in children(root, *LABELS):
        placed.append(Placed(0, Entry("", (Said("", LABELS[name(each)]),), tuple(_leaves(each)))))
    for each in children(root, *SECTIONS):
        section = SECTIONS[name(each)]
        placed += (Placed(section, entry) for entry in _section(each, section))
    document = Document(
        format=f"XHochschule {version[1]}" if version else "XHochschule",
        title=title(root, "titel"),
        issuer=title(child(root, "angabenQualifikation"), "verleihendeEinrichtung"),
        issued=iso(child(root, "ausstellungsdatum")) or text(child(root, "ausstellungsdatum")),
        languages=tuple(dict.fromkeys(filter(None, map(own_language, root.iter())))),
        sections=placing.sections(placed, {}),
    )
    return Read(document)


def _section(element: etree._Element, section: int) -> Iterator[Entry]:
    """The subsections of one section; what has no number keeps its own name."""
    for each in element:
        number = NUMBERS.get(name(each), "")
        inner = dict.fromkeys(found for found in each if name(found) in NUMBERS)
        titled = () if number or name(each) in UNNAMED else label(name(each))
        if texts := tuple(_leaves(each, inner)):
            yield Entry(number, titled, texts, placing.guard(number, section))
        for found in inner:
            inside = Guard.GRADES if section == 4 else placing.guard(NUMBERS[name(found)], section)
            yield Entry(NUMBERS[name(found)], (), tuple(_leaves(found)), inside)
    own = " ".join((element.text or "").split())
    if own:
        yield Entry("", (), ((Said(language(element), own),),), placing.guard("", section))


def _unknown(_name: str) -> Guard:
    """What stands outside the sections and is not of the model may be anything."""
    return Guard.PERSONAL


def _leaves(element: etree._Element, without: Collection[etree._Element] = ()) -> Iterator[Words]:
    """What the innermost elements of one say, each under its name where there may be several."""
    if len(element) == 0:
        if said := folded(text(element)):
            yield (Said(language(element), said),)
        return
    for each in element.iterdescendants():
        if len(each) == 0 and each not in without and each.getparent() not in without and (said := folded(text(each))):
            yield (Said(language(each), _named(name(each), said)),)


def _named(element: str, said: str) -> str:
    if element in UNITS:
        return f"{said} {UNITS[element]}"
    if element in NUMBERS or element in UNNAMED:
        return said
    return f"{label(element)[0].text}: {said}"


def folded(said: str) -> str:
    """Text whose lines a program has broken: paragraphs stay, the lines in them are put together."""
    paragraphs = re.split(r"\n\s*\n", said)
    return "\n\n".join(filter(None, (" ".join(each.split()) for each in paragraphs)))
