"""Proving a mailbox by a code: asked for, sent, typed or opened in the browser that asked, used once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import unquote
from uuid import UUID

from starlette.requests import Request
from tortoise.expressions import F
from tortoise.queryset import QuerySet
from tortoise.transactions import in_transaction

from wallet import i18n, jobs, tokens, web
from wallet.accounts import guard, middleware, sessions
from wallet.accounts.mailbox import mailbox
from wallet.accounts.mailbox import masked as masked
from wallet.accounts.proving import add_proved, prove
from wallet.errors import Conflict, NotFound, Problem, Unprocessable
from wallet.i18n import N_
from wallet.models import SignIn, email_key
from wallet.models.session import Purpose

LIFETIME = timedelta(minutes=10)
TRIES = 5
WRONG = N_("That is not the code of the newest mail. Check it and type it again.")
USED_UP = N_("This code can no longer be used. Ask for a new one.")
DONE = N_("This code was used already.")
ELSEWHERE = N_("You are no longer signed in to the account that asked for this code. Sign in to it and ask again.")


# -- asking --------------------------------------------------------------------------------------------------------


async def ask(
    request: Request, email: str, *, purpose: Purpose = Purpose.SIGN_IN, next: str = "", learner: UUID | None = None
) -> SignIn:
    """Mail a code to an address, to be typed in this browser: known or unknown address alike.

    `next` is where to go afterwards (anything but a path of this wallet is ignored, and so is an offer's link, since
    no table may hold its token); `learner` is whose the address
    shall become (ADD_ADDRESS). Answer with `web.see(signin.path(it))`. Raises Unprocessable and TooMany.
    """
    email = mailbox(email)
    await guard.asking(request, email_key(email))
    async with in_transaction():
        asked = await SignIn.create(
            purpose=purpose,
            learner_id=learner,
            email=email,
            key=email_key(email),
            browser_hash=tokens.hashed(web.bound_browser(request)),
            next=_storable(next),
            locale=i18n.current(),
            expires_at=datetime.now(UTC) + LIFETIME,
        )
        await _send(asked)
    return asked


def _storable(next: str) -> str:
    path = unquote(next)
    secret = path.startswith("/offers/") and not path.startswith("/offers/waiting/")
    return "" if secret else web.local_path(next, "")


async def again(request: Request, asked: SignIn) -> None:
    """Mail a new code in the place of the old one, which is void. Raises Conflict and TooMany."""
    await guard.asking(request, asked.key)
    async with in_transaction():
        waiting = SignIn.filter(id=asked.id, used_at=None)
        renewed = {"generation": F("generation") + 1, "tries": 0, "expires_at": datetime.now(UTC) + LIFETIME}
        if not await waiting.update(**renewed):
            raise Conflict(DONE)
        await _send(asked)


async def _send(asked: SignIn) -> None:
    await jobs.put("accounts.code", {"sign_in": str(asked.id)}, key=f"accounts.code:{asked.id}")


async def void(key: str) -> None:
    """Make the codes that wait for an address unusable."""
    await SignIn.filter(key=key, used_at=None).update(generation=F("generation") + 1, expires_at=datetime.now(UTC))


# -- who asked -----------------------------------------------------------------------------------------------------


def path(asked: SignIn) -> str:
    """The page where the code is typed."""
    return f"/sign-in/{asked.id}"


async def asked_here(request: Request) -> SignIn:
    """The sign-in of the path, in the browser that asked for it. Raises NotFound in any other."""
    asked = await asked_anywhere(request)
    if not is_here(request, asked):
        raise NotFound(N_("This code was asked for in another browser. Type it there, or ask for a new one here."))
    return asked


async def asked_anywhere(request: Request) -> SignIn:
    """The sign-in of the path. Raises NotFound."""
    found: SignIn = web.found_or_404(await SignIn.get_or_none(id=request.path_params["id"]))
    return found


def is_here(request: Request, asked: SignIn) -> bool:
    """Whether this is the browser that asked."""
    return tokens.same(asked.browser_hash, tokens.hashed(web.browser(request)))


# -- answering -----------------------------------------------------------------------------------------------------


def code(secret: str, asked: SignIn) -> str:
    """The six digits of a sign-in's newest mail; made again from the secret, stored nowhere."""
    return tokens.derive_code(secret, "accounts.code", asked.id, asked.generation)


def link_key(secret: str, asked: SignIn) -> str:
    """The key in the link of a sign-in's newest mail."""
    return tokens.derive_token(secret, "accounts.link", asked.id, asked.generation)


def usable(asked: SignIn) -> Problem | None:
    """Why no code can be typed any more, if so."""
    if asked.used_at:
        return Conflict(DONE)
    if asked.tries >= TRIES or asked.expires_at <= datetime.now(UTC):
        return Conflict(USED_UP)
    return None


async def answer_code(request: Request, asked: SignIn, typed: str) -> str | None:
    """Use the code that somebody typed. Returns the cookie of the new session, None for an address added.

    Raises Unprocessable for a wrong one, Conflict when it was used or tried too often or is too old.
    """
    await guard.trying(request)
    await _count_try(asked)
    digits = "".join(character for character in typed if character.isdigit())
    if not tokens.same(digits, code(web.services(request).settings.secret, asked)):
        raise Unprocessable(WRONG)
    return await _complete(request, asked)


async def answer_link(request: Request, asked: SignIn) -> str | None:
    """Use the link of the mail, checked before, in the browser that asked; the same as the code. Raises Conflict."""
    if problem := usable(asked):
        raise problem
    return await _complete(request, asked)


def check_link(request: Request, asked: SignIn) -> None:
    """Raise NotFound unless the key in the path is that of the newest mail."""
    key = link_key(web.services(request).settings.secret, asked)
    web.found_or_404(tokens.same(request.path_params["key"], key) or None)


async def _count_try(asked: SignIn) -> None:
    # Counted before it is compared, by a conditional update: parallel guesses cannot be more than the limit.
    if not await _open(asked).filter(tries__lt=TRIES).update(tries=F("tries") + 1):
        await asked.refresh_from_db()
        raise usable(asked) or Conflict(USED_UP)


async def _complete(request: Request, asked: SignIn) -> str | None:
    async with in_transaction():
        if not await _open(asked).update(used_at=datetime.now(UTC)):
            raise Conflict(USED_UP)
        if asked.purpose == Purpose.ADD_ADDRESS:
            await _add(request, asked)
            return None
        owner = await prove(asked.email, locale=_locale(request, asked))
        return await sessions.begin(request, owner)


def _locale(request: Request, asked: SignIn) -> str:
    """The language of a new account: the one chosen, or the page's where that is no mere default.

    Where it is, none: then mails speak the language of the offer that they are about.
    """
    return middleware.chosen(request) or ("" if asked.locale == i18n.DEFAULT else asked.locale)


def _open(asked: SignIn) -> QuerySet[SignIn]:
    return SignIn.filter(id=asked.id, generation=asked.generation, used_at=None, expires_at__gt=datetime.now(UTC))


async def _add(request: Request, asked: SignIn) -> None:
    viewer = web.viewer(request)
    if not viewer or not asked.learner_id or viewer.learner_id != str(asked.learner_id):
        raise Conflict(ELSEWHERE)
    await add_proved(asked.learner_id, asked.email)
