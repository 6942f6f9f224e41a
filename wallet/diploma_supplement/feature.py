"""What the supplement offers: its arrival by either way, the switch, the owner's downloads, mail and notices."""

from wallet.accounts.issuing import route
from wallet.features import Feature
from wallet.web import get, post

from . import (
    api,
    arrival,
    choosing,
    deleting,
    history,
    noticing,
    owners,
    page,
    panel,
    paper,
    rereading,
    switch,
    uploading,
)
from .description import described
from .receiving import LARGEST

ENVELOPE = 64 * 1024  # of a form around a file

feature = Feature(
    routes=(
        route("/offers/{id:uuid}/attachments", get=api.show_attachments),
        route("/offers/{id:uuid}/attachments/{kind}", put=api.attach),
        get("/badges/{badge:uuid}/attachments", uploading.form),
        post("/badges/{badge:uuid}/attachments", uploading.upload, limit=LARGEST + ENVELOPE, files=1),
        get("/badges/{badge:uuid}/attachments/{id:uuid}", switch.download),
        post("/badges/{badge:uuid}/attachments/{id:uuid}", switch.turn),
        post("/badges/{badge:uuid}/attachments/{id:uuid}/noticed", noticing.put_away),
        get("/badges/{badge:uuid}/attachments/{id:uuid}/delete", deleting.ask),
        post("/badges/{badge:uuid}/attachments/{id:uuid}/delete", deleting.delete),
        post("/badges/{badge:uuid}/attachments/{id:uuid}/pieces", choosing.choose),
        get("/badges/{badge:uuid}/documents/{name}", owners.read),
        get("/badges/{badge:uuid}/documents/{name}/enclosed/{digest}", owners.enclosed),
        get("/badges/{badge:uuid}/preview/documents/{name}", owners.preview),
        get("/b/{slug:share}/diploma-supplement", page.show),
        get("/b/{slug:share}/diploma-supplement-from-holder", page.show),
        get("/b/{slug:share}/diploma-supplement.pdf", paper.show),
        get("/b/{slug:share}/diploma-supplement-from-holder.pdf", paper.show),
        get("/b/{slug:share}/documents/{name}.pdf", paper.show),
        get("/b/{slug:share}/documents/{name}", page.show),
        get("/b/{slug:share}/documents/{name}/enclosed/{digest}", page.enclosed),
    ),
    jobs={
        "diploma_supplement.arrived": arrival.arrived,
        "diploma_supplement.read_again": rereading.read_again,
    },
    panels=(panel.documents, history.history),
    described=described,
    always=("diploma_supplement.read_again",),
    warm=(
        "wallet.diploma_supplement.reading.kinds",
        "pikepdf",
        "xmlsec",
        "joserfc.jws",
        "pyhanko.sign.validation",
    ),
    prints=("wallet.diploma_supplement.printed",),
)
