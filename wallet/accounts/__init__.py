"""Who is asking: sign-in by code or OpenID Connect, sessions, addresses, settings."""

from wallet.accounts.sessions import require as require
from wallet.accounts.sessions import sign_in_path as sign_in_path
from wallet.accounts.sessions import signed_in as signed_in
