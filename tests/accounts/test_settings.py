"""The settings: name and language, addresses, sessions."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest
from starlette.applications import Starlette

from tests.accounts.asking import ALICE, HOME, add_address, only_sqlite
from tests.client import CHROME, Browser, code_of, links_of, mails, run_jobs, services, sign_in, text_of
from tests.shared import cases
from wallet.models import Address, Credential, Issuer, Job, Learner, Offer, OfferStatus, Session, SignIn
from wallet.models.badge import Badge

pytestmark = pytest.mark.anyio


# -- name and language ---------------------------------------------------------------------------------------------


@only_sqlite
async def test_signed_out_people_sign_in_first_and_come_back(app: Starlette) -> None:
    browser = Browser(app)
    page = await browser.get("/settings")
    assert page.path == "/sign-in?next=/settings"
    await browser.submit("/sign-in", email=ALICE)
    await run_jobs(app)
    assert (await browser.submit(browser.page.path, code=code_of(mails(app)[0]))).path == "/settings"


@only_sqlite
@pytest.mark.parametrize("path", ["", "/addresses", "/sessions/revoke-others"])
async def test_a_deed_of_nobody_is_unauthorised(app: Starlette, path: str) -> None:
    assert (await Browser(app).post(f"/settings{path}", email=HOME)).status == 401


async def test_the_name_and_the_language_are_kept(app: Starlette) -> None:
    browser = await sign_in(app, ALICE)
    await browser.get("/settings?lang=en")
    page = await browser.submit("/settings", display_name=" Alice  Rossi ", locale="it")
    assert page.path == "/settings?saved"
    assert page.document.get("lang") == "it"
    learner = await Learner.get()
    assert (learner.display_name, learner.locale) == ("Alice Rossi", "it")
    assert page.document.xpath("//input[@name='display_name']/@value") == ["Alice Rossi"]


@only_sqlite
@pytest.mark.parametrize("row", cases("attacks/strings/names.open.jsonl"), ids=lambda row: row["id"])
async def test_any_persons_name_is_kept_and_isolated(app: Starlette, row: dict[str, str]) -> None:
    browser = await sign_in(app, ALICE)
    await browser.get("/settings")
    page = await browser.submit("/settings", display_name=row["text"], locale="en")
    kept = (await Learner.get()).display_name
    assert page.status == (200 if len(row["text"]) <= 120 else 400)
    assert not any(ord(sign) < 32 or sign in "\u2028\u2029" for sign in kept)
    if row["expect"] == "accept_exactly" and page.status == 200:
        assert kept == row["text"]


@only_sqlite
async def test_a_language_that_the_wallet_does_not_speak_is_refused(app: Starlette) -> None:
    browser = await sign_in(app, ALICE)
    await browser.get("/settings")
    assert (await browser.submit("/settings", locale="tlh")).status == 400


# -- addresses -----------------------------------------------------------------------------------------------------


async def test_another_address_is_added_by_its_code_and_the_first_is_told(app: Starlette) -> None:
    browser = await sign_in(app, ALICE)
    await add_address(app, browser)
    assert {address.email for address in await Address.all()} == {ALICE, HOME}
    assert await Learner.all().count() == 1
    notice = mails(app, ALICE)[-1]
    assert HOME in text_of(notice)
    assert "https://wallet.example/settings" in links_of(notice)
    assert len(mails(app, HOME)) == 1, "the new mailbox gets its code alone"
    other = await sign_in(app, HOME)
    assert await Learner.all().count() == 1
    assert (await other.get("/settings")).status == 200


async def test_badges_accepted_for_an_address_come_in_when_it_is_proved(app: Starlette) -> None:
    issuer = await Issuer.create(name="University of Somewhere", domain="uni.example")
    credential = await Credential.create(digest="0" * 64, media_type="application/json", size=2, document="{}")
    offer = await Offer.create(
        issuer=issuer,
        credential=credential,
        email="Alice@Home.example",
        key=HOME,
        status=OfferStatus.ACCEPTED,
        token_hash="0" * 64,
        expires_at=datetime.now(UTC) + timedelta(days=9),
    )
    browser = await sign_in(app, ALICE)
    assert not await Badge.all().count()
    await browser.get("/settings")
    await browser.submit("/settings/addresses", email=HOME)
    await run_jobs(app)
    await browser.submit(browser.page.path, code=code_of(mails(app, HOME)[-1]))
    badge = await Badge.get()
    assert badge.offer_id == offer.id
    assert badge.learner_id == (await Learner.get()).id
    assert (await Job.get(name="trust.check")).payload == {"badge": str(badge.id)}


async def test_an_address_of_another_account_is_not_moved(app: Starlette) -> None:
    await sign_in(app, HOME)
    browser = await sign_in(app, ALICE)
    await browser.get("/settings")
    page = await browser.submit("/settings/addresses", email=HOME)
    assert page.status == 200, "whether it is known is told only to who proves it"
    await run_jobs(app)
    page = await browser.submit(page.path, code=code_of(mails(app, HOME)[-1]))
    assert page.status == 409
    assert "belongs to another account" in page.text
    home, alice = await Address.get(key=HOME), await Address.get(key=ALICE)
    assert home.learner_id != alice.learner_id
    assert not await Job.filter(name="accounts.address_added").exists()


@only_sqlite
async def test_an_address_that_is_there_already_is_not_asked_for_again(app: Starlette) -> None:
    browser = await sign_in(app, ALICE)
    await browser.get("/settings")
    page = await browser.submit("/settings/addresses", email=ALICE.upper())
    assert page.status == 409
    assert (await browser.submit("/settings/addresses", email="nonsense")).status == 422


async def test_a_code_for_another_address_adds_it_only_to_the_account_that_asked(app: Starlette) -> None:
    browser = await sign_in(app, ALICE)
    await browser.get("/settings")
    asked = await browser.submit("/settings/addresses", email=HOME)
    await run_jobs(app)
    code = code_of(mails(app, HOME)[-1])
    await browser.post("/sign-out")
    await sign_in(app, "bob@learner.example", browser)
    assert (await browser.post(asked.path, code=code)).status == 409
    assert not await Address.filter(key=HOME).exists()


async def test_a_removed_address_is_told_and_its_codes_are_void(app: Starlette) -> None:
    """Flow mail-change."""
    browser = await sign_in(app, ALICE)
    await add_address(app, browser)
    waiting = Browser(app)
    await waiting.get("/sign-in")
    await waiting.submit("/sign-in", email=ALICE)
    await run_jobs(app)
    code = code_of(mails(app, ALICE)[-1])
    link = next(link for link in links_of(mails(app, ALICE)[-1]) if "/link/" in link)
    old = await Address.get(key=ALICE)
    await browser.get("/settings")
    await browser.submit(f"/settings/addresses/{old.id}/remove")
    await run_jobs(app)
    assert [address.email for address in await Address.all()] == [HOME]
    assert "https://wallet.example" in text_of(mails(app, ALICE)[-1])
    assert (await waiting.submit(waiting.page.path, code=code)).status == 409
    assert (await waiting.post(link)).status in (404, 409)
    assert await Session.filter(revoked_at=None).count() == 1


async def test_the_last_address_stays(app: Starlette) -> None:
    browser = await sign_in(app, ALICE)
    address = await Address.get()
    page = await browser.get("/settings")
    assert page.forms(f"/settings/addresses/{address.id}/remove") == []
    assert (await browser.post(f"/settings/addresses/{address.id}/remove")).status == 409
    assert await Address.all().count() == 1


async def test_two_removals_at_once_leave_one_address(app: Starlette) -> None:
    browser = await sign_in(app, ALICE)
    await add_address(app, browser)
    token = await browser.token()
    ids = await Address.all().values_list("id", flat=True)
    await asyncio.gather(
        *(browser.client.post(f"/settings/addresses/{id}/remove", data={"token": token}) for id in ids)
    )
    assert await Address.all().count() == 1


async def test_what_is_anothers_is_not_found(app: Starlette) -> None:
    alice = await sign_in(app, ALICE)
    await add_address(app, alice)
    bob = await sign_in(app, "bob@learner.example")
    address, session = await Address.get(key=HOME), await Session.all().order_by("created_at").first()
    assert session is not None
    for path in (f"addresses/{address.id}/remove", f"sessions/{session.id}/revoke", f"identities/{address.id}/remove"):
        assert (await bob.post(f"/settings/{path}")).status == 404
    assert await Address.all().count() == 3
    assert await Session.filter(revoked_at=None).count() == 2


# -- sessions ------------------------------------------------------------------------------------------------------


async def test_sessions_are_listed_and_one_can_be_ended(app: Starlette) -> None:
    """Flow logout: the other device."""
    here = await sign_in(app, ALICE)
    phone = await sign_in(app, ALICE, Browser(app, agent=CHROME))
    page = await here.get("/settings")
    assert page.text.index("Firefox · Linux") < page.text.index("Chrome · Android")
    session = await Session.get(label="Chrome · Android")
    await here.submit(f"/settings/sessions/{session.id}/revoke")
    assert (await phone.get("/settings")).path.startswith("/sign-in")
    assert (await here.get("/settings")).path == "/settings"


async def test_all_other_sessions_can_be_ended(app: Starlette) -> None:
    here = await sign_in(app, ALICE)
    others = [await sign_in(app, ALICE) for _ in range(2)]
    await here.get("/settings")
    assert (await here.submit("/settings/sessions/revoke-others")).path == "/settings"
    for other in others:
        assert (await other.get("/settings")).path.startswith("/sign-in")


@only_sqlite
async def test_ending_this_session_signs_this_browser_out(app: Starlette) -> None:
    here = await sign_in(app, ALICE)
    session = await Session.get()
    page = await here.post(f"/settings/sessions/{session.id}/revoke", follow=False)
    assert page.headers["location"] == "/"
    assert "__Host-session" not in here.client.cookies


@only_sqlite
async def test_no_mail_of_accounts_waits_with_a_code_in_it(app: Starlette) -> None:
    browser = await sign_in(app, ALICE)
    await browser.get("/settings")
    await browser.submit("/settings/addresses", email=HOME)
    payloads = json.dumps(await Job.all().values_list("payload", flat=True))
    await run_jobs(app)
    assert code_of(mails(app, HOME)[-1]) not in payloads
    assert services(app).settings.secret not in payloads
    assert await SignIn.filter(used_at=None).count() == 1
