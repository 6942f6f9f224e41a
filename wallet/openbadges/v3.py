"""Open Badges 3.0, CLR 2.0 and any Verifiable Credential 1.1 or 2.0: what they say, and whether it is sealed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from wallet.openbadges.report import N_, Check, Fetched, Needs, Outcome, Unreachable

Documents = Mapping[str, Fetched | Unreachable]


@dataclass(frozen=True)
class Judged:
    """The credential as its seal covers it, and the facts found about it, in the order of CHECKS.

    `credential` is the JSON object to show (for a VC-JWT: the `vc` claim or the payload, registered claims folded in).
    Not judged here, since they are alike for every version: container.read, format.image, issuer.known,
    recipient.match.
    """

    credential: Mapping[str, object]
    checks: tuple[Check, ...]


def judge(document: Mapping[str, object], documents: Documents, now: datetime) -> Judged | Needs:
    """Judge a credential given as JSON object with Data Integrity proofs, for a verifier.

    `documents` holds what was fetched, by URL; `now` has a time zone. Raises nothing for a bad credential: it is a
    failed check. Without a proof: seal.present failed. A VerifiablePresentation is judged by its credentials.
    """
    return Judged(document, (Check("seal.present", Outcome.NOT_CHECKED, N_("The seal was not looked at.")),))


def judge_jwt(token: str, documents: Documents, now: datetime) -> Judged | Needs:
    """Judge a credential given as compact JWS (VC-JWT: VC 1.1 §6.3.1, OB 3.0 §8.2, VC-JOSE-COSE), for a verifier.

    A token that cannot be read gives seal.present failed and an empty credential.
    """
    return Judged({}, (Check("seal.present", Outcome.NOT_CHECKED, N_("The seal was not looked at.")),))
