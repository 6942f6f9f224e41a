"""Asking for a code: from whose form, for which address, how often, in which language, and where it leads."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from starlette.applications import Starlette

from tests.accounts.asking import ALICE, ask, only_sqlite
from tests.client import Browser, code_of, mails, run_jobs, text_of
from tests.shared import cases
from wallet.models import Learner, SignIn

pytestmark = pytest.mark.anyio


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


@only_sqlite
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


@only_sqlite
@pytest.mark.parametrize("row", cases("attacks/mail/addresses.open.jsonl"), ids=lambda row: row["id"])
async def test_an_address_that_mail_cannot_be_sent_to_is_refused(app: Starlette, row: dict[str, str]) -> None:
    browser = Browser(app)
    await browser.get("/sign-in")
    page = await browser.submit("/sign-in", email=row["address"])
    assert page.status in {"ok": (200,), "422": (422,), "ok_or_422": (200, 422)}[row["expect"]], row["why"]
    assert await SignIn.all().count() == (page.status == 200)


@only_sqlite
@pytest.mark.parametrize("row", cases("attacks/strings/next_redirect.open.jsonl"), ids=lambda row: row["id"])
async def test_going_on_never_leaves_the_wallet(app: Starlette, row: dict[str, str]) -> None:
    browser = Browser(app)
    page = await browser.post("/sign-in", email=ALICE, next=row["next"])
    await run_jobs(app)
    arrived = await browser.submit(page.path, code=code_of(mails(app)[-1]), follow=False)
    follows = row["expect"].startswith("follow")
    assert arrived.headers["location"] == (row["next"] if follows else "/badges")


@only_sqlite
async def test_the_mail_speaks_the_language_of_the_page(app: Starlette) -> None:
    browser = Browser(app, language="it-IT,it;q=0.9,en;q=0.5")
    await ask(app, browser)
    english = Browser(app)
    await ask(app, english, "bob@learner.example")
    assert text_of(mails(app, ALICE)[-1]).splitlines()[0] != text_of(mails(app, "bob@")[-1]).splitlines()[0]
    await browser.submit(browser.page.path, code=code_of(mails(app, ALICE)[-1]))
    assert (await Learner.get()).locale == "it"


@only_sqlite
@pytest.mark.parametrize(
    ("accepts", "chosen", "locale"),
    [("it", "", "it"), ("en", "it", "it"), ("it", "en", "en"), ("en", "en", "en"), ("en", "", ""), ("de", "", "")],
)
async def test_a_new_account_speaks_what_was_chosen_or_what_is_no_mere_default(
    app: Starlette, accepts: str, chosen: str, locale: str
) -> None:
    browser = Browser(app, language=accepts)
    await browser.get(f"/sign-in?lang={chosen}" if chosen else "/sign-in")
    await ask(app, browser)
    await browser.submit(browser.page.path, code=code_of(mails(app, ALICE)[-1]))
    assert (await Learner.get()).locale == locale


@only_sqlite
async def test_what_came_to_nothing_is_forgotten(app: Starlette) -> None:
    browser = Browser(app)
    await ask(app, browser)
    await SignIn.all().update(expires_at=datetime.now(UTC) - timedelta(days=2))
    await run_jobs(app, now=datetime.now(UTC) + timedelta(hours=2))
    assert not await SignIn.all().count()
