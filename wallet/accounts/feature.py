"""What accounts offer: signing in and out, settings, and their mails."""

from wallet.accounts import mails, pages
from wallet.features import Feature

feature = Feature(
    routes=pages.routes,
    jobs={"accounts.code": mails.code, "accounts.tidy": mails.tidy},
)
