"""Signed JSON in its compact form, as tokens have it, put into the form in which seals are checked."""

from __future__ import annotations

import json
import re
from typing import Final

COMPACT: Final = re.compile(rb"([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)")


def flattened(data: bytes) -> bytes | None:
    """Three texts with full stops between them (RFC 7515 §7.1) as one JSON object (§7.2.2); None for anything else.

    None too where the middle is empty: what is signed is then not in the file.
    """
    found = COMPACT.fullmatch(b"".join(data.split()))
    if found is None:
        return None
    protected, payload, signature = (each.decode() for each in found.groups())
    return json.dumps({"payload": payload, "protected": protected, "signature": signature}).encode()
