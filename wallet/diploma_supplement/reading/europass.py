"""What Europass credentials are made of, whether XML (ELM 2) or JSON-LD (ELM 3): things, their words and their parts.

Names are those of ELM 3; a thing that is said twice in the same way is one thing, whatever its ids.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from wallet.errors import Unprocessable
from wallet.openbadges.report import N_
from wallet.supplement import Words

from .html import said, sniffed
from .tags import tagged

MAX_DEPTH: Final = 64
# The largest real file has 806.
MAX_THINGS: Final = 20_000
TOO_LARGE: Final = N_("This document says more than a supplement does. Ask its issuer for it again.")
TOO_DEEP: Final = N_("This document is nested too deeply to be read. Ask its issuer for it again.")

# Names that ELM 2 had for what ELM 3 names otherwise.
NAMES: Final = {
    "wasDerivedFrom": "provenBy",
    "wasInfluencedBy": "influencedBy",
    "wasAwardedBy": "awardedBy",
    "hasISCED-FCode": "thematicArea",
    "ISCEDFCode": "thematicArea",
    "hasECTSCreditPoints": "creditPoint",
    "duration": "maximumDuration",
    "entryRequirementsNote": "entryRequirement",
    "relatedEscoSkill": "relatedESCOSkill",
    "supplementaryDoc": "supplementaryDocument",
    "nationalId": "nationalID",
    "givenNames": "givenName",
    "hasLocation": "location",
    "hasAddress": "address",
    "country": "countryCode",
    "mailBox": "emailAddress",
    "learningSettingType": "learningSetting",
    "idVerificationMethod": "idVerification",
    "issuedDate": "dateIssued",
    "hasCreditPoint": "creditPoint",
    "type": "dcType",
    "limitOrganization": "limitOrganisation",
}

# The technical side of a file, and how it is to look: neither tells anything of the learner.
TECHNICAL: Final = frozenset(
    [
        "id",
        "type",
        "inScheme",
        "context",
        "@context",
        "@id",
        "@type",
        "credentialSchema",
        "proof",
        "noteFormat",
        "targetFrameworkName",
        "targetDescription",
        "targetFrameworkUrl",
        "targetNotation",
        "contentEncoding",
        "schemaLocation",
        "xsdVersion",
        "pk",
        "idref",
        "content-type",
    ]
)
APPEARANCE: Final = frozenset(
    ["logo", "image", "img", "background", "backgroundImage", "depiction", "individualDisplay", "displayParameters"]
)

# Parts by which a thing is called, the best first.
CALLED: Final = ("title", "legalName", "prefLabel", "fullName", "name", "altLabel")


@dataclass(frozen=True, eq=False)
class Thing:
    """A value of a credential: `words` when it is a text or a concept, `parts` by name when it is made of others.

    `kind` is its class in the model (`LearningAssessment`), `code` the end of a concept's URI (`071`).
    """

    kind: str = ""
    id: str = ""
    code: str = ""
    words: Words = ()
    parts: Mapping[str, tuple[Thing, ...]] = field(default_factory=dict)

    @property
    def called(self) -> Words:
        """What it is called: its title or name, a concept's label, a text itself."""
        if self.words:
            return self.words
        return next((each.words for name in CALLED for each in self.parts.get(name, ()) if each.words), ())

    def all(self, *names: str) -> tuple[Thing, ...]:
        """Its parts of these names."""
        return tuple(each for name in names for each in self.parts.get(name, ()))


class Maker:
    """Makes things, the same one for what is the same."""

    def __init__(self) -> None:
        self._made: dict[object, Thing] = {}
        self._count = 0

    def thing(self, kind: str, id: str, words: Words, parts: Iterable[tuple[str, Thing]] = ()) -> Thing | None:
        """A thing of what it says and holds; None when that is nothing."""
        self._count += 1
        if self._count > MAX_THINGS:
            raise Unprocessable(TOO_LARGE)
        gathered: dict[str, list[Thing]] = {}
        for name, part in parts:
            gathered.setdefault(name, []).append(part)
        by_name = {name: tuple(found) for name, found in gathered.items()}
        if not words and not by_name:
            return None
        code = tail(id)
        key = (kind, code if words else "", words, tuple((n, *map(_number, each)) for n, each in by_name.items()))
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = Thing(kind, id, code, words, by_name)
        return found

    def text(self, text: str, language: str = "", *, html: bool = False) -> Thing | None:
        """A text, None when it is empty."""
        return self.thing("", "", worded([(language, text)], html=html))


def _number(thing: Thing) -> int:
    return id(thing)  # the maker keeps each thing that it made, so that no number is given twice


def worded(texts: Iterable[tuple[str, str]], *, html: bool = False) -> Words:
    """Texts with their languages as words, without the empty ones."""
    make = said if html else sniffed
    found = (make(tagged(language), text) for language, text in texts if text and not text.isspace())
    return tuple(dict.fromkeys(each for each in found if each.text))


def tail(uri: str) -> str:
    """What a URI ends with: the code of a concept."""
    return re.split(r"[/#]", uri.rstrip("/#"))[-1]


def too_deep(depth: int) -> None:
    """Raise Unprocessable for what only an attacker nests like that."""
    if depth > MAX_DEPTH:
        raise Unprocessable(TOO_DEEP)


class Hand:
    """A thing whose parts are taken one after the other, so that what is left over is known."""

    def __init__(self, thing: Thing) -> None:
        self.thing = thing
        self._left = dict(thing.parts)

    def take(self, *names: str) -> tuple[Thing, ...]:
        """All parts of these names."""
        return tuple(each for name in names for each in self._left.pop(name, ()))

    def first(self, *names: str) -> Thing | None:
        """The first part of these names; further ones are left."""
        for name in names:
            found = self._left.get(name)
            if found:
                self._left[name] = found[1:]
                return found[0]
        return None

    def give(self, name: str, things: tuple[Thing, ...]) -> None:
        """Put parts back."""
        self._left[name] = things

    def rest(self) -> list[tuple[str, tuple[Thing, ...]]]:
        """What was not taken, by name."""
        return [(name, things) for name, things in self._left.items() if things]
