"""What the demo adds to the wallet: the tour, and a mailbox that shows what was really sent."""

from wallet.features import Feature
from wallet.web import get, post

from . import mailbox, tour

feature = Feature(
    routes=(
        get("/", tour.show),
        post("/demo/supplement", tour.send_supplement),
        post("/demo/again", tour.again),
        get("/demo/mail", mailbox.show),
        get("/demo/mail/{id}", mailbox.show_mail),
        get("/demo/mail/{id}/html", mailbox.show_html),
    ),
)
