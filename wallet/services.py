"""What handlers and jobs work with, and who is signed in."""

from __future__ import annotations

from dataclasses import dataclass

from jinja2 import Environment
from starlette.requests import Request

from wallet.config import Settings
from wallet.confined import Confined
from wallet.fetch import Fetcher
from wallet.kept import Kept
from wallet.mail.smtp import Mailer
from wallet.security import RateLimits
from wallet.storage import Storage
from wallet.views import Views


@dataclass(frozen=True)
class Viewer:
    """Who is signed in, as pages need to know it."""

    learner_id: str
    session_id: str
    name: str
    address: str
    locale: str


@dataclass(frozen=True)
class Services:
    """What handlers and jobs work with; held open by the application's lifespan."""

    settings: Settings
    storage: Storage
    fetcher: Fetcher
    confined: Confined
    documents: Confined  # for reading documents, whose libraries are slow to import
    printing: Confined  # for making PDFs, so that whoever asks for many holds up no document that arrives
    mailer: Mailer
    limits: RateLimits
    templates: Environment
    kept: Kept  # shared pages, ready to be sent
    views: Views  # of shared pages


def services(request: Request) -> Services:
    """The services of the application that serves this request."""
    found: Services = request.app.state.services
    return found


def viewer(request: Request) -> Viewer | None:
    """Who is signed in; set by the accounts' middleware."""
    return getattr(request.state, "viewer", None)
