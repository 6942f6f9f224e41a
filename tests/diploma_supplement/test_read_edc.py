"""Europass credentials in XML (ELM 2): the real files whole, and what is hostile or odd."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from wallet.diploma_supplement.reading import edc, xml
from wallet.errors import Unprocessable
from wallet.supplement import Credit, Document, Guard, Piece

from . import europass

SUPPLEMENT = "edc-elm2-diploma-supplement.xml"

# What a document leaves out. Pictures and page designs (`logo`, `displayParameters`), the seal (`proof`), names of
# vocabularies and what they explain of their own terms, ids of locations, and how a text is written.
LEFT_OUT = {"logo", "displayParameters", "proof", "Signature", "targetFrameworkName", "targetDescription", "id"}
# Ids and addresses of vocabularies, versions of the schema, and database keys of who made the file.
ATTRIBUTES = {
    "id",
    "idref",
    "targetFrameworkUrl",
    "targetNotation",
    "content-type",
    "lang",
    "schemaLocation",
    "xsdVersion",
    "pk",
    "key",
}


@pytest.fixture(scope="module")
def supplement() -> Document:
    return europass.real(SUPPLEMENT).document


def test_the_diploma_supplement_has_a_degree_of_two_courses_with_their_own_credits(supplement: Document) -> None:
    rows = europass.rows(supplement)
    assert [(title, row.credits, row.depth, row.leaf, row.levels[:1]) for title, row in rows.items()] == [
        ("Master of Science in Civil Engineering", (Credit("120", "ECTS"),), 0, False, ()),
        ("Applied mathematics", (Credit("5", "ECTS"),), 1, True, ("EQF 5",)),
        ("Concrete structures I", (Credit("5", "ECTS"),), 1, True, ("EQF 5",)),
    ]
    assert [row.hours for row in rows.values()] == ["1440", "60", "60"]
    assert "Duration: 24 months" in europass.lines(supplement, "3.2")
    assert not europass.entries(supplement, "3.1")


def test_a_course_without_a_grade_of_its_own_is_given_none(supplement: Document) -> None:
    rows = europass.rows(supplement)
    results = {title: row.result[0].text if row.result else "" for title, row in rows.items()}
    assert results == {
        "Master of Science in Civil Engineering": "5 - excellent",
        "Applied mathematics": "5 - excellent",
        "Concrete structures I": "",
    }
    assert not [note for note in rows["Concrete structures I"].notes if note.guard is Guard.GRADES]
    assert europass.lines(supplement, "4.5") == ["5 - excellent"]
    assert {scheme.title[0].text for scheme in supplement.schemes} == {"General grading scheme"}


def test_what_the_degree_says_of_itself_stands_in_its_sections(supplement: Document) -> None:
    assert europass.lines(supplement, "2.2") == ["Engineering and engineering trades (ISCED-F 071)"]
    assert europass.lines(supplement, "2.5") == ["Spanish", "English"]
    assert europass.lines(supplement, "4.1") == ["Presential"]
    assert europass.lines(supplement, "5.2")[0] == "Civil engineer"
    assert supplement.languages == ("en", "es")
    assert supplement.issued == "2022-08-09T15:53:56+02:00"
    assert {said.text for said in supplement.issuer} >= {"JAMK University of Applied Sciences"}
    title = europass.entries(supplement, "2.1")[0].texts[0]
    assert [said.language for said in title] == ["en", "es"]


def test_the_file_has_as_many_texts_in_english_and_spanish_as_was_counted() -> None:
    # All its text elements, those of references that several things share once; names of vocabularies are among them.
    root = xml.tree(europass.bytes_of(SUPPLEMENT))
    counted = Counter(each.get("lang") for each in root.iter("{*}text"))
    assert (counted["en"], counted["es"]) == (563, 297)


def _texts(element: etree._Element) -> Iterator[tuple[str, str, str]]:
    """Every text and attribute of a file that is no exception: what it is, its language and itself."""
    name = xml.name(element)
    if name in LEFT_OUT:
        return
    if name == "text" or not len(element):
        yield name, element.get("lang", ""), xml.text(element)
    for key, value in element.attrib.items():
        concept = "targetFrameworkUrl" in element.attrib
        if (local := str(key).rpartition("}")[2]) not in ATTRIBUTES and not (local == "uri" and concept):
            yield local, "", str(value)
    if name != "text":
        for child in element:
            yield from _texts(child)


@pytest.mark.parametrize("name", europass.XML_FILES)
def test_nothing_that_a_real_file_says_is_dropped(name: str) -> None:
    told = europass.Told(europass.real(name).document)
    texts = [(what, lang, text) for what, lang, text in _texts(xml.tree(europass.bytes_of(name))) if text.strip()]
    assert len(texts) > 100
    missing = {(what, text) for what, lang, text in texts if not told.says(text, _tag(lang))}
    assert not missing


def _tag(language: str) -> str:
    return language.lower() if len(language) == 2 else language.replace("_", "-")


@pytest.mark.parametrize("name", europass.XML_FILES)
def test_no_grade_of_a_real_file_is_seen_without_grades(name: str) -> None:
    root, document = xml.tree(europass.bytes_of(name)), europass.real(name).document
    grades = {xml.text(each) for each in root.iter("{*}grade")}
    assert grades
    assert all(re.search(_whole(each), europass.without(document, Piece.UNPLACED)) for each in grades)
    rest = europass.without(document, Piece.GRADES)
    assert not [each for each in grades if re.search(_whole(each), rest)]
    exams = {xml.text(each) for test in root.iter("{*}wasDerivedFrom") for each in xml.children(test, "title")}
    assert not [each for each in exams if f'"{each}"' in rest]


def _whole(text: str) -> str:
    """What finds a text as a wording of its own, a mere number being part of many others."""
    return f'"text":"{re.escape(text)}"' if len(text) < 3 else re.escape(text)


@pytest.mark.parametrize("name", europass.XML_FILES)
def test_nothing_personal_of_a_real_file_is_seen_without_personal_data(name: str) -> None:
    root, document = xml.tree(europass.bytes_of(name)), europass.real(name).document
    subject = next(root.iter("{*}credentialSubject"))
    secret = {xml.text(each) for each in xml.children(subject, "dateOfBirth", "identifier", "nationalId")}
    secret |= {str(each.get("uri")).removeprefix("mailto:") for each in subject.iterfind("{*}contactPoint/{*}mailBox")}
    secret |= {xml.text(each) for each in subject.iterfind("{*}contactPoint/{*}wallet")}
    assert len(secret) >= 2
    rest = europass.without(document, Piece.PERSONAL)
    # the day of birth of one file is the day of another event as well, which is told with what it is
    assert not [each for each in secret if (f'"{each}"' if re.fullmatch(r"[\d-]+", each) else each) in rest]
    everything = europass.without(document, Piece.UNPLACED)
    assert all(each in everything for each in secret)


def test_a_sentence_that_leads_to_the_overall_grade_is_hidden_with_it(supplement: Document) -> None:
    sentence = "has achieved an overall diploma grade of"
    assert sentence in europass.without(supplement, Piece.PERSONAL)
    assert sentence not in europass.without(supplement, Piece.GRADES)


def test_what_nothing_refers_to_has_no_place_and_is_told() -> None:
    lost = "<organization id='lost'><prefLabel><text>Lost</text></prefLabel></organization>"
    lost = f"<agentReferences>{lost}</agentReferences>"
    document = edc.read(xml.tree(europass.xml_credential(references=lost))).document
    assert [(each.number, each.entries[0].texts[0][0].text) for each in document.sections][-1] == (0, "Lost")


@pytest.mark.parametrize("times", [30_000, 120_000])
def test_more_than_a_supplement_says_is_refused_soon(times: int) -> None:
    with pytest.raises(Unprocessable, match="says more than a supplement"):
        edc.read(xml.tree(europass.xml_credential(references="<note>1</note>" * times)))


def test_a_reference_leads_to_what_it_names() -> None:
    document = edc.read(xml.tree(europass.xml_credential())).document
    assert document.issuer[0].text == "Università"
    assert europass.rows(document)["Course"].credits == (Credit("7.5", "ECTS"),)
    assert europass.rows(document)["Course"].hours == "180"


def test_of_several_elements_with_an_id_the_one_that_fits_is_meant() -> None:
    other = (
        '<entitlementSpecificationReferences><entitlementSpecification id="s"/></entitlementSpecificationReferences>'
    )
    data = europass.xml_credential().replace(
        b"<learningSpecificationReferences>", other.encode() + b"<learningSpecificationReferences>"
    )
    document = edc.read(xml.tree(data)).document
    assert europass.rows(document)["Course"].hours == "180"


def test_what_refers_to_itself_is_read_once() -> None:
    circle = """<assessmentSpecificationReferences><assessmentSpecification id="ts"><title><text lang="en">Oral</text>
    </title><gradingScheme idref="ts"/><hasPart idref="ts"/></assessmentSpecification>
    </assessmentSpecificationReferences>"""
    document = edc.read(xml.tree(europass.xml_credential(references=circle))).document
    assert europass.Told(document).says("Oral")


def test_references_that_multiply_without_end_are_refused() -> None:
    def row(number: int) -> str:
        twice = f'<learningAchievement idref="x{number + 1}"/>' * 2
        title = f'<title><text lang="en">{number}</text></title>'
        return f'<learningAchievement id="x{number}">{title}<hasPart>{twice}</hasPart></learningAchievement>'

    parts = "".join(map(row, range(22)))
    data = europass.xml_credential(references=f"<achievementReferences>{parts}</achievementReferences>")
    data = data.replace(b"<hasPart>", b'<hasPart><learningAchievement idref="x0"/>', 1)
    with pytest.raises(Unprocessable, match="repeats itself"):
        edc.read(xml.tree(data))


def test_a_chain_of_references_that_is_too_long_is_refused() -> None:
    chain = "".join(f'<organization id="o{n}"><unitOf idref="o{n + 1}"/></organization>' for n in range(5000))
    data = europass.xml_credential(references=f"<agentReferences>{chain}</agentReferences>")
    with pytest.raises(Unprocessable, match="too deeply"):
        edc.read(xml.tree(data.replace(b'idref="org"', b'idref="o0"')))


@pytest.mark.parametrize("data", [b"<elmo/>", b"<europassCredential/>", b"<presentation><issuer/></presentation>"])
def test_xml_that_says_of_nobody_what_they_achieved_is_refused(data: bytes) -> None:
    with pytest.raises(Unprocessable, match="no Europass credential"):
        edc.read(xml.tree(data))


def test_a_grade_that_is_repeated_in_a_description_is_guarded_there_too() -> None:
    told = "<description><text lang='en'>Anna was excellent in all.</text></description><issuer idref"
    data = europass.xml_credential().replace(b"<issuer idref", told.encode())
    document = edc.read(xml.tree(data)).document
    assert "Anna was excellent in all." in europass.without(document, Piece.PERSONAL)
    assert "excellent" not in europass.without(document, Piece.GRADES)


NAMES = sorted({*re.findall(r"<(\w+)", europass.xml_credential().decode()), "subject", "resultDistribution"})
IDS = ["a1", "a2", "t", "s", "org", "p", "?"]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_credential_with_anything_anywhere_is_read_or_refused(data: st.DataObject) -> None:
    root = xml.tree(europass.xml_credential())
    for _ in range(data.draw(st.integers(1, 5))):
        element = data.draw(st.sampled_from(list(root.iter())))
        _change(data, element)
    try:
        read = edc.read(root)
    except Unprocessable:
        return
    assert read.document.structured


def _change(data: st.DataObject, element: etree._Element) -> None:
    """One change to an element: its name, its text, a reference in it, its absence or an attribute."""
    name, parent = data.draw(st.sampled_from(NAMES)), element.getparent()
    deed = data.draw(st.sampled_from(["name", "text", "reference", "absence", "attribute"]))
    if deed == "name":
        element.tag = name
    elif deed == "text":
        element.text = data.draw(st.text(st.characters(min_codepoint=32, max_codepoint=0xD7FF), max_size=9))
    elif deed == "reference":
        etree.SubElement(element, name).set("idref", data.draw(st.sampled_from(IDS)))
    elif deed == "absence" and parent is not None:
        parent.remove(element)
    else:
        key = data.draw(st.sampled_from(["id", "uri", "lang", "idref"]))
        element.set(key, data.draw(st.text("a1st:/#?", max_size=5)))
