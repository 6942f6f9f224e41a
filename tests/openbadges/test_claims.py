"""What a token claims of itself agrees with the credential in it, and is kept with it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from tests.openbadges.university import ED25519, credential, did_key, judged, method_of
from wallet.openbadges import jws
from wallet.openbadges.reading import read
from wallet.openbadges.report import Outcome, Report, Verdict

V1 = {
    "@context": [
        "https://www.w3.org/2018/credentials/v1",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ],
    "issuanceDate": "2026-01-01T00:00:00Z",
    "validFrom": None,
}
TOMORROW = datetime.fromisoformat("2026-11-23T00:00:00+00:00")
LEARNER = "did:example:learner"
OTHER = {"id": "did:example:other", "type": ["AchievementSubject"]}


def told(document: dict[str, Any], **claims: Any) -> Report:
    return judged(jws.sign(document | claims, ED25519, kid=method_of(did_key())))


def warning(report: Report) -> str:
    return next((check.explanation for check in report.checks if check.name == "form.current"), "")


@pytest.mark.parametrize(("version", "member"), [({}, "validUntil"), (V1, "expirationDate")])
def test_when_a_token_ends_is_kept_with_its_credential(version: dict[str, Any], member: str) -> None:
    report = told(credential(**version), exp=int(TOMORROW.timestamp()))
    assert report.verdict is Verdict.VALID
    assert report.credential[member] == "2026-11-23T00:00:00Z"
    assert read(report.credential).valid_until == TOMORROW


def test_when_a_token_begins_is_kept_with_its_credential() -> None:
    report = told(credential(validFrom=None), nbf=int(TOMORROW.timestamp()))
    assert report.verdict is Verdict.NOT_YET_VALID
    assert read(report.credential).valid_from == TOMORROW


def test_of_two_times_the_shorter_counts_and_the_contradiction_is_told() -> None:
    far, near = "2030-01-01T00:00:00Z", TOMORROW.isoformat()
    for said, claimed in ((far, near), (near, far)):
        report = told(credential(validUntil=said), exp=datetime.fromisoformat(claimed).timestamp())
        assert read(report.credential).valid_until == TOMORROW
        assert "“validUntil”" in warning(report)
    late = told(credential(), nbf=datetime.fromisoformat("2026-02-01T00:00:00Z").timestamp())
    assert read(late.credential).valid_from == datetime.fromisoformat("2026-02-01T00:00:00Z")
    assert "“validFrom”" in warning(late)


def test_a_token_rounds_its_dates_to_seconds() -> None:
    start = "2026-01-01T00:00:00.750Z"
    report = told(credential(validFrom=start), nbf=int(datetime.fromisoformat(start).timestamp()))
    assert report.credential["validFrom"] == start
    assert warning(report) == ""


@pytest.mark.parametrize("sub", [OTHER["id"], OTHER, {"id": 5}, 5])
@pytest.mark.parametrize("many", [False, True])
def test_a_token_about_somebody_else_contradicts_its_credential(sub: object, many: bool) -> None:
    subject = credential()["credentialSubject"]
    report = told(credential(credentialSubject=[subject] if many else subject), sub=sub)
    assert report.verdict is Verdict.INVALID
    assert report.outcome("format.structure") is Outcome.FAILED


@pytest.mark.parametrize("sub", [LEARNER, {"id": LEARNER}, {}, {"name": "Anna"}])
def test_a_token_about_a_subject_of_its_credential_agrees_with_it(sub: object) -> None:
    subject = credential()["credentialSubject"]
    for subjects in (subject, [subject], [subject, OTHER]):
        assert told(credential(credentialSubject=subjects), sub=sub).verdict is Verdict.VALID
    assert told(credential(credentialSubject=[OTHER, OTHER]), sub=LEARNER).verdict is Verdict.INVALID


def test_whom_a_token_names_is_kept_with_its_credential() -> None:
    nameless = {name: value for name, value in credential()["credentialSubject"].items() if name != "id"}
    for subjects in (nameless, [nameless]):
        assert read(told(credential(credentialSubject=subjects), sub=LEARNER).credential).recipient.value == LEARNER


@pytest.mark.parametrize(
    ("audience", "said"),
    [(LEARNER, ""), ([LEARNER], ""), (None, ""), ("https://x.example", "x.example"), ([LEARNER, "y"], "shown to y.")],
)
def test_for_whom_else_a_token_was_made_is_told(audience: object, said: str) -> None:
    report = told(credential(), aud=audience)
    assert report.verdict is Verdict.VALID
    assert said in warning(report)
    assert bool(said) is bool(warning(report))
