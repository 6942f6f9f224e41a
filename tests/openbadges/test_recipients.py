from __future__ import annotations

from hashlib import md5
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.openbadges.issuing import ANNA, hashed
from wallet.openbadges.recipients import Identity, Match, identities, identity_of, match

JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def fits(recipient: Any, *mine: str) -> Match:
    return match(identity_of(recipient), mine)


def recipient(identity: Any, *, salted: bool = False, **more: Any) -> dict[str, Any]:
    salt = {"salt": "s"} if salted else {}
    return {"type": "email", "hashed": "$" in str(identity), "identity": identity, **salt, **more}


def test_an_address_is_met_in_clear_and_hashed_among_several() -> None:
    for given_recipient in (recipient(ANNA), recipient(hashed(ANNA, "")), recipient(hashed(ANNA, "s"), salted=True)):
        assert fits(given_recipient, "bob@x.example", ANNA) is Match.MATCH
        assert fits(given_recipient, "bob@x.example") is Match.NO_MATCH
        assert fits(given_recipient) is Match.NO_MATCH


def test_a_hash_is_met_as_typed_and_in_lower_case() -> None:
    assert fits(recipient(hashed("Anna@Learner.example", "")), "Anna@Learner.example") is Match.MATCH
    assert fits(recipient(hashed("anna@learner.example", "")), "Anna@Learner.example") is Match.MATCH
    assert fits(recipient(hashed(ANNA, "").upper().replace("SHA256", "sha256")), ANNA) is Match.MATCH


def test_md5_is_met_and_called_weak() -> None:
    digest = "md5$" + md5(ANNA.encode(), usedforsecurity=False).hexdigest()
    assert fits(recipient(digest), ANNA) is Match.WEAK


def test_a_url_or_did_is_met_only_by_itself() -> None:
    page = {"type": "url", "hashed": False, "identity": "https://anna.example/"}
    assert fits(page, "https://anna.example/") is Match.MATCH
    assert fits(page, "https://Anna.example/") is Match.NO_MATCH
    named = {"identityType": "name", "hashed": False, "identityHash": ANNA}
    assert fits(named, ANNA) is Match.NO_MATCH


@pytest.mark.parametrize(
    ("written", "mine"),
    [
        ("\N{KELVIN SIGN}ate@x.example", "kate@x.example"),
        ("\N{LATIN SMALL LETTER LONG S}ue@x.example", "sue@x.example"),
        ("strasse@x.example", "stra\N{LATIN SMALL LETTER SHARP S}e@x.example"),
        ("\N{LATIN SMALL LIGATURE FI}@x.example", "fi@x.example"),
        ("\N{LATIN CAPITAL LETTER I WITH DOT ABOVE}da@x.example", "ida@x.example"),
    ],
)
def test_a_sign_that_resembles_a_letter_names_somebody_else(written: str, mine: str) -> None:
    assert fits(recipient(written), mine) is Match.NO_MATCH
    assert fits(recipient(hashed(mine, "")), written) is Match.NO_MATCH


def test_capitals_of_any_script_may_differ() -> None:
    for capital, small in (("ANNA@X.EXAMPLE", "anna@x.example"), ("ИВАН@x.example", "иван@x.example")):
        assert fits(recipient(capital), small) is fits(recipient(small), capital) is Match.CASEFOLD


@pytest.mark.parametrize("salt", [0, False, [], {}, 1, ["s"]])
def test_a_salt_that_is_no_text_is_no_salt_and_no_other_can_be_meant(salt: Any) -> None:
    assert fits(recipient(hashed(ANNA, ""), salt=salt), ANNA) is Match.UNREADABLE


def test_half_a_character_as_salt_is_salt_of_nobody() -> None:
    assert fits(recipient(hashed(ANNA, ""), salt="\ud800"), ANNA) is Match.NO_MATCH
    assert fits(recipient(hashed(ANNA, ""), salt=None), ANNA) is Match.MATCH


@given(JSON)
def test_whatever_stands_as_recipient_is_read_or_refused(value: Any) -> None:
    identity = identity_of(value)
    assert identity is None or identity.value.strip()
    assert match(identity, [ANNA]) in Match


@given(st.dictionaries(st.sampled_from(["type", "hashed", "identity", "salt", "identityType", "identityHash"]), JSON))
def test_a_recipient_of_odd_values_is_nobody_s(value: dict[str, Any]) -> None:
    if ANNA not in str(value):
        assert fits(value, ANNA) in (Match.NO_MATCH, Match.UNREADABLE)


def test_every_way_in_which_a_credential_names_its_learner_is_found() -> None:
    subject = {
        "id": f"mailto:{ANNA}",
        "email": "anna@work.example",
        "identifier": [
            {"identityType": "emailAddress", "hashed": True, "identityHash": hashed(ANNA, "s"), "salt": "s"}
        ],
    }
    found = identities({"credentialSubject": [subject, {"id": "did:example:anna"}]})
    assert found == [
        Identity("emailAddress", hashed(ANNA, "s"), True, "s"),
        Identity("email", ANNA),
        Identity("email", "anna@work.example"),
        Identity("id", "did:example:anna"),
    ]


@pytest.mark.parametrize("odd", [None, 5, [], {}, "x", [[]], [{"identifier": 5}]])
def test_a_subject_of_odd_values_names_nobody(odd: Any) -> None:
    assert [one for one in identities({"credentialSubject": odd}) if one is not None] == []
