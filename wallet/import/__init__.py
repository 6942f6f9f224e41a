"""How a badge gets into a wallet: for now, offers sent by e-mail."""
