"""The links to networks carry what was shared, unharmed by their escaping."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from wallet.errors import Refused
from wallet.share.networks import WAYS, Shared, email, linkedin_profile, links, mastodon

FILLED = [name for name, _, _ in WAYS if name != "mastodon"]  # which asks for the server first

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


@pytest.mark.parametrize("name", FILLED)
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
    assert url.startswith("mailto:?subject=Hello%20Bcc%3A%20everyone%40example.org&body=")
    assert unquote(url).endswith(f"\r\n\r\n{SHARED.url}")


def test_mastodon_is_asked_on_the_viewers_own_server() -> None:
    url = mastodon(SHARED, " https://Mastodon.Social/ ")
    assert url.startswith("https://mastodon.social/share?text=")
    assert fields(url) == {"text": f"{TITLE} {SHARED.url}"}
    assert mastodon(SHARED, "@anna@müller.example").startswith("https://xn--mller-kva.example/share?")
    assert mastodon(SHARED, "http://social.example/@anna").startswith("https://social.example/share?")


@pytest.mark.parametrize(
    "instance",
    [
        "",
        "localhost",
        "a.example/x",
        "a.example:80",
        "a.example?x",
        "a.example#x",
        "javascript:alert(1)//.",
        "ftp://a.example",
        "a..b",
        "127.0.0.1",
        "127.0.0.0x1",
        "1.0x7f",
        "127。0。0。1",
        "[::1]",
        "a.example\\@b.example/x",
    ],
)
def test_what_is_no_server_is_refused(instance: str) -> None:
    with pytest.raises(Refused):
        mastodon(SHARED, instance)


@pytest.mark.parametrize(
    ("name", "field", "most"),
    [("x", "text", 256), ("bluesky", "text", 300), ("threads", "text", 500), ("reddit", "title", 300)]
    + [("pinterest", "description", 500)],
)
def test_a_title_that_is_too_long_for_a_post_is_cut_and_the_link_is_not(name: str, field: str, most: int) -> None:
    link = next(link for link in links(replace(SHARED, title="parola " * 100)) if link.name == name)
    asked = fields(link.url)
    assert most - 10 < len(asked[field]) <= most
    assert "…" in asked[field]
    assert SHARED.url in asked.get("url", asked[field])


def test_x_counts_signs_of_other_scripts_twice() -> None:
    assert len(on_x("微" * 300)) == 128
    assert on_x("微" * 128) == "微" * 128
    assert len(on_x("é" * 300)) == 255


def on_x(title: str) -> str:
    """A title as it arrives on X."""
    return fields(next(link for link in links(replace(SHARED, title=title)) if link.name == "x").url)["text"]


def test_a_post_on_mastodon_keeps_the_link_of_a_long_title() -> None:
    text = fields(mastodon(replace(SHARED, title="parola " * 100), "mastodon.social"))["text"]
    assert text.endswith(f"… {SHARED.url}")
    assert len(text) - len(SHARED.url) + 23 <= 500


def test_names_and_labels_are_each_used_once() -> None:
    names, labels = {name for name, _, _ in WAYS}, {label for _, label, _ in WAYS}
    assert len(names) == len(labels) == len(WAYS) == len(links(SHARED))
