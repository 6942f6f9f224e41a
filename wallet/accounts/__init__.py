"""Who is asking: sign-in by code or OpenID Connect, sessions, addresses, settings."""

from wallet.accounts.sessions import require as require
from wallet.accounts.sessions import signed_in as signed_in
