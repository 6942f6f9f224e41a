"""The `<diplomaSupplement>` of ELMO: its sections by their numbers, wherever they are nested."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from lxml import etree

from wallet.supplement import Entry, Guard, Said, Words

from . import placing
from .elmo_attachments import Attached, attached
from .placing import Placed
from .telling import html, iso, lines, more_titles, one_line, told, worded
from .telling import title as title_of
from .xml import attribute, children, name, text

HOOKS: Final = {Guard.PERSONAL: "1", Guard.GRADES: "4"}


@dataclass
class Supplement:
    """One supplement, or several in one: entries in their sections, the sections' own titles, what is attached."""

    placed: list[Placed] = field(default_factory=list)
    titles: dict[int, Words] = field(default_factory=dict)
    attached: list[Attached] = field(default_factory=list)
    issued: str = ""


@dataclass(frozen=True)
class _Place:
    """Where a section stands: the number that counts, its section, and the switch that those around it need."""

    number: str
    section: int
    guard: Guard = Guard.NONE

    def inside(self, given: str, title: Words) -> _Place:
        """The place of a section with this number inside this one: its number decides, or without one its parent.

        A title counts where no number says which switch is needed.
        """
        numbered = placing.number(given)
        if not numbered:
            return replace(self, number=given, guard=self.guard or placing.guard("", self.section, title))
        section = placing.section(numbered)
        own = placing.guard(numbered, section, title)
        return _Place(numbered, section, own if section else self.guard or own)

    @property
    def hook(self) -> str:
        """Where a file hangs: at the number, or at the section when that is none of its numbers.

        One that stands in no section hangs where it needs the switch that it would need there.
        """
        if self.section:
            return self.number if placing.section(self.number) else str(self.section)
        return HOOKS.get(self.guard, "0")


def supplement(element: etree._Element) -> Supplement:
    """What one `<diplomaSupplement>` says."""
    found = Supplement(issued=iso(next(iter(children(element, "issueDate")), None)))
    once = ("issueDate",) if found.issued else ()
    for entry in told(element, known=("section",), once=once, guard=_beside):
        found.placed.append(Placed(0, entry))
    for each in children(element, "section"):
        _read(found, each, _Place("", 0))
    return found


def _beside(element_name: str) -> Guard:
    """What stands beside the sections and is not of the model may be anything."""
    return Guard.NONE if element_name in ("version", "introduction", "issueDate") else Guard.PERSONAL


def _read(found: Supplement, element: etree._Element, around: _Place) -> None:
    """One `<section>` and those inside it."""
    title = title_of(element)
    place = around.inside(attribute(element, "number"), title)
    top = place.number == str(place.section)
    if top and title and place.section not in found.titles:
        found.titles[place.section], title = title, ()
    for entry in _entries(element, title, place, "" if top else place.number):
        found.placed.append(Placed(place.section, entry))
    for each in children(element, "attachment"):
        hanging = attached(each, place.hook, place.guard)
        found.attached.append(hanging)
        found.placed += [Placed(place.section, entry) for entry in hanging.entries]
    for each in children(element, "section"):
        _read(found, each, place)


def _entries(element: etree._Element, title: Words, place: _Place, number: str) -> Iterator[Entry]:
    """What stands in a section itself: its content, what is added to it, and all else."""
    content = worded(each for each in map(_content, children(element, "content")) if each.text)
    added = worded(each for each in map(_content, children(element, "additionalInformation")) if each.text)
    apart = place.section == 1 and place.guard is Guard.NONE  # a name is shown, what is added to it may be more
    if content or title or (added and not apart):
        yield Entry(number, title, content if apart else content + added, place.guard)
    if apart and added:
        yield Entry(number, (), added, Guard.PERSONAL)
    known = ("title", "content", "additionalInformation", "attachment", "section")
    guard = Guard.PERSONAL if apart else place.guard
    yield from (replace(entry, guard=guard) for entry in more_titles(element))
    yield from told(element, known, guard=lambda _name: guard)


def _content(element: etree._Element) -> Said:
    """Plain text or HTML: the text itself tells better than its `type`."""
    plain = lines(element)
    if attribute(element, "type").lower() in ("html", "text/html"):
        return html(element)
    found = html(element)
    return found if found.rich else plain


def merged(supplements: Iterable[Supplement]) -> Supplement:
    """Supplements of one degree as one: what they say in different languages stands side by side."""
    whole = Supplement()
    where: dict[tuple[object, ...], int] = {}
    for each in supplements:
        whole.issued = whole.issued or each.issued
        whole.attached += each.attached
        for section, title in each.titles.items():
            _side_by_side(whole, section, title)
        met: Counter[tuple[object, ...]] = Counter()
        for placed in each.placed:
            form = (placed.section, placed.entry.number, placed.entry.guard, len(placed.entry.texts))
            met[form] += 1
            _place(whole, placed, where.setdefault((form, met[form]), len(whole.placed)))
    return whole


def _side_by_side(whole: Supplement, section: int, title: Words) -> None:
    first, *others = worded((*whole.titles.get(section, ()), *title))
    whole.titles[section] = first
    whole.placed += [Placed(section, Entry("", each, ())) for each in others]


def _place(whole: Supplement, placed: Placed, index: int) -> None:
    """Add an entry, beside the one of its number and form at an index when that says the same in other languages."""
    entry = placed.entry
    if index == len(whole.placed) or not _other(whole.placed[index].entry, entry):
        whole.placed.append(placed)
        return
    other = whole.placed[index].entry
    both = tuple((*one, *two) for one, two in zip(other.texts, entry.texts, strict=True))
    title = other.title if other.title == entry.title else (*other.title, *entry.title)
    whole.placed[index] = Placed(placed.section, replace(other, title=title, texts=both))


def _other(one: Entry, two: Entry) -> bool:
    """Whether two numbered entries are translations of each other, as far as their form can tell."""
    if not one.number or len(one.texts) != len(two.texts):
        return False
    return not (_languages(one) & _languages(two)) and "" not in _languages(one) | _languages(two)


def _languages(entry: Entry) -> set[str]:
    return {each.language for words in (entry.title, *entry.texts) for each in words}


def supplements(root: etree._Element) -> list[tuple[etree._Element, list[etree._Element]]]:
    """All supplements of a file, by the specification or other element that holds them."""
    found: dict[etree._Element, list[etree._Element]] = {}
    for each in root.iter("{*}diplomaSupplement"):
        holder = each.getparent()
        while holder is not None and name(holder) in ("learningOpportunityInstance", "specifies"):
            holder = holder.getparent()
        if holder is not None:
            found.setdefault(holder, []).append(each)
    return list(found.items())


def all_of(root: etree._Element) -> Supplement:
    """All supplements of a file as one; where several degrees have one, each section says whose entries follow."""
    found = [(holder, merged(map(supplement, each))) for holder, each in supplements(root)]
    if len(found) > 1:
        for holder, each in found:
            _named(each, holder)
    whole = Supplement()
    for _holder, each in found:
        whole.issued = whole.issued or each.issued
        whole.attached += each.attached
        whole.placed += each.placed
        for section, title in each.titles.items():
            _side_by_side(whole, section, title)
    return whole


def _named(each: Supplement, holder: etree._Element) -> None:
    """Put the degree's title beside the numbers, so that two degrees' entries are told apart."""
    title = tuple(one_line(found) for found in children(holder, "title") if text(found))
    if not title:
        return
    each.placed = [Placed(section, replace(entry, title=_joined(entry, title))) for section, entry in each.placed]


def _joined(entry: Entry, degree: Words) -> Words:
    names = {each.language: each.text for each in degree}
    own = tuple(
        Said(each.language, f"{each.text} ({names.get(each.language, degree[0].text)})") for each in entry.title
    )
    return own or degree
