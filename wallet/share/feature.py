"""What sharing offers: the public page of a badge and all that belongs to it."""

from wallet.features import Feature
from wallet.web import get, post

from . import (
    cards,
    checking,
    downloads,
    embed,
    fediverse,
    linkpages,
    linkpanel,
    lock,
    oembed,
    original,
    panel,
    preview,
    public,
    publishing,
    statistics,
    thumbnails,
)

feature = Feature(
    routes=(
        post("/badges/{id:uuid}/visibility", publishing.set_visibility),
        post("/badges/{id:uuid}/credential", publishing.set_credential_offered),
        get("/badges/{badge:uuid}/preview", preview.show),
        get("/badges/{badge:uuid}/preview/card", preview.card),
        get("/badges/{badge:uuid}/preview/qr.svg", preview.qr_code),
        get("/b/{slug:share}", public.show),
        post("/b/{slug:share}/unlock", lock.unlock, token=False),
        post("/b/{slug:share}/check", checking.check_again, token=False),
        get("/b/{slug:share}/card-{name}", public.card),
        get("/b/{slug:share}/image.png", public.image),
        get("/b/{slug:share}/badge.png", public.art),
        get("/b/{slug:share}/thumbnail.{form}", public.thumbnail),
        get("/b/{slug:share}/qr.svg", public.qr_code),
        get("/b/{slug:share}/qr.png", public.qr_picture),
        get("/b/{slug:share}/certificate.pdf", downloads.certificate),
        get("/b/{slug:share}/square.png", public.picture),
        get("/b/{slug:share}/story.png", public.picture),
        get("/b/{slug:share}/embed", embed.show),
        get("/b/{slug:share}/credential", original.credential),
        get("/b/{slug:share}/baked", downloads.baked),
        get("/b/{slug:share}.json", original.as_json),
        get("/b/{slug:share}/mastodon", fediverse.show),
        get("/oembed", oembed.show),
        get("/robots.txt", public.robots),
        get("/b/{slug:share}/attachments/{name}", public.attachment),
        *linkpages.routes,
        *statistics.routes,
    ),
    jobs={"share.card": cards.draw_card, "share.thumbnails": thumbnails.draw_thumbnails},
    panels=(panel.share, linkpanel.links),
    prints=("wallet.share.engraving",),
)
