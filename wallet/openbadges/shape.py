"""Whether a Verifiable Credential is built as its data model asks (VC 1.1 §4, VC 2.0 §4, OB 3.0 §B, CLR 2.0 §B)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from wallet.errors import Problem
from wallet.openbadges import canonical, contexts, jcs, rdfc, scopes
from wallet.openbadges.again import remembered
from wallet.openbadges.dates import parse_date
from wallet.openbadges.document import is_a, types_of
from wallet.openbadges.findings import Findings
from wallet.openbadges.nodes import KINDS as BADGES
from wallet.openbadges.nodes import Fault, misbuilt
from wallet.openbadges.related import faults as related_faults
from wallet.openbadges.report import N_, Check, Outcome

V1 = "https://www.w3.org/2018/credentials/v1"
V2 = "https://www.w3.org/ns/credentials/v2"
MAX_FAULTS = 50
MAX_VOCABULARIES = 10
MAX_NAMES = 2000  # letters of contexts and types that are remembered
KINDS = ("VerifiableCredential", "VerifiablePresentation")

_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\x00-\x20<>\"{}|\\^`]+\Z")
_DATES = ("validFrom", "validUntil", "issuanceDate", "expirationDate", "awardedDate")
_V1_DATES = ("issuanceDate", "expirationDate")
# Members whose objects say by a type what they are for (VC 2.0 §4.5).
_TYPED = ("credentialStatus", "evidence", "termsOfUse", "refreshService", "credentialSchema", "proof")
_ADDRESSED = ("credentialSchema",)
_UNDATED = N_("“%(name)s” is not a date with its time zone.")
_MISSING = N_("“%(name)s” is missing.")
_SOUND = (
    Check("format.context", Outcome.PASSED, N_("It uses vocabularies that are known here.")),
    Check("format.type", Outcome.PASSED, N_("It says what kind of credential it is.")),
    Check("format.structure", Outcome.PASSED, N_("It is built as its standard asks.")),
)
_LANGUAGE_VALUE = {"@value", "@language", "@direction"}


class Span(NamedTuple):
    """From when until when a credential says that it is valid; None where it does not say."""

    start: datetime | None
    end: datetime | None

    def holds(self, now: datetime) -> bool:
        """Whether a moment is in it."""
        return (self.start is None or self.start <= now) and (self.end is None or now < self.end)


def is_uri(value: object) -> bool:
    """Whether a value is an absolute URI (RFC 3986 §4.3, without a check of the scheme)."""
    return isinstance(value, str) and _URI.match(value) is not None


def judge(document: Mapping[str, object], findings: Findings, *, again: bool = False) -> None:
    """Note whether context, types and members are as the data model asks; the seal is another matter.

    What is found in a document that comes `again` and again, inside or beside many badges, is remembered.
    """
    findings.extend(_built_again(document) if again else _built(document))


def _built(document: Mapping[str, object]) -> list[Check]:
    faults = [*_faults(document), *misbuilt(document)][:MAX_FAULTS]
    wrong = [Check("format.structure", Outcome.FAILED, message, {"name": name}) for message, name in faults]
    return [*_named(document.get("@context", []), types_of(document)), *wrong]


_built_again = remembered(_built)


def _named(context: object, types: tuple[str, ...]) -> tuple[Check, ...]:
    """What is to be said of a document's context and types; an issuer's credentials are alike in these."""
    if type(context) is list and {*map(type, context)} == {str} and len("".join((*context, *types))) < MAX_NAMES:
        return _named_alike(tuple(context), types)
    return _judge_names(context, types)


@lru_cache(maxsize=256)
def _named_alike(context: tuple[str, ...], types: tuple[str, ...]) -> tuple[Check, ...]:
    return _judge_names([*context], types)


def _judge_names(context: object, types: tuple[str, ...]) -> tuple[Check, ...]:
    faults = [("format.context", fault) for fault in (_context_fault(context), _unnamed(context, types)) if fault]
    if not any([kind in KINDS for kind in types]):
        faults.append(("format.type", N_("It does not say that it is a Verifiable Credential.")))
    return (*_SOUND, *[Check(name, Outcome.FAILED, message) for name, message in faults])


def _context_fault(context: object) -> str:
    items = context if isinstance(context, list) else [context]
    first = items[0] if items else None
    if first not in (V1, V2):
        return N_("It does not begin with the vocabulary of Verifiable Credentials.")
    if not all([isinstance(item, dict) or is_uri(item) for item in items]):
        return N_("Its @context is not a list of vocabularies.")
    return N_("It mixes two versions of Verifiable Credentials.") if V1 in items and V2 in items else ""


def _unnamed(context: object, types: tuple[str, ...]) -> str:
    """That a badge does not name the vocabulary of badges (OB 3.0 §B.1: the second of its contexts)."""
    kinds = [name for name in types if name in BADGES]
    try:
        terms = contexts.extend(scopes.NOTHING, context).terms if kinds else {}
    except (scopes.Unsafe, scopes.Unsupported, scopes.UnknownContext):
        return ""  # told where the whole document is looked at
    known = all([kind in terms for kind in kinds])
    return "" if known else N_("It does not name the vocabulary of the badge that it says it is.")


def refuse(document: Mapping[str, object], findings: Findings, problem: scopes.Unsafe) -> None:
    """Note for what a document is refused; where that touches a name of its own types, that is told too."""
    note(findings, problem.check, Outcome.FAILED, problem)
    if problem.check == "format.context" and problem.values.get("name") in (*types_of(document), "type"):
        note(findings, "format.type", Outcome.FAILED, problem)


def note(findings: Findings, name: str, outcome: Outcome, problem: Problem) -> None:
    """Note what a refusal says as a fact."""
    findings.add(Check(name, outcome, problem.message, problem.values))


def judge_meaning(document: Mapping[str, object], findings: Findings, *, plain: bool = False) -> None:
    """Note whether every member of a document has a meaning that its vocabularies give.

    Asked of documents whose seal covers bytes or JSON rather than meaning, and of those without a seal. A token is
    `plain`: it may be read as JSON alone, so that a vocabulary or type that is unknown or cannot be followed is only
    said (VC-JOSE-COSE 1.0 §3).
    """
    try:
        canonical.check({name: value for name, value in document.items() if name != "proof"})
    except scopes.Unsafe as e:
        _judge_unsafe(document, findings, e, lenient=plain)
    except scopes.UnknownContext as e:
        note(findings, "format.context", Outcome.WARNING if plain else Outcome.NOT_CHECKED, e)
        _judge_the_known(document, findings, e)
    except (scopes.Unsupported, rdfc.TooComplex, jcs.NotCanonical) as e:
        # what cannot be followed may rename what is known
        note(findings, "format.context", Outcome.WARNING if plain else Outcome.NOT_CHECKED, e)


def _judge_the_known(document: Mapping[str, object], findings: Findings, problem: scopes.UnknownContext) -> None:
    """Refuse what a document says in the vocabularies that are known, so that an unknown one hides nothing."""
    named = _items(document.get("@context"))
    known = [item for item in named if not (isinstance(item, str) and item[:200] == problem.values["url"])]
    if len(known) < len(named) <= MAX_VOCABULARIES:
        found = Findings()
        judge_meaning({**document, "@context": known}, found, plain=True)
        findings.extend(check for check in found.checks() if check.outcome is Outcome.FAILED)


def _judge_unsafe(document: Mapping[str, object], findings: Findings, problem: scopes.Unsafe, *, lenient: bool) -> None:
    """Note what has no meaning, though the seal covers it: named where it only adds, refused where it changes one."""
    name = problem.values.get("name")
    if problem.check == "seal.covers_all" and name is not None:
        findings.warned("form.current", N_("Its vocabularies do not define “%(name)s”, which it uses."), name=name)
    elif problem.check == "seal.covers_all":
        note(findings, "form.current", Outcome.WARNING, problem)
    elif problem.check == "format.type" and lenient and name is not None:
        note(findings, "format.type", Outcome.WARNING, problem)
    else:
        refuse(document, findings, problem)


def _faults(document: Mapping[str, object]) -> list[Fault]:
    """What is wrong with the members of a document itself: sentences, each with the member it names."""
    faults = _identities(document)
    if is_a(document, "VerifiableCredential"):
        faults += _claims(document)
    faults += [(_UNDATED, name) for name in _DATES if name in document and _when(document, name) is None]
    if "relatedResource" in document:
        faults += related_faults(document["relatedResource"])
    for name in _TYPED:
        if name in document:
            faults += _untyped(name, document[name])
    issuer = document.get("issuer")
    for place in (document, issuer) if isinstance(issuer, dict) else (document,):
        for name in ("name", "description"):
            if type(value := place.get(name)) is not str and not all(map(_is_text, _items(value))):
                faults.append((N_("“%(name)s” is not a text."), name))
    return faults


def _untyped(name: str, value: object) -> Iterator[Fault]:
    for item in _items(value):
        if not isinstance(item, dict) or not types_of(item):
            yield N_("“%(name)s” does not say of which type it is."), name
        elif ("id" in item or name in _ADDRESSED) and not is_uri(item.get("id")):
            yield N_("The id of “%(name)s” is not a URI."), name


def _identities(document: Mapping[str, object]) -> list[Fault]:
    faults = []
    if "id" in document and not is_uri(document["id"]):
        faults.append((N_("The credential's “%(name)s” is not a URI."), "id"))
    # who has not sealed it yet may leave the issuer's id to whoever will
    for name, default in (("issuer", None if "proof" in document else "urn:none"), ("holder", None)):
        owner = document.get(name, "urn:none")
        if not is_uri(owner.get("id", default) if isinstance(owner, dict) else owner):
            faults.append((N_("The id of “%(name)s” is not a URI."), name))
    return faults


def _claims(document: Mapping[str, object]) -> list[Fault]:
    """What is wrong with who is said to have issued a credential, and about whom it is."""
    faults = [(_MISSING, "issuer")] if "proof" in document and "issuer" not in document else []
    subjects = _items(document.get("credentialSubject"))
    if not subjects:
        faults.append((_MISSING, "credentialSubject"))
    for subject in subjects:
        if not isinstance(subject, dict) or (not subject and V2 in _items(document.get("@context"))):
            faults.append((N_("“%(name)s” is empty."), "credentialSubject"))
        elif "id" in subject and not is_uri(subject["id"]):
            faults.append((N_("The id of “%(name)s” is not a URI."), "credentialSubject"))
    return faults


def _when(document: Mapping[str, object], name: str) -> datetime | None:
    """The date under a name; Verifiable Credentials 1.1 let its zone be left out (§4.6, XSD dateTime)."""
    value = document[name]
    found = parse_date(value)
    if found is None and name in _V1_DATES and V1 in _items(document.get("@context"))[:1]:
        found = parse_date(f"{value}Z")
    return found


def lacks_zone(document: Mapping[str, object]) -> bool:
    """Whether a date of Verifiable Credentials 1.1 is without its zone, so that it may be some hours off."""
    return any(name in document and parse_date(document[name]) is None for name in _V1_DATES)


def is_misdated(document: Mapping[str, object]) -> bool:
    """Whether a date of a document cannot be read, so that nobody can say when it is valid."""
    return any(name in document and _when(document, name) is None for name in _DATES)


def span(document: Mapping[str, object]) -> Span:
    """When a credential says it is valid: the latest of its beginnings, the earliest of its ends."""
    starts = [when for name in ("validFrom", "issuanceDate") if name in document and (when := _when(document, name))]
    ends = [when for name in ("validUntil", "expirationDate") if name in document and (when := _when(document, name))]
    return Span(max(starts) if starts else None, min(ends) if ends else None)


def _is_text(value: object) -> bool:
    if isinstance(value, dict):
        return "@value" in value and value.keys() <= _LANGUAGE_VALUE and isinstance(value["@value"], str)
    return isinstance(value, str)


def _items(value: object) -> list[object]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
