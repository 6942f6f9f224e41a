from __future__ import annotations

import asyncio
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import httpx
import hypothesis
import pytest
import schemathesis
import uvicorn
from hypothesis import HealthCheck
from hypothesis.strategies import sampled_from
from openapi_spec_validator import validate
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks
from starlette.applications import Starlette
from starlette.routing import Route

from tests.diploma_supplement.test_attaching import pdf
from wallet.accounts import keys
from wallet.app import create_app
from wallet.config import Settings
from wallet.database import connected
from wallet.features import FEATURES, load
from wallet.issuers import openapi

from .conftest import Caller, credential

CHECKED = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
    checks.unsupported_method,
    checks.allow_header_conformance,
    checks.ignored_auth,
]
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
CONFIG = {"seed": 1, "generation": {"deterministic": True}}


schemathesis.openapi.media_type("application/pdf", sampled_from([pdf(), pdf(2), b"%PDF-1.7", b""]))


@dataclass(frozen=True)
class Server:
    """The wallet, served on this machine, an issuer's key and one of its offers."""

    url: str
    key: str
    offer: str


@pytest.fixture
def server(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setattr("wallet.accounts.issuing.RATE", "100000/minute")
    monkeypatch.setattr("wallet.issuers.api.RATE", "100000/minute")
    monkeypatch.setattr("wallet.diploma_supplement.api.RATE", "100000/minute")
    monkeypatch.setattr("wallet.verify.api.RATE", "100000/minute")
    key = asyncio.run(admit(settings))
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        app = create_app(
            replace(settings, base_url=url, inline_worker=False), ("issuers", "verify", "diploma_supplement")
        )
        with serving(app, listening):
            offer = httpx.post(
                f"{url}/api/v1/offers",
                json={"email": "ada@learner.example", "credential": credential()},
                headers={"Authorization": f"Bearer {key}"},
            )
            yield Server(url, key, offer.json()["id"])


async def admit(settings: Settings) -> str:
    async with connected(settings):
        return (await keys.add_issuer("Prova", "prova.example"))[1]


@contextmanager
def serving(app: Starlette, listening: socket.socket) -> Iterator[None]:
    uvicorn_server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
    thread = threading.Thread(target=uvicorn_server.run, kwargs={"sockets": [listening]})
    thread.start()
    while not uvicorn_server.started:
        assert thread.is_alive()
        time.sleep(0.01)
    try:
        yield
    finally:
        uvicorn_server.should_exit = True
        thread.join()


described = schemathesis.openapi.from_dict(
    openapi.document("http://127.0.0.1"), config=schemathesis.Config.from_dict(CONFIG)
)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@described.parametrize()
@hypothesis.settings(
    max_examples=25,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_no_request_makes_the_api_fail_or_answer_otherwise_than_described(
    case: schemathesis.Case[Any], server: Server
) -> None:
    if "id" in case.path_parameters and UUID.fullmatch(str(case.path_parameters["id"])):
        case.path_parameters["id"] = server.offer
    case.call_and_validate(server.url, headers={"Authorization": f"Bearer {server.key}"}, checks=CHECKED)


@pytest.mark.anyio
async def test_the_description_is_sound_openapi_and_public(caller: Caller) -> None:
    caller.http.headers.pop("Authorization")
    answer = await caller.http.get("/api/v1/openapi.json")
    assert answer.status_code == 200
    assert answer.json() == openapi.document("https://wallet.example")
    validate(answer.json())


def test_every_address_of_the_api_is_described_and_the_other_way_round() -> None:
    routes = [route for name in FEATURES for route in load(name).routes if isinstance(route, Route)]
    served = {
        (route.path_format, method.lower())
        for route in routes
        if route.path.startswith("/api/v1")
        for method in (route.methods or set()) - {"HEAD"}
    }
    paths = openapi.document("https://wallet.example")["paths"]
    told = {(path, method) for path, item in paths.items() for method in item if method != "parameters"}
    assert told == served
