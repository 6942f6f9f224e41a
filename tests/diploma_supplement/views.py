"""Views made by code: a whole supplement, and small ones around one text."""

from __future__ import annotations

from wallet.diploma_supplement.printed import About, Line, labels
from wallet.diploma_supplement.template import TITLES
from wallet.diploma_supplement.view import (
    File,
    Paragraph,
    Part,
    Results,
    Row,
    Spread,
    Subsection,
    View,
    Wording,
)
from wallet.sections import SECTIONS

URL = "https://wallet.example/b/laurea-7Qx2/diploma-supplement"
DAY, SECONDS = "18 March 2026", 1773792000
COURSES = ("Analysis", "Linear algebra", "Programming", "Databases", "Law of data", "Ethics", "Networks", "Statistics")
LONG = (
    "The programme combines a solid grounding in the theory of computation with the practice of building "
    "systems that people depend on. Graduates specify, design, build and test software, explain their decisions "
    "to others, and keep learning. "
)
RICH = (
    "<p>Graduates of this programme <strong>can</strong>:</p><ul><li>apply <em>mathematical</em> methods, such as "
    "O(n<sup>2</sup>) bounds;</li><li>work with others:<ol><li>in teams</li><li>across fields</li></ol></li></ul>"
    "<h4>Scale</h4><table><tr><th>Grade</th><th>Meaning</th></tr><tr><td>30 e lode</td><td>excellent</td></tr>"
    "<tr><td>18–30</td><td>passed<br>with merit from 27</td></tr></table>"
)


def about(url: str = URL, **own: object) -> About:
    """What the PDF says of itself, in English."""
    said: dict[str, object] = {
        "url": url,
        "holder": "Giulia Ferràri",
        "provenance": (
            Line("passed", "Issued by Università di Esempio, received on 3 March 2026."),
            Line("passed", "The seal is intact and was made by Università di Esempio, whom this wallet trusts."),
        ),
        "made_on": DAY,
        "made_at": SECONDS,
        "locale": "en",
        "accent": "#14532d",
        "labels": labels(DAY, url),
    }
    return About(**(said | own))  # type: ignore[arg-type]  # the names are the fields'


def said(text: str, rich: bool = False) -> Paragraph:
    return Paragraph((Wording(text, "", "", rich),))


def told(number: str, *paragraphs: Paragraph, title: str = "", own: str = "") -> Subsection:
    return Subsection(number, title or TITLES.get(number, ""), own, paragraphs)


def view(*parts: Part, title: str = "Laurea in Informatica (Bachelor in Computer Science)") -> View:
    return View(title, "ELMO", "Università di Esempio", "1 March 2026", parts, (("en", "English"), ("it", "Italian")))


def part(number: int, *subsections: Subsection, **own: tuple[object, ...]) -> Part:
    lists = {"results": (), "grading": (), "files": ()} | own
    return Part(number, f"section-{number}", SECTIONS[number], "", subsections, **lists)  # type: ignore[arg-type]  # same


def around(text: str, rich: bool = False) -> View:
    """A view in which every place that can hold a stranger's text holds this one."""
    one = Subsection(text, text, text, (Paragraph((Wording(text, "", "", rich), Wording(text, text, text, rich))),))
    row = Row(
        text, (Wording(text, text, text),), (text,), 1, True, (text, text), (one,), Spread(((text, text, 50.0),), text)
    )
    table = Results(text, text, text, (text, text), (True, False), (row,), text, text, (one,))
    files = (File(text, text, text, 5, text, ""), File(text, text, text, 5, "", text))
    return View(text, text, text, text, (Part(1, text, text, text, (one,), (table,), (one,), files),), ((text, text),))


def courses(number: int) -> Results:
    rows = [Row("Bachelor in Computer Science", (), ("INF-L31",), 0, False, ("180", "", ""), (), None)]
    for at in range(number):
        if at % 10 == 0:
            rows.append(Row(f"Year {at // 10 + 1}", (), (), 1, False, ("60", "", ""), (), None))
        name = COURSES[at % len(COURSES)]
        other = (Wording(f"Corso di {name.lower()}", "it", "Italian"),) if at % 3 == 0 else ()
        spread = Spread(
            (("18–21", "10", 20.0), ("22–25", "25", 50.0), ("26–30", "15", 30.0)), "The best third is 26 or more."
        )
        notes = (told("", said("Held in English, with a project."), title="Mode"),) if at % 5 == 0 else ()
        cells = (str(3 + at % 10), str(18 + at % 13), "1 March 2026")
        rows.append(
            Row(
                f"{name} {at + 1}",
                other,
                (f"INF-{at:03}", "EQF 6"),
                2,
                True,
                cells,
                notes,
                spread if at % 7 == 0 else None,
            )
        )
    return Results(
        "Individual credits and grades",
        "Università di Esempio, Department of Computer Science",
        "Course or part",
        ("Credits (ECTS)", "Grade", "Date"),
        (True, True, False),
        tuple(rows),
        "180 ECTS",
        "180 ECTS",
        (told("", said("Grades run from 18 to 30 with honours."), title="Grades"),),
    )


def whole(number: int = 30) -> View:
    """All eight sections, with so many courses."""
    name = Paragraph(
        (Wording("Bachelor in Computer Science", "", ""), Wording("Laurea in Informatica", "it", "Italian"))
    )
    aims = Paragraph(
        (
            Wording(RICH, "", "", True),
            Wording("<p>Chi si laurea sa applicare metodi matematici.</p>", "it", "Italian", True),
        )
    )
    file = File("Transcript of records", "transcript.pdf", "application/pdf", 214_000, "https://wallet.example/f/1", "")
    lost = File(
        "Certificate", "certificate.pdf", "application/pdf", 0, "", "This file is damaged and could not be read."
    )
    return view(
        part(1, told("1.1", said("Ferràri")), told("1.2", said("Giulia"))),
        part(
            2,
            told("2.1", name, own="Name of qualification"),
            told("2.2", said("Computer science")),
            told("2.5", said("Italian, English")),
        ),
        part(
            3,
            told("3.1", said("First cycle, EQF level 6")),
            told("3.2", said("Three years, 180 ECTS credits")),
            told("3.3", said("Secondary school diploma")),
        ),
        part(
            4,
            told("4.1", said("Full time")),
            told("4.2", aims),
            told("4.4", said("Grades run from 18 to 30.")),
            results=(courses(number),),
            grading=(told("", said("30 e lode: 4 %\n30: 11 %\n27–29: 30 %"), title="Grades in thirtieths"),),
        ),
        part(5, told("5.1", said("Gives access to second-cycle programmes."))),
        part(
            6,
            told("6.1", said(LONG * 3)),
            told("6.2", said("https://www.example.edu/programmes/informatics/2026")),
            files=(file, lost),
        ),
        part(7, told("7.1", said("1 March 2026")), told("7.3", said("Rector"))),
        part(8, told("", said(LONG * 6 + "\n\n" + LONG * 8))),
    )
