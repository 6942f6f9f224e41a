"""What a page shows of a credential, whatever its version: values only, safe to print, nothing verified."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from wallet.openbadges import baking, descriptors, v1
from wallet.openbadges.credential import Achievement, Credential, Described, Evidence, Profile, Recipient, Result
from wallet.openbadges.document import Kind, Unreadable, jws_parts, kind_of, load, text_of, types_of
from wallet.openbadges.recipients import Identity, identities
from wallet.openbadges.report import N_
from wallet.openbadges.times import moment
from wallet.openbadges.values import LONG, Words, email, identifier, items, link, node, nodes, picture
from wallet.openbadges.versions import is_open_badge, is_verifiable_credential, spec_of

__all__ = [
    "Achievement",
    "Credential",
    "Described",
    "Evidence",
    "Profile",
    "Recipient",
    "Result",
    "claims",
    "opened",
    "read",
]


def read(document: bytes | Mapping[str, Any], language: str = "en") -> Credential:
    """Read what a page shows of a credential file, or of `Report.credential`, which holds what was verified.

    Texts in several languages are picked by `language`, then English, then the first. What is missing or odd is left
    out. Raises Unreadable when there is no credential at all.
    """
    raw = opened(document) if isinstance(document, bytes) else document
    return _read(raw, Words(language), depth=3)


def opened(document: bytes) -> Mapping[str, Any]:
    """The JSON object of a credential file in any container, a token's claims folded in. Raises Unreadable."""
    kind = kind_of(document)
    if kind in (Kind.PNG, Kind.SVG, Kind.PDF):
        document = baking.unbake(document).encode()
        kind = kind_of(document)
    if kind is Kind.JSON:
        return load(document)
    if kind is Kind.JWS:
        return claims(jws_parts(text_of(document))[1])
    raise Unreadable(N_("This is a link, not a badge. Open the link and use the badge behind it."))


def claims(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """The credential in a token's payload, with what its registered claims say where it is silent (VC 1.1 §6.3.1)."""
    inner = payload.get("vc")
    if not isinstance(inner, Mapping):
        return payload
    told = {"issuer": payload.get("iss"), "id": payload.get("jti")}
    told |= {"validFrom": payload.get("nbf"), "validUntil": payload.get("exp")}
    folded = {**{name: value for name, value in told.items() if value is not None}, **inner}
    if "issuanceDate" in inner:
        folded.pop("validFrom", None)
    if isinstance(subject := payload.get("sub"), str):
        known = node(inner.get("credentialSubject"))
        folded["credentialSubject"] = {"id": subject, **known}
    return folded


def _read(raw: Mapping[str, Any], words: Words, depth: int) -> Credential:
    inner = nodes(raw.get("verifiableCredential"))
    if "VerifiablePresentation" in types_of(raw) and inner and depth:
        return _read(inner[0], words, depth - 1)
    if is_verifiable_credential(raw):
        return _read_modern(raw, words, depth)
    if not is_open_badge(raw):
        raise Unreadable(N_("The file can be read, but it is no badge."))
    return _read_classic(raw, words)


def _read_modern(raw: Mapping[str, Any], words: Words, depth: int) -> Credential:
    subjects = nodes(raw.get("credentialSubject"))
    subject = next((one for one in subjects if "achievement" in one), node(subjects))
    given = node(subject.get("achievement"))
    achievement = _achievement_of(raw, subject, words)
    name = words.text(raw.get("name"))
    starts = [when for name in ("validFrom", "issuanceDate") if (when := moment(raw.get(name)))]
    ends = [when for name in ("validUntil", "expirationDate") if (when := moment(raw.get(name)))]
    start = max(starts, default=None)
    described, results = _results(given, subject, words)
    inner = nodes(subject.get("verifiableCredential")) if depth else []
    return Credential(
        id=identifier(raw),
        spec=spec_of(raw),
        title=achievement.name or name,
        achievement=achievement,
        issuer=_profile(raw.get("issuer"), words),
        recipient=_recipient(raw),
        recipient_name=_name_of(subject, words),
        description=words.text(raw.get("description"), LONG),
        issued=moment(raw.get("awardedDate")) or start,
        valid_from=start,
        valid_until=min(ends, default=None),
        evidence=tuple(_evidence(one, words) for one in [*items(raw.get("evidence")), *items(subject.get("evidence"))]),
        results=results,
        results_described=described,
        identifiers=_identifiers(subject, words),
        parts=tuple(_read(one, words, depth - 1) for one in inner),
    )


def _achievement_of(raw: Mapping[str, Any], subject: Mapping[str, Any], words: Words) -> Achievement:
    achievement = _achievement(node(subject.get("achievement")), subject, raw.get("@context"), words)
    if "ClrCredential" in types_of(raw):
        achievement = replace(achievement, name=words.text(raw.get("name")) or achievement.name)
    return achievement if achievement.image else replace(achievement, image=picture(raw.get("image")))


def _read_classic(raw: Mapping[str, Any], words: Words) -> Credential:
    told = v1.assertion(raw)
    badge = node(told.get("badge")) if "badge" in told else told
    achievement = _achievement(badge, told, badge.get("@context", told.get("@context")), words)
    issuer = badge.get("issuer") if badge else None
    if not achievement.image:
        achievement = replace(achievement, image=picture(told.get("image")))
    start = moment(told.get("issuedOn"))
    narrative = told.get("narrative")
    evidence = [*items(told.get("evidence")), *([{"narrative": narrative}] if isinstance(narrative, str) else [])]
    extension = node(told.get("extensions:recipientProfile"))
    return Credential(
        id=identifier(told),
        spec=spec_of(raw),
        title=achievement.name,
        achievement=achievement,
        issuer=_profile(issuer, words),
        recipient=_recipient(told),
        recipient_name=words.text(extension.get("name")),
        issued=start,
        valid_from=start,
        valid_until=moment(told.get("expires")),
        evidence=tuple(_evidence(one, words) for one in evidence),
    )


def _achievement(given: Mapping[str, Any], subject: Mapping[str, Any], context: object, words: Words) -> Achievement:
    said = dict(vars(descriptors.descriptors(given, subject, context, words)))
    criteria = given.get("criteria")
    name, kind = words.text(given.get("name")), words.text(given.get("achievementType"))
    course = said.pop("course") or (name if kind == "Course" else "")
    return Achievement(
        **said,
        course=course,
        id=identifier(given),
        name=name,
        description=words.text(given.get("description"), LONG),
        criteria=_narrative(criteria, words),
        criteria_url=next((url for one in items(criteria) if (url := link(one))), ""),
        image=picture(given.get("image")),
        kind=kind,
        tags=words.labels(given.get("tag", given.get("tags"))),
    )


def _narrative(criteria: object, words: Words) -> str:
    told = [words.text(one.get("narrative"), LONG) for one in nodes(criteria)]
    told += [one[:LONG] for one in items(criteria) if isinstance(one, str) and not link(one)]
    return "\n\n".join(text for text in told if text)[:LONG]


def _profile(value: object, words: Words) -> Profile:
    given = node(value)
    own = identifier(given) if given else identifier(value)
    return Profile(
        id=own,
        name=words.text(given.get("name")),
        url=link(given.get("url")) or link(own),
        email=email(given.get("email")),
        image=picture(given.get("image")),
        description=words.text(given.get("description"), LONG),
    )


def _recipient(raw: Mapping[str, Any]) -> Recipient:
    found = [one for one in identities(raw) if one is not None]
    best = next((one for one in found if one.is_address), None) or next(iter(found), None)
    if best is None:
        return Recipient()
    kind = "address" if best.is_address else "did" if best.value.startswith("did:") else "url"
    return Recipient(kind, best.value.strip()[:500], best.hashed, best.salt[:200])


def _name_of(subject: Mapping[str, Any], words: Words) -> str:
    for one in nodes(subject.get("identifier")):
        if one.get("identityType") == "name" and not one.get("hashed"):
            return words.text(one.get("identityHash"))
    whole = words.text(subject.get("name")) or words.text(subject.get("fullName"))
    parts = (words.text(subject.get("givenName")), words.text(subject.get("familyName")))
    return whole or " ".join(part for part in parts if part)


def _evidence(value: object, words: Words) -> Evidence:
    given = value if isinstance(value, Mapping) else {}
    return Evidence(
        name=words.text(given.get("name")),
        url=link(value),
        description=words.text(given.get("description"), LONG),
        narrative=words.text(given.get("narrative"), LONG),
    )


def _results(
    given: Mapping[str, Any], subject: Mapping[str, Any], words: Words
) -> tuple[tuple[Described, ...], tuple[Result, ...]]:
    """The results that an achievement foresees, and those that the learner has (OB 3.0 §B.1.24, §B.1.25)."""
    described = {identifier(one): _described(one, words) for one in nodes(given.get("resultDescription"))}
    results = []
    for one in nodes(subject.get("result")):
        about = described.get(identifier(one.get("resultDescription")))
        level = identifier(one.get("achievedLevel"))
        value = words.text(one.get("value")) or _level_name(given, level, words) or words.text(one.get("status"))
        if value:
            results.append(Result(about.name if about else "", value))
    if earned := words.text(subject.get("creditsEarned")):
        results.append(Result(N_("Credits earned"), earned))
    return tuple(described.values()), tuple(results)


def _described(one: Mapping[str, Any], words: Words) -> Described:
    return Described(
        name=words.text(one.get("name")),
        kind=words.text(one.get("resultType")),
        allowed=words.labels(one.get("allowedValue")),
        required=words.text(one.get("requiredValue")),
    )


def _level_name(given: Mapping[str, Any], level: str, words: Words) -> str:
    for description in nodes(given.get("resultDescription")):
        for one in nodes(description.get("rubricCriterionLevel")):
            if level and identifier(one) == level:
                return words.text(one.get("name")) or words.text(one.get("level"))
    return ""


def _identifiers(subject: Mapping[str, Any], words: Words) -> tuple[Identity, ...]:
    """How the credential names the learner other than by an address or a name."""
    found = [one for one in identities({"credentialSubject": subject}) if one is not None]
    kept = [one for one in found if not one.is_address and one.kind not in ("id", "name")]
    kept += [Identity("licenseNumber", text) for one in [subject] if (text := words.text(one.get("licenseNumber")))]
    return tuple(dict.fromkeys(kept))
