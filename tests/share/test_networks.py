"""The links to networks carry what was shared, unharmed by their escaping."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from wallet.errors import Refused
from wallet.share.networks import WAYS, Shared, email, linkedin_profile, links, mastodon

TITLE = "R&D + AI: l'innovazione #1"
SHARED = Shared(
    url="https://wallet.example/b/a?x=1&y=2#è",
    title=TITLE,
    text="Un badge di Università degli Studi, “aperto” & verificabile",
    image="https://wallet.example/b/a/card-0f.png",
    issuer="Università & Co.",
    issued=datetime(2026, 1, 1, 0, 30, tzinfo=timezone(timedelta(hours=2))),
    expires=date(2029, 11, 30),
    identifier="urn:uuid:1#2",
)


def fields(url: str) -> dict[str, str]:
    return {name: value for name, (value,) in parse_qs(urlsplit(url).query, strict_parsing=True).items()}


def test_the_form_of_linkedin_is_filled_with_the_utc_month() -> None:
    assert fields(linkedin_profile(SHARED)) == {
        "startTask": "CERTIFICATION_NAME",
        "name": TITLE,
        "organizationName": "Università & Co.",
        "issueYear": "2025",
        "issueMonth": "12",
        "expirationYear": "2029",
        "expirationMonth": "11",
        "certUrl": SHARED.url,
        "certId": "urn:uuid:1#2",
    }


def test_a_badge_without_end_or_date_says_nothing_of_them_to_linkedin() -> None:
    asked = fields(linkedin_profile(replace(SHARED, issued=None, expires=None)))
    assert not {"issueYear", "issueMonth", "expirationYear", "expirationMonth"} & set(asked)


def test_an_issuer_that_linkedin_knows_goes_by_its_number_alone() -> None:
    asked = fields(linkedin_profile(replace(SHARED, organization_id="1337")))
    assert asked["organizationId"] == "1337"
    assert "organizationName" not in asked


@pytest.mark.parametrize("name", [name for name, _, _ in WAYS])
def test_every_link_leads_back_to_the_page_unchanged(name: str) -> None:
    link = next(link for link in links(SHARED) if link.name == name)
    asked = fields(link.url)
    assert any(value == SHARED.url or value.endswith(SHARED.url) for value in asked.values())
    assert " " not in link.url
    assert "+" not in link.url


@pytest.mark.parametrize("name", ["linkedin-profile", "x", "whatsapp", "telegram", "bluesky", "threads", "reddit"])
def test_a_title_full_of_signs_arrives_as_it_was(name: str) -> None:
    link = next(link for link in links(SHARED) if link.name == name)
    assert any(value == TITLE or value == f"{TITLE} {SHARED.url}" for value in fields(link.url).values())


@pytest.mark.parametrize("name", ["pinterest", "teams", "email"])
def test_pins_chats_and_letters_carry_the_title(name: str) -> None:
    link = next(link for link in links(SHARED) if link.name == name)
    assert TITLE in fields(link.url).values()


def test_a_pin_shows_the_card() -> None:
    link = next(link for link in links(SHARED) if link.name == "pinterest")
    assert fields(link.url)["media"] == SHARED.image


def test_a_letter_ends_its_lines_as_mail_does_and_cannot_add_a_header() -> None:
    url = email(replace(SHARED, title="Hello\r\nBcc: everyone@example.org"))
    assert url.startswith("mailto:?subject=Hello%0D%0ABcc%3A%20everyone%40example.org&body=")
    assert unquote(url).endswith(f"\r\n\r\n{SHARED.url}")


def test_mastodon_is_asked_on_the_viewers_own_server() -> None:
    url = mastodon(SHARED, " https://Mastodon.Social/ ")
    assert url.startswith("https://mastodon.social/share?text=")
    assert fields(url) == {"text": f"{TITLE} {SHARED.url}"}
    assert mastodon(SHARED, "@anna@müller.example").startswith("https://xn--mller-kva.example/share?")


@pytest.mark.parametrize("instance", ["", "localhost", "a.example/x", "a.example:80", "javascript:alert(1)//.", "a..b"])
def test_what_is_no_server_is_refused(instance: str) -> None:
    with pytest.raises(Refused):
        mastodon(SHARED, instance)


@pytest.mark.parametrize("name", ["x", "bluesky"])
def test_a_title_that_is_too_long_for_a_post_is_cut_and_the_link_is_not(name: str) -> None:
    link = next(link for link in links(replace(SHARED, title="parola " * 100)) if link.name == name)
    asked = fields(link.url)
    assert len(asked["text"]) <= 300
    assert SHARED.url in asked.get("url", asked["text"])


def test_names_and_labels_are_each_used_once() -> None:
    names, labels = {name for name, _, _ in WAYS}, {label for _, label, _ in WAYS}
    assert len(names) == len(labels) == len(WAYS) == len(links(SHARED))
