"""What a stranger takes along from a shared page: the certificate on paper, the credential in the badge's picture."""

from __future__ import annotations

import hashlib
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from wallet import __version__, files, gate, i18n, web
from wallet.accounts import guard
from wallet.aside import aside
from wallet.confined import TooMuchWork
from wallet.errors import NotFound, Unavailable, Unprocessable
from wallet.i18n import N_
from wallet.openbadges import baking
from wallet.visiting import visit

from .certificate import SOUND, certificate_of
from .describing import cut
from .engraving import Certificate, printed
from .keeping import NOINDEX, UNKEPT, headers_of
from .page import PICTURES, can_be_baked

SECONDS: Final = 5.0  # of one processor, for the fullest certificate
RATE: Final = "30/minute"  # of certificates that are made, by one client
MOST_ASKED: Final = 5  # that are made or wait, by all: who comes later is told at once
BUSY: Final = N_("Many PDFs are being made at this moment. Try again in a few seconds.")
TOO_LARGE: Final = N_("No certificate can be made of this badge. Its page shows all of it.")
NAME: Final = 80  # characters of a file's name
PNG: Final = "image/png"


async def certificate(request: Request) -> Response:
    """GET /b/{slug}/certificate.pdf: what the page says of the badge, on one A4 sheet; made for whoever asks."""
    shown = await gate.public_view(visit(request))
    settings = web.services(request).settings
    with i18n.speaking(shown.locale):
        made = certificate_of(shown, settings.url(f"/b/{shown.slug}"), settings.accent)
        name = i18n.gettext(N_("Certificate")) if shown.seal.mark in SOUND else made.headline
    tag = f'"{_fingerprint(made, shown.art_digest)}"'
    sent = headers_of(shown) | {"Content-Security-Policy": files.SANDBOX} | ({} if shown.link.locked else {"ETag": tag})
    if not shown.link.locked and tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=sent)
    data = await _pressed(request, made, shown.art_digest)
    sent["Content-Disposition"] = files.disposition(f"{name} - {cut(made.title, NAME)}.pdf")
    return Response(data, media_type="application/pdf", headers=sent)


def _fingerprint(made: Certificate, art_digest: str) -> str:
    """The same for sheets that look the same, as long as this version of the wallet makes them."""
    return hashlib.sha256(repr((made, art_digest, __version__)).encode()).hexdigest()


async def _pressed(request: Request, made: Certificate, art_digest: str) -> bytes:
    """The PDF, made when its turn comes. Raises Unavailable when many wait, Unprocessable for what takes too long."""
    services = web.services(request)
    await services.limits.spend(RATE, "certificate.pdf", guard.client(request))
    if services.printing.asked >= MOST_ASKED:
        raise Unavailable(BUSY)
    art = await services.storage.get(art_digest) if art_digest else None
    try:
        return await services.printing.run(printed, made, art, seconds=SECONDS)
    except TooMuchWork as error:
        raise Unprocessable(TOO_LARGE) from error


async def baked(request: Request) -> Response:
    """GET /b/{slug}/baked: the credential inside its picture, where its owner offers the credential itself.

    What came baked is handed out as it came, anything else in the badge's own picture. (OB 2.0 baking, OB 3.0 §5.3)
    """
    shown = await gate.public_view(visit(request))
    services = web.services(request)
    if shown.credential is None or not can_be_baked(shown):
        raise NotFound(web.NOTHING_HERE)
    if shown.credential.media_type in PICTURES:
        media_type, data = shown.credential.media_type, await services.storage.get(shown.credential.digest)
    else:
        art = await services.storage.get(shown.art_digest)
        media_type, data = PNG, await aside(baking.bake, art, shown.credential.document)
    name = files.disposition(files.named(cut(shown.story.title, NAME), media_type))
    sent = UNKEPT | NOINDEX | {"Content-Disposition": name, "Content-Security-Policy": files.SANDBOX}
    return Response(data, media_type=media_type, headers=sent)
