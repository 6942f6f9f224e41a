"""OpenID Connect providers for the tests: a real one (npm oidc-provider), and one that answers whatever it is told."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import httpx
import pytest

from tests.client import Browser

HERE = Path(__file__).parent / "oidc"
REQUIRED = os.environ.get("WALLET_REQUIRE_NODE") == "1"
CLIENT_ID, CLIENT_SECRET = "wallet", "a secret of the wallet and its provider"


# -- the real one --------------------------------------------------------------------------------------------------


def installed() -> None:
    """Install what the provider needs, as locked; skips, or fails where it is required, when that is impossible."""
    lock, done = HERE / "package-lock.json", HERE / "node_modules" / ".installed"
    if done.exists() and done.read_bytes() == lock.read_bytes():
        return
    npm = shutil.which("npm")
    if not npm or not shutil.which("node"):
        _impossible("node and npm are not installed")
    made = subprocess.run([str(npm), "ci", "--ignore-scripts"], cwd=HERE, capture_output=True, text=True, check=False)
    if made.returncode:
        _impossible(f"npm ci failed: {made.stderr[-300:]}")
    shutil.copy(lock, done)


def _impossible(reason: str) -> None:
    pytest.fail(reason) if REQUIRED else pytest.skip(reason)


@contextmanager
def real_provider(*redirect_uris: str) -> Iterator[str]:
    """The issuer of a provider that runs during the block."""
    command = ["node", "server.mjs", *redirect_uris]
    with subprocess.Popen(
        command, cwd=HERE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            line = process.stdout.readline()
            assert line, "the provider did not start"
            yield json.loads(line)["issuer"]
        finally:
            process.stdin.close()


async def visit(url: str, *, stop: str, **who: str) -> str:
    """Sign in at the real provider as `sub`, `email`, `email_verified`, or `deny`; where it then sends the browser."""
    async with httpx.AsyncClient() as client:
        response = await client.get(url)
        for _ in range(10):
            if response.is_redirect:
                target = urljoin(str(response.url), response.headers["location"])
                if target.startswith(stop):
                    return target.removeprefix(stop)
                response = await client.get(target)
            else:
                assert "/interaction/" in response.url.path, response.text
                response = await client.post(response.url, data=who)
    raise AssertionError("the provider never sends the browser back")


async def go(browser: Browser, name: str = "uni", path: str = "/sign-in") -> str:
    """Press the provider's button; the address to which the wallet sends the browser."""
    await browser.get(path)
    action = f"/sign-in/with/{name}" if path.startswith("/sign-in") else f"/settings/identities/with/{name}"
    page = await browser.submit(action)
    assert page.status == 200, page.text
    return page.headers["refresh"].partition("url=")[2]


# -- one that lies -------------------------------------------------------------------------------------------------


@dataclass
class Scripted:
    """A provider that answers what a test puts in: path to status and body (JSON, or text as it stands)."""

    issuer: str = ""
    answers: dict[str, tuple[int, Any]] = field(default_factory=dict)

    def metadata(self, **changes: Any) -> dict[str, Any]:
        """What it says of itself (OpenID Connect Discovery 1.0 §3)."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/jwks",
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
        } | changes


@contextmanager
def scripted_provider() -> Iterator[Scripted]:
    """A provider that answers what it is told, during the block."""
    scripted = Scripted()

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = scripted.answers.get(self.path, (404, {}))
            text = body if isinstance(body, str) else json.dumps(body)
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(text.encode())

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.do_GET()

        def log_message(self, format: str, *args: Any) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        scripted.issuer = f"http://127.0.0.1:{server.server_port}"
        scripted.answers["/.well-known/openid-configuration"] = (200, scripted.metadata())
        try:
            yield scripted
        finally:
            server.shutdown()
            thread.join()
