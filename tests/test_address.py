"""At which addresses the wallet answers."""

from dataclasses import replace

import pytest

from tests.client import Browser, running
from wallet.config import Settings

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]
FOREIGN = (
    "evil.example",
    "wallet.example.evil.example",
    "evil.example:443",
    "evil@wallet.example",
    "wallet.example@evil.example",
    "wallet.example:evil.example",
    "wallet.example/evil.example",
    "www.wallet.example",
    "localhost",
    "127.0.0.1:8000",
    "<script>alert(1)</script>",
    "",
)
LOCAL = "http://127.0.0.1:8202"


@pytest.mark.parametrize("host", FOREIGN)
async def test_a_foreign_host_is_told_the_wallets_address_and_not_repeated(settings: Settings, host: str) -> None:
    async with running(settings) as app:
        client = Browser(app).client
        for path in ("/", "/badges?next=/settings", "/static/tokens.css", "/nothing/here"):
            page = await client.get(path, headers={"Host": host})
            assert page.status_code == 400
            assert f'<a href="{settings.base_url}">{settings.base_url}</a>' in page.text
            assert "evil" not in page.text
            assert "script" not in page.text
            assert page.headers["content-security-policy"].startswith("default-src 'none'")
        told = await client.post("/api/v1/verify", content=b"{}", headers={"Host": host})
        assert told.status_code == 400
        assert told.headers["content-type"] == "application/problem+json"
        assert told.json()["detail"] == f"The wallet does not answer here. Its address is {settings.base_url}"


async def test_a_foreign_host_is_told_so_in_the_readers_language(settings: Settings) -> None:
    async with running(settings) as app:
        page = await Browser(app).client.get("/", headers={"Host": "evil.example", "Accept-Language": "it"})
        assert '<html lang="it">' in page.text


@pytest.mark.parametrize("host", ["wallet.example", "WALLET.example", "wallet.example:8443"])
async def test_the_wallets_own_host_is_served_at_any_port(settings: Settings, host: str) -> None:
    async with running(settings) as app:
        assert (await Browser(app).client.get("/verify", headers={"Host": host})).status_code == 200


async def test_an_address_of_version_6_is_served(settings: Settings) -> None:
    async with running(replace(settings, base_url="http://[::1]:8202", mail_from="wallet@home.example")) as app:
        client = Browser(app).client
        assert (await client.get("/verify", headers={"Host": "[::1]:8202"})).status_code == 200
        assert (await client.get("/verify", headers={"Host": "[::2]:8202"})).status_code == 400


async def test_the_demo_leads_from_either_name_of_its_machine_to_its_own_address(settings: Settings) -> None:
    async with running(replace(settings, demo=True, base_url=LOCAL)) as app:
        client = Browser(app).client
        for path in ("/verify", "/verify?lang=it&x=%2F", "/b/caff%C3%A8", "//evil.example/x"):
            led = await client.get(f"http://localhost:8202{path}", follow_redirects=False)
            assert (led.status_code, led.headers["location"]) == (307, f"http://127.0.0.1:8202{path}")
        assert (await client.get("http://127.0.0.1:8202/verify")).status_code == 200
        assert (await client.get("/", headers={"Host": "evil.example"})).status_code == 400


async def test_the_demo_answers_programs_at_either_name_of_its_machine(settings: Settings) -> None:
    async with running(replace(settings, demo=True, base_url=LOCAL)) as app:
        told = await Browser(app).client.post("http://localhost:8202/api/v1/verify", content=b"no badge")
        assert (told.status_code, told.json()["verdict"]) == (200, "malformed")


@pytest.mark.parametrize(("demo", "base_url"), [(False, LOCAL), (True, "https://demo.example")])
async def test_nothing_but_a_demo_on_its_own_machine_takes_its_other_name(
    settings: Settings, demo: bool, base_url: str
) -> None:
    async with running(replace(settings, demo=demo, base_url=base_url)) as app:
        for path in ("/verify", "/api/v1/openapi.json"):
            answer = await Browser(app).client.get(path, headers={"Host": "localhost:8202"})
            assert answer.status_code == 400
            assert "location" not in answer.headers
