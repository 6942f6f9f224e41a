"""Wordings out of elements, and all that a reader has no place for told as entries, so that nothing is dropped."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date, datetime
from functools import lru_cache
from typing import Final

from lxml import etree

from wallet.openbadges.report import N_
from wallet.supplement import Entry, Guard, Said, Words

from .html import said as from_html
from .xml import LANGUAGE, attribute, children, language, name, own_language, text

# Titles that the wallet gives have no language and are msgids.
LABELS: Final = {
    "academicTerm": N_("Academic term"),
    "additionalLanguage": N_("Additional language"),
    "attachment": N_("Attachment"),
    "bday": N_("Date of birth"),
    "citizenship": N_("Citizenship"),
    "country": N_("Country"),
    "countryOfBirth": N_("Country of birth"),
    "date": N_("Date"),
    "description": N_("Description"),
    "duration": N_("Duration"),
    "educationLevel": N_("Education level"),
    "familyName": N_("Last name(s)"),
    "fullName": N_("Full name"),
    "gender": N_("Gender"),
    "generatedDate": N_("File made on"),
    "givenNames": N_("First name(s)"),
    "gradingScheme": N_("Grading scheme"),
    "group": N_("Group"),
    "identifier": N_("Identifier"),
    "introduction": N_("Introduction"),
    "iscedCode": N_("Field of study (ISCED-F)"),
    "issueDate": N_("Date of issue"),
    "languageOfAssessment": N_("Language of assessment"),
    "learningOpportunityInstance": N_("Further result"),
    "placeOfBirth": N_("Place of birth"),
    "qualificationHolderTitle": N_("Title conferred"),
    "qualificationMainStudyField": N_("Main field of study"),
    "result": N_("Result"),
    "start": N_("Start"),
    "subject": N_("Subject of study"),
    "subjectArea": N_("Subject area"),
    "title": N_("Title"),
    "type": N_("Type"),
    "url": N_("Web page"),
    "version": N_("Version of the template"),
}
ELSEWHERE: Final = frozenset({"diplomaSupplement"})  # each is read as a supplement, wherever it stands
SILENT: Final = (LANGUAGE, "{http://www.w3.org/2001/XMLSchema-instance}")
DATE: Final = re.compile(r"(\d{4}-\d\d-\d\d)(?:Z|[+-]\d\d:\d\d)?")
NUMBER: Final = re.compile(r"(-?)(\d{1,9})(?:[.,](\d{1,9}))?")
DATA: Final = re.compile(r"data:[^,]{0,200},", re.IGNORECASE)


@lru_cache(maxsize=4096)
def label(element_name: str) -> Words:
    """The title of what has none of its own, by the name of its element."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", element_name).replace("_", " ")
    return (Said("", LABELS.get(element_name) or spaced[:1].upper() + spaced[1:]),)


def worded(wordings: Iterable[Said]) -> tuple[Words, ...]:
    """Wordings put together: each beside those in other languages; a language that comes again begins anew."""
    given = tuple(wordings)
    if len(given) < 2:
        return (given,) if given else ()
    found: list[list[Said]] = []
    told: dict[str, int] = {}  # in how many of those found a language is
    for wording in dict.fromkeys(given):
        index = told.get(wording.language, 0)
        told[wording.language] = index + 1
        if index == len(found):
            found.append([])
        found[index].append(wording)
    return tuple(map(tuple, found))


def one_line(element: etree._Element) -> Said:
    """A token: its white space is of no account, and what looks like HTML in it is not."""
    return Said(language(element), " ".join(text(element).split()))


def lines(element: etree._Element) -> Said:
    """Plain text whose line breaks are its own."""
    return Said(language(element), _trimmed(text(element)))


def html(element: etree._Element) -> Said:
    """What claims to be HTML."""
    found = from_html(language(element), text(element))
    return found if found.rich else Said(found.language, _trimmed(found.text))


def _trimmed(value: str) -> str:
    return "\n".join(line.strip() for line in value.splitlines()).strip() if "\n" in value else value.strip()


def titles(element: etree._Element | None, *names: str) -> tuple[Words, ...]:
    """The titles of an element, or its children of other names: usually one, in all its languages."""
    found = (one_line(each) for each in children(element, *(names or ("title",))))
    return worded(each for each in found if each.text)


def title(element: etree._Element | None, *names: str) -> Words:
    """The first of `titles`, or nothing."""
    return () if element is None else next(iter(titles(element, *names)), ())


def more_titles(element: etree._Element) -> Iterator[Entry]:
    """Titles beside the one that `title` gives."""
    found = children(element, "title")
    if len(found) == len(set(map(own_language, found))):
        return  # each in a language of its own
    for words in titles(element)[1:]:
        yield Entry("", label("title"), (words,))


def told(
    element: etree._Element,
    known: Collection[str] = (),
    once: Collection[str] = (),
    guard: Callable[[str], Guard] = lambda _name: Guard.NONE,
) -> Iterator[Entry]:
    """Whatever stands in an element but children that are known, or known `once` and come again."""
    if stray := _stray(element):
        yield Entry("", label(name(element)), ((Said(language(element), stray),),), guard(name(element)))
    if not len(element):
        return
    groups: dict[str, list[etree._Element]] = {}
    for each in element:
        called = name(each)
        if called not in known and called not in ELSEWHERE:
            groups.setdefault(called, []).append(each)
    for called, group in groups.items():
        yield from _group(called, group[1:] if called in once else group, guard)


def _group(called: str, group: list[etree._Element], guard: Callable[[str], Guard]) -> Iterator[Entry]:
    """Elements of one name: what they and their attributes say, then what stands inside them."""
    if texts := worded(each for each in map(_saying, group) if each.text):
        yield Entry("", label(called), texts, guard(called))
    for each in group:
        if len(each):
            yield from told(each, guard=lambda _name: guard(called))


def _saying(element: etree._Element) -> Said:
    """A simple element with its attributes ("nus: 751909", "1 (interval: semesters)"); of others these alone."""
    if len(element):
        return Said("", ", ".join(filter(None, (attribute(element, "type"), _attributes(element)))))
    found = html(element) if name(element).lower().endswith("html") else lines(element)
    if head := DATA.match(found.text):
        return Said(found.language, head[0].rstrip(","))
    if found.rich:
        return found
    kind = attribute(element, "type")
    value = f"{kind}: {found.text}" if kind and found.text else found.text
    more = _attributes(element)
    return Said(found.language, f"{value} ({more})" if value and more else value or more)


def _attributes(element: etree._Element) -> str:
    """Attributes that say something, but `type` and how a date is written."""
    return ", ".join(
        f"{key.rpartition('}')[2]}: {value.strip()}"
        for key, value in element.attrib.items()
        if not key.startswith(SILENT) and key not in ("type", "dtf", "lang") and value.strip()
    )


def _stray(element: etree._Element) -> str:
    """Text that stands between the elements of another."""
    said = [each for each in (element.text, *(each.tail for each in element)) if each and not each.isspace()]
    return " ".join(" ".join(said).split()) if said else ""


def iso(element: etree._Element | None) -> str:
    """A date or a year in ISO 8601, from whatever form the `dtf` attribute names; empty when it is none."""
    value = text(element)
    if match := DATE.fullmatch(value):
        value = match[1]
    if re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2]))?", value):
        return value
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return _by_format(value, attribute(element, "dtf") if element is not None else "")
    return value


def _by_format(value: str, form: str) -> str:
    """A date of three numbers in the order that its format names; with full stops it is day, month and year."""
    match = re.fullmatch(r"(\d{1,4})([-./ ])(\d{1,2})\2(\d{1,4})", value)
    if not match:
        return ""
    first, second, third = int(match[1]), int(match[3]), int(match[4])
    orders = {"y": (first, second, third), "d": (third, second, first), "m": (third, first, second)}
    order = "y" if len(match[1]) == 4 else form[:1].lower() or ("d" if match[2] == "." else "")
    try:
        return date(*orders[order]).isoformat() if order in orders else ""
    except ValueError:
        return ""


def number(element: etree._Element | None) -> str:
    """A decimal number with a point and without idle zeros; what is no number stays as it is."""
    value = text(element)
    match = NUMBER.fullmatch(value)
    if not match:
        return value
    fraction = (match[3] or "").rstrip("0")
    return f"{match[1]}{int(match[2])}" + (f".{fraction}" if fraction else "")
