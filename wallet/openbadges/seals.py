"""Whether a credential's seal is intact, covers all of it, and is its issuer's: Data Integrity proofs and VC-JWT."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from wallet.openbadges import canonical, jcs, keyring, proofs, rdfc, scopes, shape
from wallet.openbadges.dates import parse_date
from wallet.openbadges.document import is_a
from wallet.openbadges.findings import Findings
from wallet.openbadges.keyring import Held, Search, State
from wallet.openbadges.lookup import Lookup
from wallet.openbadges.proofs import Sealed
from wallet.openbadges.report import N_, Check, Outcome

SEALED = Check("seal.present", Outcome.PASSED, N_("It is sealed."))
CLOCKS_DIFFER = timedelta(minutes=5)
# Seals from which a learner may derive others that show less; issuers set them beside one over the whole.
_FOR_PARTS = ("bbs-2023", "ecdsa-sd-2023")


@dataclass
class Patience:
    """Whether a poisoned graph was met, after which no other is looked at: a file may hold many.

    `lists` are the status lists that were proved, by their address, empty for an unsound one; `listed` is how many
    bytes of lists were read; `parts` is how many credentials inside others were looked at.
    """

    over: bool = False
    lists: dict[str, Mapping[str, object]] = field(default_factory=dict)
    listed: int = 0
    parts: int = 0


@dataclass
class Case:
    """What is at hand to judge with, and what was found; `nested` for a credential inside another.

    `depth` is in how many learner records, one inside the other, it stands.
    `purposes` are those for which a seal may have been made.
    """

    lookup: Lookup
    now: datetime
    findings: Findings
    nested: bool = False
    depth: int = 0
    purposes: tuple[str, ...] = ("assertionMethod",)
    patience: Patience = field(default_factory=Patience)


def issuer_of(credential: Mapping[str, object]) -> str:
    """The id of a credential's issuer (of a presentation's holder), or an empty string."""
    issuer = credential.get("holder" if is_a(credential, "VerifiablePresentation") else "issuer")
    if isinstance(issuer, dict):
        issuer = issuer.get("id")
    return issuer if isinstance(issuer, str) else ""


def judge_proofs(document: Mapping[str, object], case: Case) -> None:
    """Note what the Data Integrity proofs of a document show (Data Integrity 1.0 §4.4); the lookup may want more."""
    try:
        found = proofs.proofs_of(document)
    except proofs.BadProof as e:
        shape.note(case.findings, "seal.present", Outcome.FAILED, e)
        return
    if not found:
        case.findings.failed("seal.present", N_("Nobody has sealed it: anyone could have written it."))
        shape.judge_meaning(document, case.findings)
        return
    case.findings.once(SEALED)
    sealed = Sealed(document, again=case.nested)
    supported = [proof for proof in found if _judge_form(proof, document, case)]
    if len(supported) == 1 and not case.patience.over:
        _judge_proof(sealed, supported[0], case)
    elif not case.patience.over:
        _judge_set(sealed, supported, case)
    if case.patience.over:
        case.findings.not_checked("seal.intact", N_("It is too tangled for its seal to be checked."))
        return
    if not any([suite.form == "rdfc" for proof in supported if (suite := proofs.suite_of(proof))]):
        shape.judge_meaning(document, case.findings)


def _judge_form(proof: Mapping[str, object], document: Mapping[str, object], case: Case) -> bool:
    """Note what a proof says of itself; whether there is sense in looking at its signature."""
    suite = proofs.suite_of(proof)
    if suite is None:
        _judge_unknown(proof, document, case.findings)
        return False
    if proof.get("proofPurpose") not in case.purposes:
        case.findings.failed("seal.intact", N_("The seal was not made for issuing a credential."))
        return False
    if not isinstance(proof.get("verificationMethod"), str):
        case.findings.failed("seal.intact", N_("The seal does not name the key it was made with."))
        return False
    if suite.legacy:
        case.findings.warned("form.current", N_("It is sealed in an older way (%(name)s)."), name=suite.name)
    return _judge_dates(proof, case)


def _judge_unknown(proof: Mapping[str, object], document: Mapping[str, object], findings: Findings) -> None:
    name = str(proof.get("cryptosuite") or proof.get("type"))[:80]
    try:
        canonical.nquads({"@context": document.get("@context"), "type": proof.get("type")})
    except scopes.Unsafe:
        findings.failed("seal.covers_all", N_("It carries a seal that nobody defines (%(name)s)."), name=name)
    except (scopes.Unsupported, scopes.UnknownContext):
        pass
    if proof.get("cryptosuite") in _FOR_PARTS and any(map(proofs.suite_of, proofs.proofs_of(document))):
        findings.warned("form.current", N_("One of its seals cannot be checked here (%(name)s)."), name=name)
        return
    findings.not_checked("seal.intact", N_("It is sealed in a way that cannot be checked here (%(name)s)."), name=name)


def _judge_dates(proof: Mapping[str, object], case: Case) -> bool:
    dates = {name: parse_date(proof[name]) for name in ("created", "expires") if name in proof}
    if None in dates.values():
        case.findings.failed("seal.intact", N_("The seal's date cannot be read."))
        return False
    created, expires = dates.get("created"), dates.get("expires")
    if created and created > case.now + CLOCKS_DIFFER:
        case.findings.warned("form.current", N_("The seal says that it was made in the future."))
    if expires and expires <= case.now:
        case.findings.failed(
            "time.not_expired", N_("Its seal was made to last until %(date)s."), date=str(expires.date())
        )
    return True


def _judge_set(sealed: Sealed, several: list[Mapping[str, object]], case: Case) -> None:
    """Note what each of several proofs shows; beside its issuer's, the sound one of somebody else takes nothing."""
    judged = []
    for proof in several:
        if not case.patience.over:
            judged.append(Findings())
            _judge_proof(sealed, proof, replace(case, findings=judged[-1]))
    intact = [one for one in judged if one.has("seal.intact", Outcome.PASSED)]
    own = [one for one in intact if one.has("issuer.key_bound", Outcome.PASSED)]
    for one in judged:
        if own and one in intact and one not in own:
            case.findings.warned("form.current", N_("Somebody else than its issuer has sealed it too."))
        else:
            case.findings.extend(one.checks())


def _judge_proof(sealed: Sealed, proof: Mapping[str, object], case: Case) -> None:
    search = Search(issuer_of(sealed.document), case.lookup, case.now)
    held = keyring.named(str(proof["verificationMethod"]), search)
    if held.state is State.WANTED:
        return
    judge_key(held, case.findings, str(proof["verificationMethod"]))
    if held.key is not None and str(proof["verificationMethod"]) == held.where:
        # Controlled Identifiers 1.0 §3.3 asks for a fragment; of a DID that carries one key, it tells nothing more
        case.findings.warned("form.current", N_("Its seal names its key by the DID alone (%(did)s)."), did=held.where)
    try:
        intact = _verifies(sealed, proof, held)
    except scopes.Unsafe as e:
        shape.refuse(sealed.document, case.findings, e)
        case.findings.not_checked("seal.intact", N_("What the seal covers cannot be told."))
        return
    except proofs.BadProof as e:
        shape.note(case.findings, "seal.intact", Outcome.FAILED, e)
        return
    except rdfc.TooComplex:
        case.patience.over = True
        return
    except (scopes.UnknownContext, scopes.Unsupported, jcs.NotCanonical) as e:
        shape.note(case.findings, "seal.intact", Outcome.NOT_CHECKED, e)
        return
    judge_intact(intact, case.findings, str(proof.get("cryptosuite") or proof.get("type")))


def _verifies(sealed: Sealed, proof: Mapping[str, object], held: Held) -> bool | None:
    """Whether a proof fits; None when there is no key to tell, though the document could be covered."""
    if held.key is not None:
        intact = proofs.verifies(sealed, proof, held.key)
        if not intact and proofs.leaves_out_directions(sealed, proof, held.key):
            raise scopes.Unsupported(N_("The seal does not cover in which direction its texts run."))
        return intact
    suite = proofs.suite_of(proof)
    if suite is not None:
        sealed.covered(proof, suite)
    return None


def judge_intact(intact: bool | None, findings: Findings, suite: str) -> None:
    """Note whether a seal of a suite fits what it is said to cover; None when there was no key to tell."""
    evidence = {"suite": suite[:80]}
    if intact:
        findings.passed("seal.intact", _INTACT, evidence=evidence)
        findings.passed("seal.covers_all", _COVERS_ALL, evidence=evidence)
    elif intact is not None:
        message = N_("The seal is broken: it was changed since it was issued, or never genuine.")
        findings.failed("seal.intact", message, evidence=evidence)


_REACHED = Check("issuer.reachable", Outcome.PASSED, N_("Its issuer's keys could be read."))
_INTACT = N_("The seal is intact: nothing was changed since it was issued.")
_COVERS_ALL = N_("The seal covers everything it says.")
_BOUND = N_("The key it names is one of its issuer's.")
_NAMELESS = N_("The key it names is its issuer's own, which does not say who the issuer is.")


def judge_key(held: Held, findings: Findings, name: str) -> None:
    """Note whether the key that a seal names is its issuer's."""
    state, where, evidence = held.state, held.where, {"key": name[:500]}
    match state:
        case State.BOUND:
            findings.once(_REACHED)
            # a did:key is whoever holds the key: bound, and nobody's name
            message = _NAMELESS if where.startswith(("did:key:", "did:jwk:")) else _BOUND
            findings.passed("issuer.key_bound", message, evidence=evidence, where=where)
        case State.OTHER:
            findings.once(_REACHED)
            message = N_("Whoever sealed it is not the issuer it names.")
            findings.failed("issuer.key_bound", message, evidence=evidence, where=where)
        case State.UNPROVED:
            message = N_("Nothing shows that the key that sealed it is its issuer's (%(where)s).")
            findings.not_checked("issuer.key_bound", message, evidence=evidence, where=where)
        case State.UNREACHABLE:
            findings.not_checked("issuer.reachable", N_("Its issuer could not be asked (%(where)s)."), where=where)
            findings.not_checked("issuer.key_bound", N_("Its issuer's keys could not be read."), evidence=evidence)
        case State.ELSEWHERE:
            message = N_("Another site answered for its issuer's (%(where)s), so its keys prove nothing.")
            findings.not_checked("issuer.reachable", message, evidence=evidence, where=where)
            findings.not_checked("issuer.key_bound", N_("Its issuer's keys could not be read."), evidence=evidence)
        case _:
            _judge_unfollowable(state, where, findings)
    if held.key is None and state is State.BOUND:
        findings.not_checked("seal.intact", N_("It is sealed with a key of a kind that cannot be checked here."))
    elif held.key is None and state not in (State.NAMELESS, State.UNSUPPORTED):
        findings.not_checked("seal.intact", N_("Without the issuer's key, the seal cannot be checked."))


def _judge_unfollowable(state: State, where: str, findings: Findings) -> None:
    if state is State.UNSUPPORTED:
        findings.not_checked(
            "issuer.key_bound",
            N_("Its issuer is named in a way that cannot be followed here (%(where)s)."),
            where=where,
        )
        findings.not_checked("seal.intact", N_("Without the issuer's key, the seal cannot be checked."))
    else:
        findings.failed("seal.intact", N_("The seal names no key that anyone could find (%(where)s)."), where=where)
