"""Sessions: browsers that are signed in, known by a random cookie of which the database keeps the hash."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import wraps
from urllib.parse import quote
from uuid import UUID

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from wallet import tokens, web
from wallet.accounts import browsers
from wallet.errors import Unauthorised
from wallet.i18n import N_
from wallet.models import Address, Session
from wallet.web import Viewer

COOKIE = "session"
LIFETIME = timedelta(days=30)
SEEN_EVERY = timedelta(minutes=5)


async def find(token: str, now: datetime) -> Session | None:
    """The live session of a cookie's value, with its learner."""
    live = Session.filter(token_hash=tokens.hashed(token), revoked_at=None, expires_at__gt=now)
    return await live.select_related("learner").first()


async def viewer_of(session: Session) -> Viewer:
    """What pages need to know of who is signed in; the address is the first that was proved."""
    address = await Address.filter(learner_id=session.learner_id).order_by("verified_at", "id").first()
    return Viewer(
        learner_id=str(session.learner_id),
        session_id=str(session.id),
        name=session.learner.display_name,
        address=address.email if address else "",
        locale=session.learner.locale,
    )


async def touch(session: Session, now: datetime) -> bool:
    """Note, every few minutes, that a session is in use, and let it live on; whether that was noted."""
    if session.last_seen > now - SEEN_EVERY:
        return False
    stale = Session.filter(id=session.id, revoked_at=None, last_seen=session.last_seen)
    return bool(await stale.update(last_seen=now, expires_at=now + LIFETIME))


async def begin(request: Request, learner_id: UUID) -> str:
    """Sign a learner in, in the caller's transaction: a new session, never the one of before. Returns its cookie."""
    now, token = datetime.now(UTC), tokens.new_token()
    await end(request)
    await Session.create(
        learner_id=learner_id,
        token_hash=tokens.hashed(token),
        label=browsers.label(request.headers.get("user-agent", "")),
        created_at=now,
        last_seen=now,
        expires_at=now + LIFETIME,
    )
    return token


async def end(request: Request) -> None:
    """Revoke this browser's session, if it has one."""
    if viewer := web.viewer(request):
        await Session.filter(id=viewer.session_id, revoked_at=None).update(revoked_at=datetime.now(UTC))


def hand(request: Request, response: Response, token: str) -> None:
    """Give the browser the cookie of its session."""
    web.set_cookie(request, response, COOKIE, token, max_age=int(LIFETIME.total_seconds()))


def drop(request: Request, response: Response, name: str = COOKIE) -> None:
    """Take a cookie from the browser."""
    web.set_cookie(request, response, name, "", max_age=0)


# -- what other features ask ---------------------------------------------------------------------------------------


def require(request: Request) -> Viewer:
    """Who is signed in. A page sends anybody else to sign in and come back; a deed raises Unauthorised."""
    if viewer := web.viewer(request):
        return viewer
    if request.method in ("GET", "HEAD"):
        query = f"?{request.url.query}" if request.url.query else ""
        raise HTTPException(303, headers={"Location": sign_in_path(request.url.path + query)})
    raise Unauthorised(N_("You are signed out, so nothing was changed. Sign in and do it again."))


def sign_in_path(next: str) -> str:
    """Where to sign in and then go on to a path of this wallet."""
    return f"/sign-in?next={quote(next, safe='/')}"


def signed_in(endpoint: Callable[[Request, Viewer], Awaitable[Response]]) -> web.Endpoint:
    """A handler for signed-in learners alone, which gets the viewer as its second argument."""

    @wraps(endpoint)
    async def asked(request: Request) -> Response:
        return await endpoint(request, require(request))

    return asked
