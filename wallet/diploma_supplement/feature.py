"""What the supplement offers: the switch, the owner's download, the mail that says it is here."""

from wallet.accounts.issuing import route
from wallet.features import Feature
from wallet.web import get, post

from . import api, arrival, panel, switch

feature = Feature(
    routes=(
        route("/offers/{id:uuid}/attachments", get=api.show_attachments),
        route("/offers/{id:uuid}/attachments/{kind}", put=api.attach),
        get("/badges/{badge:uuid}/attachments/{id:uuid}", switch.download),
        post("/badges/{badge:uuid}/attachments/{id:uuid}", switch.turn),
    ),
    jobs={"diploma_supplement.arrived": arrival.arrived},
    panels=(panel.documents,),
)
