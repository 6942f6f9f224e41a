"""Holds every answer of the API against its description."""

from __future__ import annotations

import re
from typing import Any

import httpx
from jsonschema import Draft202012Validator

from wallet.issuers import openapi

DOCUMENT: dict[str, Any] = openapi.document("https://wallet.example")
ROOT: dict[str, Any] = {"$schema": "https://json-schema.org/draft/2020-12/schema", "components": DOCUMENT["components"]}


async def held_against_the_description(response: httpx.Response) -> None:
    """Fail when an answer has a status, header, media type or shape that the description does not tell."""
    await response.aread()
    operation = _operation(response.request)
    if operation is None:
        assert response.status_code in (404, 405)
        return
    told = operation["responses"][str(response.status_code)]
    if "$ref" in told:
        told = DOCUMENT["components"]["responses"][told["$ref"].rpartition("/")[2]]
    assert all(name in response.headers for name in told.get("headers", {}))
    schema = told["content"][response.headers["content-type"]]["schema"]
    validator = Draft202012Validator(ROOT | schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    validator.validate(response.json())


def _operation(request: httpx.Request) -> dict[str, Any] | None:
    for path, item in DOCUMENT["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", path), request.url.path):
            found: dict[str, Any] | None = item.get(request.method.lower())
            return found
    return None
