"""Whatever a thing says as entries that a person can read: each said once, guarded where it tells grades or more."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from wallet.errors import Unprocessable
from wallet.openbadges.report import N_
from wallet.supplement import Entry, Guard, Said, Words

from . import naming
from .europass import CALLED, Thing

# References can name the same thing without end; the largest real file has 649 lines.
MAX_LINES: Final = 20_000
TOO_MUCH: Final = N_("This document repeats itself too often to be read. Ask its issuer for it again.")

LABELS: Final = {
    "provenBy": "Assessment",
    "used": "Assessment",
    "influencedBy": "Learning activity",
    "specifiedBy": "Specification",
    "awardedBy": "Award",
    "entitlesTo": "Entitlement",
    "hasClaim": "Claim",
    "dcType": "Type",
    "thematicArea": "Field of study",
    "eqfLevel": "EQF level",
    "nqfLevel": "NQF level",
    "creditPoint": "Credits",
    "creditReceived": "Credits received",
    "maximumDuration": "Duration",
    "emailAddress": "E-mail",
    "mode": "Mode of study",
    "hasPart": "Part",
    "dateIssued": "Date of issue",
    "idVerification": "Supervision and verification",
    "contentURL": "Address",
    "spatial": "Country",
    "spatialID": "Country",
    "vatIdentifier": "VAT identifier",
    "eIDASIdentifier": "eIDAS identifier",
    "relatedESCOSkill": "Related ESCO skill",
    "limitOrganisation": "Organisation",
    "limitJurisdiction": "Jurisdiction",
    "limitOccupation": "Occupation",
}
PLAIN: Final = frozenset(
    [
        "description",
        "noteLiteral",
        "additionalNote",
        "fullAddress",
        "homepage",
        "contentURL",
        "emailAddress",
        "identifier",
        "countryCode",
        "spatialCode",
        "note",
        "address",
        "location",
        "grade",
    ]
) | frozenset(CALLED)
GRADED: Final = frozenset(
    [
        "grade",
        "gradeStatus",
        "provenBy",
        "used",
        "gradingScheme",
        "resultDistribution",
        "shortenedGrading",
        "assessment",
        "scoringScheme",
        "assessmentSpecification",
    ]
)
GRADED_KINDS: Final = frozenset({"LearningAssessment", "LearningAssessmentSpecification", "GradingScheme"})
PERSONAL: Final = frozenset(
    [
        "dateOfBirth",
        "placeOfBirth",
        "nationalID",
        "nationalId",
        "citizenshipCountry",
        "citizenship",
        "gender",
        "birthName",
        "patronymicName",
        "wallet",
    ]
)
# A person of whom this is told may be the learner, named in another place.
PRIVATE: Final = PERSONAL | {"identifier", "contactPoint", "address", "location", "emailAddress", "phone"}
ORDER: Final = {name: place for place, name in enumerate((*CALLED, "noteLiteral", "grade", "description"))}
# Where something is, and what to read of it, is told with it, even under a name of its own.
INLINE: Final = frozenset({"location", "address", "contactPoint", "supplementaryDocument", "homepage", "spatial"})
KINDS: Final = {
    "LearningAssessment": "provenBy",
    "LearningActivity": "influencedBy",
    "LearningEntitlement": "entitlesTo",
}
# Subsections in which a line says what it is, since several kinds of statement stand there.
SHARED: Final = frozenset({"3.1", "3.2"})
MIDNIGHT: Final = re.compile(r"(\d{4}-\d\d-\d\d)T00:00(:00(\.0+)?)?(Z|[+-]\d\d:?\d\d)?")
DURATION: Final = re.compile(
    r"P(?:(N)Y)?(?:(N)M)?(?:(N)W)?(?:(N)D)?(?:T(?:(N)H)?(?:(N)M)?(?:(N)S)?)?".replace("N", r"\d{1,9}")
)
UNITS: Final = ("year", "month", "week", "day", "hour", "minute", "second")


def label(name: str) -> Words:
    """A title made of a name: "Entry requirement" of entryRequirement."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[_\-:/#@.]+", " ", name).strip() or name
    words = (each if each[1:].isupper() else each[:1].lower() + each[1:] for each in spaced.split())
    found = LABELS.get(name) or " ".join(words)
    return (Said("en", found[:1].upper() + found[1:]),)


def readable(text: str) -> str:
    """A date without its midnight, a duration in words; other texts as they are."""
    if day := MIDNIGHT.fullmatch(text):
        return day[1]
    if (parts := DURATION.fullmatch(text)) and any(parts.groups()):
        counts = ((int(count), unit) for count, unit in zip(parts.groups(), UNITS, strict=True) if count)
        return " ".join(f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in counts)
    return text.removeprefix("mailto:")


def line(name: str, thing: Thing, words: Words = ()) -> Words:
    """What a part says as a line of its own: named, where its words alone would not tell what they are."""
    words = words or coded(name, thing)
    before = subject(thing) or ("" if name in PLAIN else label(name)[0].text)
    alone = len(words) == 1
    return tuple(
        _prefixed(each, before if subject(thing) or alone or each.language in ("", "en") else "") for each in words
    )


def coded(name: str, thing: Thing) -> Words:
    """The words of a thing; of a field of study with its code, by which it is known everywhere."""
    if name not in ("thematicArea",) or not re.fullmatch(r"\d{2,4}", thing.code):
        return thing.words
    return tuple(replace(each, text=f"{each.text} (ISCED-F {thing.code})") for each in thing.words)


def subject(thing: Thing) -> str:
    """What a note is about."""
    return next((each.words[0].text for each in thing.parts.get("subject", ()) if len(each.words) == 1), "")


def _prefixed(said: Said, before: str) -> Said:
    if said.rich:
        return said
    text = readable(said.text) if not said.language else said.text
    return replace(said, text=f"{before}: {text}" if before and before != text else text)


def guarded(name: str, thing: Thing, guard: Guard) -> Guard:
    """The guard of a part within one that has a guard."""
    if name in GRADED or thing.kind in GRADED_KINDS:
        return Guard.GRADES
    if guard is not Guard.NONE or name in PERSONAL:
        return guard or Guard.PERSONAL
    if thing.kind == "Person" and not PRIVATE.isdisjoint(thing.parts):
        return Guard.PERSONAL
    about = thing.parts.get("subject")
    return naming.certain_of(name) or (naming.certain(about[0].called) if about else Guard.NONE)


class Teller:
    """Tells things as entries; what has a name is told once in full, and then by its name."""

    def __init__(self) -> None:
        self._told: set[tuple[int, Guard]] = set()
        self._lines = 0

    def count(self) -> None:
        """One more line or row; raises Unprocessable when it is one too many."""
        self._lines += 1
        if self._lines > MAX_LINES:
            raise Unprocessable(TOO_MUCH)

    def told(self, thing: Thing, guard: Guard = Guard.NONE) -> bool:
        """Whether it was told in full where it can be seen by whoever sees what has this guard."""
        return (id(thing), Guard.NONE) in self._told or (id(thing), guard) in self._told

    def tell(self, thing: Thing, guard: Guard = Guard.NONE) -> None:
        """Note that a thing is told."""
        self._told.add((id(thing), guard))

    def entries(
        self, name: str, things: Iterable[Thing], guard: Guard = Guard.NONE, number: str = "", title: Words = ()
    ) -> list[Entry]:
        """Entries of the parts of a name, titled by it where there is neither number nor title."""
        title = title or (() if number else label(name))
        found: list[Entry] = []
        simple: dict[Guard, list[Words]] = {}
        for thing in things:
            mine = guarded(name, thing, guard)
            if thing.words:
                texts, nested = self._noted(name, thing, mine, named=number in SHARED)
                simple.setdefault(mine, []).extend(texts)
                found += nested
            else:
                known = label(KINDS[thing.kind]) if name == "hasPart" and thing.kind in KINDS else title
                found += self._structured(thing, Entry(number, known, (), mine))
        return [*(Entry(number, title, tuple(texts), mine) for mine, texts in simple.items()), *found]

    def _structured(self, thing: Thing, entry: Entry) -> list[Entry]:
        """An entry of a thing of parts, and those of the named things in it."""
        if self.told(thing, entry.guard):
            return [replace(entry, texts=(thing.called,))] if thing.called else []
        texts, nested = self.lines(thing.parts.items(), entry.guard)
        if thing.called:
            self.tell(thing, entry.guard)
        return [*([replace(entry, texts=tuple(texts))] if texts else []), *nested]

    def lines(self, parts: Iterable[tuple[str, tuple[Thing, ...]]], guard: Guard) -> tuple[list[Words], list[Entry]]:
        """The lines that parts say within an entry of a guard, and entries of what needs its own."""
        texts: list[Words] = []
        nested: list[Entry] = []
        for name, things in sorted(parts, key=lambda part: ORDER.get(part[0], len(ORDER))):
            for thing in things:
                more, entries = self._part(name, thing, guard)
                texts += more
                nested += entries
        return texts, nested

    def _part(self, name: str, thing: Thing, guard: Guard) -> tuple[list[Words], list[Entry]]:
        self.count()
        mine = guarded(name, thing, guard)
        if mine is not guard:
            return [], self.entries(name, (thing,), mine)
        if thing.words:
            return self._noted(name, thing, guard)
        if not thing.called or name in INLINE:
            return self.lines(thing.parts.items(), guard)
        if self.told(thing, guard):
            return [line(name, thing, thing.called)], []
        return [], self.entries(name, (thing,), guard)

    def _noted(self, name: str, thing: Thing, guard: Guard, *, named: bool = True) -> tuple[list[Words], list[Entry]]:
        """A text with what is said of it."""
        self.count()
        rich = any(each.rich for each in thing.words)
        others = (part for part in thing.parts.items() if rich or part[0] != "subject" or not subject(thing))
        texts, nested = self.lines(others, guard)
        return [line(name if named else "title", thing, coded(name, thing)), *texts], nested
