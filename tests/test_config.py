"""Settings: from the environment alone, each of them documented, bad ones refused in a sentence."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.client import Browser, running
from wallet.config import Misconfigured, Settings, documented

ROOT = Path(__file__).parents[1]


def test_every_setting_is_documented_in_the_readme_with_its_default() -> None:
    readme = (ROOT / "README.md").read_text()
    for name, default, doc in documented():
        row = next((line for line in readme.splitlines() if line.startswith(f"| `{name}` |")), "")
        assert row, f"{name} is missing in README.md"
        assert doc in row.replace("\\|", "|"), name
        assert not default or f"`{default}`" in row, name


def test_the_readme_documents_no_setting_that_does_not_exist() -> None:
    names = {name for name, _, _ in documented()}
    rows = [line.split("`")[1] for line in (ROOT / "README.md").read_text().splitlines() if line.startswith("| `")]
    assert {row for row in rows if row.isupper()} <= names


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({"WALLET_BASE_URL": "wallet.example.edu"}, "WALLET_BASE_URL"),
        ({"WALLET_BASE_URL": "https://example.edu/wallet"}, "WALLET_BASE_URL"),
        ({"WALLET_BASE_URL": "https://[wallet.example.edu"}, "WALLET_BASE_URL"),
        ({"WALLET_BASE_URL": "https://wallet.example.edu:99999"}, "WALLET_BASE_URL"),
        ({"WALLET_SECRET": "short"}, "WALLET_SECRET"),
        ({"DATABASE_URL": "mysql://root@localhost/x"}, "DATABASE_URL"),
        ({"WALLET_INLINE_WORKER": "perhaps"}, "WALLET_INLINE_WORKER"),
        ({"OIDC_PROVIDERS": "{"}, "OIDC_PROVIDERS"),
        ({"WALLET_ACCENT": "red; }"}, "WALLET_ACCENT"),
    ],
)
def test_a_bad_setting_is_refused_by_its_name(environ: dict[str, str], named: str) -> None:
    with pytest.raises(Misconfigured, match=named):
        Settings.from_env(environ)


def test_settings_are_frozen_and_come_from_the_environment() -> None:
    settings = Settings.from_env({"WALLET_NAME": "Mio", "WALLET_INLINE_WORKER": "no"})
    assert (settings.site_name, settings.inline_worker) == ("Mio", False)
    with pytest.raises(AttributeError):
        settings.site_name = "x"  # type: ignore[misc]  # that is what is tested


@pytest.mark.anyio
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_the_operators_colour_reaches_every_page(settings: Settings) -> None:
    async with running(replace(settings, accent="#7a1f3d")) as app:
        page = await Browser(app).get("/")
        assert page.document.xpath("//link[@href='/accent.css']")
        assert "#7a1f3d" in (await Browser(app).client.get("/accent.css")).text
