from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from tests.client import services
from tests.internet import answer, browser_tls, internet
from tests.shared import iter_rows, shared
from wallet.fetch import Fetcher
from wallet.models import Credential, Offer
from wallet.openbadges.document import Kind
from wallet.openbadges.report import Fetched, Unreachable
from wallet.receiving import MEDIA_TYPES

from .conftest import Caller

pytestmark = pytest.mark.anyio

ASSERTION = {
    "@context": "https://w3id.org/openbadges/v2",
    "type": "Assertion",
    "id": "https://issuer.example/a/1",
    "recipient": {"type": "email", "hashed": False, "identity": "ada@learner.example"},
    "badge": "https://issuer.example/class",
    "verification": {"type": "hosted"},
    "issuedOn": "2026-07-01T10:00:00Z",
}
CLASS = {
    "type": "BadgeClass",
    "id": "https://issuer.example/class",
    "name": "Algebra",
    "issuer": "https://issuer.example/",
}
PROFILE = {"type": "Profile", "id": "https://issuer.example/", "name": "Università\n di Prova"}


@asynccontextmanager
async def online(app: Starlette, pages: Mapping[str, object]) -> AsyncIterator[None]:
    """An Internet with these JSON documents."""
    served = {url: answer(json.dumps(page).encode()) for url, page in pages.items()}
    async with internet(served) as net, Fetcher(resolve=net.resolve, network=net, trust=browser_tls()) as fetcher:
        app.state.services = replace(services(app), fetcher=fetcher)
        yield


async def test_a_hosted_badge_is_named_by_the_class_that_it_links_to(app: Starlette, caller: Caller) -> None:
    async with online(app, {CLASS["id"]: CLASS, PROFILE["id"]: PROFILE}):
        told = (await caller.offer(credential=ASSERTION)).json()
    assert (told["title"], told["issuer"]) == ("Algebra", "Università di Prova")
    assert "https://issuer.example/" in told["warnings"][0]
    assert json.loads((await Credential.get()).document) == ASSERTION


@pytest.mark.parametrize("pages", [{}, {CLASS["id"]: CLASS}, {CLASS["id"]: [CLASS]}])
async def test_a_hosted_badge_whose_class_cannot_be_had_is_refused(
    app: Starlette, caller: Caller, pages: dict[str, object]
) -> None:
    async with online(app, pages):
        answered = await caller.offer(credential=ASSERTION)
    assert answered.status_code == 422
    assert "https://issuer.example/" in answered.json()["detail"]


async def test_a_link_into_the_wallets_own_network_is_not_followed(app: Starlette, caller: Caller) -> None:
    answered = await caller.offer(credential=ASSERTION | {"badge": "https://127.0.0.1/class"})
    assert answered.status_code == 422
    assert await Offer.all().count() == 0


async def test_a_class_that_nobody_was_awarded_is_no_badge(caller: Caller) -> None:
    answered = await caller.offer(credential=CLASS)
    assert answered.status_code == 422
    assert "awarded" in answered.json()["detail"]


def test_every_container_has_a_media_type() -> None:
    assert set(MEDIA_TYPES) == set(Kind)


class Shelf(Fetcher):
    """The network at its edge: the documents of one case."""

    remote: Mapping[str, str]

    async def get(self, url: str) -> Fetched | Unreachable:
        """The document of a URL."""
        if url not in self.remote:
            return Unreachable(url, "not among the documents of this case")
        body = shared(f"corpus/{self.remote[url]}").read_bytes()
        return Fetched(url, 200, "application/json", body, url)


def is_sound_badge(case: dict[str, Any]) -> bool:
    whole = case["layer"] == "full" and case["container"] != "url"
    sound = case["expected"]["verdict"] in ("valid", "revoked", "expired")
    return whole and sound and case["kind"] in ("ob2-hosted", "ob2-signed", "ob3", "clr2")


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_every_real_badge_can_be_offered_and_nothing_real_does_harm(app: Starlette, caller: Caller) -> None:
    offered, shelf = 0, Shelf()
    app.state.services = replace(services(app), fetcher=shelf)
    for case in iter_rows(shared("corpus/manifest.jsonl")):
        shelf.remote = case["remote"]
        data = shared(f"corpus/{case['file']}").read_bytes()
        answered = await as_file(caller, data)
        if is_sound_badge(case):
            assert answered.status_code == 201, (case["id"], answered.text)
            offered += 1
        assert answered.status_code in (201, 422), (case["id"], answered.text)
    assert offered > 50


async def as_file(caller: Caller, data: bytes) -> httpx.Response:
    form = {"email": "ada@learner.example"}
    return await caller.http.post("/api/v1/offers", data=form, files={"credential": ("badge", data)})
