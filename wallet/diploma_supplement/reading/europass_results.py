"""What a row of results says in figures: credits, hours, levels, and how a grade stands among others."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from wallet.supplement import Credit, Distribution, Said, Words

from .credit_schemes import credit_scheme
from .europass import Thing
from .europass_telling import readable

HOURS: Final = re.compile(r"PT(\d+)H")
NUMBER: Final = re.compile(r"\d+([.,]\d+)?")
STATUSES: Final = {"pass": "passed", "passed": "passed", "fail": "failed", "failed": "failed"}
COUNTS: Final = ("count", "numberOfResults")


def text(thing: Thing) -> str:
    """The first wording of what a thing is called, empty when it is called nothing."""
    return thing.called[0].text if thing.called else ""


def first_text(thing: Thing, name: str, other: Thing | None = None) -> str:
    """A text of a part, in English where there is a choice."""
    found = next((each.called for each in (*thing.all(name), *(other.all(name) if other else ())) if each.called), ())
    return next((each.text for each in found if each.language in ("", "en")), found[0].text if found else "")


def credit(thing: Thing) -> Credit | None:
    """Credits: a number of ECTS in ELM 2, a point of a framework in ELM 3."""
    value = text(thing) if thing.words else next((text(each) for each in thing.all("point")), "")
    scheme = "ECTS" if thing.words else next((_framework(each) for each in thing.all("framework")), "")
    return Credit(value.replace(",", "."), scheme) if NUMBER.fullmatch(value) else None


def credit_words(thing: Thing) -> Words:
    """Credits as a sentence says them, in the languages in which their framework is named."""
    found = credit(thing)
    value = found.value if found else ""
    named = next((each.called for each in thing.all("framework")), ())
    return tuple(replace(each, text=f"{value} ({each.text})") for each in named) or (
        Said("", f"{value} {found.scheme if found else ''}".strip()),
    )


def _framework(thing: Thing) -> str:
    name = next((each.text for each in thing.called if each.language in ("", "en")), text(thing))
    return "ECTS" if thing.code == "6fcec5c5af" or "European Credit Transfer" in name else credit_scheme(name)


def hours(things: tuple[Thing, ...]) -> str:
    """Full hours; other durations are told by the notes."""
    found = HOURS.fullmatch(text(things[0])) if things else None
    return found[1] if found else ""


def level(thing: Thing, name: str) -> str:
    """A level as it stands in a row: `EQF 5`, or a national one by its own name."""
    name_of = next((each.text for each in thing.called if each.language in ("", "en")), text(thing))
    if name == "eqfLevel" and (number := re.search(r"\d+", thing.code) or re.search(r"\d+", name_of)):
        return f"EQF {number[0]}"
    return name_of


def status(test: Thing | None) -> str:
    """Whether an assessment was passed or failed, where it says so in a concept of its own."""
    found = [each.text.lower() for status in (test.all("gradeStatus") if test else ()) for each in status.called]
    return next((STATUSES[each] for each in found if each in STATUSES), "")


def distribution(test: Thing | None) -> Distribution | None:
    """How the grades of an assessment were spread, where it says so."""
    spread = test.all("resultDistribution") if test else ()
    shares = test.all("shortenedGrading") if test else ()
    if not test or not (spread or shares):
        return None
    categories = [each for one in spread for each in one.all("category")]

    def share(name: str) -> str:
        return next((text(each) for one in shares for each in one.all(f"percentage{name}")), "")

    return Distribution(
        categories=tuple((_text_of(each, ("label", "title", "score")), _text_of(each, COUNTS)) for each in categories),
        description=_words_of(spread[0], "description") if spread else (),
        below=share("Lower"),
        equal=share("Equal"),
        above=share("Higher"),
    )


def _text_of(thing: Thing, names: tuple[str, ...]) -> str:
    return next((readable(text(each)) for each in thing.all(*names)), "")


def _words_of(thing: Thing, name: str) -> Words:
    return next((each.words for each in thing.all(name)), ())
