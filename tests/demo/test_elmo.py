"""The demo's Diploma Supplement as ELMO: true to its schema, in two languages, one with the PDF, and sealed."""

from __future__ import annotations

from base64 import b64decode
from datetime import UTC, date, datetime

import pytest
import xmlsec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from tests.shared import shared
from wallet.demo import sealing
from wallet.demo.content import DEGREE, LEARNER, UNIVERSITY
from wallet.demo.courses import COURSES, PASSED
from wallet.demo.elmo import ELMO, INSTEAD, LANGUAGE, SCHEMES, elmo
from wallet.demo.sealing import Seal, sealed
from wallet.demo.supplement import supplement
from wallet.demo.transcript import BORN, GRADUATES, SECTIONS, STUDENT
from wallet.diploma_supplement.reading import elmo as elmo_reader
from wallet.diploma_supplement.reading import xml
from wallet.diploma_supplement.seals import xmldsig
from wallet.supplement import EVERYTHING, Intact, Piece, pieces, shown

NAMES = {"e": ELMO, "ds": "http://www.w3.org/2000/09/xmldsig#"}
SEAL = sealing.new()  # made once: RSA keys take their time

# The schema imports these from the network. Of what they declare, stand-ins hold what ELMO names.
STAND_INS = {
    "xml.xsd": ("http://www.w3.org/XML/1998/namespace", '<xs:attribute name="lang" type="xs:language"/>'),
    "xmldsig-core-schema.xsd": (
        NAMES["ds"],
        '<xs:element name="Signature"><xs:complexType><xs:sequence>'
        '<xs:any maxOccurs="unbounded" processContents="skip"/></xs:sequence></xs:complexType></xs:element>',
    ),
    "EUROPASS_ISOCountries_V1.1.xsd": (
        "http://europass.cedefop.europa.eu/Europass/V2.0",
        '<xs:simpleType name="countryCode"><xs:restriction base="xs:token"><xs:pattern value="[A-Z]{2}"/>'
        "</xs:restriction></xs:simpleType>",
    ),
    "schema.xsd": (
        "https://github.com/erasmus-without-paper/ewp-specs-types-address/tree/stable-v1",
        '<xs:complexType name="FlexibleAddress"><xs:sequence/></xs:complexType>',
    ),
}


class StandIns(etree.Resolver):  # type: ignore[misc]  # lxml has no types
    """Answers for the schemas that ELMO's imports, without a network."""

    def resolve(self, url: str, public_id: str, context: object) -> object:
        """A stand-in by the last part of its address."""
        name = url.rpartition("/")[2]
        if name not in STAND_INS:
            return None
        namespace, declared = STAND_INS[name]
        head = f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="{namespace}">'
        return self.resolve_string(f"{head}{declared}</xs:schema>", context)


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(StandIns())
    path = shared("diploma_supplement/elmo-schema.xsd")
    return etree.XMLSchema(etree.parse(str(path), parser))


@pytest.fixture(scope="module")
def root() -> etree._Element:
    return etree.fromstring(sealed(elmo(LEARNER), SEAL), etree.XMLParser(huge_tree=True))


def test_it_is_valid_by_the_schema_of_emrex_with_its_seal(schema: etree.XMLSchema, root: etree._Element) -> None:
    assert schema.validate(root), schema.error_log


def test_the_schema_would_tell_what_is_missing(schema: etree.XMLSchema) -> None:
    broken = elmo(LEARNER)
    [issued] = broken.findall("e:report/e:issueDate", NAMES)
    issued.getparent().remove(issued)
    assert not schema.validate(broken)


def test_the_same_supplement_has_the_same_bytes() -> None:
    assert sealed(elmo(LEARNER), SEAL) == sealed(elmo(LEARNER), SEAL)


def test_all_eight_sections_have_their_numbers_and_say_what_the_pdf_says(root: etree._Element) -> None:
    [made] = root.iterfind(".//e:diplomaSupplement", NAMES)
    assert (made.get(LANGUAGE), made.findtext("e:version", namespaces=NAMES)) == ("en", "2018")
    found = {each.get("number"): each.findtext("e:content", "", NAMES) for each in made.iter(f"{{{ELMO}}}section")}
    numbers = {str(section.number) for section in SECTIONS}
    assert set(found) == numbers | {entry.number for section in SECTIONS for entry in section.entries}
    for entry in (entry for section in SECTIONS for entry in section.entries if entry.number not in INSTEAD):
        for paragraph in entry.text(LEARNER).split("\n")[: 1 if entry.number == "4.4" else None]:
            assert paragraph in found[entry.number]


def test_the_marks_of_the_graduates_are_a_table(root: etree._Element) -> None:
    [content] = root.xpath(".//e:section[@number='4.4']/e:content", namespaces=NAMES)
    assert content.get("type") == "text/html"
    table = etree.fromstring(f"<div>{content.text}</div>").find("table")
    rows = [[cell.text for cell in row] for row in table.iterfind("tbody/tr")]
    assert [row[:2] for row in rows] == [[label, str(count)] for label, count in GRADUATES]
    told = next(entry.words for section in SECTIONS for entry in section.entries if entry.number == "4.4")
    for _, _, share in rows:  # as the PDF has them
        assert share.replace("%", " %") in told
    assert b"<![CDATA[<p>" in etree.tostring(elmo(LEARNER))


def test_courses_have_credits_results_level_and_names_in_both_languages(root: etree._Element) -> None:
    degree = root.find("e:report/e:learningOpportunitySpecification", NAMES)
    parts = degree.findall("e:hasPart/e:learningOpportunitySpecification", NAMES)
    assert len(parts) == len(COURSES)
    for course, part in zip(COURSES, parts, strict=True):
        instance = part.find("e:specifies/e:learningOpportunityInstance", NAMES)
        assert _titles(part) == {"en": course.name, "it": course.italian}
        assert instance.findtext("e:credit/e:value", namespaces=NAMES) == str(course.credits)
        assert instance.findtext("e:level/e:value", namespaces=NAMES) == "7"
        assert date.fromisoformat(instance.findtext("e:date", namespaces=NAMES)) == course.day
        label = instance.findtext("e:resultLabel", namespaces=NAMES)
        assert label == (None if course.mark == PASSED else course.mark)
        assert (instance.find("e:resultDistribution", NAMES) is None) is (course.mark == PASSED)
    assert _titles(degree) == {language: award.name for language, award in DEGREE.items()}


def _titles(element: etree._Element) -> dict[str, str]:
    return {title.get(LANGUAGE): title.text for title in element.findall("e:title", NAMES)}


def test_every_result_names_a_scheme_that_is_described(root: etree._Element) -> None:
    schemes = {each.get("localId") for each in root.iterfind("e:report/e:gradingScheme", NAMES)}
    assert {each.text for each in root.iterfind(".//e:gradingSchemeLocalId", NAMES)} == schemes


def test_the_learner_and_the_university_are_named(root: etree._Element) -> None:
    learner = root.find("e:learner", NAMES)
    assert [each.text for each in learner] == ["IT", "184 0713", LEARNER.given, LEARNER.family, "2001-03-14"]
    names = {language: told.name for language, told in UNIVERSITY.items()}
    assert _titles(root.find("e:report/e:issuer", NAMES)) == names


def test_the_printed_form_is_enclosed(root: etree._Element) -> None:
    [content] = root.iterfind("e:report/e:attachment/e:content", NAMES)
    head, _, data = content.text.partition(",")
    assert head == "data:application/pdf;base64"
    assert b64decode(data) == supplement(LEARNER)


def test_its_seal_holds_and_covers_every_word() -> None:
    data = sealed(elmo(LEARNER), SEAL)
    _verify(data, SEAL)
    for word, other in ((b"28/30", b"30/30"), (b"Benedetti", b"Malandrino"), (b"2001-03-14", b"2002-03-14")):
        assert word in data
        with pytest.raises(xmlsec.Error):
            _verify(data.replace(word, other, 1), SEAL)


def _verify(data: bytes, seal: Seal) -> None:
    """Raises xmlsec.Error unless the certificate's key has sealed these bytes."""
    root = etree.fromstring(data, etree.XMLParser(huge_tree=True))
    context = xmlsec.SignatureContext()
    der = seal.certificate.public_bytes(Encoding.DER)
    context.key = xmlsec.Key.from_memory(der, xmlsec.constants.KeyDataFormatCertDer, None)
    context.verify(root.find("ds:Signature", NAMES))


def test_the_wallet_reads_all_of_it() -> None:
    document = elmo_reader.read(xml.tree(sealed(elmo(LEARNER), SEAL))).document
    assert [section.number for section in document.sections if section.number] == list(range(1, 9))
    [programme] = document.programmes
    assert len(programme.courses) == 1 + len(COURSES)
    assert programme.courses[0].result[0].text == DEGREE["en"].mark.value
    leaves = [course for course in programme.courses if course.leaf]
    assert sum(int(course.credits[0].value) for course in leaves) == DEGREE["en"].credits
    assert {scheme.id for scheme in document.schemes} == set(SCHEMES)
    [enclosed] = document.enclosed
    assert (enclosed.media_type, enclosed.problem) == ("application/pdf", "")
    assert set(pieces(document)) == set(Piece)


def test_without_grades_and_personal_data_none_of_either_is_left() -> None:
    document = elmo_reader.read(xml.tree(sealed(elmo(LEARNER), SEAL))).document
    said = str(shown(document, EVERYTHING - {Piece.GRADES}))
    for hidden in (DEGREE["en"].mark.value, *(c.mark for c in COURSES if c.mark != PASSED), STUDENT, BORN.isoformat()):
        assert hidden in str(document)
        assert hidden not in said
    for course in COURSES:
        assert course.name in said


def test_the_wallet_finds_the_seal_intact_and_trusts_it_by_the_authority_alone() -> None:
    data, now = sealed(elmo(LEARNER), SEAL), datetime.now(UTC)
    for anchor, trusted in ((SEAL.authority, True), (sealing.new().authority, False)):
        [found] = xmldsig.check(data, (anchor.public_bytes(Encoding.DER),), now)
        assert (found.intact, found.signer, found.trusted) == (Intact.YES, UNIVERSITY["it"].name, trusted)
        assert found.remarks == ()


def test_the_certificate_is_of_the_university_and_of_the_authority() -> None:
    SEAL.certificate.verify_directly_issued_by(SEAL.authority)
    assert UNIVERSITY["it"].name in SEAL.certificate.subject.rfc4514_string()
    with pytest.raises((InvalidSignature, ValueError)):
        SEAL.certificate.verify_directly_issued_by(sealing.new().authority)


def test_a_seal_that_was_kept_is_the_same() -> None:
    kept = sealing.from_pem(sealing.to_pem(SEAL))
    assert (kept.certificate, kept.authority) == (SEAL.certificate, SEAL.authority)
    assert sealed(elmo(LEARNER), kept) == sealed(elmo(LEARNER), SEAL)


def test_what_is_no_seal_is_refused() -> None:
    with pytest.raises(ValueError, match="not the seal"):
        sealing.from_pem(sealing.to_pem(SEAL) + SEAL.anchor)
