"""The description of the API for programs and their writers (OpenAPI 3.1); tests hold it against what the API does."""

from __future__ import annotations

from typing import Any, Final

from wallet import __version__, features
from wallet.accounts.issuing import PREFIX

from .answers import LONGEST_KEY
from .schemas import SCHEMAS, ref

_INTRODUCTION: Final = """\
Offer badges to learners and give them documents, such as the Diploma Supplement; verify badges.

To offer, send your key in `Authorization: Bearer wk_…`; the wallet's operator gives it to you. Two keys can live at
once, so that one can be replaced without a gap. To verify, no key is needed. Every refusal is
`application/problem+json` with a sentence in `detail`.
"""

_REFUSALS: Final = {
    400: ("Unreadable", "The body is not sound JSON, or not a sound form."),
    401: ("NoKey", "No live key came with the request."),
    404: ("NotFound", "You have no such offer, or there is no such address."),
    409: ("Conflict", "It does not fit the present state, which the sentence names."),
    413: ("TooLarge", "The body is larger than can be sent here."),
    415: ("WrongType", "The body's media type or encoding is not taken here."),
    422: ("Unusable", "The request is understood, but something in it cannot be used; `errors` names the members."),
    429: ("TooMany", "Too many requests in a short time."),
    503: ("Unavailable", "The wallet cannot do it now; nothing was done, try again."),
}


def document(base_url: str) -> dict[str, Any]:
    """The description of the API of the wallet at this address, with what other features add to it."""
    others = [found for name in features.FEATURES if (found := features.load(name).described)]
    paths = _PATHS | {path: item for other in others for path, item in other.paths.items()}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "The wallet's API",
            "version": __version__,
            "description": _INTRODUCTION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": base_url}],
        "security": [{"key": []}],
        "tags": [
            {"name": "offers", "description": "Badges waiting for an address."},
            *(dict(other.tag) for other in others),
            {"name": "description", "description": "This description."},
        ],
        "paths": {f"{PREFIX}{path}": operations for path, operations in paths.items()},
        "components": {
            "schemas": SCHEMAS | {name: schema for other in others for name, schema in other.schemas.items()},
            "responses": {name: _refusal(status, text) for status, (name, text) in _REFUSALS.items()},
            "parameters": _PARAMETERS,
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer", "description": "An issuer's key."}},
        },
    }


def _refusal(status: int, description: str) -> dict[str, Any]:
    headers = {
        401: {"WWW-Authenticate": {"schema": {"type": "string"}, "description": "Which kind of key is wanted."}},
        429: {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds to wait."}},
        503: {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds to wait."}},
    }
    return {
        "description": description,
        "content": {"application/problem+json": {"schema": ref("Problem")}},
        **({"headers": headers[status]} if status in headers else {}),
    }


def _answer(description: str, schema: str, **more: object) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": ref(schema)}}, **more}


def _refused(*statuses: int) -> dict[str, Any]:
    every = sorted({401, 429, 503, *statuses})
    return {str(status): {"$ref": f"#/components/responses/{_REFUSALS[status][0]}"} for status in every}


def _parameter(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/parameters/{name}"}


_PARAMETERS: Final = {
    "id": {
        "name": "id",
        "in": "path",
        "required": True,
        "description": "The offer.",
        "schema": {"type": "string", "format": "uuid"},
    },
    "idempotency": {
        "name": "Idempotency-Key",
        "in": "header",
        "description": "A text of your choice. The same request with the same key, within 30 days, gets the same"
        " answer and makes nothing again.",
        "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY, "pattern": "^[!-~]+$"},
    },
}

_MADE_LINKS: Final = {
    name: {"operationId": operation, "parameters": {"id": "$response.body#/id"}}
    for name, operation in (("show", "showOffer"), ("withdraw", "withdrawOffer"), ("documents", "listAttachments"))
}

_PATHS: Final[dict[str, dict[str, Any]]] = {
    "/openapi.json": {
        "get": {
            "operationId": "describe",
            "tags": ["description"],
            "summary": "This description",
            "security": [],
            "responses": {
                "200": {"description": "OpenAPI 3.1.", "content": {"application/json": {"schema": {"type": "object"}}}}
            },
        }
    },
    "/offers": {
        "post": {
            "operationId": "offer",
            "tags": ["offers"],
            "summary": "Offer a badge to an e-mail address",
            "description": "The learner gets a mail with a link. The seal is checked afterwards: an offer is no proof.",
            "parameters": [_parameter("idempotency")],
            "requestBody": {
                "required": True,
                "content": {
                    "application/json": {"schema": ref("NewOffer")},
                    "multipart/form-data": {
                        "schema": ref("NewOfferForm"),
                        "encoding": {"credential": {"contentType": "application/octet-stream"}},
                    },
                },
            },
            "responses": {
                "201": _answer(
                    "The offer.",
                    "MadeOffer",
                    headers={"Location": {"schema": {"type": "string", "format": "uri"}, "description": "The offer."}},
                    links=_MADE_LINKS,
                ),
                **_refused(400, 409, 413, 415, 422),
            },
        }
    },
    "/offers/{id}": {
        "parameters": [_parameter("id")],
        "get": {
            "operationId": "showOffer",
            "tags": ["offers"],
            "summary": "See where an offer stands",
            "responses": {"200": _answer("The offer.", "Offer"), **_refused(404)},
        },
        "delete": {
            "operationId": "withdrawOffer",
            "tags": ["offers"],
            "summary": "Withdraw an offer that was not accepted",
            "responses": {"200": _answer("The offer, withdrawn.", "Offer"), **_refused(404, 409)},
        },
    },
}
