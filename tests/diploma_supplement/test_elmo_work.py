"""Work grows with the size of a file, however much of one kind stands in it."""

from __future__ import annotations

import time

import pytest

from tests.diploma_supplement.elmo import LEARNER, course, credit, degree, elmo, report, section, supplement
from tests.diploma_supplement.reading import read_elmo

MANY = 5_000
NUMBERED = range(MANY)
GROUP = "<groupType id='1'>{}</groupType>".format("<group id='1'><title>a</title></group>" * MANY)
TITLES = "".join(f"<title xml:lang='x{each}'>x</title>" for each in NUMBERED)
FILES = {
    "sections of one number": degree(section("2.1", "x") * MANY),
    "sections of different numbers": degree(*(section(f"2.{each}", "x") for each in NUMBERED)),
    "sections of section 1": degree(*(section("1.3", f"x{each}") for each in NUMBERED)),
    "titles of a section": degree(section("2.1", "", "<title>x</title>" * MANY)),
    "identifiers": elmo(learner="<learner>" + "<identifier>x</identifier>" * MANY + "</learner>"),
    "different identifiers": elmo(
        learner="<learner>{}</learner>".format("".join(f"<identifier>x{each}</identifier>" for each in NUMBERED))
    ),
    "learners": elmo(learner=LEARNER * MANY),
    "schemes of one id": elmo(
        report(*(f'<gradingScheme localId="1"><description>{each}</description></gradingScheme>' for each in NUMBERED))
    ),
    "results of a course": elmo(report(course(of="<resultLabel>x</resultLabel>" * MANY))),
    "different results of a course": elmo(
        report(course(of="".join(f"<resultLabel>{each}</resultLabel>" for each in NUMBERED)))
    ),
    "credits of a course": elmo(report(course(of="".join(credit(str(each)) for each in NUMBERED)))),
    "courses": elmo(report(course(of=credit("1")) * MANY)),
    "parts": elmo(report(course(parts=(course(of=credit("1")),) * MANY))),
    "reports": elmo(report() * MANY),
    "supplements": elmo(report(course(of=supplement(section("2.1", "x")) * MANY))),
    "languages of a title": elmo(report(course().replace("<type>", TITLES + "<type>"))),
    "groups": elmo(report(course(of="<grouping typeref='1' idref='1'/>" * MANY)), f"<groups>{GROUP}</groups>"),
    "unknown": elmo("<extension>{}</extension>".format("<a>x</a>" * MANY)),
}


@pytest.mark.parametrize("name", FILES)
def test_much_of_a_kind_is_read_in_time(name: str) -> None:
    started = time.process_time()
    read_elmo(FILES[name])
    assert time.process_time() - started < 4  # a twentieth of it alone on one core; tests share theirs
