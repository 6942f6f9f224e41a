"""The credential itself, for who asks: the file as it was issued, and as JSON for programs."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import orjson
from starlette.requests import Request
from starlette.responses import Response

from wallet import answering, files, gate, web
from wallet.answering import Body
from wallet.errors import NotFound
from wallet.shown import PublicBadge, PublicFile
from wallet.visiting import visit

from .keeping import ANYWHERE, NOINDEX, headers_of
from .looking import given

NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
LD, JOSE = "application/ld+json", "application/jose+json"
JSON_TYPES: Final = frozenset((LD, JOSE, "application/json", "application/vc", "application/vc+ld+json"))
_HTML: Final = ("text/html", "application/xhtml+xml", "text/*")
_VC: Final = re.compile(rb'"https://www\.w3\.org/(?:ns/credentials/v2|2018/credentials/v1)"')


async def credential(request: Request) -> Response:
    """GET /b/{slug}/credential: the credential file as it was issued, where its owner offers it."""
    shown = await gate.public_view(visit(request))
    found = _offered(shown)
    name = files.named(shown.story.title, found.media_type)
    response = await files.download(request, found.digest, found.media_type, name)
    response.headers.update(NOINDEX)
    return response


async def as_json(request: Request) -> Response:
    """GET /b/{slug}.json: the credential as JSON, where its owner offers it."""
    shown = await gate.public_view(visit(request))
    return given(request, shown, body_of(shown))


def _offered(shown: PublicBadge) -> PublicFile:
    if shown.credential is None:
        raise NotFound(web.NOTHING_HERE)
    return shown.credential


def body_of(shown: PublicBadge, more: Mapping[str, str] = NOTHING) -> Body:
    """The credential of a badge as JSON, with `more` headers. Raises NotFound where its owner does not offer it."""
    data, media_type = json_of(_offered(shown).document)
    headers = headers_of(shown) | ANYWHERE | NOINDEX | {"Content-Security-Policy": files.SANDBOX, **more}
    return answering.body(data, media_type, headers)


def json_of(document: str) -> tuple[bytes, str]:
    """A credential as JSON that can still be verified, and its media type.

    One that is signed as a compact JWS is enveloped (W3C VCDM 2.0 §4.13); an Open Badges 2.0 assertion, which is no
    verifiable credential, is written in JWS's own JSON form (RFC 7515 §7.2.2).
    """
    text = document.strip()
    if text.startswith("{"):
        return text.encode(), LD
    header, payload, signature = (*text.split("."), "", "")[:3]
    if _is_vc(payload):
        envelope = {
            "@context": "https://www.w3.org/ns/credentials/v2",
            "id": f"data:application/vc+jwt,{text}",
            "type": "EnvelopedVerifiableCredential",
        }
        return orjson.dumps(envelope), LD
    return orjson.dumps({"payload": payload, "protected": header, "signature": signature}), JOSE


def _is_vc(payload: str) -> bool:
    return _VC.search(urlsafe_b64decode(payload + "=" * (-len(payload) % 4))) is not None


def wants_json(accept: str) -> bool:
    """Whether an Accept header (RFC 9110 §12.5.1) names JSON and prefers it; anything alone is HTML, as is nothing."""
    wanted: dict[str, float] = {}
    for part in accept.lower().split(",")[:32]:
        name, _, parameters = part.partition(";")
        found = re.search(r"(?:^|;)\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*(?:;|$)", parameters)
        wanted[name.strip()] = float(found[1]) if found else 1.0
    best = max((q for name, q in wanted.items() if name in JSON_TYPES), default=0.0)
    html = max((q for name, q in wanted.items() if name in _HTML), default=0.0)
    return best > html and best >= wanted.get("*/*", 0.0)
