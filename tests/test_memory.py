from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.openbadges.issuing import badge_class, issuer
from wallet.memory import FAILURE, LASTING, MOST, SHORT, Memory, lifetime
from wallet.openbadges.report import Fetched, Unreachable

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
URL = "https://issuer.example/a"


class Clock:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.time = 1000.0

    def __call__(self) -> float:
        return self.time


def fetched(body: bytes | dict[str, Any], status: int = 200) -> Fetched:
    return Fetched(URL, status, "application/json", body if isinstance(body, bytes) else json.dumps(body).encode(), URL)


def token(payload: dict[str, Any]) -> bytes:
    parts = ({"alg": "EdDSA"}, payload)
    return b".".join([*(urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in parts), b"c2ln"])


def status_list(**more: Any) -> dict[str, Any]:
    subject = {"type": "BitstringStatusList", "encodedList": "u", **more.pop("subject", {})}
    return {"type": ["VerifiableCredential", "BitstringStatusListCredential"], "credentialSubject": subject, **more}


@pytest.mark.parametrize(
    ("answer", "seconds"),
    [
        (fetched(issuer()), LASTING),
        (fetched(badge_class()), LASTING),
        (fetched({"id": "did:web:issuer.example", "verificationMethod": []}), LASTING),
        (fetched({"type": "Assertion"}), SHORT),
        (fetched(status_list()), SHORT),
        (fetched(status_list(subject={"ttl": 10_000})), 10),
        (fetched(status_list(subject={"ttl": 86_400_000})), SHORT),
        (fetched(status_list(validUntil="2026-11-22T12:00:07Z")), 7),
        (fetched(status_list(validUntil="2026-11-22T11:00:00Z")), 0),
        (fetched(token({**status_list(), "exp": NOW.timestamp() + 3})), 3),
        (fetched(token({"vc": status_list(expirationDate="2026-11-22T12:00:02Z")})), 2),
        (fetched(b"\x89PNG"), SHORT),
        (fetched({"type": "Issuer", "padding": "x" * 70_000}), 0),
        (fetched({}, 404), FAILURE),
        (fetched(issuer(), 503), FAILURE),
        (Unreachable(URL, "down"), FAILURE),
    ],
)
def test_what_may_revoke_a_badge_is_kept_shortly_and_never_past_its_end(
    answer: Fetched | Unreachable, seconds: float
) -> None:
    assert lifetime(answer, NOW) == seconds


def test_an_answer_is_recalled_while_it_is_fresh() -> None:
    clock = Clock()
    memory, answer = Memory(clock), fetched({"type": "Assertion"})
    assert memory.recall(URL) is None
    memory.keep(URL, answer, NOW)
    clock.time += SHORT - 1
    assert memory.recall(URL) == answer
    clock.time += 1
    assert memory.recall(URL) is None


def test_what_is_not_fresh_is_not_kept_at_all() -> None:
    memory = Memory(Clock())
    memory.keep(URL, fetched(status_list(validUntil="2020-01-01T00:00:00Z")), NOW)
    assert memory.recall(URL) is None


def test_the_least_used_are_forgotten_first() -> None:
    memory = Memory(Clock())
    for n in range(MOST):
        memory.keep(f"{URL}/{n}", fetched(b"{}"), NOW)
    memory.recall(f"{URL}/0")
    memory.keep(URL, fetched(b"{}"), NOW)
    assert memory.recall(f"{URL}/0")
    assert memory.recall(f"{URL}/1") is None
    assert memory.recall(URL)
