"""The achievements and activities of a Europass credential as rows of results, each with what belongs to it alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from wallet.supplement import Course, Entry, Guard, Programme, Scheme, Words

from .europass import Hand, Thing
from .europass_results import credit, credit_words, distribution, first_text, hours, level, status, text
from .europass_telling import Teller, label, line

CREDITS: Final = ("creditPoint", "creditReceived")

# What a programme says of itself stands in the sections; of its parts, in their rows.
SECTIONS: Final = {
    "thematicArea": "2.2",
    "educationSubject": "2.2",
    "language": "2.5",
    "eqfLevel": "3.1",
    "nqfLevel": "3.1",
    "educationLevel": "3.1",
    "qualificationLevel": "3.1",
    "level": "3.1",
    "maximumDuration": "3.2",
    "volumeOfLearning": "3.2",
    "creditPoint": "3.2",
    "entryRequirement": "3.3",
    "mode": "4.1",
    "learningOutcome": "4.2",
    "learningOutcomeSummary": "4.2",
    "entitlesTo": "5",
    "additionalNote": "6.1",
    "homepage": "6.2",
    "supplementaryDocument": "6.2",
    "landingPage": "6.2",
    "educationalSystemNote": "8",
}


LASTING: Final = ("workload", "volumeOfLearning")
AWARDED: Final = ("awardingDate", "date")
# Concepts of the vocabulary of entitlements: a learning opportunity, an occupation.
ENTITLEMENTS: Final = {"64aad92881": "5.1", "52f62180c2": "5.2"}


class _Row:
    """An achievement with what specifies it, its awards and its assessments."""

    def __init__(self, hand: Hand, spec: Hand, *, placing: bool) -> None:
        self.hand, self.spec, self.awards, self.placing = hand, spec, hand.take("awardedBy"), placing
        self.tests = [*hand.take("provenBy"), *(used for award in self.awards for used in award.all("used"))]
        if hand.thing.kind == "LearningAssessment":
            self.tests.append(hand.thing)

    @property
    def graded(self) -> Thing | None:
        """The assessment whose grade is the row's: the only one that has one."""
        found = [each for each in self.tests if any(grade.called for grade in each.all("grade"))]
        return found[0] if len(found) == 1 else None

    @property
    def body(self) -> Thing | None:
        """Who awarded it."""
        return next((each for award in self.awards for each in award.all("awardingBody")), None)

    @property
    def hours(self) -> str:
        """How many hours it took, or takes."""
        lasting = self.hand.thing.all(*LASTING) or self.spec.thing.all(*LASTING)
        return hours(lasting)

    def tells(self, name: str, things: tuple[Thing, ...]) -> bool:
        """Whether its hours tell all of these durations already."""
        return name in LASTING and all(hours((each,)) == self.hours != "" for each in things)

    @property
    def title(self) -> Words:
        """What it is called, by itself or by what specifies it."""
        return (
            self.hand.thing.called
            or self.spec.thing.called
            or next((each.called for each in self.hand.thing.all("description")), ())
        )


class Rows:
    """Makes programmes of claims, and gathers what they put in the sections."""

    def __init__(self, teller: Teller) -> None:
        self.teller = teller
        self.placed: list[tuple[str, Entry]] = []
        self.schemes: dict[int, Scheme] = {}
        self.rows: dict[int, Thing] = {}
        self._placing = True
        self._named: Words = ()

    def programme(self, claim: Thing, *, placing: bool = True, named: bool = False) -> Programme:
        """A claim with its parts, the claim itself being the first row.

        `placing`: what it says of itself goes to the sections, `named` where several claims put their statements.
        """
        self._placing, self._named = placing, claim.called if named else ()
        courses = tuple(self._courses(claim, 0))
        return Programme(title=courses[0].title, institution=courses[0].provider, courses=courses)

    def _courses(self, thing: Thing, depth: int) -> Iterator[Course]:
        self.teller.count()
        self.rows[id(thing)] = thing
        hand = Hand(thing)
        specified = hand.first("specifiedBy")
        parts = [*hand.take("hasPart"), *(Hand(specified).take("hasPart") if specified else ())]
        yield self._course(hand, Hand(specified or Thing()), depth, leaf=not parts)
        for part in parts:
            yield from self._courses(part, depth + 1)

    def _course(self, hand: Hand, spec: Hand, depth: int, *, leaf: bool) -> Course:
        spec.take("hasPart")
        row = _Row(hand, spec, placing=depth == 0 and self._placing)
        test, body, said = row.graded, row.body, spec.thing
        received = hand.thing.all("creditReceived", "creditPoint") or said.all("creditPoint")
        return Course(
            code=first_text(hand.thing, "identifier", said),
            title=row.title,
            kind=first_text(said, "dcType"),
            depth=depth,
            leaf=leaf,
            credits=tuple(found for each in received if (found := credit(each))),
            result=test.all("grade")[0].called if test else (),
            status=status(test),
            distribution=distribution(test),
            scheme=self._scheme(test),
            levels=tuple(level(each, name) for name in ("eqfLevel", "nqfLevel") for each in said.all(name)),
            date=next((text(each) for award in row.awards for each in award.all(*AWARDED)), ""),
            hours=row.hours,
            provider=body.called if body else (),
            notes=tuple(self._notes(row)),
        )

    def _notes(self, row: _Row) -> Iterator[Entry]:
        """All that a row does not tell; a programme's statements go where the template has a place for them."""
        titles, others = row.hand.take("title"), row.spec.take("title")
        if row.placing and row.hand.thing.kind != "LearningActivity":
            self._placed("2.1", self.teller.entries("title", titles[:1] or others[:1], number="2.1"))
            grades = (grade.called for test in row.tests for grade in test.all("grade") if grade.called)
            self._placed("4.5", [Entry("4.5", (), (grade,), Guard.GRADES) for grade in grades])
        for award in row.awards:
            for name, things in award.parts.items():
                yield from self._award(name, things, row)
        different = tuple(each for each in (*titles[1:], *others) if each not in titles[:1])
        self._take_code(row)
        for name, things in (("title", different), *row.hand.rest(), *row.spec.rest()):
            yield from self._place(name, things, row)
        if row.hand.thing.kind != "LearningAssessment":
            yield from self.teller.entries("provenBy", row.tests, Guard.GRADES)

    @staticmethod
    def _take_code(row: _Row) -> None:
        """Take the identifier that is the code of a row, when it says nothing else."""
        for each in (row.hand, row.spec):
            found = each.take("identifier")
            if found:
                each.give("identifier", found[1:] if not found[0].parts and len(found[0].words) == 1 else found)
                return

    def _placed(self, number: str, entries: Iterable[Entry]) -> None:
        for each in entries:
            titled = each.title or each.texts[:1] == (self._named,)
            self.placed.append((number, each if titled else replace(each, title=self._named)))

    def _place(self, name: str, things: tuple[Thing, ...], row: _Row) -> Iterator[Entry]:
        number = SECTIONS.get(name, "")
        if name == "entitlesTo":
            for each in things:
                self.entitlement(each)
        elif name in CREDITS and all(map(credit, things)):
            entries = self._credits(name, things, row)
            if row.placing:
                self._placed(SECTIONS["creditPoint"], entries)
            else:
                yield from entries
        elif number and (row.placing or number == "8"):
            self._placed(number, self.teller.entries(name, things, number=number))
        elif not row.tells(name, things):
            yield from self.teller.entries(name, things)

    def _credits(self, name: str, things: tuple[Thing, ...], row: _Row) -> Iterator[Entry]:
        """Credits in words, in a programme's section; a row tells those of ELM 2 itself."""
        number, title = (SECTIONS["creditPoint"], ()) if row.placing else ("", label(name))
        for each in things:
            others = [part for part in each.parts.items() if part[0] not in ("point", "framework")]
            texts, nested = self.teller.lines(others, Guard.NONE)
            if row.placing or each.parts:
                first = line("title" if title else name, each, credit_words(each))
                yield Entry(number, title, (first, *texts))
            yield from nested

    def _award(self, name: str, things: tuple[Thing, ...], row: _Row) -> Iterator[Entry]:
        if name == "used":
            return  # an assessment like any other
        if name == "awardingBody" and row.placing:
            self._placed("2.3", self.teller.entries(name, things, number="2.3"))
        elif name in AWARDED:
            # a row has one date; a programme's award is part of its certification
            self._placed(
                "7.1", self.teller.entries("awardingDate", things if row.placing else things[1:], number="7.1")
            )
        else:
            yield from self._place(name, things, row)

    def _scheme(self, test: Thing | None) -> str:
        """The id of the grading scheme of an assessment, which is noted."""
        found = [scheme for spec in (test.all("specifiedBy") if test else ()) for scheme in spec.all("gradingScheme")]
        return self._noted(found[0]) if found else ""

    def _noted(self, thing: Thing) -> str:
        """The id of a grading scheme; what it says beside title and description stands in 4.4."""
        if id(thing) not in self.schemes:
            more, nested = self.teller.lines(
                [part for part in thing.parts.items() if part[0] not in ("title", "prefLabel", "description")],
                Guard.GRADES,
            )
            self.teller.tell(thing, Guard.GRADES)
            self._placed("4.4", [*([Entry("4.4", (), tuple(more), Guard.GRADES)] if more else []), *nested])
        title = next((each.words for each in thing.all("title", "prefLabel")), thing.words)
        text = next((each.words for each in thing.all("description")), ())
        return self.schemes.setdefault(id(thing), Scheme(thing.id or f"scheme-{len(self.schemes) + 1}", title, text)).id

    def entitlement(self, thing: Thing) -> None:
        """Place what an achievement entitles to: further study, an occupation, or something else."""
        if self.teller.told(thing):
            return
        kinds = [*thing.all("dcType"), *(each for spec in thing.all("specifiedBy") for each in spec.all("dcType"))]
        number = next((ENTITLEMENTS[each.code] for each in kinds if each.code in ENTITLEMENTS), "")
        self._placed(number or "5", self.teller.entries("entitlesTo", (thing,), number=number))
