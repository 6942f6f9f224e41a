"""The Diploma Supplement of the demo's degree, set in eight sections on several pages."""

from __future__ import annotations

from dataclasses import dataclass, field

from wallet.demo import art
from wallet.demo.content import Learner
from wallet.demo.courses import COURSES
from wallet.demo.pdf import A4, INK, SOFT, About, Colour, Font, Page, document, width, wrapped
from wallet.demo.transcript import NUMBER, SECTIONS, Section

BORDEAUX: Colour = (0.42, 0.08, 0.20)
GOLD: Colour = (0.80, 0.60, 0.22)
WASH: Colour = (0.965, 0.945, 0.925)
LEFT, RIGHT, TOP, BOTTOM = 56, A4[0] - 56, 64, A4[1] - 64
VALUES = LEFT + 164  # where what is said begins, beside its label

INTRODUCTION = (
    "This supplement describes the qualification named on the original diploma to which it belongs: what kind of "
    "studies it stands for, at which level, with which contents and results. It follows the eight sections agreed by "
    "the European Commission, the Council of Europe and UNESCO, as revised in 2018, and leaves out any judgement of "
    "value, any claim of equivalence and any advice on recognition. Where something is not given, the reason is."
)
SPECIMEN = "Specimen: university, learner and results are imaginary"


def supplement(learner: Learner) -> bytes:
    """The supplement as a PDF with real text, bookmarks for its sections and a number on each page."""
    flow = Flow(learner)
    flow.opening()
    for section in SECTIONS:
        flow.section(section)
    for number, page in enumerate(flow.pages, 1):
        page.box((LEFT, A4[1] - 46), (RIGHT - LEFT, 0.5), GOLD)
        page.text((LEFT, A4[1] - 32), f"{learner.name} · {NUMBER} · {SPECIMEN}", Font.TEXT, 7, SOFT)
        page.right((RIGHT, A4[1] - 32), f"{number} / {len(flow.pages)}", Font.TEXT, 7, SOFT)
    about = About(f"Diploma Supplement, {learner.name}", "Università degli Studi di Pontelume", "en", art.emblem())
    return document(flow.pages, flow.bookmarks, about)


@dataclass
class Flow:
    """Text that runs down the pages."""

    learner: Learner
    pages: list[Page] = field(default_factory=lambda: [Page()])
    bookmarks: list[tuple[str, int]] = field(default_factory=list)
    y: float = TOP

    @property
    def page(self) -> Page:
        """The page being filled."""
        return self.pages[-1]

    def room(self, height: float) -> None:
        """Begin a new page when less than that is left on this one."""
        if self.y + height > BOTTOM:
            self.pages.append(Page())
            self.y = TOP

    def opening(self) -> None:
        """The letterhead, the title and what a supplement is."""
        self.page.emblem((LEFT, 46), 62)
        self.page.text((LEFT + 78, 72), "Università degli Studi di Pontelume", Font.TITLE, 17, BORDEAUX)
        self.page.text((LEFT + 78, 89), "Via dei Lampionai 12, Pontelume · www.pontelume.example", Font.TEXT, 8.5, SOFT)
        self.page.box((LEFT, 122), (RIGHT - LEFT, 0.8), GOLD)
        self.page.text((LEFT, 166), "Diploma Supplement", Font.SERIF, 30)
        self.page.right((RIGHT, 166), NUMBER, Font.TEXT, 9, SOFT)
        self.y = 190
        for line in wrapped(INTRODUCTION, Font.TEXT, 8.5, RIGHT - LEFT):
            self.page.text((LEFT, self.y), line, Font.TEXT, 8.5, SOFT)
            self.y += 12
        self.y += 12

    def section(self, section: Section) -> None:
        """A heading, and each of its entries with the label on the left."""
        first = section.entries[0]
        self.room(60 + 13 * len(wrapped(first.text(self.learner), Font.TEXT, 9.5, RIGHT - VALUES)))
        self.bookmarks.append((f"{section.number}. {section.title}", len(self.pages) - 1))
        self.y += 14
        self.page.box((LEFT, self.y - 12), (RIGHT - LEFT, 20), WASH)
        self.page.text((LEFT + 8, self.y + 2.5), f"{section.number}.", Font.TITLE, 12, BORDEAUX)
        self.page.text((LEFT + 26, self.y + 2.5), section.title, Font.TITLE, 12, BORDEAUX)
        self.y += 26
        for entry in section.entries:
            self.entry(f"{entry.number} {entry.label}", entry.text(self.learner))
            if entry.number == "4.3":
                self.courses()

    def entry(self, label: str, text: str) -> None:
        """A label and what it says, in paragraphs."""
        labels = wrapped(label, Font.TEXT, 8, VALUES - LEFT - 14)
        lines = [line for part in text.split("\n") for line in (*wrapped(part, Font.TEXT, 9.5, RIGHT - VALUES), "")]
        self.room(min(max(len(labels) * 10.5, len(lines) * 13), 120))
        for number, part in enumerate(labels):
            self.page.text((LEFT, self.y + number * 10.5), part, Font.TEXT, 8, SOFT)
        below = self.y + len(labels) * 10.5
        for line in lines[:-1]:
            if self.y > BOTTOM:
                self.room(13)
                below = self.y
            self.page.text((VALUES, self.y), line, Font.TEXT, 9.5, INK)
            self.y += 13 if line else 5
        self.y = max(self.y, below) + 7

    def courses(self) -> None:
        """The table of courses with credits, marks and dates."""
        self.row(("Code", "Course", "ECTS", "Mark", "Date"), Font.STRONG, SOFT)
        for course in COURSES:
            self.row((course.code, course.name, str(course.credits), course.mark, course.date), Font.TEXT, INK)
        total = sum(course.credits for course in COURSES)
        self.row(("", "Total", str(total), "", ""), Font.STRONG, INK)
        self.y += 10

    def row(self, cells: tuple[str, str, str, str, str], font: Font, colour: Colour) -> None:
        """One line of the table; numbers stand under each other."""
        self.room(20)
        code, name, credits, mark, date = cells
        self.page.text((LEFT, self.y), code, font, 8.5, SOFT)
        self.page.text((LEFT + 58, self.y), name, font, 9, colour)
        for right, cell in ((RIGHT - 156, credits), (RIGHT - 66, mark), (RIGHT, date)):
            self.page.text((right - width(cell, font, 9), self.y), cell, font, 9, colour)
        self.page.box((LEFT, self.y + 4.6), (RIGHT - LEFT, 0.3), (0.86, 0.84, 0.80))
        self.y += 15.5
