"""Data Integrity proofs and the suites before them: what each covers, whether it fits a key, and how one is made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256, sha384

from wallet.errors import Refused
from wallet.openbadges import canonical, jcs, jws, keys, rdfc, strict
from wallet.openbadges.again import remembered
from wallet.openbadges.options import nquads as option_quads
from wallet.openbadges.report import N_
from wallet.openbadges.scopes import Unsafe

MAX_PROOFS = 10


class BadProof(Refused):
    """A proof that is not written as its suite asks, so that it seals nothing."""


@dataclass(frozen=True)
class Suite:
    """How a kind of proof is computed: over RDF or JSON, by which kinds of key, with a proofValue or a detached JWS."""

    name: str
    kinds: tuple[str, ...]
    form: str = "rdfc"
    carrier: str = "proofValue"
    legacy: bool = False


_EDDSA, _ECDSA = ("Ed25519",), ("P-256", "P-384")
_CRYPTOSUITES = {
    suite.name: suite
    for suite in (
        Suite("eddsa-rdfc-2022", _EDDSA),
        Suite("eddsa-2022", _EDDSA, legacy=True),
        Suite("eddsa-jcs-2022", _EDDSA, form="jcs"),
        Suite("ecdsa-rdfc-2019", _ECDSA),
        Suite("ecdsa-2019", _ECDSA, legacy=True),
        Suite("ecdsa-jcs-2019", _ECDSA, form="jcs"),
    )
}
_TYPES = {
    suite.name: suite
    for suite in (
        Suite("Ed25519Signature2020", _EDDSA, legacy=True),
        Suite("Ed25519Signature2018", _EDDSA, carrier="jws", legacy=True),
        Suite("JsonWebSignature2020", tuple(keys.ALGORITHMS), carrier="jws", legacy=True),
    )
}


def proofs_of(document: Mapping[str, object]) -> list[Mapping[str, object]]:
    """The proofs of a document; raises BadProof when they are not objects, or too many."""
    value = document.get("proof")
    values: list[object] = value if isinstance(value, list) else [] if value is None else [value]
    proofs: list[Mapping[str, object]] = [proof for proof in values[: MAX_PROOFS + 1] if isinstance(proof, dict)]
    if len(proofs) != len(values) or len(proofs) > MAX_PROOFS:
        raise BadProof(N_("What stands where the seal should be is no seal."))
    return proofs


def suite_of(proof: Mapping[str, object]) -> Suite | None:
    """The suite of a proof, or None when it is not supported here."""
    kind, name = proof.get("type"), proof.get("cryptosuite")
    if isinstance(kind, list) and len(kind) == 1:
        kind = kind[0]
    if kind == "DataIntegrityProof":
        return _CRYPTOSUITES.get(name) if isinstance(name, str) else None
    return _TYPES.get(kind) if isinstance(kind, str) else None


@dataclass
class Sealed:
    """A document whose proofs are to be checked; canonical forms are made once.

    The form of one that was read from JSON and comes `again` and again, inside or beside many badges, is remembered.
    """

    document: Mapping[str, object]
    again: bool = False
    _made: dict[rdfc.Digest, str] = field(default_factory=dict)

    @property
    def unsecured(self) -> dict[str, object]:
        """The document without its proofs."""
        unsecured = dict(self.document)
        unsecured.pop("proof", None)
        return unsecured

    def nquads(self, digest: rdfc.Digest = sha256) -> str:
        """The canonical N-Quads of the document without its proofs; raises what canonical.nquads does."""
        if digest not in self._made:
            make = _AGAIN[digest] if self.again else partial(canonical.nquads, digest=digest)
            self._made[digest] = make(self.unsecured)
        return self._made[digest]

    def covered(self, proof: Mapping[str, object], suite: Suite, digest: rdfc.Digest = sha256) -> tuple[bytes, bytes]:
        """The canonical bytes of proof options and of the document that a proof covers; `digest` is its key's.

        Data Integrity 1.0 §4.2, §4.3; vc-di-eddsa §3.2, §3.3; vc-di-ecdsa §3.2, §3.3. Raises what canonical does.
        """
        previous = _previous(proof, self.document)
        options = dict(proof)
        options.pop(suite.carrier, None)
        if suite.form == "jcs":
            return jcs.canonical(options), jcs.canonical(self._json(proof, previous))
        context = (
            proof.get("@context", self.document.get("@context")) if suite.legacy else self.document.get("@context")
        )
        body = canonical.nquads(self.unsecured | {"proof": previous}, digest) if previous else self.nquads(digest)
        return option_quads(options, context, digest).encode(), body.encode()

    def _json(self, proof: Mapping[str, object], previous: list[Mapping[str, object]]) -> dict[str, object]:
        if "@context" in proof and proof["@context"] != self.document.get("@context"):
            raise Unsafe(N_("The seal was made for other vocabularies than the credential names."))
        return self.unsecured | ({"proof": previous} if previous else {})


_AGAIN: dict[rdfc.Digest, Callable[[Mapping[str, object]], str]] = {
    digest: remembered(partial(canonical.nquads, digest=digest)) for digest in (sha256, sha384)
}


def _previous(proof: Mapping[str, object], document: Mapping[str, object]) -> list[Mapping[str, object]]:
    """The proofs that one of a chain was made after, and so covers (Data Integrity 1.0 §4.3)."""
    names = proof.get("previousProof")
    if names is None:
        return []
    wanted = names if isinstance(names, list) else [names]
    found = [other for other in proofs_of(document) if other.get("id") in wanted and other is not proof]
    if not wanted or len(found) != len(wanted):
        raise BadProof(N_("A seal was made upon another seal, which is missing."))
    return found


def verifies(sealed: Sealed, proof: Mapping[str, object], key: keys.Key) -> bool:
    """Whether a proof of a supported suite is made with a key over this very document.

    Raises BadProof for one that is badly written, and what canonical does for a document that cannot be covered.
    """
    suite = suite_of(proof)
    if suite is None or key.kind not in suite.kinds:
        return False
    hashed = _hashed(sealed, proof, suite, key)
    if suite.carrier == "jws":
        return _verifies_detached(proof.get("jws"), hashed, key)
    return keys.verifies(key, keys.ALGORITHMS[key.kind][0], hashed, _signature(proof))


def leaves_out_directions(sealed: Sealed, proof: Mapping[str, object], key: keys.Key) -> bool:
    """Whether a proof fits but for the directions of texts, which some software leaves out of what it seals.

    Asked of one that does not fit. Raises what `verifies` does.
    """
    suite = suite_of(proof)
    if suite is None or suite.form != "rdfc":
        return False
    bare = {name: value if name == "proof" else _undirected(value) for name, value in sealed.document.items()}
    return bare != sealed.document and verifies(Sealed(bare), proof, key)


def _undirected(value: object) -> object:
    if isinstance(value, dict):
        spoken = "@value" in value
        return {name: _undirected(one) for name, one in value.items() if not (spoken and name == "@direction")}
    return [_undirected(one) for one in value] if isinstance(value, list) else value


def _hashed(sealed: Sealed, proof: Mapping[str, object], suite: Suite, key: keys.Key) -> bytes:
    # vc-di-ecdsa §3, §3.2.4: with P-384 SHA-384, in the canonical form too; the suites before Data Integrity know
    # SHA-256 alone
    digest: rdfc.Digest = sha384 if key.kind == "P-384" and suite.carrier == "proofValue" else sha256
    options, document = sealed.covered(proof, suite, digest)
    return digest(options).digest() + digest(document).digest()


def _signature(proof: Mapping[str, object]) -> bytes:
    value = proof.get("proofValue")
    if not isinstance(value, str) or not value.startswith("z"):
        raise BadProof(N_("The seal's value is not written as it must be."))
    try:
        return keys.unbase58(value[1:], limit=256)
    except keys.BadKey as e:
        raise BadProof(N_("The seal's value is not written as it must be.")) from e


def _verifies_detached(value: object, message: bytes, key: keys.Key) -> bool:
    """Check a JWS whose payload stands elsewhere, unencoded (RFC 7797; JsonWebSignature2020 §3)."""
    if not isinstance(value, str) or value.count(".") != 2 or len(value) > 8192:
        raise BadProof(N_("The seal's value is not written as it must be."))
    head, body, seal = value.split(".")
    try:
        header, signature = strict.parse_object(keys.unbase64url(head)), keys.unbase64url(seal)
    except (keys.BadKey, strict.NotJson) as e:
        raise BadProof(N_("The seal's value is not written as it must be.")) from e
    alg = header.get("alg")
    if body or header.get("b64") is not False or header.get("crit") != ["b64"] or not isinstance(alg, str):
        raise BadProof(N_("The seal's value is not written as it must be."))
    if header.keys() & (jws.REFUSED_HEADERS - {"b64", "crit"}):
        raise BadProof(N_("The seal's value is not written as it must be."))
    return keys.verifies(key, alg, head.encode() + b"." + message, signature)


def sign(
    credential: Mapping[str, object],
    private: jws.Private,
    verification_method: str,
    created: datetime,
    cryptosuite: str = "eddsa-rdfc-2022",
) -> dict[str, object]:
    """Seal a credential with a Data Integrity proof, for issuers of the demo and tests; returns credential and proof.

    `created` has a time zone; a proof that is there already stays, as a set (Data Integrity 1.0 §4.1). Raises
    canonical's errors for a document that no seal can cover, and KeyError for an unknown suite.
    """
    suite = _CRYPTOSUITES[cryptosuite]
    proof: dict[str, object] = {
        "type": "DataIntegrityProof",
        "cryptosuite": suite.name,
        "created": created.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "verificationMethod": verification_method,
        "proofPurpose": "assertionMethod",
    }
    if suite.form == "jcs":
        proof = {"@context": credential["@context"]} | proof
    key = keys.Key(jws.kind_of(private), private.public_key())
    hashed = _hashed(Sealed(credential), proof, suite, key)
    proof["proofValue"] = "z" + keys.base58(jws.signed(private, hashed))
    before: Iterable[object] = proofs_of(credential)
    together = [*before, proof]
    return {**credential, "proof": together if len(together) > 1 else proof}
