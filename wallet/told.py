"""What the API tells its issuers of things, in JSON."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from wallet.models import Attachment


def instant(moment: datetime) -> str:
    """A time in UTC, to the second (RFC 3339)."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def attachment(each: Attachment) -> dict[str, Any]:
    """An attachment as the API shows it to the issuer who sent it; whether it is shown is the learner's matter."""
    return {
        "kind": each.kind.value,
        "filename": each.filename,
        "media_type": each.media_type,
        "size": each.size,
        "sha256": each.digest,
        "received_at": instant(each.received_at),
    }
