"""What the nodes of Open Badges 3.0 and CLR 2.0 must hold, by type (OB 3.0 §B, CLR 2.0 §B)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wallet.openbadges.document import types_of
from wallet.openbadges.report import N_

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
_TYPES: dict[str, tuple[type, ...]] = {
    "text": (str, dict),
    "flag": (bool,),
    "amount": (int, float, str),
    "node": (dict, str),
}
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
}
# The type that the subject of a kind of credential must have.
_SUBJECTS = {
    "OpenBadgeCredential": "AchievementSubject",
    "AchievementCredential": "AchievementSubject",
    "EndorsementCredential": "EndorsementSubject",
    "ClrCredential": "ClrSubject",
}


def misbuilt(document: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """What is wrong with the nodes of an Open Badge or CLR: sentences, each with the member or type it names."""
    kinds = [kind for kind in types_of(document) if kind in _SUBJECTS]
    if not kinds:
        return
    subjects = document.get("credentialSubject")
    for subject in subjects if isinstance(subjects, list) else [subjects]:
        if not isinstance(subject, dict) or not {_SUBJECTS[kind] for kind in kinds} & set(types_of(subject)):
            yield N_("“%(name)s” is not of the type that this kind of badge asks for."), "credentialSubject"
    for node in _nodes(document):
        yield from _faults(node)


def _faults(node: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for kind in types_of(node):
        for name in _REQUIRED.get(kind, ()):
            if node.get(name) in (None, "", [], {}):
                yield N_("“%(name)s” is missing."), f"{kind}.{name}"
    for name, value in node.items():
        asked = _KIND.get(name)
        if asked is None:
            continue
        for item in value if isinstance(value, list) else (value,):
            if item is not None and not _fits(item, asked):
                yield N_("“%(name)s” is not what it should be."), name[:80]


def _fits(item: object, kind: str) -> bool:
    return isinstance(item, _TYPES[kind]) and not (kind == "amount" and isinstance(item, bool))


def _nodes(document: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    level: list[object] = [value for name, value in document.items() if name not in ("proof", "@context")]
    seen = 0
    while level and seen < MAX_NODES:
        nodes = [item for item in level if isinstance(item, dict)]
        seen += len(level)
        yield from nodes
        level = [value for item in level for value in _below(item)]


def _below(item: object) -> list[object]:
    if isinstance(item, dict):
        return list(item.values())
    return item if isinstance(item, list) else []
