from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from tortoise.transactions import in_transaction

from tests.client import run_jobs, services
from wallet import jobs
from wallet.issuers import answers
from wallet.models import Answered, Credential, Job, Offer
from wallet.security import RateLimits

from .conftest import Caller, credential

pytestmark = pytest.mark.anyio


async def offer(caller: Caller, key: str, **members: Any) -> httpx.Response:
    sent = {"email": "ada@learner.example", "credential": credential()} | members
    return await caller.http.post("/api/v1/offers", json=sent, headers={"Idempotency-Key": key})


def same(*answers: httpx.Response) -> bool:
    return len({(each.status_code, each.content, each.headers.get("location")) for each in answers}) == 1


async def test_the_same_request_again_gets_the_same_answer_and_makes_nothing(caller: Caller) -> None:
    first, again = await offer(caller, "a"), await offer(caller, "a")
    assert first.status_code == 201
    assert same(first, again)
    assert first.headers["content-type"] == again.headers["content-type"] == "application/json"
    assert await Offer.all().count() == await Credential.all().count() == 1


async def test_without_a_key_each_request_is_an_offer_of_its_own(caller: Caller) -> None:
    assert (await caller.offer()).json()["id"] != (await caller.offer()).json()["id"]


async def test_a_key_used_with_another_body_is_refused(caller: Caller) -> None:
    await offer(caller, "a")
    answer = await offer(caller, "a", email="bob@learner.example")
    assert answer.status_code == 422
    assert "Idempotency-Key" in answer.json()["detail"]
    assert await Offer.all().count() == 1


async def test_a_refusal_is_given_again_too(caller: Caller) -> None:
    first, again = await offer(caller, "a", locale="tlh"), await offer(caller, "a", locale="tlh")
    assert first.status_code == 422
    assert same(first, again)
    assert again.headers["content-type"] == "application/problem+json"
    assert again.json()["errors"][0]["pointer"] == "#/locale"


async def test_requests_at_once_make_one_offer_and_all_hear_of_it(caller: Caller) -> None:
    given = await asyncio.gather(*(offer(caller, "a") for _ in range(8)))
    assert same(*given), [each.text for each in given]
    assert given[0].status_code == 201
    assert await Offer.all().count() == 1
    assert await Job.filter(name="import.offer_mail").count() == 1


async def test_a_key_is_one_issuers_own(caller: Caller, other: Caller) -> None:
    mine, theirs = await offer(caller, "a"), await offer(other, "a")
    assert mine.status_code == theirs.status_code == 201
    assert mine.json()["id"] != theirs.json()["id"]


async def test_a_form_sent_again_with_another_boundary_is_the_same_request(caller: Caller) -> None:
    def form(boundary: str, days: int = 9) -> dict[str, Any]:
        part = f"--{boundary}\r\nContent-Disposition: form-data; name="
        file = '"credential"; filename="a.json"\r\n\r\n'
        text = f'{part}"email"\r\n\r\na@learner.example\r\n{part}"expires_in_days"\r\n\r\n{days}\r\n{part}{file}'
        body = (text + httpx.Request("POST", "/", json=credential()).content.decode()).encode()
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}", "Idempotency-Key": "a"}
        return {"content": body + f"\r\n--{boundary}--\r\n".encode(), "headers": headers}

    first = await caller.http.post("/api/v1/offers", **form("one"))
    assert first.status_code == 201, first.text
    assert same(first, await caller.http.post("/api/v1/offers", **form("two")))
    assert (await caller.http.post("/api/v1/offers", **form("one", 10))).status_code == 422


async def test_a_request_still_being_answered_is_not_answered_twice(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "PATIENCE", 0.1)
    await offer(caller, "a")
    await Answered.all().update(status=0, body="")
    answer = await offer(caller, "a")
    assert answer.status_code == 409
    assert int(answer.headers["retry-after"]) > 0
    assert await Offer.all().count() == 1


async def test_a_crash_does_not_block_a_key_for_ever(caller: Caller) -> None:
    await offer(caller, "a")
    await Offer.all().delete()
    await Answered.all().update(status=0, body="", created_at=datetime.now(UTC) - answers.STALE - timedelta(seconds=1))
    given = await asyncio.gather(*(offer(caller, "a") for _ in range(4)))
    assert given[0].status_code == 201
    assert same(*given)
    assert await Offer.all().count() == 1


async def test_whoever_lost_the_turn_takes_the_deed_back(caller: Caller) -> None:
    async def overtaken() -> None:
        async with answers.turn(caller.issuer.id, "a", "f" * 64) as slow:
            await Answered.all().update(created_at=datetime.now(UTC) - answers.STALE - timedelta(seconds=1))
            async with answers.turn(caller.issuer.id, "a", "f" * 64) as quick:
                await quick.keep(answers.Answer(201, "quick"))
            async with in_transaction():
                await jobs.put("import.offer_mail", {})
                await slow.keep(answers.Answer(201, "slow"))

    with pytest.raises(answers.Busy):
        await overtaken()
    assert (await Answered.get()).body == "quick"
    assert await Job.all().count() == 0


async def test_an_error_of_the_wallet_gives_the_turn_back(caller: Caller, app: Starlette) -> None:
    issuer = caller.issuer.id
    with pytest.raises(ZeroDivisionError):
        async with answers.turn(issuer, "a", "f" * 64):
            raise ZeroDivisionError
    assert await Answered.all().count() == 0
    assert (await offer(caller, "a")).status_code == 201


async def test_a_key_is_forgotten_after_thirty_days(caller: Caller) -> None:
    first = await offer(caller, "a")
    await Answered.all().update(created_at=datetime.now(UTC) - timedelta(days=30, seconds=1))
    assert (await offer(caller, "a")).json()["id"] != first.json()["id"]


async def test_old_answers_are_cleared_away_in_time(app: Starlette, caller: Caller) -> None:
    for number in range(3):
        async with answers.turn(caller.issuer.id, f"key {number}", f"{number:062d}{number}") as turn:
            await turn.keep(answers.Answer(201, "{}"))
    assert await Job.filter(name="issuers.forget").count() == 1
    await Answered.filter(key="key 0").update(created_at=datetime.now(UTC) - timedelta(days=29))
    await Answered.filter(key="key 1").update(created_at=datetime.now(UTC) - timedelta(days=31))
    assert await run_jobs(app, now=datetime.now(UTC) + timedelta(hours=2)) == 1
    assert {row.key for row in await Answered.all()} == {"key 0", "key 2"}


@pytest.mark.parametrize("key", ["", "x" * 256, "caff\xe8", "a\tb"])
async def test_a_key_that_is_none_is_refused(caller: Caller, key: str) -> None:
    answer = await caller.http.post(
        "/api/v1/offers",
        json={"email": "ada@learner.example", "credential": credential()},
        headers=[(b"Idempotency-Key", key.encode("latin-1"))],
    )
    assert answer.status_code == 400
    assert await Answered.all().count() == 0


async def test_an_issuer_that_offers_too_fast_is_asked_to_wait_and_loses_nothing(
    app: Starlette, caller: Caller, other: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wallet.issuers.api.RATE", "2/minute")
    assert isinstance(services(app).limits, RateLimits)
    assert [(await offer(caller, key)).status_code for key in "abc"] == [201, 201, 429]
    refused = await offer(caller, "c")
    assert 0 < int(refused.headers["retry-after"]) <= 60
    assert (await offer(other, "c")).status_code == 201
    monkeypatch.setattr("wallet.issuers.api.RATE", "600/minute")
    assert (await offer(caller, "c")).status_code == 201


async def test_a_program_that_asks_too_often_is_slowed_down_by_its_key(
    caller: Caller, other: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wallet.accounts.issuing.RATE", "2/minute")
    place = "/api/v1/offers/00000000-0000-4000-8000-000000000000"
    assert [(await caller.http.get(place)).status_code for _ in range(3)] == [404, 404, 429]
    assert (await other.http.get(place)).status_code == 404
