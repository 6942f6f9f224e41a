"""What the supplement offers: the switch, the owner's download, the mail that says it is here."""

from wallet.features import Feature
from wallet.web import get, post

from . import arrival, panel, switch

feature = Feature(
    routes=(
        get("/badges/{badge:uuid}/attachments/{id:uuid}", switch.download),
        post("/badges/{badge:uuid}/attachments/{id:uuid}", switch.turn),
    ),
    jobs={"diploma_supplement.arrived": arrival.arrived},
    panels=(panel.documents,),
)
