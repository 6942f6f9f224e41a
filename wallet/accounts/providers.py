"""OpenID Connect providers that the operator configured: sending people there, and hearing who they are.

Authorization code flow (OpenID Connect Core 1.0 §3.1) with PKCE S256 (RFC 7636), state, nonce, and the issuer named in
the answer (RFC 9207). The addresses are the operator's own word, so they are asked without the guard for strangers'.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpx2
import structlog
from authlib.integrations.base_client import OAuthError
from authlib.integrations.starlette_client import StarletteOAuth2App
from joserfc.errors import JoseError

from wallet.config import Provider
from wallet.errors import Refused, Unavailable
from wallet.i18n import N_

TIMEOUT = 10.0  # seconds for each answer of a provider
METADATA_KEPT = 3600.0  # seconds
# A provider may list "none" and the symmetric ones too; an ID token counts only with a signature by its own key.
ALGORITHMS = frozenset(
    ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
)
SILENT = N_("%(name)s does not answer as it should. Try again later, or sign in with a code.")
DECLINED = N_("%(name)s did not say who you are, or you did not allow it. Try again, or sign in with a code.")
UNPROVED = N_("What %(name)s said could not be proved, so you were not signed in. Try again, or sign in with a code.")

_log = structlog.get_logger("wallet.accounts")


@dataclass(frozen=True)
class Departure:
    """A way to a provider, and what must be remembered to recognise the way back."""

    url: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Person:
    """Who a provider says somebody is; `email` proves nothing, saves typing, and is empty when it does not say."""

    issuer: str
    subject: str
    email: str


async def depart(provider: Provider, redirect_uri: str) -> Departure:
    """Where to send somebody. Raises Unavailable when the provider does not answer."""
    with _readable(provider):
        app = await _ready(provider)
        made = await app.create_authorization_url(redirect_uri)
    return Departure(made["url"], made["state"], made["nonce"], made["code_verifier"])


async def arrive(provider: Provider, way: Departure, redirect_uri: str, said: Mapping[str, str]) -> Person:
    """Who came back, from the query that the provider sent them back with. Raises Refused and Unavailable."""
    with _readable(provider):
        app = await _ready(provider)
        _check_issuer(provider, app.server_metadata, said)
        if "error" in said or not said.get("code"):
            raise OAuthError(said.get("error", "no code"))
        token = await app.fetch_access_token(redirect_uri, code=said["code"], code_verifier=way.verifier)
        options = {
            "iss": {"essential": True, "value": provider.issuer},
            "aud": {"essential": True, "value": provider.client_id},
            "nonce": {"essential": True, "value": way.nonce},
        }
        claims = await app.parse_id_token(token, way.nonce, claims_options=options)
        if not claims or not claims.get("sub"):
            raise ValueError("no ID token, or none with a subject")
        return _person(provider, claims, await _email(app, token, claims))


async def _ready(provider: Provider) -> Any:
    app = _app(provider)
    if time.time() - app.server_metadata.get("_loaded_at", 0) > METADATA_KEPT:
        app.server_metadata.clear()
    metadata = await app.load_server_metadata()
    if metadata.get("issuer") != provider.issuer:  # OpenID Connect Discovery 1.0 §4.3
        app.server_metadata.clear()
        raise ValueError(f"metadata of {provider.issuer} names another issuer")
    offered = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
    metadata["id_token_signing_alg_values_supported"] = [alg for alg in offered if alg in ALGORITHMS]
    return app


@cache
def _app(provider: Provider) -> Any:
    return StarletteOAuth2App(
        None,
        name=provider.name,
        client_id=provider.client_id,
        client_secret=provider.client_secret,
        server_metadata_url=provider.issuer.rstrip("/") + "/.well-known/openid-configuration",
        client_kwargs={"scope": provider.scope, "code_challenge_method": "S256", "timeout": TIMEOUT},
    )


def _check_issuer(provider: Provider, metadata: Mapping[str, Any], said: Mapping[str, str]) -> None:
    # RFC 9207 §2.4: an answer of another provider must not be taken for this one's (mix-up).
    promised = bool(metadata.get("authorization_response_iss_parameter_supported"))
    if said.get("iss", "" if promised else provider.issuer) != provider.issuer:
        raise ValueError("the answer names another issuer")


async def _email(app: Any, token: Any, claims: Mapping[str, Any]) -> Mapping[str, Any]:
    if "email" in claims or "userinfo_endpoint" not in app.server_metadata:
        return claims
    told: Mapping[str, Any] = await app.userinfo(token=token)
    if told.get("sub") != claims["sub"]:  # OpenID Connect Core 1.0 §5.3.2
        raise ValueError("the user info is about another subject")
    return told


def _person(provider: Provider, claims: Mapping[str, Any], told: Mapping[str, Any]) -> Person:
    subject, email = str(claims["sub"]), told.get("email")
    if len(subject) > 255:  # §2: at most 255 ASCII characters
        raise ValueError("the subject is too long")
    return Person(provider.issuer, subject, email if isinstance(email, str) else "")


@contextmanager
def _readable(provider: Provider) -> Iterator[None]:
    try:
        yield
    except (httpx2.HTTPError, httpx2.InvalidURL) as e:
        _log.error("provider does not answer", provider=provider.name, problem=repr(e))
        raise Unavailable(SILENT, name=provider.label) from e
    except OAuthError as e:
        _log.warning("provider declined", provider=provider.name, problem=str(e.error))
        raise Refused(DECLINED, name=provider.label) from e
    except (JoseError, ValueError, KeyError, RuntimeError) as e:
        _log.warning("provider not believed", provider=provider.name, problem=f"{type(e).__name__}: {e}"[:300])
        raise Refused(UNPROVED, name=provider.label) from e
