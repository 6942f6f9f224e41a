from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from tortoise.exceptions import IntegrityError

from wallet.accounts import keys
from wallet.errors import Conflict, NotFound, Unauthorised, Unprocessable
from wallet.models import IssuerKey

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]


async def test_a_new_issuer_is_known_by_the_key_that_was_shown_once() -> None:
    issuer, text = await keys.add_issuer("Università di Prova", "Prova.EXAMPLE.", ["did:web:prova.example"])
    key = await keys.key_of(f"Bearer {text}")
    assert key.issuer.id == issuer.id
    assert (issuer.domain, issuer.ids) == ("prova.example", ["did:web:prova.example"])
    assert text.startswith("wk_")
    assert len(text) >= 3 + 43
    assert text.startswith(key.hint)
    assert text not in [str(value) for value in (await IssuerKey.all().values())[0].values()]


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Bearer wk_unknown", "Basic {key}", "{key}", "Bearer {key}x"]
)
async def test_nothing_but_a_live_key_lets_anyone_in(header: str) -> None:
    _, text = await keys.add_issuer("Prova", "prova.example")
    with pytest.raises(Unauthorised):
        await keys.key_of(header.format(key=text))


async def test_a_key_is_replaced_without_a_gap_and_the_old_one_ends() -> None:
    issuer, old = await keys.add_issuer("Prova", "prova.example")
    new = await keys.add_key(issuer)
    assert (await keys.key_of(f"bearer {old}")).issuer_id == (await keys.key_of(f"Bearer {new}")).issuer_id
    await keys.revoke_key(old[:12])
    with pytest.raises(Unauthorised):
        await keys.key_of(f"Bearer {old}")
    assert await keys.key_of(f"Bearer {new}")
    third = await keys.add_key(issuer)
    assert {(await keys.key_of(f"Bearer {key}")).slot for key in (new, third)} == {1, 2}


async def test_no_issuer_has_three_live_keys_even_when_asked_for_at_once() -> None:
    issuer, _ = await keys.add_issuer("Prova", "prova.example")
    made = await asyncio.gather(*(keys.add_key(issuer) for _ in range(4)), return_exceptions=True)
    assert sum(isinstance(each, str) for each in made) == 1
    assert sum(isinstance(each, Conflict) for each in made) == 3


async def test_the_database_itself_refuses_a_second_live_key_in_a_slot() -> None:
    issuer, _ = await keys.add_issuer("Prova", "prova.example")
    with pytest.raises(IntegrityError):
        await IssuerKey.create(issuer=issuer, slot=1, key_hash="0" * 64, hint="wk_000000000")


async def test_a_domain_belongs_to_one_issuer() -> None:
    await keys.add_issuer("Prova", "prova.example")
    with pytest.raises(Conflict, match=r"prova\.example"):
        await keys.add_issuer("Altra", "PROVA.example")
    assert len(await keys.issuers()) == 1


@pytest.mark.parametrize(
    "domain", ["", "localhost", "https://prova.example", "prova.example/x", "-a.example", "a..b", "10.0.0.1"]
)
async def test_a_domain_that_is_no_host_name_is_refused(domain: str) -> None:
    with pytest.raises(Unprocessable):
        await keys.add_issuer("Prova", domain)


async def test_an_id_that_is_neither_an_address_nor_a_did_is_refused() -> None:
    with pytest.raises(Unprocessable, match="mailto"):
        await keys.add_issuer("Prova", "prova.example", ["mailto:a@prova.example"])


async def test_the_list_tells_keys_apart_and_when_each_was_used() -> None:
    issuer, first = await keys.add_issuer("Prova", "prova.example")
    second = await keys.add_key(issuer)
    await keys.key_of(f"Bearer {second}")
    await keys.revoke_key(first[:10])
    [(listed, (old, new))] = await keys.issuers()
    assert listed.name == "Prova"
    assert (old.hint, old.last_used_at, old.revoked_at is None) == (first[:12], None, False)
    assert (new.hint, new.last_used_at is None, new.revoked_at) == (second[:12], False, None)


async def test_a_use_is_noted_at_most_once_a_minute() -> None:
    _, text = await keys.add_issuer("Prova", "prova.example")
    await keys.key_of(f"Bearer {text}")
    noted = (await IssuerKey.get()).last_used_at
    await keys.key_of(f"Bearer {text}")
    assert (await IssuerKey.get()).last_used_at == noted
    long_ago = datetime.now(UTC) - timedelta(minutes=2)
    await IssuerKey.all().update(last_used_at=long_ago)
    await keys.key_of(f"Bearer {text}")
    noted = (await IssuerKey.get()).last_used_at
    assert noted is not None
    assert noted > long_ago + timedelta(minutes=1)


async def test_revoking_needs_enough_of_one_live_key() -> None:
    _, text = await keys.add_issuer("Prova", "prova.example")
    with pytest.raises(Unprocessable):
        await keys.revoke_key(text[:7])
    with pytest.raises(NotFound):
        await keys.revoke_key("wk_ZZZZZZZZZ")
    revoked = await keys.revoke_key(text)
    assert revoked.issuer.domain == "prova.example"
    with pytest.raises(NotFound):
        await keys.revoke_key(text[:12])


async def test_the_issuer_of_a_domain_is_found() -> None:
    issuer, _ = await keys.add_issuer("Prova", "prova.example")
    assert (await keys.issuer_by_domain("Prova.example")).id == issuer.id
    with pytest.raises(NotFound, match=r"altra\.example"):
        await keys.issuer_by_domain("altra.example")
