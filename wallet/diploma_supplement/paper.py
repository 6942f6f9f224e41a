"""The PDF of what is shown of a document, made anew for whoever asks: nobody keeps what may be hidden next."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from wallet import files, gate, i18n, web
from wallet.accounts import guard
from wallet.gate import PublicDocument

from .page import UNKEPT, issuer_name, label_of, named, place, view_of
from .printed import About, labels, printed
from .provenance import lines

SECONDS: Final = 10.0  # of one processor, for the largest document
RATE: Final = "30/minute"  # by one client


async def show(request: Request) -> Response:
    """GET /b/{slug}/diploma-supplement.pdf and /b/{slug}/documents/{name}.pdf: what is shown, on A4."""
    found = await gate.public_document(request.path_params["slug"], named(request), request.query_params.get("lang"))
    services = web.services(request)
    await services.limits.spend(RATE, "document.pdf", guard.client(request))
    with i18n.speaking(found.badge.locale):
        files_at = f"/b/{found.badge.slug}/documents/{found.attachment.name}/enclosed"
        view, about = view_of(request, found, services.settings.url(files_at)), _about(request, found)
        filename = f"{label_of(found)}.pdf"
    data = await services.documents.run(printed, view, about, seconds=SECONDS)
    sent = UNKEPT | {"Content-Disposition": files.disposition(filename), "Content-Security-Policy": files.SANDBOX}
    if not found.badge.listed:
        sent["X-Robots-Tag"] = "noindex"
    return Response(data, media_type="application/pdf", headers=sent)


def _about(request: Request, found: PublicDocument) -> About:
    """What the PDF says beside the document, in the language being spoken."""
    badge, attachment, settings = found.badge, found.attachment, web.services(request).settings
    url, now = settings.url(place(badge, attachment)), datetime.now(UTC)
    told = lines(found.seals, attachment.source, issuer_name(badge), attachment.received_at)
    return About(
        url=url,
        holder=(not badge.seal.claimed and badge.story.recipient_name) or "",
        provenance=tuple(line.text for line in told),
        made_on=i18n.day(now),
        made_at=int(now.timestamp()),
        locale=i18n.current(),
        accent=settings.accent,
        labels=replace(labels(i18n.day(now), url), kicker=label_of(found)),
    )
