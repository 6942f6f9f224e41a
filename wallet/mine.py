"""What belongs to whoever is asking; what is another's is not there."""

from __future__ import annotations

from uuid import UUID

from starlette.requests import Request

from wallet import web
from wallet.errors import NotFound
from wallet.models import Badge


async def my_badge(request: Request, name: str = "id") -> Badge:
    """The badge that the path names, with its credential, if it is the asker's. Raises NotFound for any other."""
    viewer = web.viewer(request)
    badge_id: UUID = request.path_params[name]
    badge = await Badge.get_or_none(id=badge_id, learner_id=viewer.learner_id) if viewer else None
    if badge is None:
        raise NotFound(web.NOTHING_HERE)
    await badge.fetch_related("credential", "offer__issuer")
    return badge
