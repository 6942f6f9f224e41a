"""POST /api/v1/verify: files, links and credentials in, reports out, nothing kept."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import orjson
import pytest

from tests.factories import KEYS, university
from tests.issuers.description import held_against_the_description
from tests.verify.handing import COURSE, DEGREE, FORGED, MICRO, false_university
from wallet.config import Settings
from wallet.demo import credentials
from wallet.demo.content import LEARNER
from wallet.models import Credential, Job, StoredReport, Verification
from wallet.verify.asking import LARGEST

pytestmark = pytest.mark.anyio
ADDRESS = "/api/v1/verify"


@asynccontextmanager
async def program(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """A program that asks a wallet without a key."""
    async with university(settings) as issuer:
        hooks = {"response": [held_against_the_description]}
        transport = httpx.ASGITransport(issuer.app)
        async with httpx.AsyncClient(transport=transport, base_url="https://wallet.example", event_hooks=hooks) as http:
            yield http
        for model in (Verification, StoredReport, Credential, Job):
            assert await model.all().count() == 0


@pytest.mark.parametrize(
    ("badge", "media_type"),
    [
        (DEGREE, "application/json"),
        (DEGREE, "application/octet-stream"),
        (COURSE, "application/ld+json"),
        (MICRO, "image/png"),
        (credentials.degree(KEYS, LEARNER, "it"), "text/plain"),
    ],
)
async def test_a_file_is_the_body_whatever_its_type(settings: Settings, badge: bytes, media_type: str) -> None:
    async with program(settings) as http:
        answer = await http.post(ADDRESS, content=badge, headers={"Content-Type": media_type})
        assert answer.status_code == 200
        told = answer.json()
        assert told["verdict"] == "valid"
        assert told["issuer"]["known_as"] == "University of Pontelume"
        assert told["issuer"]["proved"] is True
        assert told["recipient_name"] == LEARNER.name
        assert "set-cookie" not in answer.headers
        assert answer.headers["cache-control"] == "no-store"


async def test_a_key_of_nobodys_proves_no_issuer(settings: Settings) -> None:
    async with program(settings) as http:
        told = (await http.post(ADDRESS, content=false_university())).json()
        assert told["verdict"] == "valid"
        assert (told["issuer"]["proved"], told["issuer"]["known_as"]) == (False, None)


async def test_a_credential_and_a_link_come_in_json(settings: Settings) -> None:
    async with program(settings) as http:
        link = orjson.loads(COURSE)["id"]
        for members in ({"url": link}, {"credential": orjson.loads(DEGREE)}):
            told = (await http.post(ADDRESS, json=members)).json()
            assert told["verdict"] == "valid"
            assert told["title"]


@pytest.mark.parametrize(
    ("recipient", "verdict", "outcome"),
    [
        (LEARNER.email, "valid", "passed"),
        (LEARNER.email.upper(), "valid", "passed"),
        ("somebody@else.example", "invalid", "failed"),
    ],
)
async def test_a_program_may_ask_whose_it_is(settings: Settings, recipient: str, verdict: str, outcome: str) -> None:
    async with program(settings) as http:
        form = await http.post(ADDRESS, data={"recipient": recipient}, files={"file": ("a.json", DEGREE)})
        json = await http.post(ADDRESS, json={"credential": orjson.loads(DEGREE), "recipient": recipient})
        for told in (form.json(), json.json()):
            assert told["verdict"] == verdict
            checks = {check["name"]: check["outcome"] for check in told["checks"]}
            assert checks["recipient.match"] == outcome


async def test_several_files_give_a_list_in_their_order(settings: Settings) -> None:
    async with program(settings) as http:
        given = [("file", (name, data)) for name, data in (("a", DEGREE), ("b", FORGED), ("c", b"nothing"))]
        told = (await http.post(ADDRESS, files=given)).json()
        assert [one["verdict"] for one in told] == ["valid", "invalid", "malformed"]
        assert told[2]["issuer"] is None


@pytest.mark.parametrize("sent", [b"{", b"[]", b'{"a": 1}', b"hello", b"\x00"])
async def test_what_is_no_badge_is_answered_with_a_verdict(settings: Settings, sent: bytes) -> None:
    async with program(settings) as http:
        for media_type in ("application/json", "application/octet-stream", ""):
            answer = await http.post(ADDRESS, content=sent, headers={"Content-Type": media_type})
            assert answer.status_code == 200
            assert answer.json()["verdict"] == "malformed"


@pytest.mark.parametrize(
    ("members", "pointer"),
    [
        ({"url": "ftp://x.example/"}, "#/url"),
        ({"url": 5}, "#/url"),
        ({"url": "https://x.example/", "credential": {"a": 1}}, "#/credential"),
        ({"credential": 5}, "#/credential"),
        ({"credential": {}}, "#/credential"),
        ({"url": "https://x.example/", "recipient": "nobody"}, "#/recipient"),
        ({"url": "https://x.example/", "recipient": ["a@b.example"]}, "#/recipient"),
    ],
)
async def test_what_cannot_be_understood_is_refused_by_member(
    settings: Settings, members: dict[str, Any], pointer: str
) -> None:
    async with program(settings) as http:
        answer = await http.post(ADDRESS, json=members)
        assert answer.status_code == 422
        assert [one["pointer"] for one in answer.json()["errors"]] == [pointer]


async def test_forms_and_bodies_have_their_limits(settings: Settings) -> None:
    async with program(settings) as http:
        large = b"x" * (LARGEST + 1)
        assert (await http.post(ADDRESS, content=large)).status_code == 413
        assert (await http.post(ADDRESS, files={"file": ("a", large)})).status_code == 413
        assert (await http.post(ADDRESS, files=[("file", ("a", DEGREE))] * 21)).status_code == 400
        assert (await http.post(ADDRESS, files={"other": ("a", DEGREE)})).status_code in (400, 422)
        assert (await http.post(ADDRESS, data={"x": "1"}, files={"file": ("a", DEGREE)})).status_code == 422
        assert (await http.post(ADDRESS, content=b"")).status_code == 422
        packed = {"Content-Encoding": "gzip"}
        assert (await http.post(ADDRESS, content=DEGREE, headers=packed)).status_code == 415
        assert (await http.get(ADDRESS)).status_code == 405


async def test_who_asks_too_often_waits(settings: Settings) -> None:
    async with program(settings) as http:
        answers = [await http.post(ADDRESS, files=[("file", ("a", b"x"))] * 20) for _ in range(7)]
        assert [answer.status_code for answer in answers] == [200] * 6 + [429]
        assert int(answers[-1].headers["retry-after"]) > 0
