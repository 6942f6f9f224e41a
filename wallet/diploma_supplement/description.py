"""How issuers' programs give badges their documents, as OpenAPI 3.1 tells it; refusals are described with the rest."""

from __future__ import annotations

from typing import Any, Final

from wallet.features import Described
from wallet.models import Kind

from .reading import details

# A body may come under any of these; what the file is, its bytes say.
TYPES: Final = (
    "application/pdf",
    "application/xml",
    "text/xml",
    "application/json",
    "application/ld+json",
    "application/jose+json",
    "text/plain",
    "image/png",
    "image/jpeg",
    "application/octet-stream",
)
_JSON: Final = ("application/json", "application/ld+json", "application/jose+json")
_FILE: Final = {"type": "string", "format": "binary"}
_REFUSALS: Final = {
    400: "Unreadable",
    401: "NoKey",
    404: "NotFound",
    409: "Conflict",
    413: "TooLarge",
    415: "WrongType",
    422: "Unusable",
    429: "TooMany",
    503: "Unavailable",
}
_DESCRIPTION: Final = """\
Before and after the badge was accepted. It starts hidden: the learner is told by mail and decides who sees it, and of
a document that the wallet can read, which parts. The newest of a kind takes the place of the one before. At most 10
MiB; what the file is, its bytes say, not the media type.

- `diploma-supplement`, `transcript`: a PDF that opens without a password, signed or not; ELMO, as XML or as an EMREX
  response (gzip in base64); a Europass credential (EDC), as XML of ELM 2 or JSON-LD of ELM 3, sealed (JAdES) or not;
  an XHochschule supplement.
- `certificate`, `evidence`: such a PDF, or a picture in PNG or JPEG.
- `details`: JSON as `Details` has it, or a PDF. What a degree badge says in private (grade, thesis, percentile) must
  arrive apart from the credential, since a signed credential shows all it holds to whoever downloads it.
"""


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


def _text(description: str, **more: object) -> dict[str, Any]:
    return {"type": "string", "description": description, **more}


def _answer(description: str, schema: str) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": _ref("schemas", schema)}}}


def _refused(*statuses: int) -> dict[str, Any]:
    return {str(status): _ref("responses", _REFUSALS[status]) for status in sorted({401, 404, 429, 503, *statuses})}


_KINDS: Final = [kind.value for kind in Kind]
_KIND: Final = {
    "name": "kind",
    "in": "path",
    "required": True,
    "description": "What the document is.",
    "schema": {"type": "string", "enum": _KINDS},
}
_DISPOSITION: Final = {
    "name": "Content-Disposition",
    "in": "header",
    "description": 'The document\'s name, as in `attachment; filename="supplement.pdf"`.',
    "schema": {"type": "string"},
}

_ATTACHMENT: Final = _object(
    {
        "kind": _text("What the document is.", enum=_KINDS),
        "filename": _text("Its name, made fit for any disk.", maxLength=200),
        "media_type": _text("What it was recognised as.", examples=["application/pdf", "application/xml"]),
        "size": {"type": "integer", "minimum": 1, "description": "In bytes."},
        "sha256": _text("Of its bytes, in hexadecimal.", pattern="^[0-9a-f]{64}$"),
        "received_at": _text("When this version came.", format="date-time", examples=["2026-07-01T10:00:00Z"]),
    }
)

_ATTACHMENTS: Final = _object(
    {
        "attachments": {
            "type": "array",
            "items": _ref("schemas", "Attachment"),
            "description": "The newest of each kind.",
        }
    }
)

_DETAIL: Final = _object(
    {
        "name": _text("What it is.", minLength=1, maxLength=details.LONGEST_NAME),
        "value": _text("Its value; it may have several lines.", minLength=1, maxLength=details.LONGEST_VALUE),
    }
)

_DETAILS: Final = _object(
    {"details": {"type": "array", "items": _DETAIL, "minItems": 1, "maxItems": details.MOST}},
    description="Details of the award: plain text, shown in this order, all of them or none.",
    examples=[
        {"details": [{"name": "Final mark", "value": "110/110"}, {"name": "Thesis", "value": "On bounded errors"}]}
    ],
)

_READ: Final = {"anyOf": [_ref("schemas", "Details"), {"type": "object", "description": "A Europass credential."}]}

_BODY: Final = {
    "required": True,
    "content": {
        **{each: {"schema": _READ if each in _JSON else _FILE} for each in TYPES},
        "multipart/form-data": {
            "schema": _object({"file": _FILE}),
            "encoding": {"file": {"contentType": "application/octet-stream"}},
        },
    },
}

described: Final = Described(
    tag={"name": "attachments", "description": "Documents that belong to a badge."},
    paths={
        "/offers/{id}/attachments": {
            "parameters": [_ref("parameters", "id")],
            "get": {
                "operationId": "listAttachments",
                "tags": ["attachments"],
                "summary": "List the documents of an offer",
                "responses": {"200": _answer("The newest of each kind.", "Attachments"), **_refused()},
            },
        },
        "/offers/{id}/attachments/{kind}": {
            "parameters": [_ref("parameters", "id"), _KIND],
            "put": {
                "operationId": "attach",
                "tags": ["attachments"],
                "summary": "Give a badge a document, or a newer version of it",
                "description": _DESCRIPTION,
                "parameters": [_DISPOSITION],
                "requestBody": _BODY,
                "responses": {
                    "200": _answer("The same document is there already; nothing was changed.", "Attachment"),
                    "201": _answer("The document, hidden until its learner shows it.", "Attachment"),
                    **_refused(400, 409, 413, 415, 422),
                },
            },
        },
    },
    schemas={"Attachment": _ATTACHMENT, "Attachments": _ATTACHMENTS, "Details": _DETAILS},
)
