"""Verification joined with the network and the memory: what was fetched, who is known, what was verified when."""
