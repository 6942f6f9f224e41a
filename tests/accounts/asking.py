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
