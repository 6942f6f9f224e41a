"""What a mail says, and that nothing a stranger wrote reaches its headers or its HTML."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any
from uuid import uuid4

import pytest
from lxml import html as lxml_html

from tests.mail.letters import LETTERS
from tests.shared import rows
from wallet.config import Settings
from wallet.mail.message import Rendered, build, compose, render

SETTINGS = Settings(base_url="https://wallet.example", site_name="Bellariva Wallet")
READER = "gaia.rossi@studenti.example"


def rendered(name: str, locale: str = "en", settings: Settings = SETTINGS, **values: object) -> Rendered:
    return render(settings, compose(name, locale=locale, to=READER, values=LETTERS[name] | values))


def received(name: str, settings: Settings = SETTINGS, to: str = READER, **values: object) -> EmailMessage:
    """The mail as a reader's program reads it, from its bytes."""
    email = compose(name, locale="en", to=to, values=LETTERS[name] | values)
    message = message_from_bytes(build(settings, email, uuid4()).as_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def part(message: EmailMessage, kind: str) -> str:
    found = message.get_body((kind,))
    assert found
    return str(found.get_content())


@pytest.mark.parametrize("locale", ["en", "it"])
@pytest.mark.parametrize("name", LETTERS)
def test_every_mail_carries_its_link_its_wallet_and_its_reader(name: str, locale: str) -> None:
    mail = rendered(name, locale)
    for body in (mail.text, mail.html):
        assert str(LETTERS[name]["url"]) in body
        assert "Bellariva Wallet" in body
        assert "https://wallet.example" in body
        assert READER in body
    assert "\n" not in mail.subject
    assert all(len(line) <= 72 for line in mail.text.splitlines() if "https://" not in line)
    assert f'<html lang="{locale}">' in mail.html


@pytest.mark.parametrize("name", LETTERS)
def test_no_mail_fetches_anything_from_elsewhere(name: str) -> None:
    tree = lxml_html.document_fromstring(rendered(name).html)
    assert tree.xpath("//img | //link | //script | //iframe | //@src | //@background") == []
    assert "url(" not in rendered(name).html
    assert {link for link in tree.xpath("//@href")} == {LETTERS[name]["url"]}


def test_an_offer_says_who_offers_what_until_when_and_that_nothing_happens_alone() -> None:
    mail = rendered("offer")
    assert mail.subject == "Your badge from Università di Bellariva: Machine Learning for Public Health"
    for words in ("offers you this badge", "until 22 December 2026", "> well done!", "nothing happens without\nyou"):
        assert words in mail.text
    italian = rendered("offer", "it")
    assert italian.subject == "Il tuo badge da Università di Bellariva: Machine Learning for Public Health"
    assert "fino al 22 dicembre 2026" in italian.text


def test_an_offer_without_a_message_quotes_nobody() -> None:
    mail = rendered("offer", message="")
    assert "writes:" not in mail.text + mail.html
    assert "\n\n\n" not in mail.text.partition("-- \n")[0].rstrip()


@pytest.mark.parametrize(
    ("purpose", "words"),
    [("sign_in", "Type this code to sign in."), ("add_address", "Type this code to add the address to your wallet.")],
)
def test_a_code_says_what_it_is_for_and_how_long_it_works(purpose: str, words: str) -> None:
    mail = rendered("code", purpose=purpose)
    assert mail.subject == "123 456 is your code for Bellariva Wallet"
    assert words in mail.text
    assert "    123 456\n" in mail.text
    assert "It works once, for 15 minutes." in mail.text
    assert "It works once, for 1 minute." in rendered("code", minutes=1).text


def test_an_attachment_is_said_to_be_hidden() -> None:
    text = rendered("attachment").text
    assert text.startswith("Your Diploma Supplement is here.")
    assert "Nobody else sees it until you make it visible." in text
    assert "replaces" not in text
    assert "This new one is hidden" in rendered("attachment", was_visible=True).text
    assert "has sent them for your badge" in rendered("attachment", several=True).text


@pytest.mark.parametrize(
    ("news", "subject", "advice"),
    [
        ("revoked", "Your badge was withdrawn: Machine", "a letter ready"),
        ("suspended", "Your badge was suspended: Machine", "a letter ready"),
        ("expired", "Your badge has expired: Machine", "a letter ready"),
        ("valid", "Your badge is in force again: Machine", "There is nothing to do."),
    ],
)
def test_news_of_a_badge_say_what_happened_and_what_can_be_done(news: str, subject: str, advice: str) -> None:
    mail = rendered("badge_news", news=news, said="")
    assert mail.subject.startswith(subject)
    for body in (mail.text, mail.html):
        assert "Machine Learning" in body
        assert advice in " ".join(body.split())
    assert "\n\n\n" not in mail.text.partition("-- \n")[0].rstrip()


def test_a_mail_in_no_known_language_is_written_in_english() -> None:
    assert rendered("code", "") == rendered("code", "tlh") == rendered("code", "en")


def test_a_mail_has_the_headers_of_one_that_a_machine_sent() -> None:
    email = compose("code", locale="it", to=READER, values=LETTERS["code"])
    first, again = (build(SETTINGS, email, "1b4e28ba") for _ in range(2))
    assert first["Message-ID"] == again["Message-ID"] == "<1b4e28ba@wallet.example>"
    assert first["From"] == "Bellariva Wallet <wallet@wallet.example>"
    assert first["To"] == READER
    assert first["Auto-Submitted"] == "auto-generated"
    assert first["Content-Language"] == "it"
    assert first["Date"].datetime.tzinfo
    assert [p.get_content_type() for p in first.iter_parts()] == ["text/plain", "text/html"]
    assert max(map(len, first.as_bytes().split(b"\r\n"))) <= 998  # RFC 5322 §2.1.1


@pytest.mark.parametrize(
    ("mail_from", "sender"),
    [
        ("badges@example.edu", "Bellariva Wallet <badges@example.edu>"),
        ("Badges of Bellariva <badges@example.edu>", "Badges of Bellariva <badges@example.edu>"),
        ('"Bellariva, Università" <badges@bücher.example>', '"Bellariva, Università" <badges@xn--bcher-kva.example>'),
    ],
)
def test_the_operator_says_who_sends(mail_from: str, sender: str) -> None:
    settings = Settings(base_url="https://wallet.example", site_name="Bellariva Wallet", mail_from=mail_from)
    assert received("code", settings)["From"] == sender


def test_an_international_address_is_written_to() -> None:
    assert received("code", to="gaia@bücher.example")["To"] == "gaia@xn--bcher-kva.example"


VALUES = {"badge_name": ("offer", "title"), "issuer_name": ("offer", "issuer"), "recipient_name": ("offer", "title")}
HEADERS = set(received("offer").keys())


def hostile() -> list[dict[str, Any]]:
    return rows("attacks/mail/header_values.open.jsonl")


def test_no_value_adds_a_header_or_a_body() -> None:
    for row in hostile():
        letter, field = VALUES[row["field"]]
        for message in (received(letter, **{field: row["text"]}), received("attachment", title=row["text"])):
            assert set(message.keys()) == HEADERS, row["id"]
            assert message.get_all("To") == [READER]
            assert len(list(message.iter_parts())) == 2
            subject = str(message["Subject"])
            assert subject.isprintable()
            assert len(subject) <= 200


def test_the_wallets_own_name_adds_no_header_either() -> None:
    for row in hostile():
        settings = Settings(base_url="https://wallet.example", site_name=row["text"][:300])
        message = received("code", settings)
        assert set(message.keys()) == HEADERS
        assert message["From"].addresses[0].addr_spec == "wallet@wallet.example"


def test_markup_in_values_is_shown_as_it_was_written() -> None:
    evil = '</p><img src="https://x.example/p.gif"><script>alert(1)</script>'
    message = received("offer", title=evil, issuer=evil, message=evil)
    tree = lxml_html.document_fromstring(part(message, "html"))
    assert tree.xpath("//img | //script") == []
    assert tree.xpath("string(//h1)") == evil
    assert part(message, "plain").startswith(evil.split()[0])


def test_what_turns_the_direction_of_writing_is_taken_out() -> None:
    mail = rendered("offer", issuer="Univer\u202eytis\u2066", message="a\u202eb\nc\x1b[31m")
    assert not set("\u202e\u2066\x1b") & set(mail.subject + mail.text + mail.html)


@pytest.mark.parametrize(
    ("accent", "colours"),
    [
        ("", "background: #14532d; color: #ffffff"),
        ("#FFD500", "background: #FFD500; color: #000000"),
        ("red; } body { display: none", "background: #14532d; color: #ffffff"),
    ],
)
def test_the_button_has_the_operators_colour_and_stays_legible(accent: str, colours: str) -> None:
    assert colours in rendered("code", settings=Settings(accent=accent)).html
