"""Open Badges 0.5, 1.0 and 1.1, told in the shape of 2.0 so that one judge serves all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wallet.openbadges.document import JsonObject
from wallet.openbadges.lookup import is_web_address


def is_half(document: Mapping[str, Any]) -> bool:
    """Whether this is an assertion of Open Badges 0.5: the badge inside, with its issuer's origin."""
    badge = document.get("badge")
    issuer = badge.get("issuer") if isinstance(badge, dict) else None
    return isinstance(issuer, dict) and "origin" in issuer


def is_old(document: Mapping[str, Any]) -> bool:
    """Whether a node is of 0.5 or 1.x, which ask for neither context nor type (1.0) or name version 1 (1.1)."""
    context = document.get("@context")
    if context is None:
        return "type" not in document or "verify" in document
    return "openbadges/v1" in str(context)[:2000]


def assertion(document: Mapping[str, Any]) -> JsonObject:
    """An assertion of any version in the shape of 2.0; a member that cannot be told is left as it is."""
    if is_half(document):
        return _from_half(document)
    told = dict(document)
    verify = told.pop("verify", None)
    if "verification" not in told and isinstance(verify, Mapping):
        told["verification"] = _verification(verify)
        if "id" not in told and verify.get("type") == "hosted" and is_web_address(verify.get("url")):
            told["id"] = verify["url"]
    return told


def _verification(verify: Mapping[str, Any]) -> JsonObject:
    if verify.get("type") == "signed" and "url" in verify:
        return {"type": "signed", "creator": verify["url"]}
    return dict(verify)


def _from_half(document: Mapping[str, Any]) -> JsonObject:
    badge = dict(document["badge"])
    issuer = dict(badge["issuer"])
    badge |= {name: _at(issuer.get("origin"), badge[name]) for name in ("image", "criteria") if name in badge}
    badge["issuer"] = {
        "name": issuer.get("name"),
        "url": issuer.get("origin"),
        **({"email": issuer["contact"]} if "contact" in issuer else {}),
    }
    identity = document.get("recipient")
    hashed = isinstance(identity, str) and "$" in identity
    recipient = {"type": "email", "hashed": hashed, "identity": identity, "salt": document.get("salt", "")}
    told = {key: value for key, value in document.items() if key not in ("issued_on", "salt", "verify")}
    if "evidence" in told:
        told["evidence"] = _at(issuer.get("origin"), told["evidence"])
    return {
        **told,
        "issuedOn": document.get("issued_on", document.get("issuedOn")),
        "recipient": recipient,
        "badge": badge,
        "verification": {"type": "hosted"},
    }


def _at(origin: object, path: object) -> object:
    """A path in full: 0.5 writes addresses on its issuer's own site without the site."""
    inside = isinstance(path, str) and path.startswith("/") and not path.startswith("//")
    return f"{origin.rstrip('/')}{path}" if inside and isinstance(origin, str) else path
