"""Documents that were read, for tests of what is shown of them: kept as their readers keep them."""

from __future__ import annotations

from dataclasses import replace

from wallet import readings
from wallet.models import Attachment, Badge, Kind, Source, StoredReading, name_of
from wallet.supplement import (
    Course,
    Credit,
    Document,
    Entry,
    Guard,
    Programme,
    Said,
    Scheme,
    Sealing,
    Section,
    Words,
    pieces,
)


def words(text: str) -> Words:
    """A text in English."""
    return (Said("en", text),)


def entry(number: str, text: str, guard: Guard = Guard.NONE) -> Entry:
    """A subsection that says one thing."""
    return Entry(number, (), (words(text),), guard)


SUPPLEMENT = Document(
    format="ELMO 2",
    sections=(
        Section(1, (), (entry("1.1", "Benedetti"), entry("1.3", "born on 1 April 1999", Guard.PERSONAL))),
        Section(2, (), (entry("2.1", "Laurea magistrale"),)),
        Section(3, (), (entry("3.1", "second cycle"),)),
        Section(4, (), (entry("4.1", "full time"), entry("4.5", "110 out of 110", Guard.GRADES))),
        Section(5, (), (entry("5.1", "doctoral studies"),)),
        Section(0, (), (entry("", "cum laude"),)),
    ),
    programmes=(
        Programme(
            words("Energy"),
            words("Pontelume"),
            (Course("E1", words("Grids"), "Course", 0, leaf=True, credits=(Credit("6", "ECTS"),), result=words("30")),),
        ),
    ),
    schemes=(Scheme("s", words("thirty"), words("out of thirty")),),
)
TRANSCRIPT = replace(SUPPLEMENT, sections=())


async def read(
    badge: Badge,
    document: Document = SUPPLEMENT,
    kind: Kind = Kind.DIPLOMA_SUPPLEMENT,
    *,
    source: Source = Source.ISSUER,
    seals: tuple[Sealing, ...] = (),
) -> Attachment:
    """A document of a badge that was read."""
    made = await Attachment.create(
        offer_id=badge.offer_id if source is Source.ISSUER else None,
        badge_id=badge.id,
        kind=kind,
        name=name_of(kind, source),
        source=source,
        filename="supplement.xml",
        media_type="application/xml",
        size=1,
        digest="0" * 64,
        pieces=[piece.value for piece in pieces(document)],
    )
    seal_text, text = readings.to_json(seals), readings.to_json(document)
    await StoredReading.create(attachment_id=made.id, document=text, seals=seal_text, read_by="tests")
    return made
