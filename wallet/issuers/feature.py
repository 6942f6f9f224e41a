"""What the issuers' API offers."""

from wallet.accounts.issuing import PREFIX, route
from wallet.features import Feature
from wallet.web import get

from . import answers, api

feature = Feature(
    routes=(
        get(f"{PREFIX}/openapi.json", api.describe),
        route("/offers", post=api.create),
        route("/offers/{id:uuid}", get=api.show, delete=api.withdraw),
    ),
    jobs={"issuers.forget": answers.forget},
)
