"""What the issuers' API offers."""

from wallet.features import Feature
from wallet.web import get

from . import answers, api
from .access import PREFIX, route

feature = Feature(
    routes=(
        get(f"{PREFIX}/openapi.json", api.describe),
        route("/offers", post=api.create),
        route("/offers/{id:uuid}", get=api.show, delete=api.withdraw),
        route("/offers/{id:uuid}/attachments", get=api.show_attachments),
        route("/offers/{id:uuid}/attachments/{kind}", put=api.attach),
    ),
    jobs={"issuers.forget": answers.forget},
)
