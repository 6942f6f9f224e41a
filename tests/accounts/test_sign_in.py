"""Signing in by a code or by the link in the mail, through the door."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from starlette.applications import Starlette

from tests.client import FIREFOX, Browser, code_of, links_of, mails, run_jobs, services, sign_in, text_of
from tests.shared import cases
from wallet import tokens
from wallet.models import Address, Job, Learner, Session, SignIn

pytestmark = pytest.mark.anyio
ALICE = "alice@learner.example"


async def ask(app: Starlette, browser: Browser, email: str = ALICE) -> str:
    """Ask for a code in a browser; returns the code in the mail, the browser stays on the code's page."""
    await browser.get("/sign-in")
    await browser.submit("/sign-in", email=email)
    await run_jobs(app)
    return code_of(mails(app, email)[-1])


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


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
    page = await browser.submit(browser.page.path, code=code)
    assert page.status == 409
    assert not await Session.all().count()


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
    assert (await browser.get(link)).status in (200, 303)
    assert (await browser.post(link)).status == 409


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
    assert planted not in values or len(values) == 2
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


async def test_a_form_of_another_browser_is_refused(app: Starlette) -> None:
    browser, other = Browser(app), Browser(app)
    await browser.get("/sign-in")
    token = await other.token()
    assert (await browser.submit("/sign-in", email=ALICE, token=token)).status == 403
    assert not await SignIn.all().count()


async def test_a_form_sent_from_another_site_is_refused(app: Starlette) -> None:
    browser = Browser(app)
    fields = {"token": await browser.token(), "email": ALICE}
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert (await browser.client.post("/sign-in", data=fields, headers=headers)).status_code == 403
    assert not await SignIn.all().count()


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_a_form_of_our_own_page_that_sends_no_referrer_is_accepted(app: Starlette) -> None:
    """Browsers send `Origin: null` with the forms of a page whose address is a secret."""
    browser = Browser(app)
    fields = {"token": await browser.token(), "email": ALICE}
    for headers, status in (
        ({"Origin": "null"}, 403),
        ({"Origin": "null", "Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": "null", "Sec-Fetch-Site": "same-origin"}, 303),
    ):
        assert (await browser.client.post("/sign-in", data=fields, headers=headers)).status_code == status


async def test_an_address_gets_five_codes_in_a_quarter_of_an_hour(app: Starlette) -> None:
    browser = Browser(app)
    for _ in range(5):
        await browser.get("/sign-in")
        assert (await browser.submit("/sign-in", email=ALICE)).status == 200
    await browser.get("/sign-in")
    page = await browser.submit("/sign-in", email=ALICE.upper())
    assert page.status == 429
    assert int(page.headers["retry-after"]) > 0
    await browser.get("/sign-in")
    assert (await browser.submit("/sign-in", email="bob@learner.example")).status == 200


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("row", cases("attacks/mail/addresses.open.jsonl"), ids=lambda row: row["id"])
async def test_an_address_that_mail_cannot_be_sent_to_is_refused(app: Starlette, row: dict[str, str]) -> None:
    browser = Browser(app)
    await browser.get("/sign-in")
    page = await browser.submit("/sign-in", email=row["address"])
    assert page.status in {"ok": (200,), "422": (422,), "ok_or_422": (200, 422)}[row["expect"]], row["why"]
    assert await SignIn.all().count() == (page.status == 200)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("row", cases("attacks/strings/next_redirect.open.jsonl"), ids=lambda row: row["id"])
async def test_going_on_never_leaves_the_wallet(app: Starlette, row: dict[str, str]) -> None:
    browser = Browser(app)
    page = await browser.post("/sign-in", email=ALICE, next=row["next"])
    await run_jobs(app)
    arrived = await browser.submit(page.path, code=code_of(mails(app)[-1]), follow=False)
    follows = row["expect"].startswith("follow")
    assert arrived.headers["location"] == (row["next"] if follows else "/badges")


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_the_mail_speaks_the_language_of_the_page(app: Starlette) -> None:
    browser = Browser(app, language="it-IT,it;q=0.9,en;q=0.5")
    await ask(app, browser)
    english = Browser(app)
    await ask(app, english, "bob@learner.example")
    assert text_of(mails(app, ALICE)[-1]).splitlines()[0] != text_of(mails(app, "bob@")[-1]).splitlines()[0]
    await browser.submit(browser.page.path, code=code_of(mails(app, ALICE)[-1]))
    assert (await Learner.get()).locale == "it"


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_what_came_to_nothing_is_forgotten(app: Starlette) -> None:
    browser = Browser(app)
    await ask(app, browser)
    await SignIn.all().update(expires_at=datetime.now(UTC) - timedelta(days=2))
    await run_jobs(app, now=datetime.now(UTC) + timedelta(hours=2))
    assert not await SignIn.all().count()
    assert services(app).settings.host == "wallet.example"
