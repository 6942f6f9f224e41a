"""The mails of accounts, and the forgetting of what is over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from wallet import jobs
from wallet.accounts import signin
from wallet.jobs import JobInfo
from wallet.mail.message import build, compose
from wallet.models import Session, SignIn
from wallet.web import Services

# An address that nobody proved is not ours to keep; a session that ended is kept as long as its cookie might turn up.
SIGN_INS_KEPT = timedelta(days=1)
SESSIONS_KEPT = timedelta(days=30)


async def code(services: Services, payload: dict[str, Any], job: JobInfo) -> None:
    """Job accounts.code {sign_in}: send the code and the link, which are made here and stored nowhere."""
    asked = await SignIn.get_or_none(id=payload["sign_in"])
    await jobs.put("accounts.tidy", {}, key="accounts.tidy", delay=3600)
    if asked is None or signin.usable(asked):
        return  # used or run out: whoever still waits asks again
    secret, settings = services.settings.secret, services.settings
    email = compose(
        "code",
        locale=asked.locale,
        to=asked.email,
        values={
            "code": signin.code(secret, asked),
            "url": settings.url(f"{signin.path(asked)}/link/{signin.link_key(secret, asked)}"),
            "minutes": int(signin.LIFETIME.total_seconds() // 60),
            "purpose": asked.purpose.value,
        },
    )
    await services.mailer.send(build(settings, email, job.id))


async def address_added(services: Services, payload: dict[str, Any], job: JobInfo) -> None:
    """Job accounts.address_added {to, address, locale}: tell an account's other mailboxes that it has a new address."""
    await _notice(services, "address_added", payload, job)


async def address_removed(services: Services, payload: dict[str, Any], job: JobInfo) -> None:
    """Job accounts.address_removed {to, address, locale}: tell a mailbox that it belongs to the account no longer."""
    await _notice(services, "address_removed", payload, job)


async def _notice(services: Services, name: str, payload: dict[str, Any], job: JobInfo) -> None:
    values = {"address": payload["address"], "url": services.settings.url("/settings")}
    email = compose(name, locale=payload["locale"], to=payload["to"], values=values)
    await services.mailer.send(build(services.settings, email, job.id))


async def tidy(services: Services, payload: dict[str, Any], job: JobInfo) -> None:
    """Job accounts.tidy {}: forget sign-ins that came to nothing and sessions that ended long ago."""
    now = datetime.now(UTC)
    await SignIn.filter(expires_at__lt=now - SIGN_INS_KEPT).delete()
    await Session.filter(expires_at__lt=now - SESSIONS_KEPT).delete()
    await Session.filter(revoked_at__lt=now - SESSIONS_KEPT).delete()
