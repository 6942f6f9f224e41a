"""The JSON Schemas that a credential names for itself: fetched like any document, obeyed within limits of work."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256, sha384, sha512
from typing import Any

from wallet.openbadges.document import Unreadable, load, types_of
from wallet.openbadges.findings import Findings
from wallet.openbadges.lookup import Lookup, host_of, is_web_address
from wallet.openbadges.report import N_, Fetched
from wallet.openbadges.scopes import is_iri
from wallet.openbadges.values import identifier, nodes, walk

MAX_SCHEMAS = 5
MAX_BYTES = 256 * 1024
MAX_STEPS = 10_000  # for all schemas together; a full badge against the published one takes 1,200
MAX_VALUES = 3_500  # in all schemas together; a published one has 1,100
NAME = "format.schema"

_BY_URL = ("JsonSchema", "1EdTechJsonSchemaValidator2019", "JsonSchemaValidator2018")
_ENVELOPED = "JsonSchemaCredential"
# Kinds of schema that are real, but are not JSON Schema.
_FOREIGN = ("ShaclValidator2017", "CredentialSchema2022", "ZkpExampleSchema2018", "FullJsonSchemaValidator2021")
_META = "https://www.w3.org/2022/credentials/v2/json-schema-credential-schema.json"
_DIGESTS: dict[str, Callable[[bytes], Any]] = {"sha256": sha256, "sha384": sha384, "sha512": sha512}


class _Allowance:
    """What work is left for all schemas of a credential: steps of about 10 µs, and values to read."""

    def __init__(self) -> None:
        self.steps = MAX_STEPS
        self.values = MAX_VALUES

    def spend(self, *, steps: int = 0, values: int = 0) -> None:
        """Take from what is left; raises _Undecided when that is not enough."""
        self.steps -= steps
        self.values -= values
        if self.steps < 0 or self.values < 0:
            raise _Undecided(N_("The schema that it names asks for more work than any schema should."))


class _Unfit(Exception):
    """A schema that is not what its standard asks of one; the message is a msgid."""


class _Undecided(Exception):
    """A schema that could not be applied; the message is a msgid."""


def judge(document: Mapping[str, Any], lookup: Lookup, findings: Findings) -> None:
    """Note whether a credential fits each schema that it names; nothing where it names none.

    (VC JSON Schema §2, OB 3.0 §B.1.5) A schema that cannot be had or applied is no fault of the credential.
    """
    if "credentialSchema" not in document:
        return
    allowance = _Allowance()
    for entry in nodes(document.get("credentialSchema"))[:MAX_SCHEMAS]:
        try:
            answer = _found(entry, lookup)
            if answer is not None:
                _judge_one(document, entry, _schema_in(answer.body, entry), _Case(allowance, findings))
        except _Unfit as e:
            findings.failed(NAME, str(e), evidence={"schema": identifier(entry)})
        except _Undecided as e:
            findings.not_checked(NAME, str(e), evidence={"schema": identifier(entry)})


@dataclass(frozen=True)
class _Case:
    """What a judgement may cost, and where it is noted."""

    allowance: _Allowance
    findings: Findings


def _found(entry: Mapping[str, Any], lookup: Lookup) -> Fetched | None:
    """What is found at the address of a schema of a known kind; None while it is wanted."""
    kinds = types_of(entry)
    if any(kind in _FOREIGN for kind in kinds):
        raise _Undecided(N_("It names a schema of a kind that the wallet does not read."))
    if not any(kind in (*_BY_URL, _ENVELOPED) for kind in kinds):
        raise _Unfit(N_("It names a schema whose kind does not exist."))
    answer = lookup.ask(identifier(entry))
    if answer is not None and not (isinstance(answer, Fetched) and 200 <= answer.status < 300):
        raise _Undecided(N_("The schema that it names could not be had."))
    return answer if isinstance(answer, Fetched) else None


def _judge_one(document: Mapping[str, Any], entry: Mapping[str, Any], schema: Mapping[str, Any], case: _Case) -> None:
    case.allowance.spend(values=sum(1 for _ in walk(schema)))
    error, url = next(_errors(document, schema, case.allowance), None), identifier(entry)
    if error is None:
        case.findings.passed(NAME, N_("It fits the schema that it names."), evidence={"schema": url})
    else:
        message, evidence = N_("It does not fit its schema at “%(place)s”."), {"schema": url, "error": error[1]}
        case.findings.failed(NAME, message, evidence=evidence, place=error[0])


def _schema_in(body: bytes, entry: Mapping[str, Any]) -> Mapping[str, Any]:
    _check_digest(entry, body)
    if len(body) > MAX_BYTES:
        raise _Undecided(N_("The schema that it names asks for more work than any schema should."))
    try:
        schema = load(body)
    except Unreadable as e:
        raise _Undecided(N_("The schema that it names could not be read.")) from e
    if _ENVELOPED in types_of(entry):
        return _ruled(_unpacked(schema, identifier(entry)), entry)
    if "JsonSchema" in types_of(entry) and schema.get("$id") != identifier(entry):
        raise _Unfit(N_("The schema found at the address it names is another one."))
    return _ruled(schema, entry)


def _ruled(schema: Mapping[str, Any], entry: Mapping[str, Any]) -> Mapping[str, Any]:
    """A schema that says which rules it follows, as only the W3C's standard demands of it (VC JSON Schema §2)."""
    if isinstance(schema.get("$schema"), str):
        return schema
    message = N_("The schema that it names does not say which rules it follows.")
    raise _Undecided(message) if {"JsonSchema", _ENVELOPED}.isdisjoint(types_of(entry)) else _Unfit(message)


def _check_digest(entry: Mapping[str, Any], body: bytes) -> None:
    given = entry.get("digestSRI")
    if given is None:
        return
    name, _, expected = given.partition("-") if isinstance(given, str) else ("", "", "")
    if name not in _DIGESTS or b64encode(_DIGESTS[name](body).digest()).decode() != expected:
        raise _Unfit(N_("The schema found at the address it names is another one."))


def _unpacked(credential: Mapping[str, Any], url: str) -> Mapping[str, Any]:
    """The schema inside a JsonSchemaCredential that was found at an address (VC JSON Schema §2.2)."""
    own = credential.get("id", url)
    if own != url and (not isinstance(own, str) or not is_iri(own) or is_web_address(own)):
        raise _Unfit(N_("The schema found at the address it names is another one."))
    subject = next(iter(nodes(credential.get("credentialSubject"))), {})
    named = next(iter(nodes(credential.get("credentialSchema"))), {})
    schema = subject.get("jsonSchema")
    sound = (
        _ENVELOPED in types_of(credential)
        and identifier(named) == _META
        and "JsonSchema" in types_of(named)
        and types_of(subject) == ("JsonSchema",)
        and isinstance(schema, Mapping)
        and host_of(str(schema.get("$id", ""))) != ""
    )
    if not sound or not isinstance(schema, Mapping):
        raise _Unfit(N_("The credential that should hold its schema is not built as its standard asks."))
    return schema


def _errors(document: Mapping[str, Any], schema: Mapping[str, Any], allowance: _Allowance) -> Iterator[tuple[str, str]]:
    """Where a document does not fit a schema: place and message. Raises _Unfit or _Undecided."""
    # slow to import, and few credentials name a schema that can be had
    from jsonschema import exceptions, validators
    from referencing import Registry
    from referencing.exceptions import Unresolvable

    known = validators.validator_for({"$schema": _dialect(schema["$schema"])}, default=None)  # type: ignore[arg-type]  # None is documented
    if known is None:
        raise _Undecided(N_("The schema that it names follows rules that the wallet does not know."))
    try:
        known.check_schema(dict(schema))
        limited = validators.extend(known, _limited(known.VALIDATORS, allowance))  # type: ignore[no-untyped-call]  # its stub
        for error in limited(schema, registry=Registry()).iter_errors(document):
            yield "/".join(str(step) for step in error.absolute_path) or "/", error.message[:200]
    except RecursionError as e:
        allowance.steps = 0
        raise _Undecided(N_("The schema that it names could not be applied.")) from e
    except (exceptions.SchemaError, exceptions.UnknownType, Unresolvable, re.error) as e:
        raise _Undecided(N_("The schema that it names could not be applied.")) from e


def _dialect(name: str) -> str:
    """The name of a dialect as its own authors write it: the older ones with http and a hash, whatever is found."""
    plain = name.rstrip("#")
    return plain.replace("https:", "http:") + "#" if "/draft-0" in plain else plain


def _limited(rules: Mapping[str, Any], allowance: _Allowance) -> dict[str, Any]:
    """Rules that count their steps and refuse expressions that could run for ever."""

    def limit(name: str, rule: Any) -> Any:
        def limited(validator: Any, value: Any, instance: Any, schema: Any) -> Any:
            allowance.spend(steps=_cost(name, value, instance))
            if name in ("pattern", "patternProperties"):
                allowance.spend(steps=_check_patterns(value, instance))
            if name.startswith("unevaluated"):
                allowance.spend(steps=4 * sum(1 for _ in walk(schema)))
            return rule(validator, value, instance, schema) or ()

        return limited

    return {name: limit(name, rule) for name, rule in rules.items()}


def _cost(name: str, value: Any, instance: Any) -> int:
    """About how many steps a rule takes by itself, apart from the rules inside it."""
    size, many = (len(one) if isinstance(one, list | dict) else 0 for one in (value, instance))
    match name:
        case "$ref" | "$dynamicRef" | "$recursiveRef":
            return 10
        case "enum":
            return 1 + size // 20
        case "uniqueItems":
            return 1 + many * many // 20
        case "patternProperties":
            return 1 + 10 * size * many
    return 1


def _check_patterns(value: Any, instance: Any) -> int:
    """How many steps the expressions of a rule may take; raises _Undecided for one that could run for ever."""
    patterns = list(value) if isinstance(value, dict) else [value]
    texts = list(instance) if isinstance(instance, dict) else [instance]
    longest = max((len(text) for text in texts if isinstance(text, str)), default=0)
    for pattern in patterns:
        if not isinstance(pattern, str) or not is_tame(pattern, longest):
            raise _Undecided(N_("The schema that it names holds an expression that could run for ever."))
    return sum(_tries(pattern, longest) for pattern in patterns) // 1000


def is_tame(pattern: str, length: int) -> bool:
    """Whether a regular expression surely ends soon on a text of that length.

    Repeats inside repeats, choices inside repeats and references back are what makes one run for ever; several
    repeats one after another cost a power of the length.
    """
    plain = _plain(pattern)
    if len(pattern) > 1000 or re.search(r"\\[0-9]|\(\?P=", plain) and len(plain) > 200:
        return False
    return not _repeats_a_choice(plain) and _tries(pattern, length) <= 4_000_000


def _plain(pattern: str) -> str:
    return re.sub(r"\\[^0-9]|\[\^?\]?(?:\\.|[^\]\\])*\]", "x", pattern)


def _tries(pattern: str, length: int) -> int:
    repeats = re.findall(r"[*+]|\{\d*,\d*\}|\{\d{3,}\}", _plain(pattern))
    return int((length + 1) ** min(len(repeats), 12))


def _repeats_a_choice(plain: str) -> bool:
    """Whether any group that is repeated holds a repeat or a choice."""
    groups: list[int] = []
    for at, letter in enumerate(plain):
        if letter == "(":
            groups.append(at)
        elif letter == ")" and groups:
            inside = plain[groups.pop() + 1 : at]
            if re.match(r"[*+{]", plain[at + 1 : at + 2] or " ") and re.search(r"[*+|{]", inside):
                return True
    return False
