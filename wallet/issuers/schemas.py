"""The shapes of what goes in and out of the API, as JSON Schema (OpenAPI 3.1 §4.8.24)."""

from __future__ import annotations

from typing import Any, Final

from wallet.i18n import DEFAULT, LANGUAGES

from .wanted import DAYS, LONGEST_MESSAGE, USUAL_DAYS

Schema = dict[str, Any]


def ref(name: str) -> Schema:
    """A schema of the components."""
    return {"$ref": f"#/components/schemas/{name}"}


def _object(required: Schema, optional: Schema | None = None, **more: object) -> Schema:
    properties = required | (optional or {})
    return {"type": "object", "properties": properties, "required": list(required), **more}


def _text(description: str, **more: object) -> Schema:
    return {"type": "string", "description": description, **more}


_TIME: Final = {"format": "date-time", "examples": ["2026-07-01T10:00:00Z"]}
_EMAIL: Final = _text(
    "The learner's e-mail address. The offer is sent to it, and only who proves to own it gets the badge.",
    format="email",
    maxLength=254,
    examples=["ada@learner.example"],
)
_CIRCUMSTANCES: Final = {
    "locale": _text("The language of the mail.", enum=list(LANGUAGES), default=DEFAULT),
    "message": _text(
        "Words of yours for the mail and the offer's page: plain text, without control characters.",
        maxLength=LONGEST_MESSAGE,
        default="",
    ),
    "expires_in_days": {
        "type": "integer",
        "minimum": DAYS.start,
        "maximum": DAYS.stop - 1,
        "default": USUAL_DAYS,
        "description": "How long the offer can be accepted.",
    },
}

_CREDENTIAL: Final = {
    "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
    "id": "https://university.example/credentials/1",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": {"id": "https://university.example", "type": ["Profile"], "name": "A University"},
    "validFrom": "2026-07-01T10:00:00Z",
    "credentialSubject": {
        "type": ["AchievementSubject"],
        "achievement": {
            "id": "https://university.example/achievements/numerical-analysis",
            "type": ["Achievement"],
            "name": "Numerical Analysis",
            "description": "Approximates what cannot be computed exactly, and says how far off it is.",
            "criteria": {"narrative": "Passed the written exam."},
        },
    },
}

NEW_OFFER: Final = _object(
    {
        "email": _EMAIL,
        "credential": {
            "description": "An object, whose bytes are kept exactly as you wrote them, or a compact JWS.",
            "oneOf": [
                {"type": "object", "description": "Open Badges 0.5 to 3.0, CLR 2.0 or another Verifiable Credential."},
                _text("A compact JWS: an Open Badges 3.0 VC-JWT or a signed assertion of 1.1 to 2.1."),
            ],
        },
    },
    _CIRCUMSTANCES,
    additionalProperties=False,
    examples=[{"email": "ada@learner.example", "credential": _CREDENTIAL, "locale": "it"}],
)

NEW_OFFER_FORM: Final = _object(
    {
        "email": _EMAIL,
        "credential": _text(
            "The file: a baked PNG or SVG, a PDF with a badge attached, JSON or a compact JWS; at most 5 MiB.",
            format="binary",
        ),
    },
    _CIRCUMSTANCES,
    additionalProperties=False,
)

_OFFER: Final = {
    "id": _text("The offer.", format="uuid"),
    "status": _text(
        "Where it stands; `expired` is a pending one whose time is past.",
        enum=["pending", "accepted", "declined", "withdrawn", "expired"],
    ),
    "email": _text("To whom it was sent.", maxLength=254),
    "title": _text("The achievement's name, as the credential says it."),
    "issuer": _text("The issuer's name, as the credential says it, else as this wallet knows you."),
    "locale": _text("The language of the mail.", enum=list(LANGUAGES)),
    "created_at": _text("When it was made.", **_TIME),
    "expires_at": _text("Until when it can be accepted.", **_TIME),
    "answered_at": {"type": ["string", "null"], "description": "When the learner answered.", **_TIME},
    "mail_problem": {
        "type": ["string", "null"],
        "description": "Why its mail could not be delivered, in the mail server's words.",
    },
    "attachments": {"type": "array", "items": ref("Attachment"), "description": "The newest document of each kind."},
    "links": _object(
        {
            "self": _text("The offer.", format="uri"),
            "attachments": _text("Its documents.", format="uri"),
        },
        additionalProperties=False,
    ),
}

OFFER: Final = _object(_OFFER, additionalProperties=False)

MADE_OFFER: Final = _object(
    _OFFER
    | {
        "warnings": {
            "type": "array",
            "items": {"type": "string"},
            "description": "What is odd about it, such as a credential that names another recipient.",
        }
    },
    additionalProperties=False,
)

PROBLEM: Final = _object(
    {
        "type": _text("`about:blank`: the status says it all.", format="uri-reference"),
        "title": _text("The status in words."),
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": _text("What is wrong and what to do about it, in English."),
    },
    {
        "errors": {
            "type": "array",
            "items": _object(
                {"pointer": _text("A JSON pointer, as a fragment."), "detail": _text("What is wrong there.")}
            ),
            "description": "Of each member that cannot be used, what is wrong with it.",
        }
    },
    description="A refusal (RFC 9457).",
)

SCHEMAS: Final = {
    "NewOffer": NEW_OFFER,
    "NewOfferForm": NEW_OFFER_FORM,
    "Offer": OFFER,
    "MadeOffer": MADE_OFFER,
    "Problem": PROBLEM,
}
