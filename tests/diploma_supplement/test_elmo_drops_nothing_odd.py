"""No text of an ELMO file is dropped, and none escapes its switch, however oddly its elements are nested."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.diploma_supplement.elmo import LEARNER
from tests.diploma_supplement.reading import all_text, read_elmo
from wallet.supplement import Document, Piece, shown

# Where something odd is put, one place at a time, and which switch it needs there if the wallet does not know it.
MARK = re.compile(r"\[(here|grades|personal)\]")
INSTANCE = (
    "<start>2020</start><academicTerm><title>2020</title>[here]</academicTerm>[grades]<level><type>EQF</type>[grades]"
    "</level><credit><scheme>ECTS</scheme>[grades]</credit><resultDistribution>[grades]</resultDistribution>"
    "<shortenedGrading>[grades]</shortenedGrading><attachments>[grades]</attachments><grouping>[grades]</grouping>"
)
SUPPLEMENT = (
    '<diplomaSupplement><version>2018</version>[personal]<section number="1">[personal]<section number="1.3">[personal]'
    '</section><section number="1.1">[personal]</section></section><section number="4">[grades]<section number="4.3">'
    "[grades]<attachment>[grades]</attachment></section></section></diplomaSupplement>"
)
COURSE = (
    "<learningOpportunitySpecification><title>A</title>[grades]<issuer>[grades]</issuer><qualification>[here]"
    f"</qualification><specifies><learningOpportunityInstance>{INSTANCE}{SUPPLEMENT}</learningOpportunityInstance>"
    "[grades]</specifies><hasPart>[grades]</hasPart></learningOpportunitySpecification>"
)
PLAN = (
    f"<elmo>[personal]{LEARNER.replace('</learner>', '[personal]</learner>')}<report><issuer>[here]</issuer>[grades]"
    f'{COURSE}<gradingScheme localId="1">[grades]</gradingScheme><attachment>[here]</attachment></report><groups>[here]'
    "<groupType>[here]<group>[here]</group></groupType></groups><extension>[personal]</extension></elmo>"
)
PIECES = MARK.split(PLAN)[::2]
SWITCHES = MARK.findall(PLAN)
NAMES = ["section", "title", "content", "learner", "report", "hasPart", "specifies", "credit", "level", "attachment"]
NAMES += ["learningOpportunitySpecification", "learningOpportunityInstance", "diplomaSupplement", "groups", "groupType"]
NAMES += ["group", "extension", "issuer", "familyName", "bday", "identifier", "resultLabel", "date", "academicTerm"]
NAMES += ["scheme", "value", "type", "description", "descriptionHtml", "additionalInformation", "category", "ref", "a"]
NAMES += [
    "start",
    "status",
    "url",
    "issueDate",
    "generatedDate",
    "introduction",
    "version",
    "gradingScheme",
    "provider",
]
NUMBERS = st.sampled_from(["1.3", "1.1", "4", "9", "A"])
TREES = st.recursive(
    st.sampled_from(["%", ""]),
    lambda inner: st.tuples(st.sampled_from(NAMES), NUMBERS, st.lists(inner, max_size=4)),
    max_leaves=12,
)
UNKNOWN = ["%", ("a", "8", ["%"]), ("extension", "", [("a", "8", ["%"])])]
PLACES = range(len(SWITCHES))


def around(place: int) -> str:
    """The end of what stands before a place."""
    return PIECES[place].rpartition("<")[2]


def shapes(name: str) -> list[list[Any]]:
    """An element once, thrice, with another in it, and among text."""
    once = (name, "4", ["%"])
    return [
        [once],
        [once, once, (name, "A", ["%"])],
        [(name, "A", [("a", "4", ["%"])])],
        [(name, "4", ["%", ("title", "4", ["%"]), "%", (name, "9", ["%"])])],
    ]


def written(tree: Any) -> str:
    """A tree as XML."""
    if isinstance(tree, str):
        return tree
    name, number, inner = tree
    return f'<{name} number="{number}">{"".join(map(written, inner))}</{name}>'


def placed(place: int, trees: list[Any]) -> tuple[Document, list[str]]:
    """The document with trees at a place, and the words that they say."""
    first, *others = "".join(map(written, trees)).split("%")
    words = [f"Word{number:03}" for number in range(len(others))]
    content = first + "".join(f" {word} {other}" for word, other in zip(words, others, strict=True))
    data = "".join(PIECES[: place + 1]) + content + "".join(PIECES[place + 1 :])
    return read_elmo(data.encode()).document, words


def dropped(document: Document, words: list[str], choice: frozenset[Piece]) -> list[str]:
    """The words that a choice does not show."""
    told = "\n".join(all_text(shown(document, choice)))
    return [word for word in words if word not in told]


@pytest.mark.parametrize("place", PLACES, ids=lambda place: f"{place}-{around(place)}")
def test_no_element_is_dropped_in_any_place(place: int) -> None:
    for trees in (["%"], *(each for name in NAMES for each in shapes(name))):
        assert not dropped(*placed(place, trees), frozenset(Piece)), trees


@given(st.sampled_from(PLACES), st.lists(TREES, min_size=1, max_size=3))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_word_is_dropped_wherever_it_stands(place: int, trees: list[Any]) -> None:
    assert not dropped(*placed(place, trees), frozenset(Piece))


@pytest.mark.parametrize(
    "tree", ["%", ("a", "8", ["%"]), ("extension", "", [("a", "8", ["%"])])], ids=["text", "a", "deep"]
)
@pytest.mark.parametrize("place", PLACES, ids=lambda place: f"{place}-{around(place)}")
def test_what_is_unknown_needs_the_switch_of_its_place(place: int, tree: Any) -> None:
    document, words = placed(place, [tree])
    if SWITCHES[place] != "here":
        assert dropped(document, words, frozenset(Piece) - {Piece(SWITCHES[place])}) == words
