"""What the demo's Diploma Supplement says: its eight sections, and when and about whom it was issued."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from wallet.demo.content import Learner


@dataclass(frozen=True)
class Entry:
    """A numbered entry; `{family}` and `{given}` in what it says stand for the learner's names."""

    number: str
    label: str
    words: str

    def text(self, learner: Learner) -> str:
        """What it says of a learner; line breaks part paragraphs."""
        return self.words.format(family=learner.family, given=learner.given)


@dataclass(frozen=True)
class Section:
    """One of the eight sections of the template of 2018."""

    number: int
    title: str
    entries: tuple[Entry, ...]


NUMBER = "DS 2026/0713/0184"
BORN, ISSUED = date(2001, 3, 14), date(2026, 7, 16)
STUDENT = "184 0713"
DETAILS = {  # what is private by nature; it comes apart from the degree, which is shown whole
    "en": (
        ("Final mark", "108/110"),
        ("Title of the thesis", "Storing an evening: batteries and reservoir in a river town with much solar power"),
        ("Place among the graduates of three years", "among the best 43 %, 91 of 212"),
    ),
    "it": (
        ("Voto finale", "108/110"),
        ("Titolo della tesi", "Conservare una sera: batterie e bacino in una città di fiume con molta energia solare"),
        ("Posizione fra chi si è laureato in tre anni", "nel migliore 43 %, 91 su 212"),
    ),
}
GRADUATES = (("110 cum laude", 40), ("108–110", 51), ("104–107", 57), ("99–103", 38), ("66–98", 26))

OUTCOMES = (
    "Graduates model the balance of an energy system from hourly data and state the uncertainty of the result; design "
    "wind, solar and hydropower plants from site measurements to tender documents; size storage and control for grids "
    "with a high share of renewables; assess a plant over its whole life; and explain technical decisions to people "
    "who are not engineers."
)
SYSTEM = (
    "Higher education in Italy is given by universities and by institutions for the arts, music and dance. University "
    "studies have three cycles. The first leads to the Laurea (180 ECTS credits, three years; EQF level 6) and is open "
    "to holders of an upper secondary diploma after thirteen years of school. The second leads to the Laurea "
    "Magistrale (120 credits, two years; EQF level 7) and requires a Laurea; in a few fields such as medicine, "
    "architecture and law a single cycle of five or six years joins both. The third leads to the Dottorato di Ricerca "
    "(at least three years; EQF level 8)."
    "\nOne credit (CFU) stands for 25 hours of a student’s work and equals one ECTS credit; a full year is worth 60. "
    "Examinations are marked out of 30 and passed from 18; excellence is marked “cum laude”. Degrees are marked out of "
    "110 and passed from 66. University master courses of the first and second level (at least 60 credits) are "
    "awarded beside the three cycles. Programmes are accredited by the Ministry of University and Research on the "
    "advice of the national agency ANVUR. The Italian ENIC-NARIC centre for recognition is CIMEA, in Rome."
)


def details(language: str) -> tuple[tuple[str, str], ...]:
    """Names and values of what the university tells the learner alone; in English where a language is not told."""
    return DETAILS.get(language, DETAILS["en"])


SECTIONS = (
    Section(
        1,
        "Information identifying the holder of the qualification",
        (
            Entry("1.1", "Last name(s)", "{family}"),
            Entry("1.2", "First name(s)", "{given}"),
            Entry("1.3", "Date of birth (dd/mm/yyyy)", f"{BORN:%d/%m/%Y}"),
            Entry("1.4", "Student identification number or code", STUDENT),
        ),
    ),
    Section(
        2,
        "Information identifying the qualification",
        (
            Entry(
                "2.1",
                "Name of qualification and title conferred (in original language)",
                "Laurea Magistrale in Ingegneria per la Transizione Energetica (classe LM-30)"
                "\nTitle conferred: Dottoressa magistrale",
            ),
            Entry("2.2", "Main field(s) of study", "Energy engineering (ISCED-F 0713, Electricity and energy)"),
            Entry(
                "2.3",
                "Name and status of awarding institution (in original language)",
                "Università degli Studi di Pontelume\nState university, founded in 1741",
            ),
            Entry("2.4", "Institution administering studies", "The same as in 2.3"),
            Entry("2.5", "Language(s) of instruction and examination", "Italian; four courses in English"),
        ),
    ),
    Section(
        3,
        "Information on the level and duration of the qualification",
        (
            Entry(
                "3.1",
                "Level of the qualification",
                "Second cycle of the Bologna Process; level 7 of the European Qualifications Framework",
            ),
            Entry(
                "3.2",
                "Official duration of programme in credits and years",
                "Two years of full-time study, 120 ECTS credits, 3,000 hours of work",
            ),
            Entry(
                "3.3",
                "Access requirement(s)",
                "A first-cycle degree in engineering or an equivalent one, with 30 credits in mathematics and physics "
                "and 36 in engineering, and English at level B2",
            ),
        ),
    ),
    Section(
        4,
        "Information on the programme completed and the results obtained",
        (
            Entry("4.1", "Mode of study", "Full time, on campus; theory in two lecture periods a year"),
            Entry("4.2", "Programme learning outcomes", OUTCOMES),
            Entry(
                "4.3",
                "Programme details, individual credits gained and marks obtained",
                "Thesis: “Storing an evening: batteries and reservoir in a river town with a high share of solar "
                "power”, supervised by the department of energy",
            ),
            Entry(
                "4.4",
                "Grading system and grade distribution",
                "Courses: 18 (lowest pass) to 30, and 30 cum laude. Degree: 66 to 110, and 110 cum laude."
                "\nMarks of the 212 graduates of this programme in the last three years: 110 cum laude (19 %), "
                "108 to 110 (24 %), 104 to 107 (27 %), 99 to 103 (18 %), 66 to 98 (12 %)",
            ),
            Entry("4.5", "Overall classification (in original language)", "108/110 (centotto su centodieci)"),
        ),
    ),
    Section(
        5,
        "Information on the function of the qualification",
        (
            Entry(
                "5.1",
                "Access to further study",
                "Gives access to doctoral programmes (Dottorato di Ricerca), to second-level university master "
                "courses and to schools of specialisation",
            ),
            Entry(
                "5.2",
                "Access to a regulated profession",
                "Admits to the State examination for the profession of engineer (section A, industrial sector)",
            ),
        ),
    ),
    Section(
        6,
        "Additional information",
        (
            Entry(
                "6.1",
                "Additional information",
                "One semester at a partner university in Trondheim, Norway (24 of the credits above). Student "
                "representative in the council of the department from 2024 to 2026.",
            ),
            Entry(
                "6.2",
                "Further information sources",
                "www.pontelume.example/energy-transition · badges.pontelume.example · www.cimea.it",
            ),
        ),
    ),
    Section(
        7,
        "Certification of the supplement",
        (
            Entry("7.1", "Date", f"{ISSUED:%d/%m/%Y}"),
            Entry("7.2", "Name and signature", "Caterina Valdambri"),
            Entry("7.3", "Capacity", "Head of the student registry"),
            Entry("7.4", "Official stamp or seal", "None: this copy is a specimen"),
        ),
    ),
    Section(
        8,
        "Information on the national higher education system",
        (Entry("8", "Higher education in Italy", SYSTEM),),
    ),
)
