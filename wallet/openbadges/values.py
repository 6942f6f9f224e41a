"""Take texts, links and pictures out of foreign JSON: what is not what it should be is left out, never an error."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from wallet.openbadges.lookup import is_web_address

SHORT, LONG = 300, 20_000
MAX_ITEMS = 100
MAX_PICTURE = 1 << 20

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*|@none")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_DATA = re.compile(r"data:(image/[a-z+.-]+)(?:;[a-zA-Z0-9=._-]+)*?;base64,", re.ASCII)
_DURATION = re.compile(
    r"P(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,5})W)?(?:(\d{1,5})D)?"
    r"(?:T(?:(\d{1,6}(?:\.\d+)?)H)?(?:(\d{1,7})M)?(?:(\d{1,8})S)?)?",
    re.ASCII,
)
_EMAIL = re.compile(r"[^@\s<>\"',;]{1,64}@[^@\s<>\"',;]{1,190}")


@dataclass(frozen=True)
class Picture:
    """An image as a credential gives it: embedded bytes with their media type, or a URL; empty when there is none."""

    url: str = ""
    data: bytes = b""
    media_type: str = ""

    def __bool__(self) -> bool:
        return bool(self.url or self.data)


@dataclass(frozen=True)
class Words:
    """How texts in several languages are picked: by this language, then English, then the first."""

    language: str = "en"

    def text(self, value: object, limit: int = SHORT) -> str:
        """One text, cut to `limit` and seen to be; numbers are written out, language maps and tagged texts resolved."""
        if isinstance(value, bool) or value is None:
            return ""
        if isinstance(value, int | float):
            return f"{value:g}" if isinstance(value, float) else str(value)
        if isinstance(value, str):
            return _cut(_CONTROL.sub(" ", value[: limit * 2]).strip(), limit)
        if isinstance(value, Mapping):
            return self.text(self._pick(value), limit)
        if isinstance(value, list):
            return self.text(self._pick_tagged(value), limit)
        return ""

    def _pick(self, value: Mapping[str, Any]) -> object:
        if "@value" in value:
            return value["@value"] if isinstance(value["@value"], str) else ""
        if not value or not all(isinstance(key, str) and _LANGUAGE.fullmatch(key) for key in value):
            return ""
        return self._choose({key.lower(): text for key, text in value.items()})

    def _choose(self, by_language: Mapping[str, object]) -> object:
        wanted = self.language.lower()
        for prefix in (wanted, wanted.partition("-")[0], "en"):
            for key, text in by_language.items():
                if key == prefix or key.startswith(prefix + "-"):
                    return _first(text)
        return _first(next(iter(by_language.values()), ""))

    def _pick_tagged(self, values: list[Any]) -> object:
        tagged = {
            str(one["@language"]).lower(): one.get("@value")
            for one in values[:MAX_ITEMS]
            if isinstance(one, Mapping) and "@language" in one
        }
        return self._choose(tagged) if tagged else next((one for one in values if isinstance(one, str)), "")

    def label(self, value: object, limit: int = SHORT) -> str:
        """The text of a value that may also be a node with a name, title or label."""
        if isinstance(value, Mapping):
            for member in ("name", "title", "prefLabel", "targetName", "altLabel", "description", "narrative"):
                if text := self.text(value.get(member), limit):
                    return text
        return self.text(value, limit)

    def labels(self, value: object, limit: int = SHORT) -> tuple[str, ...]:
        """The texts of a list of values, without repetition."""
        found = (self.label(one, limit) for one in items(value))
        return tuple(dict.fromkeys(text for text in found if text))


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"


def _first(value: object) -> object:
    return next((one for one in value if isinstance(one, str)), "") if isinstance(value, list) else value


def items(value: object) -> list[Any]:
    """A value that may be one or many, as a list of at most 100; empty for none."""
    if value is None:
        return []
    return value[:MAX_ITEMS] if isinstance(value, list) else [value]


def nodes(value: object) -> list[Mapping[str, Any]]:
    """The objects among one or many values."""
    return [one for one in items(value) if isinstance(one, Mapping)]


def node(value: object) -> Mapping[str, Any]:
    """The first object among one or many values, or an empty one."""
    return next(iter(nodes(value)), {})


def identifier(value: object) -> str:
    """The id of a node, or the id itself."""
    found = value.get("id", value.get("@id")) if isinstance(value, Mapping) else value
    return found[:2000] if isinstance(found, str) else ""


def link(value: object) -> str:
    """A web address, given as such or as the id of a node; empty for anything else, `javascript:` included."""
    found = identifier(value)
    return found if is_web_address(found) else ""


def email(value: object) -> str:
    """An e-mail address; empty for anything else."""
    found = value.removeprefix("mailto:").strip() if isinstance(value, str) and len(value) < 300 else ""
    return found if _EMAIL.fullmatch(found) else ""


def picture(value: object) -> Picture:
    """An image given as URL, data: URI or node; nothing for anything else or an embedded one over 1 MiB."""
    source = node(value) if isinstance(value, list) else value
    found = source.get("id", source.get("@id")) if isinstance(source, Mapping) else source
    if not isinstance(found, str) or len(found) > MAX_PICTURE * 2:
        return Picture()
    match = _DATA.match(found)
    if match is None:
        return Picture(url=found) if is_web_address(found) else Picture()
    try:
        data = b64decode(found[match.end() :])
    except ValueError:
        return Picture()
    return Picture(data=data, media_type=match.group(1)) if len(data) <= MAX_PICTURE else Picture()


def hours(text: str) -> float | None:
    """The hours that an ISO 8601 duration or a text such as “50 hours” names; None for anything else.

    A month counts as 730 hours nowhere: durations with years or months are no workload.
    """
    match = _DURATION.fullmatch(text)
    if match is not None:
        years, months, weeks, days, whole, minutes, seconds = (float(part or 0) for part in match.groups())
        total = weeks * 168 + days * 24 + whole + minutes / 60 + seconds / 3600
        return None if years or months or not total else round(total, 2)
    plain = re.fullmatch(r"(\d{1,6}(?:[.,]\d+)?)\s*(?:h|hrs?|hours?|ore|ora)\.?", text.strip(), re.IGNORECASE)
    return float(plain.group(1).replace(",", ".")) if plain else None


def walk(value: object) -> Iterator[tuple[str, object]]:
    """Every member in a document with its name, whatever its depth; at most 20,000."""
    level: list[object] = [value]
    seen = 0
    while level and seen < 20_000:
        below: list[object] = []
        for one in level:
            for name, inner in one.items() if isinstance(one, Mapping) else ():
                seen += 1
                yield name, inner
                below.append(inner)
            below += one if isinstance(one, list) else []
        level = below
