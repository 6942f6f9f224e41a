"""Where a document comes from: sent or added, sealed or not, and of a seal three statements that are never one."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from wallet.diploma_supplement.provenance import lines
from wallet.models import Source
from wallet.supplement import Intact, Sealing

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
    found = said(replace(SEAL, expires="2025-09-01", remarks=("The seal uses SHA-1.",)))
    assert found["The certificate of the seal expired on 1 September 2025."] == "warning"
    assert found["The seal uses SHA-1."] == "warning"
    assert not any("expired" in text for text in said(replace(SEAL, expires="2999-09-01")))


def test_a_time_that_is_none_is_said_as_it_is() -> None:
    assert any("yesterday" in text for text in said(replace(SEAL, signed_at="yesterday", expires="never")))
