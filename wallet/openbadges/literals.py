"""Literals as they stand in canonical N-Quads."""

from __future__ import annotations

import re

from wallet.openbadges import jcs
from wallet.openbadges.report import N_
from wallet.openbadges.scopes import XSD, Unsafe, Unsupported, is_iri

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
I18N = "https://www.w3.org/ns/i18n#"

_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*\Z")
_ESCAPED = re.compile(r'[\x00-\x1f"\\\x7f]')
_ESCAPES = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}


def in_language(content: object, language: object) -> str:
    """A text in a language."""
    if not isinstance(content, str) or not isinstance(language, str) or not _LANGUAGE.match(language):
        raise Unsafe(N_("A text of the credential names a language that does not exist."))
    return f"{quoted(content)}@{language.lower()}"


def in_direction(content: object, language: str, direction: object) -> str:
    """A text that runs in a direction, of a language or of none (JSON-LD 1.1 §10.3).

    The suites do not say how it is written, so it is as their authors' own implementations write it.
    """
    if not isinstance(content, str) or direction not in ("ltr", "rtl"):
        raise unsupported_text()
    return _typed(content, f"{I18N}{language.lower()}_{direction}")


def unsupported_text() -> Unsupported:
    """The refusal of a text in a form that no credential needs."""
    return Unsupported(N_("The credential gives a text in a form that is not supported."))


def json_literal(value: object) -> str:
    """A JSON value as rdf:JSON (JSON-LD 1.1 §10.2)."""
    return f"{quoted(jcs.text(value))}^^<{RDF}JSON>"


def literal(value: object, datatype: str) -> str:
    """A JSON text, number or flag with its datatype, or with that of its kind (JSON-LD 1.1 API §8.2.2)."""
    if isinstance(value, bool):
        return _typed("true" if value else "false", datatype or f"{XSD}boolean")
    if isinstance(value, int | float):
        if datatype == f"{XSD}double" or value % 1 or abs(value) >= 1e21:
            return _typed(_double(value), datatype or f"{XSD}double")
        return _typed(str(int(value)), datatype or f"{XSD}integer")
    if not isinstance(value, str):
        raise unsupported_text()
    return _typed(value, datatype) if datatype else quoted(value)


def _typed(text: str, datatype: str) -> str:
    if datatype == f"{XSD}string":
        return quoted(text)
    return f"{quoted(text)}^^<{_datatype(datatype)}>"


def _double(value: float) -> str:
    """The canonical lexical form of xsd:double (XML Schema 2 §3.2.5.2), as JSON-LD asks."""
    mantissa, _, exponent = f"{value:.15E}".partition("E")
    whole, _, fraction = mantissa.partition(".")
    return f"{whole}.{fraction.rstrip('0') or '0'}E{int(exponent)}"


def quoted(text: str) -> str:
    """A text as it stands in canonical N-Quads (RDFC-1.0 §A)."""
    if '"' in text or "\\" in text or not text.isprintable():
        text = _ESCAPED.sub(_escape, text)
    return f'"{text}"'


def _escape(match: re.Match[str]) -> str:
    letter = match.group()
    return _ESCAPES.get(letter) or f"\\u{ord(letter):04X}"


def _datatype(iri: str) -> str:
    if not is_iri(iri):
        raise Unsafe(N_("“%(name)s” must be a full address (a URI), so that the seal covers it."), name=iri[:80])
    return iri
