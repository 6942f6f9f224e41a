"""Documents made by code, for the tests of their page: one with everything, each of its texts to be found by."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from tests.client import services
from tests.factories import University
from wallet import readings
from wallet.models import Attachment, Badge, Kind, Source, StoredReading, name_of
from wallet.supplement import (
    Course,
    Credit,
    Distribution,
    Document,
    Enclosed,
    Entry,
    Guard,
    Intact,
    Programme,
    Said,
    Scheme,
    Sealing,
    Section,
    Words,
    pieces,
)

T = TypeVar("T")
FILE = b"%PDF-1.7 thesis"
SEALS = (Sealing("PAdES", Intact.YES, signer="Registrar", organisation="University of Pontelume"),)


def en(text: str, it: str = "") -> Words:
    return (Said("en", text), Said("it", it)) if it else (Said("en", text),)


def entry(number: str, text: str, guard: Guard = Guard.NONE, title: str = "") -> Entry:
    return Entry(number, en(title) if title else (), (en(text),), guard)


def course(title: str, **own: Any) -> Course:
    made: dict[str, Any] = {"code": "", "title": en(title), "kind": "Course", "depth": 1, "leaf": True}
    return Course(**made | own)


def whole(file: str = "") -> Document:
    """All eight sections and all that cuts across them; each text of a piece begins with the name of the piece."""
    spread = Distribution((("30", "3"), ("18–29", "9")), en("grades-spread said"), "60", "15", "25")
    rows = (
        course("contents-degree", depth=0, leaf=False, kind="Degree Programme", credits=(Credit("180", "ECTS"),)),
        course(
            "contents-analysis",
            code="contents-A1",
            credits=(Credit("7.5", "ECTS"),),
            result=en("grades-thirty"),
            status="passed",
            distribution=spread,
            scheme="s",
            levels=("EQF 6",),
            date="2024-02-01",
            language="it",
            notes=(entry("", "contents-note", title="Description"), entry("", "grades-note", Guard.GRADES)),
        ),
        course("contents-law", credits=(Credit("4.5", "ECTS"),), result=en("grades-fail"), status="failed", scheme="s"),
    )
    sections = (
        Section(1, (), (entry("1.1", "holder-Bianchi"), entry("1.3", "1999-03-04", Guard.PERSONAL))),
        Section(2, en("Our own title of two"), (entry("2.1", "qualification-name", title="Called otherwise"),)),
        Section(3, (), (entry("3.1", "level-EQF 6"),)),
        Section(4, (), (entry("4.1", "contents-mode"), entry("4.5", "grades-overall", Guard.GRADES))),
        Section(5, (), (Entry("5.1", (), (en("function-access", "function-accesso"),)),)),
        Section(6, (), (Entry("6.1", (), ((Said("en", "<p>additional-<b>rich</b></p>", rich=True),),)),)),
        Section(7, (), (entry("7.1", "2025-07-01"),)),
        Section(8, (), (entry("8", "system-text"),)),
        Section(0, (), (entry("", "unplaced-text", title="Odd title"),)),
    )
    enclosed = (
        Enclosed(en("enclosed-thesis"), "thesis.pdf", "application/pdf", len(FILE), "6.1", file),
        Enclosed(en("enclosed-broken"), "lost.bin", "application/octet-stream", 0, "", "", "It is no file."),
    )
    return Document(
        format="ELMO 2",
        title=en("Bachelor of Testing"),
        issuer=en("University of Pontelume"),
        issued="2025-07-20",
        languages=("en", "it"),
        sections=sections,
        programmes=(Programme(en("contents-programme"), en("University of Pontelume"), rows),),
        schemes=(Scheme("s", en("grades-scheme"), en("grades-scheme said")),),
        enclosed=enclosed,
    )


def details() -> Document:
    """Details of an award, as they are read."""
    told = Entry("", (Said("", "Percentile"),), ((Said("", "Best of the year"),),))
    return Document("details", sections=(Section(0, (), (told,)),))


async def attached(issuer: University, badge: Badge, document: Document | None = None, **own: Any) -> Attachment:
    """A document that was read, as a badge has it; shown unless told otherwise."""
    storage = services(issuer.app).storage
    document = document or whole(await storage.put(FILE))
    kind, source = own.pop("kind", Kind.DIPLOMA_SUPPLEMENT), own.pop("source", Source.ISSUER)
    number = own.pop("number", 1)
    about: dict[str, Any] = {"filename": "original.xml", "media_type": "application/xml", "size": 9, "visible": True}
    made = await Attachment.create(
        badge_id=badge.id,
        kind=kind,
        source=source,
        name=name_of(kind, source, number),
        digest=await storage.put(b"<elmo/>\n\n"),
        pieces=list(pieces(document)),
        **about | own,
    )
    kept = readings.to_json(document), readings.to_json(SEALS)
    await StoredReading.create(attachment=made, document=kept[0], seals=kept[1], read_by="tests")
    return made


def filled(value: T, text: str) -> T:
    """A value with this text in place of every text in it, but for what only the wallet writes."""
    if isinstance(value, Guard):
        return value
    if isinstance(value, str):
        return text  # type: ignore[return-value]  # a text for a text
    if isinstance(value, tuple):
        return tuple(filled(each, text) for each in value)  # type: ignore[return-value]  # as above
    if is_dataclass(value) and not isinstance(value, type):
        kept = {"digest", "problem"} if isinstance(value, Enclosed) else set()
        named = [field.name for field in fields(value) if field.name not in kept]
        return replace(value, **{name: filled(getattr(value, name), text) for name in named})
    return value
