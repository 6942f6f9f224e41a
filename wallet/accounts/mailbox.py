"""E-mail addresses as accounts meet them: checked when typed, masked when shown."""

from wallet.mail.address import address as mailbox

__all__ = ["masked", "mailbox"]


def masked(email: str) -> str:
    """An address that its owner recognises and a stranger cannot read: g•••@e•••.edu."""
    local, _, domain = email.rpartition("@")
    name, _, top = domain.rpartition(".")
    return f"{local[:1]}•••@{name[:1]}•••.{top}"
