"""Was it awarded to this person? An address that somebody types, against what a verified badge says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from starlette.requests import Request

from wallet import i18n, tokens, web
from wallet.accounts import guard
from wallet.errors import Unprocessable
from wallet.i18n import N_
from wallet.openbadges.findings import Findings
from wallet.openbadges.recipients import judge
from wallet.openbadges.report import Check, Outcome, Report

from .result import credential_of, is_issuer_proved

LONGEST: Final = 320
RECIPIENT: Final = r"^(\S+@\S+|https?://\S+|did:\S+)$"  # whom a program may ask about
PER_CLIENT: Final = "30/15 minutes"
PER_BADGE: Final = "60/hour"  # of all who ask: whoever guesses a name's addresses needs more
NAMED: Final = N_("The badge names this address.")
NOT_PROVED: Final = N_("The badge names this address, but who issued it is not proved, so this proves nothing yet.")
WHOLE: Final = N_("Type a whole e-mail address, such as ada@example.edu.")


@dataclass(frozen=True)
class Answer:
    """Whether a badge was awarded to an address: `said` is the outcome of the check recipient.match, `outcome` how much
    that is worth.
    """

    said: Outcome
    outcome: Outcome
    sentence: str
    address: str


async def spend(request: Request, credential: Mapping[str, Any]) -> None:
    """Count a question, by who asks and by the badge, however often that is handed in anew. Raises TooMany."""
    limits = web.services(request).limits
    badge = tokens.hashed(json.dumps(credential, sort_keys=True))
    await limits.spend(PER_CLIENT, "verify.recipient", guard.client(request))
    await limits.spend(PER_BADGE, "verify.recipient", "of", badge)


def answer(report: Report, typed: str) -> Answer:
    """Whether a verified badge names an address, as typed or in lower case. Raises Unprocessable for no address.

    The address is kept nowhere.
    """
    name, _, host = typed.strip().rpartition("@")
    if not name or not host or len(typed) > LONGEST or any(letter.isspace() for letter in typed.strip()):
        raise Unprocessable(WHOLE)
    findings = Findings()
    judge(findings, report.credential, [typed])
    (check,) = findings.checks()
    outcome, sentence = _worth(report, check)
    return Answer(check.outcome, outcome, sentence, typed.strip())


def _worth(report: Report, check: Check) -> tuple[Outcome, str]:
    """What a yes is worth: anybody can write any address into a badge of their own."""
    if check.outcome not in (Outcome.PASSED, Outcome.WARNING):
        return check.outcome, i18n.translate(check)
    found = credential_of(report)
    if found is None or not is_issuer_proved(report, found):
        return Outcome.WARNING, i18n.gettext(NOT_PROVED)
    return check.outcome, i18n.gettext(NAMED) if check.outcome is Outcome.PASSED else i18n.translate(check)
