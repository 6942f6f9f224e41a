"""A provider that lies, or that somebody speaks for."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from starlette.applications import Starlette

from tests.accounts.asking import ALICE, only_sqlite
from tests.accounts.provider import CLIENT_ID, CLIENT_SECRET, go, scripted_provider
from tests.accounts.provider import Scripted as Liar
from tests.client import Browser, Page, running
from wallet.config import Provider, Settings
from wallet.models import Identity, Learner, Session

pytestmark = pytest.mark.anyio
KEY, OTHER_KEY = RSAKey.generate_key(2048, {"kid": "1"}), RSAKey.generate_key(2048, {"kid": "1"})


@pytest.fixture
def liar() -> Iterator[Liar]:
    with scripted_provider() as started:
        started.answers["/jwks"] = (200, {"keys": [KEY.as_dict(private=False)]})
        yield started


@pytest.fixture
async def deceived(settings: Settings, liar: Liar) -> AsyncIterator[Starlette]:
    """The wallet, with a provider that says what a test tells it to, and whose alice has an account here."""
    provider = Provider("liar", "Liar", liar.issuer, CLIENT_ID, CLIENT_SECRET)
    async with running(replace(settings, oidc=(provider,)), "accounts") as started:
        await Identity.create(learner=await Learner.create(), issuer=liar.issuer, subject="alice")
        yield started


async def lie(app: Starlette, liar: Liar, token: Any = None, key: Any = KEY, alg: str = "RS256", **claims: Any) -> Page:
    """Come back from the liar, who answers with these claims; the page that follows."""
    browser = Browser(app)
    url = await go(browser, "liar")
    query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    now = int(time.time())
    said = {"iss": liar.issuer, "sub": "alice", "aud": CLIENT_ID, "exp": now + 60, "iat": now, "nonce": query["nonce"]}
    said |= {"email": ALICE, "email_verified": True} | claims
    said = {name: value for name, value in said.items() if value is not None}
    made = token or jwt.encode({"alg": alg, "kid": "1"}, said, key, algorithms=[alg])
    liar.answers["/token"] = (200, {"access_token": "a", "token_type": "Bearer", "id_token": made})
    return await browser.get(f"/sign-in/with/liar/back?code=c&state={query['state']}")


def proposed(page: Page) -> list[str]:
    """The address in the form of who has to prove one."""
    return [str(value) for value in page.document.xpath("//form[@action='/sign-in']//input[@name='email']/@value")]


@only_sqlite
async def test_the_liar_is_believed_when_it_tells_the_truth(deceived: Starlette, liar: Liar) -> None:
    assert (await lie(deceived, liar)).path == "/badges"
    assert await Session.all().count() == 1


@only_sqlite
@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://evil.example"},
        {"aud": "another client"},
        {"aud": ["another client"], "azp": CLIENT_ID},
        {"aud": [CLIENT_ID, "another client"], "azp": "another client"},
        {"exp": int(time.time()) - 3600},
        {"exp": None},
        {"nonce": "another"},
        {"nonce": None},
        {"sub": None},
        {"sub": ""},
        {"sub": "a" * 256},
        {"key": OTHER_KEY},
        {"key": OctKey.import_key(CLIENT_SECRET), "alg": "HS256"},
        {"token": "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbGljZSJ9."},
        {"token": "nonsense"},
    ],
    ids="-".join,
)
async def test_a_token_that_proves_nothing_is_refused(deceived: Starlette, liar: Liar, claims: dict[str, Any]) -> None:
    assert (await lie(deceived, liar, **claims)).status == 400
    assert not await Session.all().count()


@only_sqlite
@pytest.mark.parametrize("verified", [True, "true", 1, None, False])
async def test_whatever_is_said_of_an_address_it_is_only_filled_in(
    deceived: Starlette, liar: Liar, verified: object
) -> None:
    page = await lie(deceived, liar, sub="bob", email_verified=verified)
    assert (page.status, proposed(page)) == (200, [ALICE])
    assert (await Learner.all().count(), await Session.all().count()) == (1, 0)


@only_sqlite
@pytest.mark.parametrize("email", ["nonsense", "a@localhost", 7, {"a": 1}])
async def test_an_address_that_is_none_is_left_out(deceived: Starlette, liar: Liar, email: object) -> None:
    page = await lie(deceived, liar, sub="bob", email=email)
    assert (page.status, proposed(page)) == (200, [""])


@only_sqlite
async def test_user_info_about_another_subject_is_refused(deceived: Starlette, liar: Liar) -> None:
    liar.answers["/userinfo"] = (200, {"sub": "alice", "email": ALICE, "email_verified": True})
    assert (await lie(deceived, liar, sub="bob", email=None)).status == 400
    liar.answers["/userinfo"] = (200, {"sub": "bob", "email": ALICE, "email_verified": True})
    assert proposed(await lie(deceived, liar, sub="bob", email=None)) == [ALICE]


@only_sqlite
@pytest.mark.parametrize(
    ("path", "answer", "status"),
    [
        ("/.well-known/openid-configuration", (500, {}), 503),
        ("/.well-known/openid-configuration", (200, "<html>"), 400),
        ("/.well-known/openid-configuration", (200, {"issuer": "https://evil.example"}), 400),
    ],
    ids=["down", "no-json", "other-issuer"],
)
async def test_a_provider_that_is_not_itself_is_not_gone_to(
    deceived: Starlette, liar: Liar, path: str, answer: tuple[int, Any], status: int
) -> None:
    liar.answers[path] = answer
    browser = Browser(deceived)
    await browser.get("/sign-in")
    page = await browser.submit("/sign-in/with/liar")
    assert page.status == status
    assert "Liar" in page.text


@only_sqlite
@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ((400, {"error": "invalid_grant"}), 400),
        ((200, {"access_token": "a", "token_type": "Bearer"}), 400),
        ((200, "<html>"), 400),
        ((502, "<html>"), 503),
    ],
    ids=["refused", "no-id-token", "no-json", "down"],
)
async def test_a_token_endpoint_that_fails_signs_nobody_in(
    deceived: Starlette, liar: Liar, answer: tuple[int, Any], status: int
) -> None:
    browser = Browser(deceived)
    state = parse_qs(urlsplit(await go(browser, "liar")).query)["state"][0]
    liar.answers["/token"] = answer
    page = await browser.get(f"/sign-in/with/liar/back?code=c&state={state}")
    assert page.status == status
    assert not await Session.all().count()
