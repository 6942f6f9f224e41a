"""How programs ask whether a badge is genuine, as OpenAPI 3.1 tells it; refusals are described with the rest."""

from __future__ import annotations

from typing import Any, Final

from wallet.features import Described
from wallet.openbadges.report import CHECKS, Outcome, Verdict

from .recipient import RECIPIENT

_TIME: Final = {"type": ["string", "null"], "format": "date-time"}
_FILE: Final = {"schema": {"type": "string", "format": "binary"}}
_FILES: Final = ("image/png", "image/svg+xml", "application/pdf", "application/jwt", "text/plain")


def _ref(kind: str, name: str) -> dict[str, str]:
    return {"$ref": f"#/components/{kind}/{name}"}


def _object(properties: dict[str, Any], **more: object) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
        **more,
    }


def _said(description: str, **more: object) -> dict[str, Any]:
    return {"type": ["string", "null"], "description": description, **more}


_RECIPIENT: Final = {
    "type": "string",
    "minLength": 1,
    "maxLength": 500,
    "pattern": RECIPIENT,
    "description": "An e-mail address, URL or DID: was it awarded to this person? It is compared and forgotten.",
    "examples": ["ada@learner.example"],
}

_CHECK: Final = _object(
    {
        "name": {"type": "string", "description": "What was checked.", "examples": list(CHECKS)},
        "outcome": {"type": "string", "enum": [outcome.value for outcome in Outcome]},
        "explanation": {"type": "string", "description": "A sentence for a person, in English."},
        "evidence": {"type": "object", "additionalProperties": {"type": "string"}},
    }
)

_VERIFIED: Final = _object(
    {
        "verdict": {"type": "string", "enum": [verdict.value for verdict in Verdict]},
        "checks": {"type": "array", "items": _CHECK, "description": "Every fact, in a fixed order."},
        "at": {"type": "string", "format": "date-time", "description": "When it was verified."},
        "looked_at": {
            "type": "object",
            "additionalProperties": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "description": "Each address that was read, and the SHA-256 of what it gave.",
        },
        "title": _said("What was achieved, as the seal covers it; with a broken seal only what the file claims."),
        "issuer": {
            "oneOf": [
                {"type": "null"},
                _object(
                    {
                        "name": {"type": "string"},
                        "id": {"type": "string"},
                        "proved": {
                            "type": "boolean",
                            "description": "Whether it is proved who issued it; a did:key of anybody's proves nobody.",
                        },
                        "known_as": _said("Its name on the operator's list, if it is proved to be the issuer."),
                    }
                ),
            ]
        },
        "recipient_name": _said("Whom it names, if by a name."),
        "issued": _TIME,
        "valid_from": _TIME,
        "valid_until": _TIME,
    },
    description="A report; `valid` is a badge that is intact and in force. "
    "`valid` does not say who the issuer is: read the check `issuer.known`, or `issuer.proved` and `issuer.known_as`. "
    "A badge class or a profile that holds is `valid` too: it was awarded to nobody, as `form.current` warns.",
)

_WANTED: Final = {
    "type": "object",
    "properties": {
        "url": {"type": "string", "format": "uri", "description": "The address of a badge."},
        "credential": {
            "oneOf": [
                {"type": "object", "description": "Open Badges 0.5 to 3.0, CLR 2.0 or a Verifiable Credential."},
                {"type": "string", "description": "A compact JWS."},
            ]
        },
        "recipient": _RECIPIENT,
    },
    "examples": [{"url": "https://university.example/assertions/1", "recipient": "ada@learner.example"}],
    "description": "A url or a credential. Any other JSON is taken for the badge itself.",
}

_FORM: Final = {
    "type": "object",
    "properties": {
        "file": {
            "type": "array",
            "items": {"type": "string", "format": "binary"},
            "minItems": 1,
            "maxItems": 20,
            "description": "Files of at most 5 MiB each, 25 MiB together.",
        },
        "recipient": _RECIPIENT,
    },
    "required": ["file"],
    "additionalProperties": False,
}

_BODY: Final = {
    "required": True,
    "description": "A file as it is, whatever its type (at most 5 MiB), a form with several, or JSON that says what.",
    "content": {
        "application/json": {"schema": {"anyOf": [_ref("schemas", "ToVerify"), {}]}},
        "multipart/form-data": {"schema": _FORM, "encoding": {"file": {"contentType": "application/octet-stream"}}},
        "application/octet-stream": _FILE,
        **dict.fromkeys(_FILES, _FILE),
    },
}

_REFUSALS: Final = {
    400: "Unreadable",
    413: "TooLarge",
    415: "WrongType",
    422: "Unusable",
    429: "TooMany",
    503: "Unavailable",
}

described: Final = Described(
    tag={"name": "verification", "description": "Whether a badge is genuine, for anybody."},
    paths={
        "/verify": {
            "post": {
                "operationId": "verify",
                "tags": ["verification"],
                "summary": "Verify a badge, or several",
                "description": "No key is needed, and nothing is kept. A file that is no badge is answered as well: "
                "its verdict is `malformed`.",
                "security": [],
                "requestBody": _BODY,
                "responses": {
                    "200": {
                        "description": "The report; a list of them where a form held several files.",
                        "content": {
                            "application/json": {
                                "schema": {
                                    "oneOf": [
                                        _ref("schemas", "Verified"),
                                        {"type": "array", "items": _ref("schemas", "Verified")},
                                    ]
                                }
                            }
                        },
                    },
                    **{str(status): _ref("responses", name) for status, name in _REFUSALS.items()},
                },
            }
        }
    },
    schemas={"Verified": _VERIFIED, "ToVerify": _WANTED},
)
