"""What strangers' servers said a short time ago, so that many badges of one issuer do not ask it as many times."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime

from .openbadges.dates import from_seconds, parse_date
from .openbadges.document import JsonObject, Unreadable, jws_parts, load, text_of, types_of
from .openbadges.report import Fetched, Unreachable

Answer = Fetched | Unreachable

# Seconds. A failure is kept just long enough not to hammer a server that is down.
FAILURE = 5.0
SHORT = 30.0
LASTING = 300.0
MOST = 256
LARGEST = 64 * 1024  # larger ones are asked for anew: 16 MiB in all
LASTING_TYPES = frozenset({"Profile", "Issuer", "IssuerOrg", "BadgeClass", "Achievement", "CryptographicKey"})


class Memory:
    """The answers of URLs, the least used forgotten first, each no longer than it stays fresh."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: OrderedDict[str, tuple[float, Answer]] = OrderedDict()

    def recall(self, url: str) -> Answer | None:
        """What a URL answered, if that is still fresh."""
        until, answer = self._kept.get(url, (0.0, None))
        if answer is None or until <= self._clock():
            self._kept.pop(url, None)
            return None
        self._kept.move_to_end(url)
        return answer

    def keep(self, url: str, answer: Answer, now: datetime) -> None:
        """Remember an answer for as long as its kind allows at this time."""
        seconds = lifetime(answer, now)
        if seconds > 0:
            self._kept[url] = self._clock() + seconds, answer
            self._kept.move_to_end(url)
        while len(self._kept) > MOST:
            self._kept.popitem(last=False)


def lifetime(answer: Answer, now: datetime) -> float:
    """How many seconds an answer stays fresh: keys and profiles longest, what may revoke a badge shortly."""
    if isinstance(answer, Unreachable) or not 200 <= answer.status < 300:
        return FAILURE
    if len(answer.body) > LARGEST:
        return 0.0
    node = _read(answer.body)
    if LASTING_TYPES.intersection(types_of(node)) or "verificationMethod" in node:
        return LASTING
    return max(0.0, min(SHORT, *_stated(node, now)))


def _read(body: bytes) -> JsonObject:
    """The JSON of a document or of a token's payload; empty when it is neither."""
    for reader in (load, lambda content: jws_parts(text_of(content).strip())[1]):
        try:
            return reader(body)
        except Unreadable:
            continue
    return {}


def _stated(payload: JsonObject, now: datetime) -> list[float]:
    """The seconds for which a status list says of itself that it may be kept (Bitstring Status List §2.2)."""
    inner = payload.get("vc")
    node = inner if isinstance(inner, dict) else payload
    ends = [
        from_seconds(payload.get("exp")),
        *(parse_date(node.get(name)) for name in ("validUntil", "expirationDate")),
    ]
    seconds = [(end - now).total_seconds() for end in ends if end]
    subject = node.get("credentialSubject")
    milliseconds = subject.get("ttl") if isinstance(subject, dict) else None
    return [*seconds, milliseconds / 1000 if isinstance(milliseconds, int | float) else SHORT]
