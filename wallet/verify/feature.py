"""What verifying offers: the page for everyone, reports, the table of many, and an address for programs."""

from starlette.routing import Route

from wallet.features import Feature
from wallet.web import get, post

from . import api, asking, pages, together
from .description import described

feature = Feature(
    routes=(
        get("/verify", pages.form),
        post("/verify", pages.hand_in, limit=asking.LARGEST_TOGETHER, files=asking.FILES),
        get("/verify/together/{together}", together.show),
        get("/verify/together/{together}/table.csv", together.table),
        post("/verify/together/{together}/forget", together.forget),
        get("/verify/{slug}", pages.show),
        get("/verify/{slug}/art.png", pages.art),
        get("/verify/{slug}/qr.svg", pages.qr_code),
        post("/verify/{slug}", pages.ask),
        post("/verify/{slug}/keep", pages.keep),
        post("/verify/{slug}/forget", pages.forget),
        Route("/api/v1/verify", api.verify, methods=["POST"], name="api /verify"),
    ),
    described=described,
)
