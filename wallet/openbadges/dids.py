"""Decentralised identifiers: their keys where they carry them, the address of their document where they do not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from wallet.errors import Refused
from wallet.openbadges import keys, strict
from wallet.openbadges.dates import parse_date
from wallet.openbadges.report import N_

MAX_LENGTH = 2048
MAX_METHODS = 100

_DID = re.compile(r"did:[a-z0-9]+:[A-Za-z0-9._:%\-]+\Z")
_HOST = re.compile(r"(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9\-]{0,61}[a-z0-9])\Z")
_SEGMENT = re.compile(r"[A-Za-z0-9._\-]*[A-Za-z0-9_\-][A-Za-z0-9._\-]*\Z")
# Ports on which an issuer may publish; others are where machines listen that were never meant to be asked.
_PORTS = {"": "", "%3A443": "", "%3A8443": ":8443", "%3a8443": ":8443", "%3a443": ""}
_INTERNAL = (".localhost", ".local", ".internal", ".home.arpa", ".onion")
_MATERIALS = ("publicKeyMultibase", "publicKeyJwk", "publicKeyBase58", "publicKeyPem")


class BadDid(Refused):
    """An identifier that is not written as one, or of a method that is not supported."""


class NoKey(Refused):
    """A document that does not hold the key it is said to hold."""


@dataclass(frozen=True)
class Method:
    """A verification method: whose it is, what its document allows, and its key (Controlled Identifiers 1.0 §2.2).

    The key is None where it is of a kind that cannot be checked here.
    """

    id: str
    controller: str
    key: keys.Key | None
    asserts: bool = True
    kid: str = ""


def is_did(text: str) -> bool:
    """Whether a text begins as a DID does."""
    return text.startswith("did:")


def split(url: str) -> tuple[str, str]:
    """A DID URL as DID and fragment; raises BadDid for any other form (DID Core §3)."""
    did, _, fragment = url.partition("#")
    if len(url) > MAX_LENGTH or not _DID.match(did) or "#" in fragment:
        raise BadDid(N_("“%(did)s” is not a DID."), did=url[:80])
    return did, fragment


def document_url(did: str) -> str:
    """The https URL of a did:web's document (did:web §3.2); raises BadDid for what must not be asked."""
    name, _ = split(did)
    host, *path = name.removeprefix("did:web:").split(":")
    label, percent, port = host.partition("%")
    if not name.startswith("did:web:") or percent + port not in _PORTS:
        raise BadDid(N_("“%(did)s” is not a DID that leads to a public web site."), did=did[:80])
    label = label.lower()
    if not _HOST.match(label) or label.endswith(_INTERNAL) or not all(map(_SEGMENT.match, path)):
        raise BadDid(N_("“%(did)s” is not a DID that leads to a public web site."), did=did[:80])
    place = "/".join(path) if path else ".well-known"
    return f"https://{label}{_PORTS[percent + port]}/{place}/did.json"


@lru_cache(maxsize=1024)
def own_method(did: str) -> Method:
    """The key that a did:key or did:jwk carries in its name; raises BadDid."""
    name, _ = split(did)
    _, kind, value = name.split(":", 2)
    try:
        if kind == "key":
            return Method(f"{name}#{value}", name, keys.from_multikey(value))
        if kind == "jwk":
            jwk = strict.parse_object(keys.unbase64url(value))
            return Method(f"{name}#0", name, keys.from_jwk(jwk), kid=str(jwk.get("kid", "")))
    except (keys.BadKey, strict.NotJson) as e:
        raise BadDid(N_("“%(did)s” carries no key that can seal a credential."), did=did[:80]) from e
    raise BadDid(N_("DIDs of the method “%(method)s” are not supported."), method=kind[:40])


def methods(document: Mapping[str, object], now: datetime) -> Iterator[Method]:
    """The usable keys of a DID or controller document at a time; those that cannot be read are passed over.

    `asserts` says whether the document lists the key under assertionMethod (Controlled Identifiers 1.0 §2.3.2).
    """
    owner = document.get("id")
    if not isinstance(owner, str):
        return
    listed = _list(document.get("assertionMethod"))
    allowed = {_absolute(item, owner) for item in listed if isinstance(item, str)}
    for item in listed:
        if isinstance(item, dict):
            yield from _method(item, owner, now, asserts=True)
    for item in [*_list(document.get("verificationMethod")), *_list(document.get("publicKey"))][:MAX_METHODS]:
        if isinstance(item, dict):
            yield from _method(item, owner, now, asserts=_absolute(item.get("id"), owner) in allowed)


def method(document: Mapping[str, object], owner: str, now: datetime) -> Method | None:
    """The key of a document that is one verification method alone."""
    return next(_method(document, owner, now, asserts=True), None)


def _method(item: Mapping[str, object], owner: str, now: datetime, *, asserts: bool) -> Iterator[Method]:
    for name in ("revoked", "expires"):
        until = parse_date(item.get(name)) if name in item else None
        if name in item and (until is None or until <= now):
            return
    controller = item.get("controller", item.get("owner", ""))
    material = [name for name in _MATERIALS if name in item]
    if not isinstance(controller, str) or len(material) != 1:
        return
    key: keys.Key | None = None
    try:
        key = _READERS[material[0]](item[material[0]])
    except keys.OtherKind:
        pass
    except keys.BadKey:
        return
    jwk = item.get("publicKeyJwk")
    kid = str(jwk.get("kid", "")) if isinstance(jwk, dict) else ""
    yield Method(_absolute(item.get("id"), owner), controller, key, asserts, kid)


def _base58(value: object) -> keys.Key:
    if not isinstance(value, str):
        raise keys.BadKey(N_("A value is not base58."))
    return keys.from_ed25519(keys.unbase58(value))


_READERS = {
    "publicKeyMultibase": keys.from_multikey,
    "publicKeyJwk": keys.from_jwk,
    "publicKeyBase58": _base58,
    "publicKeyPem": keys.from_pem,
}


def _list(value: object) -> list[object]:
    if value is None:
        return []
    return value[:MAX_METHODS] if isinstance(value, list) else [value]


def _absolute(value: object, owner: str) -> str:
    text = value if isinstance(value, str) else ""
    return owner + text if text.startswith("#") else text
