"""What accounts offer: signing in and out, settings, and their mails."""

from wallet.accounts import mails, oidc, pages, settings
from wallet.features import Feature

feature = Feature(
    routes=(*pages.routes, *oidc.routes, *settings.routes),
    jobs={
        "accounts.code": mails.code,
        "accounts.address_added": mails.address_added,
        "accounts.address_removed": mails.address_removed,
        "accounts.tidy": mails.tidy,
    },
)
