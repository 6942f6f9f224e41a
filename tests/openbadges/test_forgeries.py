"""What a careful forger tries with a badge that is genuine as far as it goes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.openbadges.university import ED25519, credential, did_key, judged, method_of
from wallet.openbadges import jws
from wallet.openbadges.report import Verdict

Json = dict[str, Any]


def token(payload: Json) -> str:
    return jws.sign(payload, ED25519, kid=method_of(did_key()))


def test_a_type_that_sounds_like_a_presentation_makes_nobody_else_the_issuer() -> None:
    kinds = ["VerifiableCredential", "OpenBadgeCredential", "XVerifiablePresentation"]
    report = judged(token({"vc": credential(type=kinds), "iss": "did:web:other.example"}))
    told = [check.explanation for check in report.checks if check.name == "format.structure"]
    assert told == ["Token and credential contradict each other about “id”."]


@pytest.mark.parametrize("payload", [{"vc": credential(issuer=None, holder=did_key())}, credential(issuer=None)])
def test_a_token_whose_issuer_is_not_named_is_refused(payload: Json) -> None:
    report = judged(token({"holder": did_key(), **payload}))
    assert report.verdict is Verdict.INVALID
    assert "issuer.key_bound" in report.failed()
