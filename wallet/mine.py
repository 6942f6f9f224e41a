"""What belongs to whoever is asking; what is another's is not there."""

from __future__ import annotations

from uuid import UUID

from starlette.requests import Request

from wallet import web
from wallet.errors import NotFound
from wallet.models import Badge
from wallet.trust.handed_in import Asker


async def my_badge(request: Request, name: str = "id") -> Badge:
    """The badge that the path names, with its credential, if it is the asker's. Raises NotFound for any other."""
    viewer = web.viewer(request)
    badge_id: UUID = request.path_params[name]
    badge = await Badge.get_or_none(id=badge_id, learner_id=viewer.learner_id) if viewer else None
    if badge is None:
        raise NotFound(web.NOTHING_HERE)
    await badge.fetch_related("credential", "offer__issuer")
    return badge


def asker(request: Request) -> Asker:
    """Who hands badges in, or looks at their reports: this browser, and whoever is signed in there."""
    viewer = web.viewer(request)
    return Asker(web.browser(request), UUID(viewer.learner_id) if viewer else None)
