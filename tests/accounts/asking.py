"""What the tests of accounts share."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette

from tests.client import Browser, code_of, mails, run_jobs

ALICE, HOME = "alice@learner.example", "alice@home.example"
only_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


async def ask(app: Starlette, browser: Browser, email: str = ALICE) -> str:
    """Ask for a code in a browser; returns the code in the mail, the browser stays on the code's page."""
    await browser.get("/sign-in")
    await browser.submit("/sign-in", email=email)
    await run_jobs(app)
    return code_of(mails(app, email)[-1])


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


async def add_address(app: Starlette, browser: Browser, email: str = HOME) -> None:
    """Add an address to the account that is open, by the code in its mail; the browser stays on the settings."""
    await browser.get("/settings")
    await browser.submit("/settings/addresses", email=email)
    await run_jobs(app)
    page = await browser.submit(browser.page.path, code=code_of(mails(app, email)[-1]))
    assert page.path == "/settings?added", page.text
    await run_jobs(app)
