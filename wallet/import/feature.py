"""What importing offers: adding a badge, the pages behind an offer's link, its mail, the badge's picture."""

from wallet.features import Feature
from wallet.receiving import LARGEST
from wallet.web import get, post

from . import adding, art, mails, pages, preview, waiting

ENVELOPE = 64 * 1024  # of a form around a file

feature = Feature(
    routes=(
        get("/import", adding.form),
        post("/import", adding.add, limit=LARGEST + ENVELOPE),
        get("/import/{slug}", preview.show),
        post("/import/{slug}", preview.answer),
        get("/import/{slug}/art.png", preview.art),
        get("/offers/waiting/{id:uuid}", waiting.show),
        post("/offers/waiting/{id:uuid}", waiting.answer),
        get("/offers/waiting/{id:uuid}/art.png", waiting.art),
        post("/offers/waiting/{id:uuid}/resend", waiting.send_again),
        get("/offers/{token}", pages.show),
        post("/offers/{token}", pages.answer),
        get("/offers/{token}/art.png", pages.art),
        post("/offers/{token}/sign-in", pages.ask_code),
        post("/offers/{token}/add-address", pages.add_address),
        post("/offers/{token}/resend", pages.send_again),
    ),
    jobs={"import.offer_mail": mails.offer_mail, "import.art": art.fetch_art},
)
