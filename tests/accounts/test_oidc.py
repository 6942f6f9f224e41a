"""Signing in with a provider: a real one, run by the tests."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

import pytest
from starlette.applications import Starlette

from tests.accounts.asking import ALICE, only_sqlite
from tests.accounts.provider import CLIENT_ID, CLIENT_SECRET, go, installed, real_provider, visit
from tests.client import Browser, code_of, mails, run_jobs, running, sign_in
from wallet.config import Provider, Settings
from wallet.models import Address, Identity, Learner, Session

pytestmark = pytest.mark.anyio
WALLET = "https://wallet.example"


@pytest.fixture(scope="module")
def issuers() -> Iterator[tuple[str, str]]:
    """Two real providers."""
    installed()
    with (
        real_provider(f"{WALLET}/sign-in/with/uni/back") as uni,
        real_provider(f"{WALLET}/sign-in/with/other/back") as other,
    ):
        yield uni, other


@pytest.fixture
async def app(settings: Settings, issuers: tuple[str, str]) -> AsyncIterator[Starlette]:
    """The wallet, with two providers to sign in with."""
    uni = Provider("uni", "University", issuers[0], CLIENT_ID, CLIENT_SECRET)
    other = Provider("other", "Other place", issuers[1], CLIENT_ID, CLIENT_SECRET)
    async with running(replace(settings, oidc=(uni, other)), "accounts") as started:
        yield started


async def come_back(browser: Browser, name: str = "uni", path: str = "/sign-in", **who: str) -> None:
    """The whole way to a provider and back."""
    url = await go(browser, name, path)
    await browser.get(await visit(url, stop=WALLET, **who))


async def link(app: Starlette, browser: Browser, email: str = ALICE, **who: str) -> None:
    """The whole way for somebody new: to the provider and back, a code for the mailbox, the link."""
    await come_back(browser, **{"sub": "alice", "email": email, "email_verified": "yes"} | who)
    assert browser.page.document.xpath("//input[@name='email']/@value") == [email]
    await browser.submit("/sign-in")
    await run_jobs(app)
    page = await browser.submit(browser.page.path, code=code_of(mails(app, email)[-1]))
    assert page.path == "/sign-in/with/uni/link"
    await browser.submit(page.path)


def changed(url: str, **query: str | None) -> str:
    """An address with other query parameters; None takes one away."""
    parts = urlsplit(url)
    kept = {name: values[0] for name, values in parse_qs(parts.query).items()} | query
    return urlunsplit(parts._replace(query=urlencode({name: value for name, value in kept.items() if value})))


# -- the way there -------------------------------------------------------------------------------------------------


@only_sqlite
async def test_the_way_there_carries_code_pkce_state_and_nonce(app: Starlette) -> None:
    browser = Browser(app)
    url = await go(browser)
    query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    assert query["response_type"] == "code"
    assert query["code_challenge_method"] == "S256"
    assert len(query["code_challenge"]) == 43
    assert len(query["state"]) >= 20
    assert len(query["nonce"]) >= 20
    assert query["redirect_uri"] == f"{WALLET}/sign-in/with/uni/back"
    assert "form-action 'self'" in browser.page.headers["content-security-policy"]
    assert browser.page.document.xpath("//main//a/@href") == [url], "for whom the page does not go on by itself"
    again = {name: values[0] for name, values in parse_qs(urlsplit(await go(browser)).query).items()}
    assert all(query[name] != again[name] for name in ("state", "nonce", "code_challenge"))


@only_sqlite
async def test_nothing_begins_without_the_wallets_own_form(app: Starlette) -> None:
    browser = Browser(app)
    assert (await browser.get("/sign-in/with/uni")).status == 405
    assert (await browser.client.post("/sign-in/with/uni")).status_code == 403
    assert (await browser.post("/sign-in/with/nobody")).status == 404


# -- who arrives ---------------------------------------------------------------------------------------------------


async def test_somebody_new_proves_the_mailbox_before_there_is_an_account(
    app: Starlette, issuers: tuple[str, str]
) -> None:
    browser = Browser(app)
    await come_back(browser, sub="alice", email=ALICE, email_verified="yes")
    assert (await browser.get("/settings")).path.startswith("/sign-in")
    counts = [await model.all().count() for model in (Learner, Address, Identity, Session)]
    assert counts == [0, 0, 0, 0], "a provider's word proves no mailbox"
    await link(app, browser, path="/sign-in?next=/settings")
    assert browser.page.path == "/settings"
    identity = await Identity.get()
    assert (identity.issuer, identity.subject) == (issuers[0], "alice")
    assert identity.learner_id == (await Address.get(key=ALICE)).learner_id
    assert "University" in browser.page.text
    assert not [cookie.name for cookie in browser.client.cookies.jar if "oidc-" in cookie.name]


async def test_a_linked_subject_opens_its_account_whatever_its_address_is_now(app: Starlette) -> None:
    await link(app, Browser(app))
    other = Browser(app)
    await come_back(other, sub="alice", email="changed@learner.example", email_verified="no")
    assert (await other.get("/settings")).path == "/settings"
    assert await Learner.all().count() == 1
    assert await Session.filter(revoked_at=None).count() == 2


@pytest.mark.parametrize("verified", ["no", ""])
async def test_an_address_that_is_not_verified_opens_nothing(app: Starlette, verified: str) -> None:
    """Flow oidc-unverified-email."""
    await sign_in(app, ALICE)
    mallory = Browser(app)
    await come_back(mallory, sub="mallory", email=ALICE, email_verified=verified)
    assert (await mallory.get("/settings")).path.startswith("/sign-in")
    assert not await Identity.all().count()
    await come_back(Browser(app), sub="eve", email="new@learner.example", email_verified=verified)
    assert await Learner.all().count() == 1
    assert await Session.all().count() == 1


@pytest.mark.parametrize("name", ["uni", "other"])
async def test_the_same_address_of_another_subject_opens_nothing(app: Starlette, name: str) -> None:
    """Flow oidc-sub-change: even verified, a provider's word alone opens no account that exists."""
    await link(app, Browser(app))
    mallory = Browser(app)
    await come_back(mallory, name, sub="alice2", email=ALICE, email_verified="yes")
    assert (await mallory.get("/settings")).path.startswith("/sign-in")
    assert await Identity.all().count() == 1
    assert await Session.all().count() == 1


async def test_who_proves_the_mailbox_may_link_the_subject(app: Starlette) -> None:
    await sign_in(app, ALICE)
    browser = Browser(app)
    await come_back(browser, sub="alice", email=ALICE, email_verified="yes")
    await sign_in(app, ALICE, browser)
    page = await browser.get("/sign-in/with/uni/link")
    assert not await Identity.all().count(), "opening the page changes nothing"
    await browser.submit(page.path)
    assert (await Identity.get()).learner_id == (await Address.get(key=ALICE)).learner_id
    again = Browser(app)
    await come_back(again, sub="alice", email=ALICE, email_verified="yes")
    assert (await again.get("/settings")).path == "/settings"


@only_sqlite
async def test_what_waits_to_be_linked_is_bound_to_the_browser(app: Starlette) -> None:
    mallory, alice = Browser(app), await sign_in(app, ALICE)
    await come_back(mallory, sub="mallory", email="", email_verified="")
    waiting = next(cookie for cookie in mallory.client.cookies.jar if cookie.name == "__Host-linking")
    alice.client.cookies.set("__Host-linking", waiting.value or "", domain="wallet.example")
    assert (await alice.get("/sign-in/with/uni/link")).status == 400
    assert (await alice.post("/sign-in/with/uni/link")).status == 400
    assert not await Identity.all().count()


async def test_the_settings_link_and_unlink_a_provider(app: Starlette) -> None:
    browser = await sign_in(app, ALICE)
    await come_back(browser, sub="alice", email="elsewhere@learner.example", email_verified="yes", path="/settings")
    assert browser.page.path == "/settings"
    identity = await Identity.get()
    assert identity.learner_id == (await Learner.get()).id
    assert [address.email for address in await Address.all()] == [ALICE], "no address comes in with it"
    assert browser.page.forms("/settings/identities/with/uni") == [], "what is linked is not offered again"
    await browser.submit(f"/settings/identities/{identity.id}/remove")
    assert browser.page.forms("/settings/identities/with/uni")
    assert not await Identity.all().count()


async def test_a_subject_of_another_account_is_not_moved(app: Starlette) -> None:
    await link(app, Browser(app))
    bob = await sign_in(app, "bob@learner.example")
    await come_back(bob, sub="alice", email=ALICE, email_verified="yes", path="/settings")
    assert bob.page.status == 409
    assert (await Identity.get()).learner_id == (await Address.get(key=ALICE)).learner_id


@only_sqlite
async def test_a_link_asked_for_by_one_account_is_not_made_for_another(app: Starlette) -> None:
    browser = await sign_in(app, ALICE)
    url = await go(browser, path="/settings")
    await browser.post("/sign-out")
    await sign_in(app, "bob@learner.example", browser)
    page = await browser.get(await visit(url, stop=WALLET, sub="alice", email=ALICE, email_verified="yes"))
    assert page.status == 409
    assert not await Identity.all().count()


# -- what is refused -----------------------------------------------------------------------------------------------


@only_sqlite
async def test_a_way_back_works_only_in_the_browser_that_went(app: Starlette) -> None:
    """Flow login-csrf: mallory's way back, opened by a victim, signs the victim in to nothing."""
    mallory, victim = Browser(app), Browser(app)
    back = await visit(await go(mallory), stop=WALLET, sub="mallory", email=ALICE, email_verified="yes")
    await victim.get("/sign-in")
    page = await victim.get(back)
    assert page.status == 400
    assert "not begun in this browser" in page.text
    stolen = [cookie for cookie in mallory.client.cookies.jar if "oidc-" in cookie.name]
    for cookie in stolen:
        victim.client.cookies.set(cookie.name, cookie.value or "", domain="wallet.example")
    assert (await victim.get(back)).status == 400
    assert not await Session.all().count()
    assert not await Learner.all().count()


@only_sqlite
async def test_a_way_back_works_once(app: Starlette) -> None:
    """Flow oidc-replay: state, and code with a state that is kept."""
    await link(app, Browser(app))
    browser = Browser(app)
    url = await go(browser)
    kept = [(cookie.name, cookie.value or "") for cookie in browser.client.cookies.jar if "oidc-" in cookie.name]
    back = await visit(url, stop=WALLET, sub="alice", email=ALICE, email_verified="yes")
    await browser.get(back)
    assert await Session.all().count() == 2
    assert (await browser.get(back)).status == 400
    for name, value in kept:
        browser.client.cookies.set(name, value, domain="wallet.example")
    assert (await browser.get(back)).status == 400
    assert await Session.all().count() == 2


@only_sqlite
@pytest.mark.parametrize(
    "query",
    [
        {"iss": "https://evil.example"},
        {"iss": None},
        {"code": None},
        {"code": "wrong"},
        {"state": None},
        {"state": "another-state-that-nobody-made"},
        {"error": "access_denied"},
    ],
)
async def test_an_answer_that_was_altered_is_refused(app: Starlette, query: dict[str, str | None]) -> None:
    browser = Browser(app)
    back = await visit(await go(browser), stop=WALLET, sub="alice", email=ALICE, email_verified="yes")
    page = await browser.get(changed(back, **query))
    assert page.status == 400
    assert page.find("page") or page.text
    assert not await Session.all().count()


@only_sqlite
@pytest.mark.parametrize("query", [{"nonce": "another"}, {"code_challenge": "x" * 43}])
async def test_a_question_that_was_altered_is_refused(app: Starlette, query: dict[str, str]) -> None:
    browser = Browser(app)
    url = changed(await go(browser), **query)
    page = await browser.get(await visit(url, stop=WALLET, sub="alice", email=ALICE, email_verified="yes"))
    assert page.status == 400
    assert not await Session.all().count()


@only_sqlite
async def test_the_provider_wants_pkce_so_its_absence_would_show(app: Starlette) -> None:
    browser = Browser(app)
    url = changed(await go(browser), code_challenge=None, code_challenge_method=None)
    back = await visit(url, stop=WALLET, sub="alice")
    assert "error=invalid_request" in back
    assert (await browser.get(back)).status == 400


@only_sqlite
async def test_the_answer_of_another_provider_is_refused(app: Starlette) -> None:
    """Flow oidc-replay, mix-up: the code of one provider brought to the other's door."""
    browser = Browser(app)
    back = await visit(await go(browser, "other"), stop=WALLET, sub="alice", email=ALICE, email_verified="yes")
    assert (await browser.get(back.replace("/with/other/", "/with/uni/"))).status == 400
    state = parse_qs(urlsplit(await go(browser, "uni")).query)["state"][0]
    mixed = changed(back.replace("/with/other/", "/with/uni/"), state=state)
    assert (await browser.get(mixed)).status == 400
    assert not await Session.all().count()


@only_sqlite
async def test_who_declines_at_the_provider_reads_why_nothing_happened(app: Starlette) -> None:
    browser = Browser(app)
    page = await browser.get(await visit(await go(browser), stop=WALLET, deny="yes", sub="alice"))
    assert page.status == 400
    assert "University" in page.text
    assert "<b>no</b>" not in page.response.text
