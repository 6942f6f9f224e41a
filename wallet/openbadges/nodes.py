"""What the nodes of Open Badges 3.0 and CLR 2.0 must hold, by type (OB 3.0 §B, CLR 2.0 §B)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from wallet.openbadges.document import types_of
from wallet.openbadges.report import N_

Fault = tuple[str, str]  # a sentence, with the member or type that it names

MAX_NODES = 4000

# What a member's values must be: text, flag, amount, or node (an object, or the URI that stands for one).
_TEXT = "name description narrative achievementType fieldOfStudy humanCode specialization version identityHash"
_TEXT += " identityType identifierType salt endorsementComment licenseNumber role term resultType requiredValue value"
_TEXT += " targetName targetUrl targetCode targetDescription targetFramework targetType email phone url caption"
_KIND = dict.fromkeys(_TEXT.split(), "text") | {
    "hashed": "flag",
    "creditsAvailable": "amount",
    "creditsEarned": "amount",
    "achievement": "node",
    "criteria": "node",
    "image": "node",
    "alignment": "node",
    "result": "node",
    "otherIdentifier": "node",
}
_TYPES: dict[str, frozenset[type]] = {
    "text": frozenset({str, dict}),
    "flag": frozenset({bool}),
    "amount": frozenset({int, float, str}),
    "node": frozenset({dict, str}),
}
_ASKED = {name: _TYPES[kind] for name, kind in _KIND.items()}
_NO_TEXT = frozenset(name for name, types in _ASKED.items() if str not in types)
_NOTHING: tuple[object, ...] = (None, "", [], {})
_SIMPLE = frozenset({str, int, float, bool, type(None)})
_REQUIRED: dict[str, tuple[str, ...]] = {
    "EndorsementSubject": ("id",),
    "Achievement": ("id", "criteria", "description", "name"),
    "Profile": ("id",),
    "IdentityObject": ("hashed", "identityHash", "identityType"),
    "IdentifierEntry": ("identifier", "identifierType"),
    "Alignment": ("targetName", "targetUrl"),
    "ResultDescription": ("id", "name", "resultType"),
    "RubricCriterionLevel": ("id", "name"),
    "Related": ("id",),
    "Image": ("id",),
    "BitstringStatusList": ("statusPurpose", "encodedList"),
    "StatusList2021": ("statusPurpose", "encodedList"),
    "RevocationList2020": ("encodedList",),
}
# Of which class the node under a member is, where it says one; 1EdTech's examples give a profile's other identifiers
# either.
_CLASSES: dict[str, frozenset[str]] = {
    "issuer": frozenset({"Profile"}),
    "creator": frozenset({"Profile"}),
    "source": frozenset({"Profile"}),
    "parentOrg": frozenset({"Profile"}),
    "achievement": frozenset({"Achievement"}),
    "identifier": frozenset({"IdentityObject"}),
    "otherIdentifier": frozenset({"IdentifierEntry", "IdentityObject"}),
    "result": frozenset({"Result"}),
    "resultDescription": frozenset({"ResultDescription"}),
    "rubricCriterionLevel": frozenset({"RubricCriterionLevel"}),
    "alignment": frozenset({"Alignment"}),
    "evidence": frozenset({"Evidence"}),
}
_TOLD = frozenset({*_CLASSES, "criteria"})
# The type that the subject of a kind of credential must have.
_SUBJECTS = {
    "OpenBadgeCredential": "AchievementSubject",
    "AchievementCredential": "AchievementSubject",
    "EndorsementCredential": "EndorsementSubject",
    "ClrCredential": "ClrSubject",
    "BitstringStatusListCredential": "BitstringStatusList",
    "StatusList2021Credential": "StatusList2021",
    "RevocationList2020Credential": "RevocationList2020",
}
KINDS = frozenset(_SUBJECTS)


def misbuilt(document: Mapping[str, object]) -> list[Fault]:
    """What is wrong with the nodes of an Open Badge or CLR: sentences, each with the member or type it names."""
    wanted = {_SUBJECTS[kind] for kind in types_of(document) if kind in _SUBJECTS}
    if not wanted:
        return []
    faults, subjects = [], document.get("credentialSubject")
    for subject in subjects if isinstance(subjects, list) else [subjects]:
        if not isinstance(subject, dict) or wanted.isdisjoint(types_of(subject)):
            faults.append((N_("“%(name)s” is not of the type that this kind of badge asks for."), "credentialSubject"))
    content = dict(document)
    content.pop("proof", None)
    content.pop("@context", None)
    pending: list[Any] = [content]
    for item in pending:  # which grows by what is found inside
        if type(item) is dict:
            faults += _faults(item, pending)
        elif not _SIMPLE.issuperset(map(type, item)):
            pending += [child for child in item if type(child) is dict or type(child) is list]
        if len(pending) > MAX_NODES:
            break
    return faults


def _faults(node: Mapping[str, object], pending: list[Any]) -> list[Fault]:
    """What is wrong with one node; what it holds is added to what is to be looked at."""
    kinds = types_of(node)
    faults = [] if _REQUIRED.keys().isdisjoint(kinds) else _missing(node, kinds)
    for name, value in node.items():
        form = type(value)
        if form is str and name not in _NO_TEXT:
            continue
        if form is dict or form is list:
            pending.append(value)
            if name in _TOLD:
                faults += _unfit(name, value)
        asked = _ASKED.get(name)
        if asked is not None and form not in asked and not _fits(value, asked):
            faults.append((N_("“%(name)s” is not what it should be."), name[:80]))
    return faults


def _missing(node: Mapping[str, object], kinds: Iterable[str]) -> list[Fault]:
    """What a node of some kinds lacks, or holds without content."""
    return [
        (N_("“%(name)s” is missing."), f"{kind}.{name}")
        for kind in kinds
        for name in _REQUIRED.get(kind, ())
        if not (value := node.get(name)) and value in _NOTHING
    ]


def _unfit(name: str, value: object) -> list[Fault]:
    """What is wrong with the class of the nodes under a member, or with criteria that say nothing."""
    classes = _CLASSES.get(name)
    if classes is None:
        silent = name == "criteria" and isinstance(value, dict) and not (value.get("id") or value.get("narrative"))
        return [(N_("“%(name)s” is missing."), "criteria.narrative")] if silent else []
    items = value if isinstance(value, list) else [value]
    kinds = [types_of(item) for item in items if isinstance(item, dict)]
    others = [types for types in kinds if types and classes.isdisjoint(types)]
    return [(N_("“%(name)s” is not of the type that belongs there."), name)] if others else []


def _fits(value: object, asked: frozenset[type]) -> bool:
    return all(item is None or type(item) in asked for item in (value if isinstance(value, list) else (value,)))
