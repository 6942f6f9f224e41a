"""Europass Digital Credentials in JSON-LD (ELM 3); the JSON was read strictly before."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from wallet.errors import Unprocessable
from wallet.openbadges.report import N_
from wallet.supplement import Words

from .enclosing import Read
from .europass import APPEARANCE, NAMES, TECHNICAL, Maker, Thing, tail, too_deep, worded
from .europass_document import document

FORMAT: Final = "ELM 3"
HOLDING: Final = ("verifiableCredential", "vc")
NO_CREDENTIAL: Final = N_("This JSON is no Europass credential: nothing in it says what somebody achieved.")
LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8})*|@none|none")

# Parts that say what their thing is, rather than something of it.
LITERALS: Final = ("noteLiteral", "notation")
# In ELM 3 `type` is a thing's class, and `duration` a name like any other.
PLAIN_NAMES: Final = {"duration", "type"}


def read(value: Mapping[str, Any]) -> Read:
    """A credential, or a presentation of some, as JSON says it. Raises Unprocessable."""
    reader = _Reader(value)
    inner = value.get("verifiableCredential") or value.get("vc")  # as presentations hold them, or tokens (JWT)
    credentials = [each for each in _many(inner) if isinstance(each, Mapping)] if inner else [value]
    things = [thing for each in credentials if (thing := reader.thing(each, 0))]
    if not any(subject.parts for thing in things for subject in thing.all("credentialSubject")):
        raise Unprocessable(NO_CREDENTIAL)
    outer = {key: each for key, each in value.items() if key not in HOLDING} if inner else {}
    return document(FORMAT, things, reader.around(outer), ())


def _many(value: object) -> list[Any]:
    """A value or a list of them as one list, whatever lists are in it."""
    if not isinstance(value, list):
        return [] if value is None else [value]
    found: list[Any] = []
    waiting = [iter(value)]
    while waiting:
        each = next(waiting[-1], waiting)
        if each is waiting:
            waiting.pop()
        elif isinstance(each, list):
            waiting.append(iter(each))
        elif each is not None:
            found.append(each)
    return found


class _Reader:
    """Makes things of JSON, and follows the ids by which one names another."""

    def __init__(self, value: Mapping[str, Any]) -> None:
        self.maker = Maker()
        self._objects: dict[str, Mapping[str, Any]] = {}
        self._known: dict[str, Thing | None] = {}
        self._open: set[str] = set()
        self._index(value, 0)

    def _index(self, value: object, depth: int) -> None:
        too_deep(depth)
        if isinstance(value, Mapping):
            id = _id(value)
            if id and len(value) > 2:
                self._objects.setdefault(id, value)
            for key, each in value.items():
                if key not in TECHNICAL:
                    self._index(each, depth + 1)
        elif isinstance(value, list):
            for each in value:
                self._index(each, depth + 1)

    def thing(self, value: object, depth: int) -> Thing | None:
        """The thing that a value says; None when it says nothing."""
        too_deep(depth)
        if isinstance(value, Mapping):
            return self._object(value, depth)
        if isinstance(value, str) and value in self._objects:
            return self._follow(value, depth)
        return self.maker.thing("", "", worded([("", _scalar(value))]))

    def around(self, value: Mapping[str, Any]) -> Thing | None:
        """What stands beside the credentials, whose short names are no languages."""
        return self.maker.thing("", "", (), self._parts(value, "", 0))

    def _object(self, value: Mapping[str, Any], depth: int) -> Thing | None:
        id = _id(value)
        if _is_languages(value):
            return self.maker.thing("", "", _languages(value))
        if id and len(value) <= 2 and id in self._objects and self._objects[id] is not value:
            return self._follow(id, depth)
        kind = next((each for each in _many(value.get("type", value.get("@type"))) if isinstance(each, str)), "")
        kind = tail(kind).rpartition(":")[2]
        parts = list(self._parts(value, kind, depth))
        words = _said(value, kind)
        if not words and not parts or kind.endswith("Identifier") and not words:
            words = worded([("", id)])
        return self.maker.thing(kind, id, words, parts)

    def _follow(self, id: str, depth: int) -> Thing | None:
        """The thing that an id names; None within itself."""
        if id in self._open:
            return None
        if id not in self._known:
            self._open.add(id)
            self._known[id] = self._object(self._objects[id], depth + 1)
            self._open.discard(id)
        return self._known[id]

    def _parts(self, value: Mapping[str, Any], kind: str, depth: int) -> Iterator[tuple[str, Thing]]:
        id = _id(value)
        opened = bool(id) and id not in self._open
        if opened:
            self._open.add(id)
        for key, inner in value.items():
            name = key if key in PLAIN_NAMES else NAMES.get(key, key)
            if key in TECHNICAL or key in APPEARANCE or _is_of_words(key, value, kind):
                continue
            for each in _many(inner):
                if (thing := self.thing(each, depth + 1)) is not None:
                    yield name, thing
        if opened:
            self._open.discard(id)


def _id(value: Mapping[str, Any]) -> str:
    id = value.get("id", value.get("@id"))
    return id if isinstance(id, str) else ""


def _scalar(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value).strip() if isinstance(value, str | int | float) else ""


def _is_languages(value: Mapping[str, Any]) -> bool:
    """Whether an object is a text in several languages, not a thing; `id` alone is a thing's, not Indonesian."""
    if "@value" in value:
        return True
    if "type" in value or not value or set(value) == {"id"}:
        return False
    return all(LANGUAGE.fullmatch(key) and _are_texts(each) for key, each in value.items())


def _are_texts(value: object) -> bool:
    return all(not isinstance(each, Mapping) for each in _many(value))


def _languages(value: Mapping[str, Any]) -> Words:
    if "@value" in value:
        return worded([(str(value.get("@language") or ""), _scalar(value["@value"]))])
    return worded((key, _scalar(each)) for key, inner in value.items() for each in _many(inner))


def _is_concept(value: Mapping[str, Any], kind: str) -> bool:
    return kind == "Concept" or "inScheme" in value


def _is_of_words(key: str, value: Mapping[str, Any], kind: str) -> bool:
    """Whether a part is told by the words of its thing: a concept's labels, an identifier's scheme and notation."""
    if _is_concept(value, kind):
        return key in ("prefLabel", "notation") and _labelled(value.get(key))
    if kind.endswith("Identifier") or kind == "Identifier":
        return key == "notation" and _labelled(value.get(key)) or key == "schemeName" and _scheme(value) != ""
    return key == "noteLiteral" and _labelled(value.get(key))


def _labelled(value: object) -> bool:
    """Whether it can be told as words: a text, or one in several languages."""
    return all(not isinstance(each, Mapping) or _is_languages(each) for each in _many(value))


def _said(value: Mapping[str, Any], kind: str) -> Words:
    """What an object says itself."""
    if _is_concept(value, kind):
        found = _texts(value, "prefLabel")
        return worded(found) or worded(_texts(value, "notation")) or worded([("", tail(_id(value)))])
    if kind.endswith("Identifier"):
        scheme = _scheme(value)
        return worded(
            (language, f"{scheme}: {text}" if scheme else text) for language, text in _texts(value, "notation")
        )
    html = "html" in str(value.get("noteFormat", "")).lower()
    return worded(_texts(value, "noteLiteral"), html=html)


def _scheme(value: Mapping[str, Any]) -> str:
    """The name of an identifier's scheme, which can stand before it: it has one, and it is one text."""
    found = _texts(value, "schemeName")
    return found[0][1] if len(found) == 1 and len(_many(value["schemeName"])) == 1 and _texts(value, "notation") else ""


def _texts(value: Mapping[str, Any], name: str) -> list[tuple[str, str]]:
    """The texts of a part with their languages."""
    found: list[tuple[str, str]] = []
    for each in _many(value.get(name)):
        if not isinstance(each, Mapping):
            found.append(("", _scalar(each)))
        elif _is_languages(each):
            found += [(said.language, said.text) for said in _languages(each)]
    return found
