"""Was it awarded to this person? Yes or no, and nothing of the question stays."""

from __future__ import annotations

import logging
from pathlib import Path

import orjson
import pytest

from tests.client import Browser, Page
from tests.factories import KEYS, university
from tests.verify.handing import COURSE, DEGREE, FORGED, false_university, hand_in
from wallet.config import Settings
from wallet.demo import credentials
from wallet.demo.content import DEGREE as AWARD
from wallet.demo.content import LEARNER
from wallet.openbadges import proofs

pytestmark = pytest.mark.anyio
CAPITALS = LEARNER.email.upper()


async def ask(browser: Browser, email: str) -> Page:
    """Type an address below the report that is open."""
    return await browser.submit(browser.page.path, email=email)


@pytest.mark.parametrize("badge", [DEGREE, COURSE], ids=["degree", "course"])
async def test_the_address_is_compared_with_what_the_verified_badge_says(settings: Settings, badge: bytes) -> None:
    async with university(settings) as issuer:
        browser = Browser(issuer.app)
        await hand_in(browser, ("badge.json", badge))
        for typed, said in ((LEARNER.email, "Yes."), (f"  {CAPITALS} ", "Yes."), ("somebody@else.example", "No.")):
            page = await ask(browser, typed)
            assert page.status == 200
            assert page.find("answered")[0].startswith(said), typed
            assert typed.strip() in page.find("answered")[0]


async def test_a_yes_is_worth_nothing_where_the_issuer_is_not_proved(settings: Settings) -> None:
    async with university(settings) as issuer:
        browser = Browser(issuer.app)
        await hand_in(browser, ("degree.json", DEGREE))
        proved = await ask(browser, LEARNER.email)
        assert "Yes. The badge names this address." in proved.find("answered")[0]
        assert proved.document.xpath("//*[@class='answered']/@data-outcome") == ["passed"]
        await hand_in(browser, ("false.json", false_university()))
        false = await ask(browser, LEARNER.email)
        assert "who issued it is not proved, so this proves nothing yet" in false.find("answered")[0]
        assert false.document.xpath("//*[@class='answered']/@data-outcome") == ["warning"]


async def test_a_badge_that_names_nobody_by_an_address_says_so(settings: Settings) -> None:
    async with university(settings) as issuer:
        made = credentials.credential(AWARD["en"], LEARNER)
        subject = made["credentialSubject"]
        subject["identifier"] = [one for one in subject["identifier"] if one["identityType"] == "name"]
        sealed = orjson.dumps(proofs.sign(made, KEYS.seal, credentials.SEAL, AWARD["en"].awarded))
        page = await hand_in(Browser(issuer.app), ("badge.json", sealed))
        assert page.find("verdict") == ["Verified"]
        assert "names nobody by an e-mail address" in page.text
        assert not page.forms(page.path)


async def test_of_a_broken_badge_nothing_can_be_asked(settings: Settings) -> None:
    async with university(settings) as issuer:
        browser = Browser(issuer.app)
        page = await hand_in(browser, ("forged.json", FORGED))
        assert (await browser.post(page.path, email=LEARNER.email)).status == 404


@pytest.mark.parametrize("typed", ["", "nobody", "@", "a@", "@b", "a b@c.example", "x" * 400 + "@y.example"])
async def test_what_is_no_address_is_asked_for_again(settings: Settings, typed: str) -> None:
    async with university(settings) as issuer:
        browser = Browser(issuer.app)
        await hand_in(browser, ("badge.json", DEGREE))
        page = await ask(browser, typed)
        assert page.status == 422
        assert page.find("problem") == ["Type a whole e-mail address, such as ada@example.edu."]
        assert page.find("verdict") == ["Verified"]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)  # whose files can be looked into
async def test_the_address_is_in_no_database_no_log_and_no_link(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    secret = "very.private@person.example"
    async with university(settings) as issuer:
        browser = Browser(issuer.app)
        await hand_in(browser, ("badge.json", DEGREE))
        page = await ask(browser, secret)
        assert page.find("answered")[0].startswith("No.")
        assert secret not in page.path
        assert not [link for link in page.document.xpath("//@href | //@action | //@value") if secret in link]
    said = capsys.readouterr()
    assert secret not in said.out + said.err + caplog.text
    kept = [file for file in tmp_path.rglob("*") if file.is_file()]  # noqa: ASYNC240  # nothing else runs
    assert kept
    assert not [file for file in kept if secret.encode() in file.read_bytes()]


async def test_guessing_is_slowed_down_by_who_asks_and_by_the_badge(settings: Settings) -> None:
    async with university(settings) as issuer:
        browser = Browser(issuer.app)
        await hand_in(browser, ("badge.json", DEGREE))
        for number in range(30):
            assert (await ask(browser, f"{number}@guess.example")).status == 200
        page = await ask(browser, LEARNER.email)
        assert page.status == 429
        assert page.find("problem")
        for number in range(3):
            other = Browser(issuer.app, address=f"198.51.100.{number}")
            await hand_in(other, ("again.json", DEGREE + b"\n"))  # handed in anew it is the same badge
            answers = [(await ask(other, f"{guess}@guess.example")).status for guess in range(11)]
        assert answers[-1] == 429
