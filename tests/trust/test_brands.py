"""What an operator says of an issuer beside its name, and whose it is."""

from __future__ import annotations

import pytest

from tests.client import run_jobs
from tests.factories import accepted, shared, university
from wallet.config import Settings
from wallet.demo.content import HOST
from wallet.errors import NotFound, Unprocessable
from wallet.models import KnownIssuer, Share
from wallet.trust.brands import Brand, brand_of, describe

pytestmark = pytest.mark.anyio


async def test_a_brand_is_that_of_the_issuer_that_was_proved_alone(database: None) -> None:
    await KnownIssuer.create(name="Uni", identifier="uni.example")
    assert await describe("uni.example", "#102c53", "1234") == Brand("#102c53", "1234")
    assert await brand_of("https://uni.example/issuer") == Brand("#102c53", "1234")
    for other in ("", "https://uni.example.evil.example/issuer", "did:key:z6Mk", "https://evil.example/uni.example"):
        assert await brand_of(other) == Brand()
    assert await describe("uni.example", "", None) == Brand("", "1234")


@pytest.mark.parametrize(
    ("colour", "number"), [("red", None), ("#12345", None), (None, "12a"), (None, "²"), (None, "1" * 21)]
)
async def test_what_is_no_colour_and_no_number_is_refused(
    database: None, colour: str | None, number: str | None
) -> None:
    await KnownIssuer.create(name="Uni", identifier="uni.example")
    with pytest.raises(Unprocessable):
        await describe("uni.example", colour, number)


async def test_an_issuer_that_nobody_knows_has_none(database: None) -> None:
    with pytest.raises(NotFound):
        await describe("nowhere.example", "#102c53", None)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_the_card_of_a_badge_has_its_issuers_colour(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        await shared(owner, badge)
        await run_jobs(issuer.app)
        before = (await Share.get()).card_hash
        await describe(HOST, "#8f1d1d", None)
        await shared(owner, badge, "private")
        await shared(owner, badge, "public")
        await run_jobs(issuer.app)
        assert (await Share.get()).card_hash not in ("", before)
