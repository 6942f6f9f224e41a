"""Whom an endorsement may speak of, and who defined what is awarded."""

from __future__ import annotations

from typing import Any

import pytest

from tests.openbadges.university import (
    ED25519,
    OB3,
    SEALED,
    STRANGER,
    V2,
    WEB,
    credential,
    did_key,
    judged,
    method_of,
    page,
    sealed,
)
from wallet.openbadges import jws, proofs
from wallet.openbadges.report import Outcome, Report, Verdict

BADGE = credential(did_key())
ACHIEVEMENT = BADGE["credentialSubject"]["achievement"]["id"]


def endorsed(about: str) -> Report:
    """The report on a badge that carries an endorsement of something by an agency."""
    agency = {"id": did_key(STRANGER), "type": ["Profile"], "name": "Agency"}
    endorsement = {
        "@context": [V2, OB3],
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "issuer": agency,
        "credentialSubject": {"id": about, "type": ["EndorsementSubject"]},
    }
    own = proofs.sign(endorsement, STRANGER, method_of(did_key(STRANGER)), SEALED)
    return judged(sealed(credential(did_key(), endorsement=[own])))


@pytest.mark.parametrize("about", [BADGE["id"], ACHIEVEMENT, did_key()])
def test_an_endorsement_may_speak_of_the_badge_its_issuer_or_what_was_achieved(about: str) -> None:
    report = endorsed(about)
    assert report.outcome("endorsement[0]") is Outcome.PASSED
    assert report.verdict is Verdict.VALID


@pytest.mark.parametrize("about", ["did:example:learner", "urn:x:another"])
def test_an_endorsement_of_anything_else_is_told(about: str) -> None:
    assert endorsed(about).outcome("endorsement[0]") is Outcome.FAILED


def test_who_endorses_is_told_by_what_was_proved_and_the_name_as_a_mere_name() -> None:
    told = next(check for check in endorsed(BADGE["id"]).checks if check.name == "endorsement[0]")
    assert told.explanation == f"It is endorsed by {did_key(STRANGER)}, which calls itself “Agency”."
    other = next(check for check in endorsed("urn:x:another").checks if check.name == "endorsement[0]")
    assert "Agency" not in other.explanation


CLR = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
STATUS = "https://university.example/revoked"
EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"


def record(*parts: Any) -> Report:
    """The report on a sealed learner record of these parts."""
    about = {"id": "did:example:learner", "type": ["ClrSubject"], "verifiableCredential": [sealed(), *parts]}
    kind = {"@context": [V2, CLR, OB3], "type": ["VerifiableCredential", "ClrCredential"], "id": "urn:uuid:record"}
    whole = credential(did_key(), **kind, credentialSubject=about)
    return judged(sealed(whole), {STATUS: page(STATUS, {"id": STATUS, "revokedCredential": ["urn:uuid:part"]})})


def part(**more: Any) -> dict[str, Any]:
    return sealed(credential(did_key(), id="urn:uuid:part", **more))


def test_a_record_is_no_better_than_what_is_in_it() -> None:
    unknown = proofs.sign(credential(WEB, id="urn:uuid:part"), STRANGER, f"{WEB}#key-0", SEALED)
    withdrawn = part(
        **{"@context": [V2, OB3, EXTENSIONS]}, credentialStatus={"id": STATUS, "type": "1EdTechRevocationList"}
    )
    assert record(part()).verdict is Verdict.VALID
    assert record({**part(), "name": "Doctor of Medicine"}).verdict is Verdict.INVALID
    assert record(credential(did_key(), id="urn:uuid:part")).verdict is Verdict.INVALID
    assert record(unknown).verdict is Verdict.UNVERIFIABLE
    assert record(withdrawn).verdict is Verdict.REVOKED


def test_a_part_outside_its_time_is_told_and_takes_nothing_from_the_record() -> None:
    report = record(part(validUntil="2026-02-01T00:00:00Z"))
    assert report.outcome("evidence") is Outcome.WARNING
    assert report.verdict is Verdict.VALID


@pytest.mark.parametrize(
    ("creator", "outcome"),
    [
        (None, None),
        ({"id": did_key(), "type": ["Profile"]}, Outcome.PASSED),
        ({"id": "https://ministry.example/", "type": ["Profile"], "name": "Ministry"}, Outcome.WARNING),
    ],
)
def test_who_defined_an_achievement_is_told_where_it_was_not_its_issuer(creator: Any, outcome: Outcome | None) -> None:
    document = credential(did_key())
    if creator is not None:
        document["credentialSubject"]["achievement"]["creator"] = creator
    report = judged(sealed(document))
    assert report.outcome("achievement.authorised") is outcome
    assert report.verdict is Verdict.VALID


REFRESH = "https://university.example/refresh/1"
REFRESHED = credential(did_key(), refreshService={"id": REFRESH, "type": "1EdTechCredentialRefresh"})
REFRESHED["@context"].append("https://purl.imsglobal.org/spec/ob/v3p0/extensions.json")
NEWER = REFRESHED | {"name": "Statistics II"}
KEY = method_of(did_key())


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (jws.sign(REFRESHED, ED25519, kid=KEY), Outcome.PASSED),
        (jws.sign(NEWER, ED25519, kid=KEY) + "\n", Outcome.WARNING),
        (jws.sign(NEWER, STRANGER, kid=KEY), Outcome.NOT_CHECKED),
        (sealed(NEWER), Outcome.WARNING),
        (NEWER, Outcome.NOT_CHECKED),
        ({**sealed(NEWER), "name": "Statistics III"}, Outcome.NOT_CHECKED),
        (sealed(credential(did_key(STRANGER), name="Statistics II"), STRANGER), Outcome.NOT_CHECKED),
        ({"message": "Please log in."}, Outcome.NOT_CHECKED),
        ("<html>", Outcome.NOT_CHECKED),
    ],
)
def test_only_what_its_issuer_sealed_is_a_newer_edition(answer: Any, outcome: Outcome) -> None:
    answers = {REFRESH: page(REFRESH, answer.encode() if isinstance(answer, str) else answer)}
    for document in (sealed(REFRESHED), jws.sign(REFRESHED, ED25519, kid=KEY)):
        report = judged(document, answers)
        assert report.outcome("refresh") is outcome
        assert report.verdict is Verdict.VALID


@pytest.mark.parametrize("junk", [{}, 5, "x", {"type": ["EndorsementCredential"]}])
def test_an_endorsement_that_names_no_endorser_is_told_as_that(junk: Any) -> None:
    report = judged(jws.sign(credential(endorsement=[junk]), ED25519, kid=method_of(did_key())))
    check = next(check for check in report.checks if check.name == "endorsement[0]")
    assert (check.outcome, "names no endorser" in check.explanation) == (Outcome.NOT_CHECKED, True)


def test_an_endorser_is_told_with_what_was_proved_of_it() -> None:
    check = next(check for check in endorsed(did_key()).checks if check.name == "endorsement[0]")
    assert check.explanation == f"It is endorsed by {did_key(STRANGER)}, which calls itself “Agency”."


def test_a_newer_edition_about_somebody_else_is_none() -> None:
    subject = REFRESHED["credentialSubject"]
    other = sealed(REFRESHED | {"credentialSubject": subject | {"id": "did:example:other"}})
    report = judged(sealed(REFRESHED), {REFRESH: page(REFRESH, other)})
    assert report.outcome("refresh") is Outcome.NOT_CHECKED
