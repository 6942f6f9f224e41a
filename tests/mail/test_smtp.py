"""Mails reach a real server, or wait for it: nothing is lost and nothing is sent as another mail."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from mailbox import Maildir
from pathlib import Path
from typing import Any

import pytest

from tests.mail.letters import LETTERS
from tests.mail.server import Post, certificate, serving
from wallet.config import Misconfigured, Settings
from wallet.errors import Unavailable
from wallet.jobs import JobInfo, Permanent, put, run_due
from wallet.mail.message import build, compose
from wallet.mail.smtp import Mailer, Server, read_server
from wallet.models import Job

pytestmark = pytest.mark.anyio

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SETTINGS = Settings(base_url="https://wallet.example", site_name="Wallet")


async def send(url: str, to: str = "gaia@studenti.example") -> None:
    email = compose("offer", locale="it", to=to, values=LETTERS["offer"])
    await Mailer(replace(SETTINGS, smtp_url=url)).send(build(SETTINGS, email, "job-1"))


async def test_a_mail_arrives_as_it_was_composed() -> None:
    async with serving(Post()) as post:
        await send(f"smtp://127.0.0.1:{post.port}")
    (mail,) = post.mails
    assert post.receivers == ["gaia@studenti.example"]
    assert mail["Message-ID"] == "<job-1@wallet.example>"
    assert mail["Subject"] == "Il tuo badge da Università di Bellariva: Machine Learning for Public Health"
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain
    assert html
    assert "Lì lo accetti o lo rifiuti." in plain.get_content()
    assert "Università di Bellariva scrive:" in html.get_content()


async def test_an_international_domain_and_an_international_name_are_reached() -> None:
    async with serving(Post()) as post:
        await send(f"smtp://127.0.0.1:{post.port}", "gaia@bücher.example")
        await send(f"smtp://127.0.0.1:{post.port}", "nicolò@bücher.example")
    assert post.receivers == ["gaia@xn--bcher-kva.example", "nicolò@xn--bcher-kva.example"]
    assert post.mails[1]["To"] == "nicolò@xn--bcher-kva.example"


async def test_a_server_without_smtputf8_refuses_an_international_name_for_good() -> None:
    async with serving(Post(), utf8=False) as post:
        with pytest.raises(Permanent, match="cannot write to such an address"):
            await send(f"smtp://127.0.0.1:{post.port}", "nicolò@studenti.example")


@pytest.mark.parametrize(
    ("command", "reply"),
    [
        ("RCPT", "550 5.1.1 No such user"),
        ("RCPT", "553 5.1.3 Strange address"),
        ("DATA", "554 5.7.1 We take no badges"),
    ],
)
async def test_a_refusal_for_good_says_what_the_server_said(command: str, reply: str) -> None:
    async with serving(Post(answers={command: [reply]})) as post:
        with pytest.raises(Permanent, match=f"The mail server refused it: {reply}"):
            await send(f"smtp://127.0.0.1:{post.port}")


@pytest.mark.parametrize(
    ("command", "reply"),
    [
        ("RCPT", "451 4.7.1 Greylisted"),
        ("RCPT", "452 4.2.2 Mailbox full"),
        ("DATA", "451 4.3.0 Try again"),
        ("MAIL", "421 4.7.0 Too many connections"),
        ("MAIL", "550 5.7.1 This sender may not"),  # the operator mends it while the mail waits
    ],
)
async def test_a_refusal_for_now_is_worth_another_try(command: str, reply: str) -> None:
    async with serving(Post(answers={command: [reply]})) as post:
        with pytest.raises(Unavailable, match=reply.partition(" ")[2]):
            await send(f"smtp://127.0.0.1:{post.port}")
        assert post.mails == []


async def test_a_server_that_is_away_is_worth_another_try() -> None:
    async with serving(Post()) as post:
        pass
    with pytest.raises(Unavailable):
        await send(f"smtp://127.0.0.1:{post.port}")


async def test_without_a_mail_server_the_mail_waits() -> None:
    with pytest.raises(Unavailable, match="SMTP_URL"):
        await send("")


@pytest.fixture
def tls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """The server's side; the client trusts its certificate."""
    context, public = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(public))
    return context


@pytest.mark.parametrize("query", ["", "?starttls=required"])
async def test_the_way_is_encrypted_when_the_server_offers_it(tls: ssl.SSLContext, query: str) -> None:
    async with serving(Post(), starttls=tls) as post:
        await send(f"smtp://127.0.0.1:{post.port}{query}")
    assert post.secured == [True]


async def test_no_mail_goes_in_the_clear_where_encryption_is_required() -> None:
    async with serving(Post()) as post:
        with pytest.raises(Unavailable):
            await send(f"smtp://127.0.0.1:{post.port}?starttls=required")
    assert post.tried == []


async def test_a_server_that_is_not_who_it_says_gets_no_mail(tmp_path: Path) -> None:
    context, _ = certificate(tmp_path)
    async with serving(Post(), starttls=context) as post:
        with pytest.raises(Unavailable):
            await send(f"smtp://127.0.0.1:{post.port}")
    assert post.tried == []


async def test_a_way_that_is_encrypted_from_the_start_is_taken(tls: ssl.SSLContext) -> None:
    async with serving(Post(), tls=tls) as post:
        await send(f"smtps://127.0.0.1:{post.port}")
    assert len(post.mails) == 1


async def test_a_server_that_asks_for_a_password_gets_it(tls: ssl.SSLContext) -> None:
    async with serving(Post(), starttls=tls, password=True) as post:
        await send(f"smtp://wallet:p%40ss%2Fword@127.0.0.1:{post.port}")
        with pytest.raises(Unavailable):
            await send(f"smtp://wallet:wrong@127.0.0.1:{post.port}")
    assert len(post.mails) == 1
    assert set(post.logins) == {"wallet"}


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example.edu", Server("mail.example.edu", 25)),
        ("smtp://u:p%40@mail.example.edu", Server("mail.example.edu", 587, "u", "p@", starttls=True)),
        ("smtp://u:p@mail.example.edu:26?starttls=offered", Server("mail.example.edu", 26, "u", "p")),
        ("smtp://u:p@localhost:1025", Server("localhost", 1025, "u", "p")),
        ("smtp://[::1]?starttls=never", Server("::1", 25, starttls=False)),
        ("smtps://u:p@mail.example.edu", Server("mail.example.edu", 465, "u", "p", tls=True, starttls=False)),
    ],
)
async def test_a_password_leaves_this_machine_encrypted_unless_the_operator_says_otherwise(
    url: str, server: Server
) -> None:
    assert read_server(url) == server


async def test_a_folder_keeps_the_mails(tmp_path: Path) -> None:
    await send(f"maildir:{tmp_path}/var/mails")
    await send(f"maildir:{tmp_path}/var/mails", "nicolò@studenti.example")
    box = Maildir(tmp_path / "var/mails", factory=None, create=False)
    readers = []
    for key in box.keys():  # noqa: SIM118  # a Maildir is no dict
        mail = message_from_bytes(box.get_bytes(key), policy=policy.default)
        readers.append(str(mail["To"]))
        assert mail["Message-ID"] == "<job-1@wallet.example>"
    assert sorted(readers) == ["gaia@studenti.example", "nicolò@studenti.example"]


async def test_the_first_mails_of_a_folder_may_come_at_once(tmp_path: Path) -> None:
    for turn in range(20):
        box = tmp_path / str(turn)
        await asyncio.gather(*(send(f"maildir:{box}") for _ in range(8)))
        assert len(list((box / "new").iterdir())) == 8


@pytest.mark.parametrize(
    "url",
    [
        "mail.example.edu",
        "http://mail.example.edu",
        "smtp://",
        "smtp://mail.example.edu:port",
        "smtp://mail.example.edu?starttls=perhaps",
        "smtp://mail.example.edu?tls",
    ],
)
async def test_a_setting_that_cannot_be_used_is_said_at_the_start(url: str) -> None:
    with pytest.raises(Misconfigured, match="SMTP_URL takes"):
        Mailer(replace(SETTINGS, smtp_url=url))


@pytest.mark.parametrize("mail_from", ["wallet", "Wallet <>", "wallet@", "a@b@c", "nicolò@studenti.example"])
async def test_a_sender_that_is_none_is_said_at_the_start(mail_from: str) -> None:
    with pytest.raises(Misconfigured, match="MAIL_FROM takes"):
        Mailer(replace(SETTINGS, smtp_url="smtp://mail.example.edu", mail_from=mail_from))


# -- mails as jobs -------------------------------------------------------------------------------------------------


async def deliver(mailer: Mailer, payload: dict[str, Any], job: JobInfo) -> None:
    email = compose("offer", locale="en", to=payload["to"], values=LETTERS["offer"])
    await mailer.send(build(SETTINGS, email, job.id))


async def work(post: Post, now: datetime) -> int:
    mailer = Mailer(replace(SETTINGS, smtp_url=f"smtp://127.0.0.1:{post.port}"))
    return await run_due({"mail": deliver}, mailer, now=now)


@pytest.mark.usefixtures("database")
async def test_a_mail_outlasts_half_an_hour_without_a_server() -> None:
    async with serving(Post()) as post:
        pass
    for n in range(5):
        await put("mail", {"to": f"learner{n}@studenti.example"}, now=NOON)
    now = NOON
    while now < NOON + timedelta(minutes=30):
        await work(post, now)
        assert await Job.filter(finished_at=None, failed_at=None).count() == 5
        now += timedelta(seconds=10)
    async with serving(post):
        while await Job.filter(finished_at=None).exists():
            now += timedelta(seconds=10)
            await work(post, now)
    assert now < NOON + timedelta(minutes=70)
    assert sorted(post.receivers) == [f"learner{n}@studenti.example" for n in range(5)]
    assert {mail["Message-ID"] for mail in post.mails} == {f"<{job.id}@wallet.example>" for job in await Job.all()}


@pytest.mark.usefixtures("database")
async def test_a_greylisted_mail_comes_again_as_the_same_mail() -> None:
    async with serving(
        Post(answers={"DATA": ["451 4.7.1 Greylisted, come back", "451 4.7.1 Still too early"]})
    ) as post:
        await put("mail", {"to": "gaia@studenti.example"}, now=NOON)
        for minute in range(4):
            await work(post, NOON + timedelta(minutes=minute))
    assert len(post.tried) == 3
    assert len(post.mails) == 1
    assert len({mail["Message-ID"] for mail in post.tried}) == 1


@pytest.mark.usefixtures("database")
async def test_a_mail_to_nobody_fails_once_and_says_why() -> None:
    async with serving(Post(answers={"RCPT": ["550 5.1.1 No such user"]})) as post:
        await put("mail", {"to": "nobody@studenti.example"}, now=NOON)
        await work(post, NOON)
        assert await work(post, NOON + timedelta(days=1)) == 0
    job = await Job.get()
    assert job.failed_at == NOON
    assert job.problem == "The mail server refused it: 550 5.1.1 No such user"
