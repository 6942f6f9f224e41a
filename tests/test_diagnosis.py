"""The diagnosis: whatever a verification finds, what is wrong, who can mend it, and a letter that asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from tests.conformance.corpus import CASES, run
from tests.shared import cases, shared
from wallet import i18n
from wallet.diagnosis import Diagnosis, diagnose
from wallet.openbadges.document import Unreadable
from wallet.openbadges.findings import Findings
from wallet.openbadges.reading import read
from wallet.openbadges.report import CHECKS, Check, Outcome, Report, Verdict
from wallet.remedies import BY_SENTENCE, OTHERWISE, REMEDIES, Who
from wallet.story import Story, story
from wallet.trust.offline import verify_offline

NOW = datetime(2026, 11, 22, tzinfo=UTC)
BROKEN = "The seal is broken: it was changed since it was issued, or never genuine."
SOURCES = (Path(__file__).parents[1] / "wallet").rglob("*.py")
EVERY = [
    (name, outcome) for name in (*CHECKS, "endorsement[3]") for outcome in Outcome if outcome is not Outcome.PASSED
]
HOSTILE = [
    row["file"]
    for row in cases("attacks/manifest.jsonl")
    if row["file"].split("/")[0] in ("json", "png", "svg", "polyglot", "jws", "di", "jsonld", "did", "rdfc")
]
LEARNER = "learner@home.example"
DEGREE = {
    "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
    "id": "https://university.example/credentials/7",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": {
        "id": "https://university.example/",
        "type": ["Profile"],
        "name": "University & Sons",
        "email": "badges+wallet@university.example",
    },
    "validFrom": "2026-01-02T00:00:00Z",
    "credentialSubject": {
        "type": ["AchievementSubject"],
        "identifier": [
            {
                "type": "IdentityObject",
                "identityHash": "learner@home.example",
                "identityType": "emailAddress",
                "hashed": False,
            }
        ],
        "achievement": {"id": "urn:uuid:1", "type": ["Achievement"], "name": "Baking\r\nBcc: everybody@evil.example"},
    },
}


def found(*checks: Check) -> tuple[Check, ...]:
    """The checks of a badge that is sound but for these."""
    findings = Findings()
    named = {check.name for check in checks}
    for name in (
        "container.read",
        "seal.present",
        "seal.intact",
        "issuer.reachable",
        "issuer.key_bound",
        "issuer.known",
    ):
        if name not in named:
            findings.passed(name, "It is.")
    for check in checks:
        findings.add(check)
    return findings.checks()


def told() -> Story:
    return story(read(DEGREE))


@pytest.fixture(params=("en", "it"))
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    with i18n.speaking(request.param) as spoken:
        yield spoken


@pytest.mark.parametrize(("name", "outcome"), EVERY, ids=[f"{name} {outcome}" for name, outcome in EVERY])
def test_every_check_that_did_not_pass_says_who_can_mend_it(name: str, outcome: Outcome) -> None:
    diagnosis = diagnose(found(Check(name, outcome, "Something is odd.")), told(), NOW)
    assert [(trouble.text, bool(trouble.remedy)) for trouble in diagnosis.wrong] == [("Something is odd.", True)]
    assert diagnosis.wrong[0].who in Who


def test_the_table_of_remedies_names_checks_that_exist() -> None:
    assert REMEDIES.keys() == {*CHECKS, "endorsement"}
    assert OTHERWISE.keys() == set(Outcome)


def test_a_remedy_for_a_sentence_is_for_one_that_a_check_says() -> None:
    source = "".join(path.read_text() for path in SOURCES if path.name not in ("remedies.py", "diagnosis.py"))
    assert [sentence for sentence in BY_SENTENCE if f'"{sentence}"' not in source] == []


def test_a_clean_valid_badge_has_no_diagnosis() -> None:
    diagnosis = diagnose(found(), told(), NOW)
    assert not diagnosis
    assert diagnosis.mail is None


def test_a_badge_that_is_still_being_checked_has_none() -> None:
    assert not diagnose((), told())


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_no_real_badge_that_is_not_valid_is_left_without_a_diagnosis(case: dict[str, object]) -> None:
    try:
        report = run(case).report
    except Unreadable:
        return
    holds(report)


@pytest.mark.parametrize("name", HOSTILE)
def test_no_attack_is_left_without_a_diagnosis(name: str) -> None:
    holds(verify_offline(shared(f"attacks/{name}").read_bytes(), {}, NOW))


def holds(report: Report) -> None:
    diagnosis = diagnose(report.checks, _story(report), report.at)
    if report.verdict is not Verdict.VALID:
        assert diagnosis.wrong
        assert diagnosis.grave is (report.verdict is not Verdict.NOT_YET_VALID)
        assert diagnosis.mail is not None or not diagnosis.grave
    assert all(trouble.text and trouble.remedy for trouble in diagnosis.wrong)
    if diagnosis.mail:
        assert not {"\r", "\n"} & set(diagnosis.mail.subject)


def _story(report: Report) -> Story | None:
    try:
        return story(read(report.credential)) if report.credential else None
    except Unreadable:
        return None


def test_a_broken_badge_is_told_by_what_failed_alone() -> None:
    checks = found(
        Check("seal.intact", Outcome.FAILED, BROKEN),
        Check("status.revocation", Outcome.NOT_CHECKED, "Unknown."),
        Check("form.current", Outcome.WARNING, "Old."),
    )
    assert [trouble.text for trouble in diagnose(checks, told()).wrong] == [BROKEN]


def test_what_follows_from_an_issuer_that_is_away_is_not_said_beside_it() -> None:
    away = Check("issuer.reachable", Outcome.NOT_CHECKED, "It is away.")
    rest = ("seal.intact", "issuer.key_bound", "issuer.known", "status.revocation")
    diagnosis = diagnose(found(away, *(Check(name, Outcome.NOT_CHECKED, "Hm.") for name in rest)), told())
    assert [trouble.text for trouble in diagnosis.wrong] == ["It is away."]


def test_an_unknown_issuer_is_for_the_operator_and_asks_nobody_by_mail() -> None:
    diagnosis = diagnose(found(Check("issuer.known", Outcome.WARNING, "Unknown.")), told())
    assert [trouble.who for trouble in diagnosis.wrong] == [Who.OPERATOR]
    assert (diagnosis.grave, diagnosis.mail) == (False, None)


# -- the letter ------------------------------------------------------------------------------------------------------


def broken(**evidence: str) -> Diagnosis:
    return diagnose(found(Check("seal.intact", Outcome.FAILED, BROKEN, {}, evidence)), told(), NOW)


def test_the_letter_names_the_badge_and_what_was_found_and_nothing_of_the_learner() -> None:
    mail = broken(algorithm="Ed25519").mail
    assert mail
    assert mail.to == "badges+wallet@university.example"
    assert "https://university.example/credentials/7" in mail.body
    assert f"- {BROKEN}\n  (seal.intact: failed; algorithm: Ed25519)" in mail.body
    assert "22 November 2026" in mail.body
    assert LEARNER not in mail.body + mail.subject + mail.mailto


def test_the_letter_opens_in_a_mail_program_as_it_stands(language: str) -> None:
    mail = broken(key="did:web:a&b?c=ü #1%0d").mail
    assert mail
    link = urlsplit(mail.mailto)
    opened = parse_qs(link.query, strict_parsing=True)
    first, _, _ = mail.body.partition("\n\n-- English --")
    assert (link.scheme, link.fragment) == ("mailto", "")
    assert unquote(link.path) == mail.to
    assert opened["subject"] == [mail.subject]
    assert opened["body"] in ([mail.body.replace("\n", "\r\n")], [first.replace("\n", "\r\n")])
    assert "+" not in link.query  # a space to forms, but not to mail programs (RFC 6068 §5)


def test_a_letter_that_is_too_long_for_a_link_opens_without_its_text() -> None:
    mail = broken(**{f"evidence{number}": "é" * 200 for number in range(9)}).mail
    assert mail
    assert len(mail.body) > 1800
    assert parse_qs(urlsplit(mail.mailto).query) == {"subject": [mail.subject]}
    assert len(mail.mailto) < 2000


def test_a_title_cannot_add_a_header_to_the_letter() -> None:
    mail = broken().mail
    assert mail
    message = EmailMessage()
    message["Subject"] = mail.subject
    assert message["Bcc"] is None
    assert "Baking Bcc: everybody@evil.example" in mail.subject


def test_the_letter_is_in_the_readers_language_and_in_english() -> None:
    with i18n.speaking("it"):
        mail = broken().mail
    assert mail
    italian, _, english = mail.body.partition("-- English --")
    assert "Il sigillo è rotto" in italian
    assert BROKEN in english
    assert "-- English --" not in (broken().mail or mail).body


def test_an_address_is_said_to_be_proved_only_where_the_badge_is_genuine() -> None:
    expired = diagnose(found(Check("time.not_expired", Outcome.FAILED, "It expired.")), told()).mail
    forged = broken().mail
    assert expired
    assert forged
    assert (expired.proved, forged.proved) == (True, False)
    assert expired.subject == "Can the badge “Baking Bcc: everybody@evil.example” be renewed?"


def test_without_an_address_there_is_still_a_letter_to_copy() -> None:
    silent = replace(told(), issuer=replace(told().issuer, email=None))
    mail = diagnose(found(Check("seal.present", Outcome.FAILED, "It has none.")), silent).mail
    assert mail
    assert mail.mailto.startswith("mailto:?subject=")


def test_what_no_badge_could_be_read_from_has_a_letter_too() -> None:
    report = verify_offline(b"nonsense", {}, NOW)
    diagnosis = diagnose(report.checks, None, report.at)
    assert diagnosis.mail
    assert "container.read: failed" in diagnosis.mail.body
