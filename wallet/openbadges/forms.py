"""What an assertion, a badge class and an issuer's profile of Open Badges 1 and 2 must hold."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Mapping
from typing import Any

from wallet.openbadges import extensions, terms
from wallet.openbadges.document import PNG_SIGNATURE
from wallet.openbadges.findings import Findings
from wallet.openbadges.lookup import is_web_address
from wallet.openbadges.members import misheld
from wallet.openbadges.recipients import identity_of
from wallet.openbadges.report import N_
from wallet.openbadges.times import moment

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
_DATA_IMAGE = re.compile(r"data:image/(png|svg\+xml|jpeg|gif|webp)(;[a-zA-Z0-9=._-]+)*?(;base64)?,", re.ASCII)
_MAGIC = {"png": (PNG_SIGNATURE,), "jpeg": (b"\xff\xd8\xff",), "gif": (b"GIF8",), "webp": (b"RIFF",)}


def assertion(findings: Findings, node: Mapping[str, Any], *, old: bool) -> None:
    """Note whether an assertion (told in the shape of 2.0) holds what it must (OB 2.0, Assertion)."""
    terms.judge(findings, node, ("Assertion",), old=old)
    missing = [
        name
        for name, sound in (
            ("id", old or is_iri(node.get("id"))),
            ("recipient", identity_of(node.get("recipient")) is not None),
            ("badge", _is_reference(node.get("badge"))),
            ("issuedOn", moment(node.get("issuedOn")) is not None),
            ("expires", "expires" not in node or node["expires"] is None or moment(node["expires"]) is not None),
            ("uid", not old or isinstance(node.get("uid", ""), str)),
        )
        if not sound
    ]
    _tell(findings, [*missing, *misheld(node)])
    if not isinstance(node.get("verification"), dict):
        findings.warned("form.current", N_("It does not say how to verify it; it was looked up where it is published."))
    extensions.judge(findings, node)
    image(findings, node.get("image"))


def badge(findings: Findings, node: Mapping[str, Any], *, old: bool) -> None:
    """Note whether a badge class holds what it must (OB 2.0, BadgeClass)."""
    terms.judge(findings, node, ("BadgeClass",), old=old)
    missing = [name for name in ("name", "issuer") if not _is_reference(node.get(name))]
    _tell(findings, [*missing, *misheld(node)])
    for name in ("description", "criteria", "image"):
        if not node.get(name):
            findings.warned("form.current", N_("The description of the badge has no “%(member)s”."), member=name)
    extensions.judge(findings, node)
    image(findings, node.get("image"))


def issuer(findings: Findings, node: Mapping[str, Any], *, old: bool) -> None:
    """Note whether an issuer's profile holds what it must (OB 2.0, Profile)."""
    terms.judge(findings, node, ("Issuer", "Profile"), old=old)
    name = node.get("name")
    _tell(findings, [*([] if isinstance(name, str) and name.strip() else ["name"]), *misheld(node)])
    if not is_web_address(node.get("url")):
        findings.warned("form.current", N_("The issuer's profile names no website."))
    extensions.judge(findings, node)


def other(findings: Findings, node: Mapping[str, Any]) -> None:
    """Note whether some other node means what it says; nothing is known of what it must hold."""
    terms.judge(findings, node, (), old=False)
    _tell(findings, [] if is_iri(node.get("id", node.get("@id"))) else ["id"])


def _tell(findings: Findings, missing: list[str]) -> None:
    if missing:
        findings.failed(
            "format.structure",
            N_("“%(member)s” is missing, or holds something that does not belong there."),
            member=missing[0],
        )
    else:
        findings.passed("format.structure", N_("It holds what a badge must hold."))


def is_iri(value: object) -> bool:
    """Whether a value is an absolute IRI."""
    return isinstance(value, str) and len(value) <= 2000 and _IRI.fullmatch(value) is not None


def _is_reference(value: object) -> bool:
    return bool(value.strip()) if isinstance(value, str) else isinstance(value, dict)


def image(findings: Findings, value: object) -> None:
    """Note whether an image is a picture or a link to one; nothing where there is none."""
    link = value.get("id", value.get("@id")) if isinstance(value, dict) else value
    if link is None:
        return
    if isinstance(link, str) and (is_web_address(link) or _is_embedded_picture(link)):
        findings.passed("format.image", N_("Its picture is a picture, or a link to one."))
    else:
        findings.failed("format.image", N_("What it gives as its picture is not a picture."))


def _is_embedded_picture(link: str) -> bool:
    match = _DATA_IMAGE.match(link)
    if match is None:
        return False
    kind, data = match.group(1), link[match.end() :]
    if kind not in _MAGIC or match.group(3) is None:
        return kind == "svg+xml"
    try:
        return b64decode(data[:64]).startswith(_MAGIC[kind])
    except ValueError:
        return False
