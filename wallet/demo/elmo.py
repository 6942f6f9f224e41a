"""The demo's Diploma Supplement as ELMO 2 XML of EMREX: data that a wallet can read, with the PDF enclosed."""

from __future__ import annotations

from base64 import b64encode
from html import escape

from lxml import etree

from .content import DEGREE, HOME, UNIVERSITY, Learner
from .courses import COURSES, PASSED, RANGES, Course, term
from .supplement import INTRODUCTION, SPECIMEN, supplement
from .transcript import BORN, GRADUATES, ISSUED, NUMBER, SECTIONS, STUDENT, Entry, Section

ELMO = "https://github.com/emrex-eu/elmo-schemas/tree/v1"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
MOMENT = f"{ISSUED}T15:30:00Z"
LANGUAGES = ("en", "it")
OUTCOMES = {"en": "Learning outcomes", "it": "Risultati di apprendimento"}
SCHEMES = {
    "courses": (
        "Examinations are marked out of 30 and passed from 18; excellence is marked 30 cum laude. "
        "Some activities are only passed or not passed.",
        "Gli esami sono valutati in trentesimi e superati da 18; all’eccellenza va la lode. "
        "Alcune attività prevedono solo l’idoneità.",
    ),
    "degree": (
        "Degrees are marked out of 110 and passed from 66; excellence is marked 110 cum laude.",
        "La laurea è valutata in centodecimi e conseguita da 66; all’eccellenza va la lode.",
    ),
}
SPREAD = (
    "Marks in this course in the last three years.",
    "Voti di questo insegnamento negli ultimi tre anni.",
)
GRADUATED = (
    "Graduates of this programme in the last three years.",
    "Chi si è laureato in questo corso negli ultimi tre anni.",
)
INSTEAD = {  # what data say otherwise than print
    "1.3": BORN.isoformat(),
    "7.1": ISSUED.isoformat(),
    "7.4": f"Electronic seal of the university on this file (XMLDSig). {SPECIMEN}.",
}
LABELS = {"1.3": "Date of birth"}


def elmo(learner: Learner) -> etree._Element:
    """The `<elmo>` of a learner, not sealed; the same for the same learner, byte by byte."""
    root = etree.Element(f"{{{ELMO}}}elmo", nsmap={None: ELMO})
    _put(root, "generatedDate", MOMENT)
    _learner(root, learner)
    report = _put(root, "report")
    _issuer(report)
    _programme(report, learner)
    _put(report, "issueDate", MOMENT)
    for id, described in SCHEMES.items():
        _both(_put(report, "gradingScheme", localId=id), "description", described)
    _pdf(report, learner)
    etree.indent(root)
    return root


def _put(parent: etree._Element, name: str, text: str | None = None, **attributes: str) -> etree._Element:
    made = etree.SubElement(parent, f"{{{ELMO}}}{name}", attributes)
    made.text = text
    return made


def _both(parent: etree._Element, name: str, texts: tuple[str, str]) -> None:
    """The same in English and in Italian, side by side."""
    for language, text in zip(LANGUAGES, texts, strict=True):
        _put(parent, name, text).set(LANGUAGE, language)


def _learner(root: etree._Element, learner: Learner) -> None:
    made = _put(root, "learner")
    _put(made, "citizenship", "IT")
    _put(made, "identifier", STUDENT, type="studentNumber")
    _put(made, "givenNames", learner.given)
    _put(made, "familyName", learner.family)
    _put(made, "bday", BORN.isoformat())


def _issuer(report: etree._Element) -> None:
    issuer = _put(report, "issuer")
    _put(issuer, "country", "IT")
    _put(issuer, "identifier", "pontelume.example", type="schac")
    _both(issuer, "title", (UNIVERSITY["en"].name, UNIVERSITY["it"].name))
    _put(issuer, "url", HOME)


def _programme(report: etree._Element, learner: Learner) -> None:
    """The degree with its result, its courses as parts, and the supplement that belongs to it."""
    english, italian = DEGREE["en"], DEGREE["it"]
    made = _put(report, "learningOpportunitySpecification")
    _put(made, "identifier", "LM-30-ENT", type="local")
    _both(made, "title", (english.name, italian.name))
    _put(made, "type", "Degree Programme")
    _put(made, "iscedCode", english.field.code)
    _put(made, "url", f"{HOME}/energy-transition")
    for award in (english, italian):
        outcomes = "\n".join(f"– {outcome}" for outcome in award.outcomes)
        text = f"{award.description}\n{OUTCOMES[award.language]}:\n{outcomes}"
        _put(made, "description", text).set(LANGUAGE, award.language)
    instance = _put(_put(made, "specifies"), "learningOpportunityInstance")
    _put(instance, "start", min(term(each).start for each in COURSES).isoformat())
    _put(instance, "date", ISSUED.isoformat())
    _put(instance, "status", "passed")
    _put(instance, "gradingSchemeLocalId", "degree")
    _put(instance, "resultLabel", english.mark.value)
    _distribution(instance, GRADUATES, GRADUATED)
    _worth(instance, english.credits)
    _put(instance, "languageOfInstruction", english.taught)
    _supplement(instance, learner)
    for course in COURSES:
        _course(_put(made, "hasPart"), course)


def _course(parent: etree._Element, course: Course) -> None:
    made = _put(parent, "learningOpportunitySpecification")
    _put(made, "identifier", course.code, type="local")
    _both(made, "title", (course.name, course.italian))
    _put(made, "type", "Course")
    _put(made, "iscedCode", course.field)
    _both(made, "description", course.about)
    instance = _put(_put(made, "specifies"), "learningOpportunityInstance")
    _put(instance, "date", course.day.isoformat())
    _term(instance, course)
    _put(instance, "status", "passed")
    _put(instance, "gradingSchemeLocalId", "courses")
    if course.mark != PASSED:
        _put(instance, "resultLabel", course.mark)
    if course.spread:
        _distribution(instance, tuple(zip(RANGES, course.spread, strict=True)), SPREAD)
    _worth(instance, course.credits)
    _put(instance, "languageOfInstruction", course.language)


def _term(instance: etree._Element, course: Course) -> None:
    found = term(course)
    made = _put(instance, "academicTerm")
    _both(made, "title", (found.name, found.italian))
    _put(made, "start", found.start.isoformat())
    _put(made, "end", found.end.isoformat())


def _distribution(instance: etree._Element, counted: tuple[tuple[str, int], ...], said: tuple[str, str]) -> None:
    made = _put(instance, "resultDistribution")
    for label, count in counted:
        _put(made, "category", label=label, count=str(count))
    _both(made, "description", said)


def _worth(instance: etree._Element, credits: int) -> None:
    """Credits and level: all of the degree is of the second cycle."""
    credit = _put(instance, "credit")
    _put(credit, "scheme", "ects")
    _put(credit, "value", str(credits))
    level = _put(instance, "level")
    _put(level, "type", "EQF")
    _put(level, "value", str(DEGREE["en"].level))


def _supplement(instance: etree._Element, learner: Learner) -> None:
    made = _put(instance, "diplomaSupplement")
    made.set(LANGUAGE, "en")
    _put(made, "version", "2018")
    _put(made, "issueDate", ISSUED.isoformat())
    _put(made, "introduction", f"{INTRODUCTION} {SPECIMEN}.")
    for section in SECTIONS:
        _section(made, section, learner)


def _section(parent: etree._Element, section: Section, learner: Learner) -> None:
    """A section with its subsections; one whose only entry has its own number says it itself."""
    made = _put(parent, "section", number=str(section.number))
    _put(made, "title", section.title)
    for entry in section.entries:
        inside = made
        if entry.number != str(section.number):
            inside = _put(made, "section", number=entry.number)
            _put(inside, "title", LABELS.get(entry.number, entry.label))
        _content(inside, entry, learner)


def _content(parent: etree._Element, entry: Entry, learner: Learner) -> None:
    """What an entry says: several paragraphs and the table of marks as HTML in CDATA, all else as it is."""
    text = INSTEAD.get(entry.number) or entry.text(learner)
    paragraphs = text.split("\n")
    if entry.number == "4.4":
        html = f"<p>{escape(paragraphs[0], quote=False)}</p>{_table()}"
    elif len(paragraphs) > 1:
        html = "".join(f"<p>{escape(each, quote=False)}</p>" for each in paragraphs)
    else:
        _put(parent, "content", text)
        return
    _put(parent, "content", type="text/html").text = etree.CDATA(html)


def _table() -> str:
    """How the marks of the graduates were spread."""
    total = sum(count for _, count in GRADUATES)
    rows = "".join(
        f'<tr><th scope="row">{label}</th><td>{count}</td><td>{count / total:.0%}</td></tr>'
        for label, count in GRADUATES
    )
    head = "".join(f'<th scope="col">{each}</th>' for each in ("Degree mark", "Graduates", "Share"))
    caption = f"Marks of the {total} graduates of this programme in the last three years"
    return f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _pdf(report: etree._Element, learner: Learner) -> None:
    """The supplement as it is printed. It tells everything, so it belongs to the report and to no section."""
    made = _put(report, "attachment")
    _put(made, "identifier", NUMBER, type="local")
    _both(made, "title", ("Diploma Supplement, printed form", "Diploma Supplement, forma stampata"))
    _put(made, "type", "Diploma Supplement")
    content = f"data:application/pdf;base64,{b64encode(supplement(learner)).decode()}"
    _put(made, "content", content).set(LANGUAGE, "en")
