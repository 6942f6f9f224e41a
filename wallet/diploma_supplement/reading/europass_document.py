"""A Europass credential as a document of eight sections; whatever has no place in them stands in section 0."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from wallet.errors import Unprocessable
from wallet.openbadges.report import N_
from wallet.supplement import Document, Enclosed, Entry, Guard, Programme, Said, Section

from . import naming, repeated, tags
from .enclosing import Read, enclosed, gathered
from .europass import Hand, Thing
from .europass_courses import Rows
from .europass_telling import Teller, guarded

NOTHING: Final = N_("This Europass credential says nothing that could be shown. Ask its issuer for it again.")
ENTITLEMENT: Final = "LearningEntitlement"
ACTIVITY: Final = "LearningActivity"
ASSESSMENT: Final = "LearningAssessment"
ATTACHMENT: Final = (Said("en", "Attachment"),)
CERTIFYING: Final = frozenset(
    [
        "issuer",
        "issued",
        "issuanceDate",
        "validFrom",
        "validUntil",
        "expirationDate",
        "dateIssued",
        "evidence",
        "identifier",
        "dcType",
        "credentialProfiles",
        "language",
        "primaryLanguage",
        "credentialStatus",
        "termsOfUse",
    ]
)
# The first of each of these names the learner, whom a supplement is about.
NAMED: Final = {"familyName": "1.1", "givenName": "1.2", "fullName": "1"}
OWN: Final = {"dateOfBirth": "1.3", "identifier": "1.4"}
DATES: Final = {"issued": "7.1", "awardingDate": "7.1", "dateIssued": "7.1"}
# A description like "has achieved an overall grade of" leads to a grade that stands elsewhere.
OF_GRADES: Final = re.compile(r"\b(grade|mark|gpa|calificaci[oó]n|nota|voto|votazione|note|punteggio)\b", re.IGNORECASE)


class _Sections:
    """Entries by the section of their number."""

    def __init__(self) -> None:
        self.entries: dict[int, list[tuple[str, Entry]]] = {}

    def add(self, number: str, entries: Iterable[Entry]) -> None:
        """Put entries where a number (`4.2`, `4`) says; those without one in a section come last."""
        order = number if "." in number else f"{number}.9"
        self.entries.setdefault(int(number.partition(".")[0]), []).extend((order, each) for each in entries)

    def sections(self, secret: re.Pattern[str] | None) -> tuple[Section, ...]:
        """The sections in their order, section 0 last; entries that repeat a grade are guarded like it."""
        made = []
        for number in sorted(self.entries, key=lambda each: each or 99):
            entries = sorted(self.entries[number], key=lambda each: each[0])
            made.append(Section(number, (), tuple(repeated.kept(entry, secret) for _, entry in entries)))
        return tuple(each for each in made if each.entries)


class _Author:
    """Writes the document of credentials."""

    def __init__(self) -> None:
        self.teller = Teller()
        self.rows = Rows(self.teller)
        self.sections = _Sections()
        self.programmes: list[Programme] = []
        self.files: list[tuple[Enclosed, bytes | None]] = []
        self.titles: list[Thing] = []
        self.issuers: list[Thing] = []
        self.dates: list[Thing] = []
        self.languages: list[str] = []

    def credential(self, hand: Hand) -> None:
        """Say all of a credential: its claims first, so that other parts can refer to what was told there."""
        subjects = [Hand(each) for each in hand.take("credentialSubject")]
        claims = [claim for subject in subjects for claim in subject.take("hasClaim", "achievement")]
        self._claims(claims)
        for number, entry in self.rows.placed:
            self.sections.add(number, (entry,))
        self.rows.placed.clear()
        for subject in subjects:
            self._subject(subject)
        self._head(hand)
        self._display(hand)
        for name, things in hand.rest():
            self._of_credential(name, things)

    def _head(self, hand: Hand) -> None:
        """What the document as a whole is called, who issued it and when."""
        displays = hand.thing.all("displayParameter")
        own = hand.first("title")
        self.titles += [own] if own else [title for each in displays for title in each.all("title")][:1]
        self.issuers += hand.thing.all("issuer")
        issued = hand.thing.all("issued", "issuanceDate")
        self.dates += issued
        if len(set(issued)) == 1:
            hand.take("issuanceDate" if hand.thing.all("issued") else "")
        for part in (hand.thing, *displays):
            self.languages += [_tag(each) for each in part.all("primaryLanguage", "language")]

    def _claims(self, claims: list[Thing]) -> None:
        """Achievements first: the activities and entitlements that belong to them are told there."""
        tests = [claim for claim in claims if claim.kind == ASSESSMENT]
        achieved = [claim for claim in claims if claim.kind not in (ENTITLEMENT, ACTIVITY, ASSESSMENT)] or tests
        for claim in achieved:
            self.programmes.append(self.rows.programme(claim, named=len(achieved) > 1))
        for claim in (each for each in tests if each not in achieved):
            self.programmes.append(self.rows.programme(claim, placing=False))  # no qualification, but a result
        for claim in (each for each in claims if each.kind == ENTITLEMENT):
            self.rows.entitlement(claim)
        done = [claim for claim in claims if claim.kind == ACTIVITY and not self.teller.told(claim)]
        for claim in done:
            self.programmes.append(self.rows.programme(claim, placing=not achieved, named=len(done) > 1))

    def _subject(self, hand: Hand) -> None:
        """The learner: names are shown with their section, all else is personal."""
        for name, number in NAMED.items():
            if first := hand.first(name):
                self.sections.add(number, self.teller.entries(name, (first,), number=number if "." in number else ""))
        for name, number in OWN.items():
            self.sections.add(number, self.teller.entries(name, hand.take(name), Guard.PERSONAL, number))
        for name, things in hand.rest():
            self.sections.add("1", self.teller.entries(name, things, Guard.PERSONAL))

    def _display(self, hand: Hand) -> None:
        """What ELM 3 says of the credential in how it is displayed; pictures of it are left out."""
        for shown in hand.take("displayParameter"):
            for name, things in shown.parts.items():
                first = name == "title" and self.titles[:1] == list(things[:1])
                self._of_credential(name, things[1:] if first else things)

    def _of_credential(self, name: str, things: tuple[Thing, ...]) -> None:
        """What a credential says beside its claims is its certification, or has no place in the template."""
        if name == "title":
            self.sections.add("2", self.teller.entries(name, things, title=()))
        elif name == "description":
            for each in things:
                guard = Guard.GRADES if any(OF_GRADES.search(said.text) for said in each.words) else Guard.NONE
                self.sections.add("2", self.teller.entries(name, (each,), guard))
        elif name == "attachment":
            self._attachments(things)
        elif name in CERTIFYING:
            self.sections.add("7", self.teller.entries(name, things, number=DATES.get(name, "")))
        else:
            self.sections.add("0", self.teller.entries(name, things, _beside(name)))

    def _attachments(self, things: tuple[Thing, ...]) -> None:
        """Files enclosed in the credential, and what is said of them."""
        for each in things:
            hand = Hand(each)
            for content in hand.take("content"):
                name = each.called[0].text if each.called else ""
                self.files.append(enclosed(content.called[0].text if content.called else "", each.called, name, ""))
            texts, nested = self.teller.lines(hand.rest(), Guard.NONE)
            entry = Entry("", ATTACHMENT, tuple(texts))
            self.sections.add("0", [*([entry] if texts else []), *nested])

    def unplaced(self, parts: Iterable[tuple[str, Thing]]) -> None:
        """What nothing refers to."""
        for name, each in parts:
            if not self.teller.told(each, guarded(name, each, Guard.NONE)) and id(each) not in self.rows.rows:
                self.sections.add("0", self.teller.entries(name, (each,)))


def _presented(author: _Author, presentation: Thing | None) -> None:
    """What the presentation says beside its credentials."""
    for name, things in presentation.parts.items() if presentation else ():
        if name in CERTIFYING:
            author.sections.add("7", author.teller.entries(name, things))
        else:
            author.sections.add("0", author.teller.entries(name, things, _beside(name)))


def document(
    format: str, credentials: Iterable[Thing], presentation: Thing | None, unreferenced: Iterable[tuple[str, Thing]]
) -> Read:
    """The document of credentials, of what presents them, and of what nothing refers to. Raises Unprocessable."""
    author = _Author()
    for credential in credentials:
        author.credential(Hand(credential))
    _presented(author, presentation)
    author.unplaced(unreferenced)
    secret = repeated.grades(author.programmes)
    sections = author.sections.sections(secret)
    if not sections and not author.programmes:
        raise Unprocessable(NOTHING)
    enclosures, files = gathered(author.files)
    programmes = repeated.kept_in(author.programmes, secret)
    made = Document(
        format=format,
        title=author.titles[0].called if author.titles else (programmes[0].title if programmes else ()),
        issuer=author.issuers[0].called if author.issuers else (),
        issued=author.dates[0].called[0].text if author.dates and author.dates[0].called else "",
        languages=tuple(dict.fromkeys(each for each in author.languages if each)),
        sections=sections,
        programmes=programmes,
        schemes=tuple(author.rows.schemes.values()),
        enclosed=enclosures,
    )
    return Read(made, files)


def _beside(name: str) -> Guard:
    """The switch that a part of no section calls for by its name; who holds a credential is whom it is about."""
    return Guard.PERSONAL if name == "sub" else naming.guard_of(name)


def _tag(language: Thing) -> str:
    """The tag of a language given as a concept (`.../language/ENG`) or as a tag; empty when it is neither."""
    if language.code:
        return tags.known(language.code)
    text = language.called[0].text if language.called else ""
    return text if re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]+)*", text) else ""
