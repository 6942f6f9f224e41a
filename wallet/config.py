"""The settings, read once from the environment; the only reader of os.environ."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit


class Misconfigured(Exception):
    """A setting that cannot be used; the sentence names it and what it takes."""


@dataclass(frozen=True)
class Provider:
    """An OpenID Connect provider that the operator trusts to say who somebody is."""

    name: str
    label: str
    issuer: str
    client_id: str
    client_secret: str
    scope: str = "openid email profile"


def setting(name: str, doc: str, default: Any = "") -> Any:
    """Declare a setting: its variable, what it does, its default."""
    return field(default=default, metadata={"env": name, "doc": doc})


@dataclass(frozen=True)
class Settings:
    """Everything an operator decides; frozen, passed in."""

    base_url: str = setting(
        "WALLET_BASE_URL", "Public address of the wallet; every link is built from it.", "http://127.0.0.1:8000"
    )
    secret: str = setting("WALLET_SECRET", "At least 32 random characters; tokens and codes are derived from it.")
    database_url: str = setting(
        "DATABASE_URL",
        "`sqlite:///path/to/wallet.db` or `postgres://user:password@host/name`.",
        "sqlite:///var/wallet.db",
    )
    storage_url: str = setting(
        "STORAGE_URL", "Where files are kept: `file:///folder` or `s3://bucket/prefix?region=…`.", "file:var/files"
    )
    redis_url: str = setting(
        "REDIS_URL", "`redis://host:6379/0`: rate limits shared by several processes; empty keeps them in memory."
    )
    smtp_url: str = setting(
        "SMTP_URL",
        "`smtp://user:password@host:587` (STARTTLS when offered), `smtps://…`, or `maildir:folder` to keep the mails.",
    )
    mail_from: str = setting("MAIL_FROM", "Sender of the wallet's mails; empty: `wallet@` and the base URL's host.")
    site_name: str = setting("WALLET_NAME", "Name of this wallet in pages and mails.", "Wallet")
    inline_worker: bool = setting(
        "WALLET_INLINE_WORKER", "`yes`: the server does the jobs itself; `no`: `wallet work` does them apart.", True
    )
    oidc: tuple[Provider, ...] = setting(
        "OIDC_PROVIDERS",
        'JSON list of `{"name", "label", "issuer", "client_id", "client_secret"}`: providers to sign in with.',
        (),
    )
    issuer_registry: tuple[Path, ...] = setting(
        "ISSUER_REGISTRY",
        'JSON files of known issuers, separated by `:`; each `{"registry": {id: {"name"}}}` '
        'or a list of `{"name", "id" or "domain"}`.',
        (),
    )
    trust_anchors: str = setting(
        "TRUST_ANCHORS",
        "Folder of certificates (PEM or DER) of authorities and signers whose seals on documents this wallet trusts.",
    )
    trusted_proxies: str = setting(
        "FORWARDED_ALLOW_IPS", "Addresses of the proxies whose X-Forwarded-For and -Proto count.", "127.0.0.1"
    )
    accent: str = setting("WALLET_ACCENT", "Accent colour `#rrggbb` of pages and cards; empty: the wallet's green.")

    demo: bool = False  # set by `wallet demo` alone, never by the environment

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Read the settings for a command. Raises Misconfigured with a sentence for the operator."""
        source = os.environ if environ is None else environ
        given: dict[str, Any] = {}
        for item in _named():
            raw = source.get(item.metadata["env"], "")
            if raw:
                given[item.name] = _parsed(item.name, item.metadata["env"], raw)
        settings = cls(**given)
        _check(settings)
        return settings

    @property
    def secure(self) -> bool:
        """Whether pages are served over https, so that cookies may be `Secure`."""
        return self.base_url.startswith("https://")

    @property
    def host(self) -> str:
        """Host name of the base URL, without port."""
        return urlsplit(self.base_url).hostname or "localhost"

    def url(self, path: str) -> str:
        """An absolute link to a path of this wallet."""
        return self.base_url + path


def _parsed(name: str, env: str, raw: str) -> object:
    if name == "base_url":
        return raw.rstrip("/")
    if name == "inline_worker":
        if raw.lower() not in ("yes", "no", "true", "false", "1", "0"):
            raise Misconfigured(f"{env} takes yes or no, not {raw!r}.")
        return raw.lower() in ("yes", "true", "1")
    if name == "oidc":
        return _providers(env, raw)
    if name == "issuer_registry":
        return tuple(Path(path) for path in raw.split(os.pathsep) if path)
    return raw


def _providers(env: str, raw: str) -> tuple[Provider, ...]:
    try:
        return tuple(Provider(**item) for item in json.loads(raw))
    except (ValueError, TypeError) as e:
        raise Misconfigured(f"{env} is not a JSON list of providers: {e}") from e


def _check(settings: Settings) -> None:
    if not _is_origin(settings.base_url):
        raise Misconfigured("WALLET_BASE_URL takes an address such as https://wallet.example.edu, without a path.")
    if settings.secret and len(settings.secret) < 32:
        raise Misconfigured("WALLET_SECRET needs at least 32 characters.")
    if settings.accent and not re.fullmatch(r"#[0-9a-fA-F]{6}", settings.accent):
        raise Misconfigured("WALLET_ACCENT takes a colour such as #14532d.")
    if not settings.database_url.startswith(("sqlite:", "postgres:")):
        raise Misconfigured("DATABASE_URL takes sqlite:///path or postgres://user:password@host/name.")


def _is_origin(url: str) -> bool:
    try:
        parts = urlsplit(url)
        whole = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        return whole and not (parts.path or parts.query or parts.fragment)
    except ValueError:
        return False


def _named() -> tuple[Field[Any], ...]:
    return tuple(item for item in fields(Settings) if "env" in item.metadata)


def sqlite_path(database_url: str) -> Path:
    """The file of a SQLite URL: `sqlite:///relative` or `sqlite:////absolute`."""
    return Path(database_url.removeprefix("sqlite://").removeprefix("/") or "var/wallet.db")


def documented() -> tuple[tuple[str, str, str], ...]:
    """Each setting's variable, default and meaning, for the README and `wallet serve --help`."""
    return tuple((item.metadata["env"], _shown(item.default), item.metadata["doc"]) for item in _named())


def _shown(default: object) -> str:
    if isinstance(default, bool):
        return "yes" if default else "no"
    return str(default) if default else ""
