"""Whose an added badge is: told by all addresses of its keeper, to them and to others."""

from __future__ import annotations

import json

import pytest

from tests.client import Browser, code_of, mails, run_jobs, sign_in
from tests.factories import KEYS, shared, university
from tests.import_.bringing import brought, kept
from wallet.config import Settings
from wallet.demo import credentials
from wallet.demo.content import DEGREE, LEARNER
from wallet.models import Badge
from wallet.openbadges import proofs

pytestmark = pytest.mark.anyio
MALLORY = "mallory@elsewhere.example"


async def test_whose_it_is_is_told_by_every_address_of_the_learner(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner = await sign_in(issuer.app, "anna@home.example")
        path = await brought(owner)
        assert owner.page.text.count("Not shown to be yours") == owner.page.text.count("not shown to be mine") == 1
        assert owner.page.find("verdict") == ["Not shown to be yours"]
        assert not any("Awarded to" in line for line in owner.page.find("reasons"))
        assert owner.page.document.xpath("//a[@href='/settings#addresses']")
        assert (await owner.post(path, answer="keep")).status == 422
        assert await Badge.all().count() == 0
        await owner.get("/settings")
        await owner.submit("/settings/addresses", email=LEARNER.email)
        await run_jobs(issuer.app)
        await owner.submit(owner.page.path, code=code_of(mails(issuer.app, LEARNER.email)[-1]))
        assert "It was awarded to you, at " + LEARNER.email in (await owner.get(path)).text


async def test_a_badge_of_somebody_else_is_never_shown_as_its_keepers(settings: Settings) -> None:
    async with university(settings) as issuer:
        mallory = await sign_in(issuer.app, MALLORY)
        badge = await kept(mallory)
        page = await shared(mallory, badge, "public")
        await run_jobs(issuer.app)
        public = await Browser(issuer.app).get(page)
        assert "Not awarded to this page’s owner" in public.find("verdict")[0]
        assert "It is genuine" not in public.text
        assert "Unchanged since it was issued" in public.text
        assert public.document.xpath("//meta[@property='og:description']/@content")[0].startswith("Not awarded to this")
        assert "Not shown to be yours" in (await mallory.get("/badges")).text
        own = await mallory.get(f"/badges/{badge.id}")
        assert own.find("verdict") == ["Not shown to be yours"]
        assert "add the address that it was awarded to" in own.text
        assert badge.awarded_to is None


async def test_an_address_that_goes_later_takes_no_badge_away(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner = await sign_in(issuer.app, LEARNER.email)
        badge = await kept(owner)
        await owner.get("/settings")
        await owner.submit("/settings/addresses", email="anna@home.example")
        await run_jobs(issuer.app)
        page = await owner.submit(owner.page.path, code=code_of(mails(issuer.app, "anna@home.example")[-1]))
        remove = next(form.get("action") for form in page.forms() if "/remove" in (form.get("action") or ""))
        await owner.submit(remove)
        await run_jobs(issuer.app)
        assert "Awarded to you" in (await owner.get(f"/badges/{badge.id}")).text


async def test_a_badge_that_names_nobody_is_said_not_to_be_shown_as_anybodys(settings: Settings) -> None:
    async with university(settings) as issuer:
        made = credentials.credential(DEGREE["en"], LEARNER)
        del made["credentialSubject"]["identifier"]
        made["credentialSubject"]["id"] = "did:example:somebody"
        sealed = proofs.sign(made, KEYS.seal, credentials.SEAL, DEGREE["en"].awarded)
        owner = await sign_in(issuer.app, LEARNER.email)
        path = await brought(owner, json.dumps(sealed).encode())
        assert "It names nobody by an address" in owner.page.text
        page = await owner.submit(path, answer="keep")
        assert "Not shown to be yours: it names nobody by an address" in page.find("seal")[0]
