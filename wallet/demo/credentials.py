"""The demo's credentials, made and signed by its own keys, and all that its university publishes about them."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import orjson

from wallet.demo import art, keys
from wallet.demo.content import COURSE, DEGREE, HOME, HOST, MICRO_CREDENTIAL, UNIVERSITY, Award, Learner
from wallet.demo.keys import Keys
from wallet.openbadges import baking, jws, proofs
from wallet.openbadges.report import Fetched

Json = dict[str, Any]

DID = f"did:web:{HOST}"
SEAL, TOKEN = f"{DID}#seal-1", f"{DID}#token-1"
SITE = f"https://{HOST}"
LANGUAGES = ("en", "it")
PICTURES = {"energy-transition": art.degree, "reading-data": art.course, "responsible-ai": art.micro_credential}

# How many hours of work an achievement stands for: Open Badges has no word for it, the European Learning Model has.
ELM: Json = {
    "elm": "http://data.europa.eu/snb/model/elm/",
    "volumeOfLearning": {"@id": "elm:volumeOfLearning", "@type": "http://www.w3.org/2001/XMLSchema#duration"},
}
CONTEXT_3 = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)
CONTEXT_2 = "https://w3id.org/openbadges/v2"
EQF = "European Qualifications Framework"


def degree(issuing: Keys, learner: Learner, language: str) -> bytes:
    """The degree: an Open Badges 3.0 credential (JSON) with a Data Integrity proof, eddsa-rdfc-2022."""
    award = DEGREE[language]
    return orjson.dumps(proofs.sign(credential(award, learner), issuing.seal, SEAL, award.awarded))


def course(learner: Learner, language: str) -> bytes:
    """The online course: an Open Badges 2.0 assertion (JSON) whose original is published at its `id`."""
    return orjson.dumps(assertion(COURSE[language], learner))


def micro_credential(issuing: Keys, learner: Learner, language: str) -> bytes:
    """The micro-credential: a PNG baked with an Open Badges 3.0 credential signed as a token (VC-JWT, RS256)."""
    award = MICRO_CREDENTIAL[language]
    claims = credential(award, learner)
    subject = {"id": learner_id(learner), **claims["credentialSubject"]}
    registered = {"iss": DID, "jti": claims["id"], "sub": subject["id"], "nbf": int(award.awarded.timestamp())}
    token = jws.sign({**claims, "credentialSubject": subject, **registered}, issuing.token, kid=TOKEN, typ="JWT")
    return baking.bake(art.micro_credential(), token)


def documents(issuing: Keys, learner: Learner) -> dict[str, Fetched]:
    """All that the imaginary university publishes, by URL: nothing of it has to be asked on a network."""
    published = {f"{SITE}/.well-known/did.json": _json(did_document(issuing))}
    published |= {_issuer(language): _json(profile(language)) for language in LANGUAGES}
    for slug, draw in PICTURES.items():
        published[f"{SITE}/images/{slug}.png"] = ("image/png", draw())
    published[f"{SITE}/images/emblem.png"] = ("image/png", art.emblem())
    for award in COURSE.values():
        published[_place("badges", award)] = _json(badge_class(award))
        published[_place("assertions", award, learner)] = _json(assertion(award, learner))
    return {url: Fetched(url, 200, kind, body, url) for url, (kind, body) in published.items()}


def _json(value: Json) -> tuple[str, bytes]:
    return "application/json", orjson.dumps(value)


def did_document(issuing: Keys) -> Json:
    """The DID document of the university with both its keys (did:web; Controlled Identifiers 1.0)."""
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": DID,
        "verificationMethod": [
            {"id": SEAL, "type": "Multikey", "controller": DID, "publicKeyMultibase": keys.multikey(issuing)},
            {"id": TOKEN, "type": "JsonWebKey", "controller": DID, "publicKeyJwk": keys.jwk(issuing, TOKEN)},
        ],
        "assertionMethod": [SEAL, TOKEN],
    }


def credential(award: Award, learner: Learner) -> Json:
    """An award as an unsigned Open Badges 3.0 credential (OB 3.0 §B.1.1)."""
    university = UNIVERSITY[award.language]
    return {
        "@context": [*CONTEXT_3, ELM],
        "id": f"urn:uuid:{_unique(award, learner)}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": award.name,
        "issuer": {
            "id": DID,
            "type": ["Profile"],
            "name": university.name,
            "description": university.description,
            "url": HOME,
            "email": university.email,
            "image": _picture("emblem", university.name),
        },
        "validFrom": _moment(award.awarded),
        "awardedDate": _moment(award.awarded),
        "credentialSubject": _subject(award, learner),
        "evidence": [_evidence(award)],
    }


def _subject(award: Award, learner: Learner) -> Json:
    return {
        "type": ["AchievementSubject"],
        "identifier": [
            {"type": "IdentityObject", "identityType": "emailAddress", "hashed": True, **_hashed(award, learner)},
            {"type": "IdentityObject", "identityType": "name", "hashed": False, "identityHash": learner.name},
        ],
        "achievement": _achievement(award),
        "result": [{"type": ["Result"], "resultDescription": _result_id(award), "value": award.mark.value}],
    }


def _achievement(award: Award) -> Json:
    return {
        "id": _place("achievements", award),
        "type": ["Achievement"],
        "achievementType": award.kind,
        "name": award.name,
        "description": award.description,
        "criteria": {"narrative": award.assessment},
        "image": _picture(award.slug, award.name),
        "inLanguage": award.taught,
        "fieldOfStudy": f"{award.field.name} (ISCED-F {award.field.code})",
        "specialization": award.course,
        "creditsAvailable": award.credits,
        "volumeOfLearning": f"PT{award.hours}H",
        "alignment": [_level(award), *_outcomes(award)],
        "tag": list(award.tags),
        "resultDescription": [_result(award)],
    }


def _level(award: Award) -> Json:
    return {
        "type": ["Alignment"],
        "targetName": f"EQF level {award.level}",
        "targetCode": str(award.level),
        "targetFramework": EQF,
        "targetUrl": f"http://data.europa.eu/snb/eqf/{award.level}",
        "targetType": "CFItem",
    }


def _outcomes(award: Award) -> list[Json]:
    place = _place("achievements", award)
    return [
        {
            "type": ["Alignment"],
            "targetName": outcome,
            "targetFramework": award.course,
            "targetUrl": f"{place}#outcome-{number}",
            "targetType": "ceasn:Competency",
        }
        for number, outcome in enumerate(award.outcomes, 1)
    ]


def _result(award: Award) -> Json:
    return {
        "id": _result_id(award),
        "type": ["ResultDescription"],
        "name": award.mark.name,
        "resultType": "Result",  # a RawScore would be a bare number
        "valueMin": award.mark.lowest,
        "valueMax": award.mark.highest,
    }


def _evidence(award: Award) -> Json:
    # A name that leads nowhere: what the learner made is told here, and a page would offer a web address as a link.
    name = uuid5(NAMESPACE_URL, f"{SITE}/{award.language}/{award.slug}/work")
    return {"id": f"urn:uuid:{name}", "type": ["Evidence"], "name": award.work.name, "narrative": award.work.story}


def assertion(award: Award, learner: Learner) -> Json:
    """An award as an Open Badges 2.0 assertion."""
    return {
        "@context": CONTEXT_2,
        "type": "Assertion",
        "id": _place("assertions", award, learner),
        "recipient": {"type": "email", "hashed": True, **_identity(award, learner)},
        "extensions:recipientProfile": {
            "@context": "https://openbadgespec.org/extensions/recipientProfile/context.json",
            "type": ["Extension", "extensions:RecipientProfile"],
            "name": learner.name,
        },
        "badge": _place("badges", award),
        "verification": {"type": "HostedBadge"},
        "issuedOn": _moment(award.awarded),
        "evidence": [{"type": "Evidence", "name": award.work.name, "narrative": award.work.story}],
    }


def badge_class(award: Award) -> Json:
    """An award as an Open Badges 2.0 BadgeClass, with the European Learning Model's words for what 2.0 lacks."""
    words = ("learningOutcome", "creditPoint", "thematicArea")
    level = {key: value for key, value in _level(award).items() if key not in ("type", "targetType")}
    return {
        "@context": [CONTEXT_2, {**ELM, **{word: f"elm:{word}" for word in words}, "course": f"{SITE}/terms#course"}],
        "type": "BadgeClass",
        "id": _place("badges", award),
        "@language": award.language,
        "name": award.name,
        "description": award.description,
        "image": f"{SITE}/images/{award.slug}.png",
        "criteria": {"narrative": award.assessment},
        "tags": list(award.tags),
        "alignment": [{"type": "AlignmentObject", **level}],
        "learningOutcome": list(award.outcomes),
        "volumeOfLearning": f"PT{award.hours}H",
        "creditPoint": f"{award.credits} ECTS",
        "thematicArea": f"{award.field.name} (ISCED-F {award.field.code})",
        "course": award.course,
        "issuer": _issuer(award.language),
    }


def profile(language: str) -> Json:
    """The university's Open Badges 2.0 profile in one language, which says where its assertions are published."""
    university = UNIVERSITY[language]
    return {
        "@context": CONTEXT_2,
        "type": "Issuer",
        "id": _issuer(language),
        "@language": language,
        "name": university.name,
        "description": university.description,
        "url": HOME,
        "email": university.email,
        "image": f"{SITE}/images/emblem.png",
        "verification": {"type": "VerificationObject", "allowedOrigins": HOST, "startsWith": [f"{SITE}/"]},
    }


def learner_id(learner: Learner) -> str:
    """A name for the learner that says nothing of them."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'{SITE}/learners/{learner.email}')}"


def _issuer(language: str) -> str:
    return f"{SITE}/issuers/{language}.json"


def _unique(award: Award, learner: Learner) -> str:
    return str(uuid5(NAMESPACE_URL, f"{SITE}/{award.language}/{award.slug}/{learner.email}"))


def _place(kind: str, award: Award, learner: Learner | None = None) -> str:
    name = _unique(award, learner) if learner else award.slug
    return (
        f"{SITE}/{kind}/{award.language}/{name}.json"
        if kind != "achievements"
        else f"{SITE}/{kind}/{award.language}/{name}"
    )


def _result_id(award: Award) -> str:
    return f"{_place('achievements', award)}#mark"


def _picture(name: str, caption: str) -> Json:
    return {"id": f"{SITE}/images/{name}.png", "type": "Image", "caption": caption}


def _salt(award: Award, learner: Learner) -> str:
    return sha256(_unique(award, learner).encode()).hexdigest()[:16]


def _hashed(award: Award, learner: Learner) -> Json:
    salt = _salt(award, learner)
    return {"identityHash": f"sha256${sha256((learner.email + salt).encode()).hexdigest()}", "salt": salt}


def _identity(award: Award, learner: Learner) -> Json:
    hashed = _hashed(award, learner)
    return {"identity": hashed["identityHash"], "salt": hashed["salt"]}


def _moment(when: datetime) -> str:
    return when.isoformat().replace("+00:00", "Z")
