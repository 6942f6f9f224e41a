"""What sharing offers: the public page of a badge and all that belongs to it."""

from wallet.features import Feature
from wallet.web import get, post

from . import cards, panel, preview, public, publishing

feature = Feature(
    routes=(
        post("/badges/{id:uuid}/visibility", publishing.set_visibility),
        post("/badges/{id:uuid}/credential", publishing.set_credential_offered),
        get("/badges/{badge:uuid}/preview", preview.show),
        get("/badges/{badge:uuid}/preview/card", preview.card),
        get("/badges/{badge:uuid}/preview/qr.svg", preview.qr_code),
        get("/b/{slug}", public.show),
        get("/b/{slug}/card-{name}", public.card),
        get("/b/{slug}/image.png", public.image),
        get("/b/{slug}/badge.png", public.art),
        get("/b/{slug}/qr.svg", public.qr_code),
        get("/b/{slug}/credential", public.credential),
        get("/b/{slug}/attachments/{name}", public.attachment),
    ),
    jobs={"share.card": cards.draw_card},
    panels=(panel.share,),
)
