"""XHochschule's supplement: German elements in their eight sections."""

from __future__ import annotations

from tests.diploma_supplement.reading import numbered, real, wordings
from wallet.diploma_supplement.reading import xhochschule
from wallet.diploma_supplement.reading.xml import tree
from wallet.supplement import Document, Guard, Said

HEAD = '<x:diplomaSupplement xmlns:x="http://xhochschule.de/def/xhochschule/1.2/xsd" xml:lang="de">'


def document(content: str) -> Document:
    """What a supplement with this content says."""
    return xhochschule.read(tree(f"{HEAD}{content}</x:diplomaSupplement>".encode())).document


def test_the_real_supplement_has_its_sections() -> None:
    found = xhochschule.read(tree(real("XHochschule__Diploma_Supplement.xml"))).document
    assert (found.format, found.issued, found.languages) == ("XHochschule 1.2", "2025-09-20", ("de-DE",))
    assert [each.number for each in found.sections] == [1, 2, 3, 4, 5, 6, 8, 0]
    said = {each: wordings(*numbered(found, each)[0].texts) for each in ("1.1", "1.3", "2.5", "3.2", "4.5")}
    assert said == {
        "1.1": ["Duval"],
        "1.3": ["2002-04-28"],
        "2.5": ["DEU"],
        "3.2": ["120 ECTS"],
        "4.5": ["1,3", "Sehr gut"],
    }
    assert found.issuer == (Said("de-DE", "Technische Universität Clausthal"),)


def test_dates_of_birth_numbers_and_grades_need_their_own_switch() -> None:
    found = xhochschule.read(tree(real("XHochschule__Diploma_Supplement.xml"))).document
    guards = {entry.number: entry.guard for each in found.sections for entry in each.entries if each.number in (1, 4)}
    assert guards == {
        "1.1": Guard.NONE,
        "1.2": Guard.NONE,
        "1.3": Guard.PERSONAL,
        "1.4": Guard.PERSONAL,
        "4.1": Guard.NONE,
        "4.2": Guard.NONE,
        "4.3": Guard.GRADES,
        "4.4": Guard.GRADES,
        "4.5": Guard.GRADES,
    }


def test_lines_that_a_program_broke_are_put_together() -> None:
    found = xhochschule.read(tree(real("XHochschule__Diploma_Supplement.xml"))).document
    assert "\n" not in wordings(*numbered(found, "4.2")[0].texts)[0]


def test_what_has_no_number_keeps_its_name_and_the_switch_of_its_section() -> None:
    holder = "<x:angabenInhaber><x:geburtsort>Kassel</x:geburtsort></x:angabenInhaber>"
    found = document(f"{holder}<x:neu><x:b>Z</x:b></x:neu>")
    first, other = found.sections
    assert first.entries[0].guard is Guard.PERSONAL
    assert (wordings(first.entries[0].title), wordings(*first.entries[0].texts)) == (["Geburtsort"], ["Kassel"])
    assert (other.number, wordings(*other.entries[0].texts)) == (0, ["Z"])
