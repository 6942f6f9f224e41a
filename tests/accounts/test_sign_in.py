"""Signing in by a code or by the link in the mail, through the door."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from starlette.applications import Starlette

from tests.accounts.asking import ALICE, ask, other_than
from tests.client import FIREFOX, Browser, code_of, links_of, mails, run_jobs, sign_in
from wallet import tokens
from wallet.models import Address, Job, Learner, Session, SignIn

pytestmark = pytest.mark.anyio


async def test_the_code_signs_in_and_creates_the_learner(app: Starlette) -> None:
    browser = Browser(app)
    code = await ask(app, browser)
    assert not await Learner.all().count(), "asking for a code creates nobody"
    page = await browser.submit(browser.page.path, code=f" {code[:3]} {code[3:]} ")
    assert page.path == "/badges"
    address = await Address.get(key=ALICE)
    session = await Session.get()
    assert session.learner_id == address.learner_id
    assert session.label == "Firefox · Linux"


async def test_a_known_address_signs_in_as_its_learner_whatever_its_case(app: Starlette) -> None:
    await sign_in(app, "Alice@Learner.example")
    await sign_in(app, ALICE.upper())
    assert await Learner.all().count() == 1
    assert (await Address.get()).email == "Alice@Learner.example"
    assert await Session.filter(revoked_at=None).count() == 2


async def test_the_answer_does_not_tell_whether_an_address_is_known(app: Starlette) -> None:
    await sign_in(app, ALICE)
    answers = []
    for email in (ALICE, "nobody@learner.example"):
        browser = Browser(app)
        await browser.get("/sign-in")
        redirect = await browser.submit("/sign-in", email=email, follow=False)
        page = await browser.get(redirect.headers["location"])
        await run_jobs(app)
        said = page.text.replace("a•••@", "?").replace("n•••@", "?")
        answers.append((redirect.status, page.status, said, mails(app, email)[-1]["Subject"][-20:]))
    assert answers[0] == answers[1]


async def test_no_code_and_no_key_stands_in_a_table(app: Starlette) -> None:
    browser = Browser(app)
    await browser.get("/sign-in")
    await browser.submit("/sign-in", email=ALICE)
    job = await Job.get(name="accounts.code")
    await run_jobs(app)
    code, link = code_of(mails(app)[0]), next(link for link in links_of(mails(app)[0]) if "/link/" in link)
    asked = await SignIn.get()
    assert job.payload == {"sign_in": str(asked.id)}
    kept = f"{asked.__dict__} {[row.__dict__ for row in await Job.all()]}"
    assert code not in kept
    assert link.rpartition("/")[2] not in kept
    cookies = {cookie.name: cookie.value or "" for cookie in browser.client.cookies.jar}
    assert cookies["__Host-browser"] not in kept
    page = await browser.submit(browser.page.path, code=code)
    assert page.path == "/badges"
    session = next(cookie for cookie in browser.client.cookies.jar if cookie.name == "__Host-session")
    assert session.secure
    assert "HttpOnly" in session._rest  # type: ignore[attr-defined]  # the standard library's only way to it
    assert (await Session.get()).token_hash == tokens.hashed(session.value or "")


async def test_a_wrong_code_can_be_tried_five_times(app: Starlette) -> None:
    browser = Browser(app)
    code = await ask(app, browser)
    for _ in range(5):
        page = await browser.submit(browser.page.path.partition("?")[0], code=other_than(code))
        assert page.status == 422
    page = await browser.post(browser.page.path, code=code)
    assert page.status == 409
    assert not await Session.all().count()


async def test_when_a_code_is_used_up_another_is_one_press_away(app: Starlette) -> None:
    browser = Browser(app)
    code = await ask(app, browser)
    path = browser.page.path
    for tries in range(5):
        assert browser.page.forms(path), tries
        page = await browser.submit(path, code=other_than(code))
    assert page.forms(path) == [], "no field where nothing can be typed"
    assert "can no longer be used" in page.find("problem")[0]
    assert page.document.xpath("//main//button[@class='button']")[0].text == "Send another code"
    assert page.response.text == (await browser.get(path)).response.text
    await browser.submit(f"{path}/resend")
    await run_jobs(app)
    assert (await browser.submit(path, code=code_of(mails(app)[-1]))).path == "/badges"


async def test_parallel_guesses_are_no_more_than_five(app: Starlette) -> None:
    browser = Browser(app)
    code = await ask(app, browser)
    token = await browser.token()
    guesses = [{"token": token, "code": f"{(int(code) + 1 + n) % 1_000_000:06d}"} for n in range(20)]
    answers = await asyncio.gather(*(browser.client.post(browser.page.path, data=guess) for guess in guesses))
    assert sorted(answer.status_code for answer in answers) == [409] * 15 + [422] * 5
    assert (await SignIn.get()).tries == 5


async def test_one_code_used_twice_at_once_opens_one_session(app: Starlette) -> None:
    browser = Browser(app)
    code = await ask(app, browser)
    fields = {"token": await browser.token(), "code": code}
    answers = await asyncio.gather(*(browser.client.post(browser.page.path, data=fields) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [303, 409, 409, 409]
    assert await Session.all().count() == 1
    assert await Learner.all().count() == 1


async def test_two_codes_used_at_once_create_one_learner(app: Starlette) -> None:
    browsers = [Browser(app) for _ in range(4)]
    codes = [await ask(app, browser) for browser in browsers]
    await asyncio.gather(
        *(browser.submit(browser.page.path, code=code) for browser, code in zip(browsers, codes, strict=True))
    )
    assert await Learner.all().count() == 1
    assert await Session.all().count() == 4


async def test_a_code_lives_ten_minutes(app: Starlette) -> None:
    browser = Browser(app)
    code = await ask(app, browser)
    asked = await SignIn.get()
    assert timedelta(minutes=9) < asked.expires_at - datetime.now(UTC) <= timedelta(minutes=10)
    await SignIn.all().update(expires_at=datetime.now(UTC))
    page = await browser.submit(browser.page.path, code=code)
    assert page.status == 409
    assert not await Session.all().count()


async def test_a_new_code_makes_the_old_one_void(app: Starlette) -> None:
    browser = Browser(app)
    old = await ask(app, browser)
    path = browser.page.path
    await browser.submit(f"{path}/resend")
    await run_jobs(app)
    new = code_of(mails(app)[-1])
    assert len(mails(app)) == 2
    assert (await browser.submit(path, code=old)).status == 422
    assert (await browser.submit(path, code=new)).path == "/badges"


async def test_a_code_sent_again_brings_its_tries_back(app: Starlette) -> None:
    browser = Browser(app)
    code = await ask(app, browser)
    path = browser.page.path
    for _ in range(5):
        await browser.submit(path, code=other_than(code))
    await browser.submit(f"{path}/resend")
    await run_jobs(app)
    assert (await browser.submit(path, code=code_of(mails(app)[-1]))).path == "/badges"


async def test_a_late_mail_brings_no_dead_code(app: Starlette) -> None:
    browser = Browser(app)
    await browser.get("/sign-in")
    await browser.submit("/sign-in", email=ALICE)
    await SignIn.all().update(expires_at=datetime.now(UTC))
    await run_jobs(app)
    assert mails(app) == []


async def test_the_code_works_only_in_the_browser_that_asked(app: Starlette) -> None:
    browser, other = Browser(app), Browser(app)
    code = await ask(app, browser)
    assert (await other.get(browser.page.path)).status == 404
    assert (await other.post(browser.page.path, code=code)).status == 404
    assert not await Session.all().count()


async def test_the_link_shows_a_button_and_changes_nothing_until_it_is_pressed(app: Starlette) -> None:
    browser = Browser(app)
    await ask(app, browser)
    link = next(link for link in links_of(mails(app)[0]) if "/link/" in link)
    for _ in range(3):
        page = await browser.get(link)
        assert page.status == 200
        await browser.client.head(link)
    assert not await Session.all().count()
    assert page.headers["cache-control"] == "no-store"
    assert (await browser.submit(page.path)).path == "/badges"
    assert await Session.all().count() == 1
    assert (await browser.post(link)).path == "/badges", "pressed twice, it leads to the same place"
    assert await Session.all().count() == 1


async def test_the_link_of_somebody_elses_sign_in_signs_nobody_in(app: Starlette) -> None:
    """Flow login-csrf: mallory starts a sign-in and gets a victim to open its link."""
    mallory, victim = Browser(app), Browser(app)
    await ask(app, mallory, "mallory@learner.example")
    link = next(link for link in links_of(mails(app)[0]) if "/link/" in link)
    page = await victim.get(link)
    assert page.status == 200
    assert page.forms(page.path) == []
    assert "in the browser where you asked" in page.text
    assert (await victim.post(link)).status == 404
    assert not await Session.all().count()


async def test_a_wrong_key_is_not_found(app: Starlette) -> None:
    browser = Browser(app)
    await ask(app, browser)
    path = f"{browser.page.path}/link/{tokens.new_token()}"
    assert (await browser.get(path)).status == 404
    assert (await browser.post(path)).status == 404
    assert not await Session.all().count()


async def test_signing_in_gives_a_new_session_whatever_cookie_was_set_before(app: Starlette) -> None:
    """Flow session-fixation."""
    browser = Browser(app)
    planted = tokens.new_token()
    browser.client.cookies.set("__Host-session", planted, domain="wallet.example")
    await sign_in(app, ALICE, browser)
    values = {cookie.value for cookie in browser.client.cookies.jar if cookie.name == "__Host-session"}
    assert planted not in values
    assert not await Session.filter(token_hash=tokens.hashed(planted)).exists()


async def test_signing_in_again_in_the_same_browser_ends_the_session_before(app: Starlette) -> None:
    browser = await sign_in(app, ALICE)
    before = await Session.get()
    bob = Browser(app, agent=FIREFOX)
    bob.client.cookies = browser.client.cookies
    code_page = await browser.post("/sign-in", email="bob@learner.example")
    await run_jobs(app)
    await browser.submit(code_page.path, code=code_of(mails(app, "bob@")[-1]))
    assert (await Session.get(id=before.id)).revoked_at
    assert await Session.filter(revoked_at=None).count() == 1
