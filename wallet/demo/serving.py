"""Starting the demo: settings of its own, the university admitted, the first badges offered."""

from __future__ import annotations

import asyncio
import logging
import sys
from dataclasses import replace
from pathlib import Path

from starlette.applications import Starlette

from wallet.app import create_app
from wallet.config import Settings
from wallet.confined import Confined
from wallet.database import migrate
from wallet.features import FEATURES
from wallet.models import Issuer
from wallet.serving import check_free, configure_logs, run
from wallet.tokens import new_token

from . import credentials
from .content import HOST, LEARNER
from .network import ImaginaryNetwork
from .university import University, open_university

FOLDER = Path("var/demo")


def serve_demo(host: str, port: int) -> int:
    """Prepare the demo in var/demo and serve it; with SMTP_URL set its mails leave by SMTP."""
    check_free(host, port)
    settings = demo_settings(Settings.from_env(), FOLDER, port)
    configure_logs(logging.WARNING)
    asyncio.run(migrate(settings))
    app = create_demo(settings, FOLDER)
    asyncio.run(prepare(app))
    sys.stdout.write(f"\n  The wallet's demo: {settings.base_url}\n")
    sys.stdout.write(f"  It keeps its things in {FOLDER}; stop it with Ctrl-C.\n\n")
    sys.stdout.flush()
    run(app, settings, host, port)
    return 0


def demo_settings(given: Settings, folder: Path, port: int) -> Settings:
    """The demo's settings: everything in one folder, unless the environment says otherwise."""
    folder.mkdir(parents=True, exist_ok=True)
    default = Settings()
    return replace(
        given,
        demo=True,
        inline_worker=True,
        base_url=given.base_url if given.base_url != default.base_url else f"http://127.0.0.1:{port}",
        secret=given.secret or _secret(folder),
        database_url=f"sqlite:///{folder}/wallet.db",
        storage_url=f"file:{folder}/files",
        smtp_url=given.smtp_url or f"maildir:{folder}/mail",
        trust_anchors=given.trust_anchors or f"{folder}/anchors",
    )


def create_demo(settings: Settings, folder: Path, pool: type[Confined] = Confined) -> Starlette:
    """The wallet with the demo's pages, on its imaginary network, and its pools of confined workers."""
    university = open_university(folder / "university", settings)
    _trust(university, folder / "anchors")
    network = ImaginaryNetwork(credentials.documents(university.issuing, LEARNER))
    app = create_app(settings, ("demo", *FEATURES), network, pool)
    app.state.university = university
    return app


async def prepare(app: Starlette) -> None:
    """Admit the university and let it offer its badges, once."""
    university: University = app.state.university
    async with app.router.lifespan_context(app):
        if not await Issuer.exists(domain=HOST):
            await university.admit()
            await university.award(app, "en")


def _trust(university: University, anchors: Path) -> None:
    """Do as an operator does who trusts an authority: put its certificate into the folder of anchors."""
    anchors.mkdir(parents=True, exist_ok=True)
    (anchors / "demo-authority.pem").write_bytes(university.sealing.anchor)


def _secret(folder: Path) -> str:
    path = folder / "secret"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(new_token())
    return path.read_text()
