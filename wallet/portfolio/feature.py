"""What the portfolio offers: the front page, the wallet, a badge with its switches, the log."""

from wallet.features import Feature
from wallet.web import get, post

from . import badge, evidence, log, removing, wallet

feature = Feature(
    routes=(
        get("/", wallet.front),
        get("/badges", wallet.show),
        get("/log", log.show),
        get("/badges/{id:uuid}", badge.show),
        get("/badges/{id:uuid}/art.png", badge.art),
        get("/badges/{id:uuid}/original", badge.original),
        get("/badges/{id:uuid}/evidence/{digest}", evidence.download),
        post("/badges/{id:uuid}/check", badge.check_again),
        get("/badges/{id:uuid}/remove", removing.ask),
        post("/badges/{id:uuid}/remove", removing.remove),
    ),
)
