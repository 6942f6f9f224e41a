"""What somebody who hires should know to read a document: levels, credits and grades in the wallet's own words.

Each is told only where the document, as it is shown, speaks of such a thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from wallet import i18n
from wallet.i18n import N_
from wallet.supplement import Course, Document, Entry

from .totals import degree
from .view import Help

LEVELS: Final = {
    1: N_("EQF level 1 of 8: basic general knowledge, used for simple tasks under direct supervision."),
    2: N_("EQF level 2 of 8: basic factual knowledge of a field, used for routine tasks with some autonomy."),
    3: N_("EQF level 3 of 8: facts, principles and general concepts of a field, used to complete tasks on one’s own."),
    4: N_("EQF level 4 of 8: broad knowledge of a field, as at the end of upper secondary school."),
    5: N_("EQF level 5 of 8: comprehensive, specialised knowledge, as in short higher or higher vocational education."),
    6: N_("EQF level 6 of 8: advanced, critical knowledge of a field, as with a bachelor’s degree."),
    7: N_("EQF level 7 of 8: highly specialised knowledge as a basis of original work, as with a master’s degree."),
    8: N_("EQF level 8 of 8: knowledge at the most advanced frontier of a field, as with a doctorate."),
}
_NAME: Final = (
    r"\b(?:EQF|QEQ|MEC|EQR|CEC|European Qualifications? Framework|Quadro europeo delle qualifiche"
    r"|Europ(?:äischer|äischen) Qualifikationsrahmens?|Marco Europeo de Cualificaciones"
    r"|Cadre européen des certifications)\b"
)
_LEVEL: Final = r"\b(?:level|livello|niveau|nivel|nível|stufe|poziom)\b"
_EQF: Final = re.compile(
    rf"{_NAME}[^0-9\n;]{{0,24}}\b([1-8])\b|{_LEVEL}[ :]{{1,3}}([1-8])\b[^0-9\n;]{{0,24}}{_NAME}", re.IGNORECASE
)
_ECTS: Final = re.compile(r"\b(?:ECTS|CFU)\b")


def helps(document: Document) -> dict[int, tuple[Help, ...]]:
    """Explanations by the number of the section that they stand in, in the language being spoken."""
    courses = [course for programme in document.programmes for course in programme.courses]
    found: dict[int, list[Help]] = {3: [], 4: []}
    texts = {section.number: "\n".join(_texts(section.entries)) for section in document.sections}
    if number := level(document):
        found[3 if 3 in texts else 4].append(_help(N_("What the level means"), _EQF_IS, LEVELS[number]))
    if any(credit.scheme == "ECTS" for course in courses for credit in course.credits):
        found[4].append(_help(N_("What ECTS credits are"), *_CREDITS))
    elif _ECTS.search(texts.get(3, "")):
        found[3].append(_help(N_("What ECTS credits are"), *_CREDITS))
    if any(course.result for course in courses):
        spread = _SPREAD if any(course.distribution for course in courses) else ()
        found[4].append(_help(N_("How to read the grades"), *_GRADES, *spread))
    return {number: tuple(each) for number, each in found.items() if each}


_EQF_IS: Final = N_("The European Qualifications Framework (EQF) makes qualifications comparable between countries.")
_CREDITS: Final = (
    N_("ECTS credits measure work, not how good it was: a full year of study is 60 credits."),
    N_("One credit stands for about 25 to 30 hours of lectures, exercises, reading and examinations together."),
)
_GRADES: Final = (
    N_("Grades follow the scale of the institution that gave them, and scales differ between countries."),
    N_("Read a grade against its own scale: a number from one cannot be compared with a number from another."),
)
_SPREAD: Final = (
    N_("A distribution says how often each grade was given: it shows whether a grade is common or rare there."),
)


def _help(title: str, *sentences: str) -> Help:
    return Help(i18n.gettext(title), tuple(i18n.gettext(each) for each in sentences))


def level(document: Document) -> int:
    """The qualification's level of the EQF, as section 3.1 or else the degree itself says; 0 where neither names one.

    Courses have levels of their own, which are not the qualification's.
    """
    rows = [row.levels for programme in document.programmes if (row := degree(programme)) and _is_degree(row)]
    told = (said(document, "3.1"), "\n".join(each for levels in rows for each in levels))
    for text in told:
        numbers = {int(number) for found in _EQF.findall(text) for number in found if number}
        if numbers:
            return numbers.pop() if len(numbers) == 1 else 0
    return 0


def _is_degree(row: Course) -> bool:
    return row.kind.lower().startswith("degree")


def said(document: Document, number: str) -> str:
    """The plain texts of a numbered subsection, in every language."""
    entries = (entry for section in document.sections for entry in section.entries if entry.number == number)
    return "\n".join(_texts(entries))


def _texts(entries: Iterable[Entry]) -> Iterator[str]:
    for entry in entries:
        for words in entry.texts:
            for wording in words:
                yield re.sub(r"<[^>]*>", " ", wording.text) if wording.rich else wording.text
