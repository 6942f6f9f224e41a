"""The PDF of what is shown of a document, made anew for whoever asks: nobody keeps what may be hidden next."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from wallet import files, gate, i18n, web
from wallet.accounts import guard
from wallet.aside import aside
from wallet.confined import TooMuchWork
from wallet.errors import Unavailable, Unprocessable
from wallet.i18n import N_
from wallet.services import Services
from wallet.shown import PublicDocument
from wallet.visiting import visit

from .page import UNKEPT, head_of, label_of, named, place, view_of
from .printed import About, Line, labels, printed
from .view import View
from .whole import as_it_came

SECONDS: Final = 10.0  # of one processor, for the largest document
RATE: Final = "30/minute"  # by one client
MOST_ASKED: Final = 5  # that is made or waits, by all: who comes later is told at once
BUSY: Final = N_(
    "Many PDFs are being made at this moment. Try again in a few seconds, or read the document on its page."
)
TOO_LARGE: Final = N_("No PDF can be made of so large a document. Read it on its page.")


async def show(request: Request) -> Response:
    """GET /b/{slug}/diploma-supplement.pdf and /b/{slug}/documents/{name}.pdf: what is shown, on A4."""
    services = web.services(request)
    await services.limits.spend(RATE, "document.pdf", guard.client(request))
    found = await gate.public_document(visit(request), named(request))
    if not found.attachment.readable:
        response = await as_it_came(request, found)
        response.headers.update({} if found.badge.listed else {"X-Robots-Tag": "noindex"})
        return response
    with i18n.speaking(found.badge.locale):
        files_at = f"/b/{found.badge.slug}/documents/{found.attachment.name}/enclosed"
        view, about = await aside(view_of, request, found, services.settings.url(files_at)), _about(request, found)
        filename = f"{label_of(found)}.pdf"
    data = await _pressed(services, view, about)
    sent = UNKEPT | {"Content-Disposition": files.disposition(filename), "Content-Security-Policy": files.SANDBOX}
    if not found.badge.listed:
        sent["X-Robots-Tag"] = "noindex"
    return Response(data, media_type="application/pdf", headers=sent)


async def _pressed(services: Services, view: View, about: About) -> bytes:
    """The PDF, made when its turn comes. Raises Unavailable when many wait, Unprocessable for what is too large."""
    if services.printing.asked >= MOST_ASKED:
        raise Unavailable(BUSY)
    try:
        return await services.printing.run(printed, view, about, seconds=SECONDS)
    except TooMuchWork as error:
        raise Unprocessable(TOO_LARGE) from error


def _about(request: Request, found: PublicDocument) -> About:
    """What the PDF says beside the document, in the language being spoken."""
    badge, attachment, settings = found.badge, found.attachment, web.services(request).settings
    url, now = settings.url(place(badge, attachment)), datetime.now(UTC)
    return About(
        url=url,
        holder=(not badge.seal.claimed and badge.story.recipient_name) or "",
        provenance=tuple(Line(*each) for each in head_of(request, found).statements),
        made_on=i18n.day(now),
        made_at=int(now.timestamp()),
        locale=i18n.current(),
        accent=settings.accent,
        labels=replace(labels(i18n.day(now), url), kicker=label_of(found)),
    )
