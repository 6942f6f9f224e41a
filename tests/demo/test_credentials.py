"""The demo's credentials are real: signed by its keys, published at its addresses, telling all a university tells."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from babel import Locale

from wallet.demo import art, credentials, keys
from wallet.demo.content import COURSE, DEGREE, HOST, LEARNER, MICRO_CREDENTIAL, UNIVERSITY, Award
from wallet.demo.transcript import SECTIONS
from wallet.openbadges import baking, jws, proofs
from wallet.openbadges.dids import document_url
from wallet.openbadges.keys import from_jwk, from_multikey
from wallet.openbadges.reading import read
from wallet.openbadges.report import Outcome, Report, Verdict
from wallet.openbadges.verify import verify

KEYS = keys.new()
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LANGUAGES = credentials.LANGUAGES
AWARDS = {"degree": DEGREE, "course": COURSE, "micro-credential": MICRO_CREDENTIAL}


@pytest.fixture(scope="module")
def published() -> dict[str, Any]:
    return dict(credentials.documents(KEYS, LEARNER))


def made(name: str, language: str) -> bytes:
    if name == "course":
        return credentials.course(LEARNER, language)
    make = credentials.degree if name == "degree" else credentials.micro_credential
    return make(KEYS, LEARNER, language)


def judged(document: bytes, published: dict[str, Any], **asked: Any) -> Report:
    report = verify(document, published, NOW, **asked)
    assert isinstance(report, Report), f"more than the university publishes is wanted: {report}"
    return report


def known(issuer: str) -> str | None:
    return UNIVERSITY["en"].name if HOST in issuer else None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", AWARDS)
def test_each_is_valid_with_what_its_university_publishes(name: str, language: str, published: dict[str, Any]) -> None:
    report = judged(made(name, language), published, recipients=[LEARNER.email], known=known)
    assert report.verdict is Verdict.VALID, [(one.name, one.explanation) for one in report.checks]
    assert report.outcome("recipient.match") is Outcome.PASSED
    assert report.outcome("issuer.known") is Outcome.PASSED
    assert not [one.name for one in report.checks if one.outcome is not Outcome.PASSED]


@pytest.mark.parametrize("name", AWARDS)
def test_none_was_awarded_to_somebody_else(name: str, published: dict[str, Any]) -> None:
    report = judged(made(name, "en"), published, recipients=["someone.else@example.org"])
    assert report.outcome("recipient.match") is Outcome.FAILED


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", AWARDS)
def test_each_tells_all_that_a_university_tells(name: str, language: str, published: dict[str, Any]) -> None:
    award: Award = AWARDS[name][language]
    told = read(judged(made(name, language), published).credential, language)
    achievement = told.achievement
    assert (told.title, achievement.course, achievement.language) == (award.name, award.course, award.taught)
    assert achievement.learning_outcomes == award.outcomes
    assert achievement.eqf_level == str(award.level)
    assert achievement.workload_hours == award.hours
    assert achievement.credits.split()[0] == str(award.credits)
    assert award.field.code in achievement.fields[0]
    assert achievement.criteria == award.assessment
    assert achievement.description == award.description
    assert achievement.tags == award.tags
    assert told.issued == award.awarded
    assert told.recipient_name == LEARNER.name
    assert (told.issuer.name, told.issuer.description) == (UNIVERSITY[language].name, UNIVERSITY[language].description)
    assert (told.evidence[0].name, told.evidence[0].narrative) == (award.work.name, award.work.story)
    assert not told.evidence[0].url, "a page would offer a link that leads nowhere"
    assert achievement.image.url in published


@pytest.mark.parametrize(("name", "mark"), [("degree", "108/110"), ("micro-credential", "29/30")])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mark_says_out_of_how_many(name: str, mark: str, language: str, published: dict[str, Any]) -> None:
    told = read(judged(made(name, language), published).credential, language)
    assert [(result.name, result.value) for result in told.results] == [(AWARDS[name][language].mark.name, mark)]


def test_the_degree_and_its_supplement_agree() -> None:
    entries = {entry.number: entry.words for section in SECTIONS for entry in section.entries}
    for award in DEGREE.values():
        assert entries["2.5"].startswith(str(Locale(award.taught).get_display_name("en")))
        assert entries["4.5"].startswith(award.mark.value)
        assert award.field.code in entries["2.2"]
        assert f"{award.credits} ECTS credits" in entries["3.2"]
    assert entries["2.1"].startswith(DEGREE["it"].name)
    assert entries["2.3"].startswith(UNIVERSITY["it"].name)


def test_the_degree_is_sealed_over_its_whole_content_by_the_published_key(published: dict[str, Any]) -> None:
    document = json.loads(made("degree", "it"))
    did = json.loads(published[document_url(credentials.DID)].body)
    key = from_multikey(did["verificationMethod"][0]["publicKeyMultibase"])
    assert proofs.verifies(proofs.Sealed(document), document["proof"], key)
    document["credentialSubject"]["achievement"]["creditsAvailable"] = 180
    assert not proofs.verifies(proofs.Sealed(document), document["proof"], key)


def test_the_micro_credential_is_a_picture_with_a_signed_token_in_it(published: dict[str, Any]) -> None:
    picture = made("micro-credential", "en")
    token = jws.parse(baking.unbake(picture))
    did = json.loads(published[document_url(credentials.DID)].body)
    method = next(one for one in did["verificationMethod"] if one["id"] == token.header["kid"])
    assert jws.verify_with(token, from_jwk(method["publicKeyJwk"]))
    assert picture.startswith(art.micro_credential()[:33])


def test_other_keys_make_other_seals(published: dict[str, Any]) -> None:
    forged = orjson.dumps(
        proofs.sign(credentials.credential(DEGREE["en"], LEARNER), keys.new().seal, credentials.SEAL, NOW)
    )
    assert judged(forged, published).verdict is Verdict.INVALID


def test_everything_published_lies_under_the_imaginary_domain_and_knows_its_address(published: dict[str, Any]) -> None:
    assert HOST.endswith(".example")
    for url, answer in published.items():
        assert url.startswith(f"https://{HOST}/")
        assert answer.status == 200
        if answer.media_type == "image/png":
            assert answer.body.startswith(b"\x89PNG")
        else:
            assert json.loads(answer.body)["id"] in (url, credentials.DID)


def test_no_credential_names_the_address_in_clear(published: dict[str, Any]) -> None:
    made_all = [made("degree", "en"), made("course", "en"), baking.unbake(made("micro-credential", "en")).encode()]
    for content in (*made_all, *(answer.body for answer in published.values())):
        assert LEARNER.email.encode() not in content


def test_another_learner_gets_another_credential() -> None:
    other = replace(LEARNER, given="Luca", email="luca@studenti.pontelume.example")
    assert credentials.course(other, "en") != credentials.course(LEARNER, "en")
    assert json.loads(credentials.course(other, "en"))["id"] != json.loads(credentials.course(LEARNER, "en"))["id"]


def test_keys_are_kept_as_text_and_read_again(published: dict[str, Any]) -> None:
    again = keys.from_pem(keys.to_pem(KEYS))
    assert dict(credentials.documents(again, LEARNER)) == published
    assert credentials.degree(again, LEARNER, "en") == made("degree", "en")


def test_awards_lie_in_the_past_and_work_fits_credits() -> None:
    for award in (award for pair in AWARDS.values() for award in pair.values()):
        assert award.awarded < NOW - timedelta(days=30)
        assert 25 <= award.hours / award.credits <= 30  # ECTS: a credit is 25 to 30 hours of work
        assert len(award.outcomes) >= 4
