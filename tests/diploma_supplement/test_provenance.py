"""Where a document comes from: sent or added, sealed or not, and of a seal three statements that are never one."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from wallet.diploma_supplement.provenance import lines
from wallet.diploma_supplement.seals.remarks import EXPIRED, FOREIGN_TIMESTAMP
from wallet.models import Source
from wallet.supplement import Intact, Sealing
from wallet.verdicts import verdict

WHEN = datetime(2026, 3, 4, tzinfo=UTC)
SEAL = Sealing("PAdES", Intact.YES, "Ada Rossi", "University of Pontelume", signed_at="2025-05-06T07:08:09Z")


def said(*seals: Sealing, source: Source = Source.ISSUER, issuer: str = "Pontelume") -> dict[str, str]:
    """The lines, each with its mark."""
    return {line.text: line.mark for line in lines(seals, source.value, issuer, WHEN)}


def test_who_sent_it_and_when_comes_first() -> None:
    first = next(iter(said()))
    assert "Pontelume" in first
    assert "4 March 2026" in first


def test_what_its_holder_added_is_said_to_be_unconfirmed() -> None:
    found = said(source=Source.HOLDER)
    assert found["Added by the badge’s holder on 4 March 2026; the issuer has not confirmed it."] == "warning"
    assert not any("Pontelume" in line for line in found)


def test_a_document_without_a_seal_says_so() -> None:
    assert said()["It carries no electronic seal of its own."] == "not_checked"


def test_intact_signed_by_and_trusted_are_three_statements() -> None:
    marks = [mark for text, mark in said(SEAL).items() if "timestamp" not in text][1:4]
    assert marks == ["passed", "not_checked", "warning"]
    trusted = said(replace(SEAL, trusted=True))
    assert "warning" not in trusted.values()
    assert any(text.startswith("This wallet trusts") for text in trusted)


@pytest.mark.parametrize("intact", [Intact.NO, Intact.UNCHECKED], ids=str)
def test_a_name_is_never_a_fact_where_the_seal_does_not_hold(intact: Intact) -> None:
    found = said(replace(SEAL, intact=intact, trusted=True, proved_time=True))
    assert [mark for text, mark in found.items() if "Ada Rossi" in text] == ["not_checked"]
    assert not any("trusts" in text for text in found)
    assert list(found.values()).count("passed") == 1  # that it was sent


def test_a_time_is_a_fact_only_by_a_trusted_timestamp() -> None:
    assert said(SEAL)["Sealed on 6 May 2025, as its signer says; nothing proves the time."] == "not_checked"
    proved = said(replace(SEAL, proved_time=True))
    assert proved["Sealed by 6 May 2025 at the latest: a trusted timestamp proves it."] == "passed"


def test_an_expired_certificate_and_remarks_are_said() -> None:
    found = said(replace(SEAL, expires="2025-09-01", signed_at="", remarks=("The seal uses SHA-1.",)))
    assert found["The certificate of the seal expired on 1 September 2025."] == "warning"
    assert found["The seal uses SHA-1."] == "warning"
    assert not any("expired" in text for text in said(replace(SEAL, expires="2999-09-01")))


def test_what_follows_from_one_expired_certificate_is_one_sentence() -> None:
    found = said(replace(SEAL, expires="2025-09-01", remarks=(FOREIGN_TIMESTAMP, EXPIRED)))
    (told,) = (text for text in found if "1 September 2025" in text or "timestamp" in text)
    assert told.startswith("Sealed on 6 May 2025, as its signer says; nothing proves the time")
    assert found[told] == "warning"
    proved = said(replace(SEAL, expires="2025-09-01", proved_time=True))
    assert [mark for text, mark in proved.items() if "1 September 2025" in text] == ["passed"]


@pytest.mark.parametrize(
    ("seals", "source", "mark", "words"),
    [
        ((SEAL, replace(SEAL, intact=Intact.NO)), Source.ISSUER, "invalid", "broken: do not rely on it"),
        ((replace(SEAL, intact=Intact.NO),), Source.HOLDER, "invalid", "broken: do not rely on it"),
        ((replace(SEAL, trusted=True),), Source.HOLDER, "valid", "whom this wallet trusts"),
        ((SEAL, replace(SEAL, trusted=True)), Source.ISSUER, "valid", "whom this wallet trusts"),
        ((SEAL,), Source.HOLDER, "unproved_issuer", "Uploaded by the holder"),
        ((), Source.HOLDER, "unproved_issuer", "Uploaded by the holder"),
        ((SEAL,), Source.ISSUER, "unknown_issuer", "who is not known to this wallet"),
        ((Sealing("PAdES", Intact.YES),), Source.ISSUER, "unknown_issuer", "whom the seal does not name"),
        ((Sealing("PAdES", Intact.UNCHECKED),), Source.ISSUER, "unverifiable", "could not be checked"),
        (
            (replace(SEAL, trusted=True), Sealing("PAdES", Intact.UNCHECKED)),
            Source.ISSUER,
            "unverifiable",
            "could not be checked",
        ),
        ((), Source.ISSUER, "unsealed", "Sent by the issuer; it carries no seal"),
    ],
    ids=[
        "one-broken",
        "broken-holders",
        "trusted-holders",
        "one-trusted",
        "unknown-holders",
        "unsealed-holders",
        "unknown",
        "nameless",
        "unchecked",
        "trusted-and-unchecked",
        "unsealed",
    ],
)
def test_one_verdict_says_what_to_make_of_it(seals: tuple[Sealing, ...], source: Source, mark: str, words: str) -> None:
    found = verdict(seals, source.value, "Pontelume")
    assert found.mark == mark
    assert words in found.text
    assert "PAdES" not in found.text


def test_nobody_is_called_the_issuer_of_a_badge_that_proves_none() -> None:
    assert verdict((), Source.ISSUER.value, "").text == "Sent by who offered the badge; it carries no seal"


def test_a_time_that_is_none_is_said_as_it_is() -> None:
    assert any("yesterday" in text for text in said(replace(SEAL, signed_at="yesterday", expires="never")))
