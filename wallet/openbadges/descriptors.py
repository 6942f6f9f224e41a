"""What a university says of an achievement, in the several ways in which it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from wallet.openbadges.values import LONG, Words, hours, identifier, items, link, nodes

ELM = "http://data.europa.eu/snb/model/elm/"
_EQF_IRI = re.compile(r"https?://data\.europa\.eu/snb/eqf/([1-8])/?")
_LEVEL = re.compile(
    r"([1-8])|.{0,40}?\b(?:level|livello|eqf|qeq)\b\D{0,12}([1-8])\b.{0,80}|([1-8])\s*(?:eqf|qeq)\b.{0,80}",
    re.IGNORECASE,
)
_FIELD_IRI = re.compile(r"https?://data\.europa\.eu/snb/isced-f/(\d{2,4})/?")
# Local names of members, lower case, by what they say; as their own terms or by an extension's.
_NAMES = {
    "outcomes": ("learningoutcome", "learningoutcomes", "learning_outcomes", "outcomes"),
    "level": ("eqflevel", "eqf", "eqf_level"),
    "fields": ("fieldofstudy", "thematicarea", "iscedfcode", "iscedf", "isced", "disciplinaryarea", "field"),
    "workload": ("volumeoflearning", "workload", "timerequired", "duration", "hours", "workloadinhours"),
    "credits": ("creditpoint", "ectscreditpoints", "ects", "ectscredits", "creditsavailable"),
    "course": ("course", "coursename", "coursetitle", "programme", "program", "specialization"),
    "language": ("inlanguage", "language", "@language", "instructionlanguage"),
    "assessment": ("assessmentcriteria", "gradingscheme", "assessment", "assessmentmethod"),
}


@dataclass(frozen=True)
class Alignment:
    """Something that an achievement is aligned to: a skill, a level, a field, a framework's entry."""

    name: str
    description: str = ""
    url: str = ""
    framework: str = ""
    code: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Descriptors:
    """A university's descriptors of an achievement; empty where it gives none."""

    learning_outcomes: tuple[str, ...] = ()
    eqf_level: str = ""
    fields: tuple[str, ...] = ()
    workload: str = ""
    workload_hours: float | None = None
    credits: str = ""
    course: str = ""
    language: str = ""
    assessment: str = ""
    alignments: tuple[Alignment, ...] = ()


class Members:
    """The members of an achievement and of the extensions in it, by what they say."""

    def __init__(self, sources: list[Mapping[str, Any]], context: object) -> None:
        aliases = _aliases(context)
        self._found: dict[str, list[object]] = {}
        for source in sources:
            for name, value in source.items():
                local = aliases.get(name) or re.split(r"[#/:]", name)[-1].lower()
                self._found.setdefault(local, []).append(value)

    def of(self, kind: str) -> list[object]:
        """The values of all members that say that, those of the usual names first."""
        return [one for name in _NAMES[kind] for value in self._found.get(name, []) for one in items(value)]


def _aliases(context: object) -> dict[str, str]:
    """Terms that an inline context ties to the European Learning Model: term → local name, lower case."""
    aliases: dict[str, str] = {}
    prefixes = {"elm": ELM}
    for part in nodes(context):
        for term, value in list(part.items())[:300]:
            meaning = identifier(value)
            prefix, colon, rest = meaning.partition(":")
            full = prefixes[prefix] + rest if colon and prefix in prefixes else meaning
            if full == ELM:
                prefixes[term] = ELM
            elif full.startswith(ELM):
                aliases[term] = full.removeprefix(ELM).lower()
    return aliases


def descriptors(
    achievement: Mapping[str, Any], subject: Mapping[str, Any], context: object, words: Words
) -> Descriptors:
    """The descriptors of an achievement (or badge class) with the extensions in it, for whoever shows it."""
    inner = [one for value in achievement.values() for one in nodes(value) if _is_extension(one)]
    specified = [*nodes(achievement.get("specifiedBy")), *nodes(subject.get("specifiedBy"))]
    members = Members([achievement, *inner, *specified, *_subject_extensions(subject)], context)
    aligned = tuple(_alignments(achievement, words))
    load = next((text for one in members.of("workload") if (text := words.label(one))), "")
    return Descriptors(
        learning_outcomes=_outcomes(members, aligned, words),
        eqf_level=_level(members, aligned, words),
        fields=_fields(members, aligned, words),
        workload=_spoken(load),
        workload_hours=hours(load) if not load.isdigit() else float(load),
        credits=next((text for one in members.of("credits") if (text := _credit(one, words))), ""),
        course=next((text for one in members.of("course") if (text := words.label(one))), ""),
        language=next((text for one in members.of("language") if (text := _language(one, words))), ""),
        assessment=next((text for one in members.of("assessment") if (text := words.label(one, LONG))), ""),
        alignments=tuple(one for one in aligned if not _is_level(one) and not _is_field(one)),
    )


def _is_extension(value: Mapping[str, Any]) -> bool:
    return "xtension" in str(value.get("type", value.get("@type", "")))[:1000]


def _subject_extensions(subject: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [one for value in subject.values() for one in nodes(value) if _is_extension(one)]


def _alignments(achievement: Mapping[str, Any], words: Words) -> Iterator[Alignment]:
    given = achievement.get("alignment", achievement.get("alignments"))
    for one in nodes(given):
        url = link(one.get("targetUrl", one.get("url")))
        name = words.text(one.get("targetName", one.get("name")))
        if name or url:
            yield Alignment(
                name=name or url,
                description=words.text(one.get("targetDescription", one.get("description")), LONG),
                url=url,
                framework=words.text(one.get("targetFramework", one.get("framework"))),
                code=words.text(one.get("targetCode", one.get("code"))),
                kind=words.text(one.get("targetType")),
            )


def _is_level(one: Alignment) -> bool:
    framework = one.framework.lower()
    named = "european qualification" in framework or framework.strip() in ("eqf", "qeq") or "eqf" in framework.split()
    return named or _EQF_IRI.fullmatch(one.url) is not None


def _is_field(one: Alignment) -> bool:
    return "isced" in one.framework.lower() or _FIELD_IRI.fullmatch(one.url) is not None


def _is_outcome(one: Alignment) -> bool:
    kind, framework = one.kind.lower(), one.framework.lower()
    skill = "esco" in framework.split() or "/esco/skill/" in one.url
    return "competenc" in kind or "outcome" in kind or "skill" in kind or skill


def _outcomes(members: Members, aligned: tuple[Alignment, ...], words: Words) -> tuple[str, ...]:
    said = [text for one in members.of("outcomes") if (text := words.label(one, LONG))]
    said += [one.name for one in aligned if _is_outcome(one) and not _is_level(one) and not _is_field(one)]
    return tuple(dict.fromkeys(said))


def _level(members: Members, aligned: tuple[Alignment, ...], words: Words) -> str:
    for value in members.of("level"):
        for text in (identifier(value), words.label(value)):
            if level := level_in(text):
                return level
    for one in aligned:
        if _is_level(one):
            for text in (one.url, one.code, one.name):
                if level := level_in(text):
                    return level
    return ""


def level_in(text: str) -> str:
    """The EQF level, 1 to 8, in an IRI or a text such as “EQF 6” or “Level 6”; empty when there is none."""
    match = _EQF_IRI.fullmatch(text) or (None if "://" in text else _LEVEL.fullmatch(text.strip()))
    return next((level for level in match.groups() if level), "") if match else ""


def _fields(members: Members, aligned: tuple[Alignment, ...], words: Words) -> tuple[str, ...]:
    said = []
    for value in members.of("fields"):
        code = _FIELD_IRI.fullmatch(identifier(value))
        label = words.label(value)
        said.append(f"ISCED-F {code.group(1)}" if code and (not label or "://" in label) else label)
    said += [one.name for one in aligned if _is_field(one)]
    return tuple(dict.fromkeys(text for text in said if text))


def _spoken(load: str) -> str:
    total = hours(load) if load.startswith("P") else None
    return f"{total:g} hours" if total is not None else load


def _credit(value: object, words: Words) -> str:
    if isinstance(value, Mapping):
        point = words.text(value.get("point", value.get("value", value.get("credits"))))
        system = words.label(value.get("framework", value.get("unit"))) or "ECTS"
        return f"{point} {system}" if point else ""
    return words.text(value)


def _language(value: object, words: Words) -> str:
    text = words.label(value) or identifier(value)
    return text.rpartition("/")[2][:35] if "://" in text else text[:35]
