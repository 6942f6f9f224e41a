"""Credentials within a credential: endorsements, the parts of a learner record, and a newer edition."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import replace
from itertools import chain, islice

from wallet.openbadges import jcs, jws, strict
from wallet.openbadges.document import types_of
from wallet.openbadges.findings import READ, Findings, verdict_of
from wallet.openbadges.lookup import host_of, is_web_address
from wallet.openbadges.report import N_, Check, Fetched, Outcome, Verdict
from wallet.openbadges.seals import Case, issuer_of

MAX_ENDORSEMENTS = 10
MAX_PARTS = 50  # of one learner record
MAX_ALL_PARTS = 200  # of all that are in one file
MAX_DEPTH = 3  # of learner records inside one another

_UNPROVED = (Verdict.INVALID, Verdict.MALFORMED, Verdict.UNVERIFIABLE)

# Judges a credential, as object or token, within a case; returns what it says.
Judge = Callable[[object, Case], Mapping[str, object]]


def judge(credential: Mapping[str, object], case: Case, judge_one: Judge) -> None:
    """Note what becomes of the credentials inside a credential, each by its own seal; the lookup may want more."""
    subjects = _subjects(credential)
    achievements = [one for subject in subjects if isinstance(one := subject.get("achievement"), dict)]
    # what an endorsement may stand on: the credential, its issuer, its achievements and who created those
    places = [credential, credential.get("issuer")]
    for achievement in achievements:
        places += [achievement, achievement.get("creator")]
    _judge_endorsements([place for place in places if isinstance(place, dict)], case, judge_one)
    judge_parts(credential, case, judge_one)
    for achievement in achievements:
        if "creator" in achievement:
            _judge_creator(achievement["creator"], issuer_of(credential), case)
    if "refreshService" in credential:
        _judge_refresh(credential, case, judge_one)


def _judge_endorsements(places: list[dict[str, object]], case: Case, judge_one: Judge) -> None:
    """Note what becomes of each endorsement, as object or token (OB 3.0 §B.1)."""
    given = [place[name] for place in places for name in ("endorsement", "endorsementJwt") if name in place]
    # what stands on the badge may speak of its issuer or of the achievement, as in the standard's own example
    ids = {place["id"] for place in places if isinstance(place.get("id"), str)} if given else ()
    for number, item in enumerate(islice(chain.from_iterable(map(_items, given)), MAX_ENDORSEMENTS)):
        inner = replace(case, findings=Findings(), nested=True)
        endorsement = judge_one(item, inner)
        outcome, message = _endorsed(endorsement, ids, inner.findings)
        own = issuer_of(endorsement)
        values = {"who": host_of(own) or own[:120], "name": _name(endorsement)}
        if outcome is Outcome.PASSED and values["name"]:
            message = N_("It is endorsed by %(who)s, which calls itself “%(name)s”.")
        case.findings.add(Check(f"endorsement[{number}]", outcome, message, values))


def _endorsed(endorsement: Mapping[str, object], ids: Container[object], findings: Findings) -> tuple[Outcome, str]:
    verdict = _verdict(findings)
    if not issuer_of(endorsement):
        return Outcome.NOT_CHECKED, N_("Something in it is given as an endorsement, but names no endorser.")
    if findings.has("seal.present", Outcome.FAILED):
        return Outcome.NOT_CHECKED, N_("It says that %(who)s endorses it, without a seal of theirs.")
    subject = endorsement.get("credentialSubject")
    endorsed = str(subject.get("id")) if isinstance(subject, dict) else ""
    if verdict is Verdict.UNVERIFIABLE:
        return Outcome.NOT_CHECKED, N_("An endorsement by %(who)s could not be checked.")
    if verdict in (Verdict.EXPIRED, Verdict.NOT_YET_VALID):
        return Outcome.WARNING, N_("An endorsement by %(who)s is outside its time.")
    if verdict is not Verdict.VALID:
        return Outcome.FAILED, N_("An endorsement by %(who)s does not hold.")
    if "EndorsementCredential" not in types_of(endorsement) or endorsed not in ids:
        return Outcome.FAILED, N_("An endorsement by %(who)s is about something else.")
    return Outcome.PASSED, N_("It is endorsed by %(who)s.")


def _name(credential: Mapping[str, object]) -> str:
    """What an issuer calls itself, which proves nothing."""
    issuer = credential.get("issuer")
    name = issuer.get("name") if isinstance(issuer, dict) else None
    return name[:120] if isinstance(name, str) else ""


def _verdict(findings: Findings) -> Verdict:
    findings.once(READ)
    return verdict_of(findings.checks())


def judge_parts(credential: Mapping[str, object], case: Case, judge_one: Judge) -> None:
    """Note what becomes of the credentials in a learner record, and of those in them (CLR 2.0 §B.2)."""
    subjects = _subjects(credential)
    parts = [item for subject in subjects for item in _items(subject.get("verifiableCredential"))]
    if not parts:
        return
    learners = _ids(subjects)
    verdicts, others = [], 0
    for item in parts[:MAX_PARTS]:
        if case.depth >= MAX_DEPTH or case.patience.parts >= MAX_ALL_PARTS:
            break
        case.patience.parts += 1
        inner = replace(case, findings=Findings(), nested=True, depth=case.depth + 1)
        theirs = _ids(_subjects(judge_one(item, inner)))
        others += bool(learners and theirs and learners.isdisjoint(theirs))
        verdicts.append(_verdict(inner.findings))
    _tell_parts(verdicts, len(parts), case.findings)
    if others:
        message = N_("Of %(all)s credentials inside it, %(count)s name another learner, or the same by another id.")
        case.findings.warned("evidence", message, all=len(parts), count=others)


def _subjects(credential: Mapping[str, object]) -> list[Mapping[str, object]]:
    return [subject for subject in _items(credential.get("credentialSubject")) if isinstance(subject, dict)]


def _ids(nodes: Iterable[Mapping[str, object]]) -> set[str]:
    return {name for node in nodes if isinstance(name := node.get("id"), str)}


def _tell_parts(verdicts: list[Verdict], total: int, findings: Findings) -> None:
    """Note what became of the parts: the record shows them, so a forged or withdrawn one must not pass with it."""
    found = Counter(verdicts)
    bad = found[Verdict.INVALID] + found[Verdict.MALFORMED]
    unsure = found[Verdict.UNVERIFIABLE] + total - len(verdicts)
    late = found[Verdict.EXPIRED] + found[Verdict.NOT_YET_VALID]
    if withdrawn := found[Verdict.REVOKED]:
        message = N_("Of %(all)s credentials inside it, %(count)s were withdrawn.")
        findings.failed("status.revocation", message, all=total, count=withdrawn)
    if bad:
        message = N_("Of %(all)s credentials inside it, %(count)s do not hold.")
        findings.failed("evidence", message, all=total, count=bad, open=bad + unsure)
    elif unsure:
        message = N_("Of %(all)s credentials inside it, %(count)s could not be checked.")
        findings.not_checked("evidence", message, all=total, count=unsure, open=unsure)
    elif late:
        message = N_("Of %(all)s credentials inside it, %(count)s are outside their time.")
        findings.warned("evidence", message, all=total, count=late)
    elif not withdrawn:
        findings.passed("evidence", N_("All %(all)s credentials inside it hold."), all=total)


def _judge_creator(creator: object, issuer: str, case: Case) -> None:
    """Note whether an achievement was defined by its issuer or by somebody else (OB 3.0 §B.1.2, creator)."""
    own = creator.get("id") if isinstance(creator, dict) else creator
    if isinstance(own, str) and own == issuer:
        case.findings.passed("achievement.authorised", N_("Its issuer defined the achievement itself."))
    elif isinstance(own, str):
        message = N_("The achievement was defined by somebody else: %(creator)s")
        name = creator.get("name") if isinstance(creator, dict) else None
        case.findings.warned("achievement.authorised", message, creator=str(name or own)[:120])


def _judge_refresh(credential: Mapping[str, object], case: Case, judge_one: Judge) -> None:
    """Note whether the issuer's refresh service, asked once, holds a newer edition (1EdTech Credential Refresh 1.0)."""
    for item in _items(credential.get("refreshService"))[:1]:
        service = item if isinstance(item, dict) else {}
        url = service.get("id")
        if not isinstance(url, str) or not is_web_address(url) or "1EdTechCredentialRefresh" not in types_of(service):
            case.findings.not_checked("refresh", N_("Whether there is a newer edition cannot be asked here."))
            return
        answer = case.lookup.ask(url)
        if answer is not None:
            body = answer.body if isinstance(answer, Fetched) and answer.status == 200 else b""
            _tell_edition(credential, body, case, judge_one)


def _tell_edition(credential: Mapping[str, object], body: bytes, case: Case, judge_one: Judge) -> None:
    """Note whether the answer is the same, or another that its issuer sealed; what anybody may have written is none."""
    inner = replace(case, findings=Findings(), nested=True)
    try:
        newest = judge_one(_credential(body), inner)
        same = jcs.canonical(_content(newest)) == jcs.canonical(_content(credential))
    except (strict.NotJson, jcs.NotCanonical):
        case.findings.not_checked("refresh", N_("Whether there is a newer edition could not be asked."))
        return
    if same:
        case.findings.passed("refresh", N_("It is the newest edition."))
    elif _ids(_subjects(newest)) != _ids(_subjects(credential)):
        message = N_("Where a newer edition should be, there is a credential about somebody else.")
        case.findings.not_checked("refresh", message)
    elif issuer_of(newest) == issuer_of(credential) and _verdict(inner.findings) not in _UNPROVED:
        case.findings.warned("refresh", N_("Its issuer publishes another, probably newer, edition of it."))
    else:
        case.findings.not_checked(
            "refresh", N_("Where a newer edition should be, there is none that its issuer sealed.")
        )


def _credential(body: bytes) -> object:
    """An answer as the token or the object it is; raises NotJson."""
    text = body.decode("utf-8", "replace").strip()
    return text if jws.looks_compact(text) else strict.parse_object(body)


def _content(document: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in document.items() if name != "proof"}


def _items(value: object) -> list[object]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
