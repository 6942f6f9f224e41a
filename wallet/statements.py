"""The statements below a headline: the questions a recruiter has, and how what was found answers them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from wallet import i18n
from wallet.facts import shown
from wallet.i18n import N_
from wallet.names import isolated
from wallet.openbadges.report import Check, Outcome
from wallet.openbadges.status import NO_WITHDRAWALS
from wallet.openbadges.v2 import DIFFERS


@dataclass(frozen=True)
class Line:
    """One of the statements below the headline; `topic` is what it is about, in a word, or empty."""

    outcome: str
    text: str
    topic: str = ""


@dataclass(frozen=True)
class Statement:
    """A question a recruiter has: the checks that answer it, and the answer to each outcome; "" for the check's own."""

    topic: str
    checks: tuple[str, ...]
    passed: str
    failed: str
    warning: str
    not_checked: str


RECIPIENT = ("recipient.match",)
STATUS = ("status.revocation", "status.suspension")
TIME = ("time.started", "time.not_expired")
PERSON: Final = N_("Person")
TO_THE_OWNER = Statement(
    PERSON,
    RECIPIENT,
    N_("Awarded to the owner of this page, who proved the e-mail address in it"),
    N_("Awarded to somebody else"),
    "",
    N_("Not shown to be awarded to the owner of this page: it names nobody by an address"),
)
# The same to a learner to whom it is offered, where there is no owner of a page yet.
TO_THE_INVITED = Statement(
    PERSON,
    RECIPIENT,
    N_("Awarded to the address that this was sent to"),
    N_("Awarded to another address than the one this was sent to"),
    "",
    N_("Not shown to be awarded to the address that this was sent to: it names nobody by an address"),
)
# And to a learner who thinks of keeping it.
TO_THE_KEEPER = Statement(
    PERSON,
    RECIPIENT,
    N_("Awarded to you"),
    N_("Not shown to be yours: awarded to somebody else, or to an address that is not in your account"),
    "",
    N_("Not shown to be yours: it names nobody by an address"),
)
# Each its own line: a badge may be intact and still be nobody's.
STATEMENTS = (
    Statement(
        N_("Integrity"),
        ("seal.intact", "seal.covers_all", "scope.hosted"),
        N_("Unchanged since it was issued"),
        N_("Altered since it was issued"),
        N_("Unchanged, but part of it is not covered by the seal"),
        N_("Whether it is unchanged could not be checked"),
    ),
    Statement(
        N_("Issuer"),
        ("issuer.reachable", "issuer.key_bound", "issuer.known"),
        N_("Issued by %(issuer)s, an issuer this wallet knows"),
        N_("Not shown to be issued by %(issuer)s"),
        N_("It calls itself %(issuer)s, and is not on this wallet’s list of known issuers"),
        N_("Whether %(issuer)s issued it could not be checked"),
    ),
    TO_THE_OWNER,
    Statement(
        N_("Withdrawal"),
        STATUS,
        N_("Not withdrawn by its issuer"),
        N_("Withdrawn by its issuer"),
        N_("Its status raises a question"),
        N_("Whether it was withdrawn could not be checked"),
    ),
    Statement(
        N_("Validity"),
        TIME,
        N_("Within its time of validity"),
        N_("Outside its time of validity"),
        N_("Its dates raise a question"),
        N_("Its dates could not be checked"),
    ),
)
# This says more truly than the statement what was found: nobody was asked.
SAID_AS_IS = (NO_WITHDRAWALS,)
ASKED = N_("Not withdrawn by its issuer when that was asked on %(time)s")
PROVED = N_("Proved to come from %(domain)s")
AS_PUBLISHED = N_("As its issuer publishes it")
ITS_WORD = N_("It says it is from %(issuer)s; nothing proves that")
SILENT = N_("Nothing could be read at %(host)s.")
NAMELESS = N_("Who issued it could not be checked")
ALSO_DIFFERS = N_("The file you were given differs from what its issuer publishes. Shown is what the issuer publishes.")
PARTS = N_("%(open)s of the %(all)s credentials inside could not be confirmed")
_WORST = (Outcome.FAILED, Outcome.NOT_CHECKED, Outcome.WARNING, Outcome.PASSED)


class Named(Protocol):
    """An issuer as the credential names it; `domain` is where it really is, whatever the name says."""

    @property
    def name(self) -> str:
        """The name that it gives itself."""

    @property
    def nameless(self) -> bool:
        """Whether it gives itself none."""

    @property
    def domain(self) -> str | None:
        """The host of the id that it proved to have, in ASCII."""


def lines_of(
    checks: tuple[Check, ...], issuer: Named, recipient: Statement, at: datetime | None = None
) -> tuple[Line, ...]:
    """What the checks of an issuer's badge say, in the language being spoken; `recipient` tells whose it is.

    Made at a moment, if given. Its dates are a statement of their own only where they speak against it.
    """
    lines: list[Line] = []
    for each in STATEMENTS:
        statement = recipient if each.checks == RECIPIENT else each
        found = [check for check in checks if check.name in statement.checks]
        if found:
            lines.extend(_lines(statement, found, issuer, at))
    return (*lines, *_besides(checks))


def topic_of(check: Check) -> str:
    """What a check is about, in the language being spoken; empty where it answers none of the usual questions."""
    return next((i18n.gettext(each.topic) for each in STATEMENTS if check.name in each.checks), "")


def _besides(checks: tuple[Check, ...]) -> Iterator[Line]:
    """What a reader has to know besides the answers to the usual questions."""
    for check in checks:
        if check.message == DIFFERS:
            yield Line(check.outcome, i18n.translate(check))
        elif check.name == "form.current" and DIFFERS.partition("(")[0] in check.evidence.get("also", ""):
            yield Line(check.outcome, i18n.gettext(ALSO_DIFFERS))
        elif check.name == "evidence" and "open" in check.values:
            yield Line(check.outcome, i18n.gettext(PARTS, **check.values))


def _weight(check: Check) -> Outcome:
    """How much a check says against a badge: that a site is away says nothing against who is behind it."""
    away = check.name == "issuer.reachable" and check.outcome is Outcome.FAILED
    return Outcome.NOT_CHECKED if away else check.outcome


def _lines(statement: Statement, found: list[Check], issuer: Named, at: datetime | None) -> Iterator[Line]:
    """The answer to a question: two where a site is proved, and whose it is, is not."""
    worst, topic = min(map(_weight, found), key=_WORST.index), i18n.gettext(statement.topic)
    plain = [check for check in found if check.message in SAID_AS_IS]
    if worst is Outcome.PASSED and statement.checks == TIME:
        return
    if worst is Outcome.PASSED and plain:
        yield Line(shown(plain[0]), i18n.translate(plain[0]), topic)
        return
    message = getattr(statement, worst.value)
    named = "%(issuer)s" in message
    if named and worst is Outcome.WARNING and issuer.domain:
        yield Line(Outcome.PASSED.value, i18n.gettext(PROVED, domain=issuer.domain), topic)
    if named:
        yield Line(worst.value, _of_issuer(message, worst, found, issuer), topic)
    elif not message:
        yield Line(worst.value, i18n.translate(next(check for check in found if check.outcome is worst)), topic)
    else:
        yield Line(worst.value, _said(statement, worst, found, at), topic)


def _said(statement: Statement, worst: Outcome, found: list[Check], at: datetime | None) -> str:
    """A statement's own words, with no more than what was asked, and when."""
    if worst is Outcome.PASSED and [check.name for check in found] == ["scope.hosted"]:
        return i18n.gettext(AS_PUBLISHED)
    if worst is Outcome.PASSED and statement.checks == STATUS and at:
        return i18n.gettext(ASKED, time=i18n.moment(at))
    return i18n.gettext(getattr(statement, worst.value))


def _of_issuer(message: str, worst: Outcome, found: list[Check], issuer: Named) -> str:
    """Who is said to have issued it, under the address that was proved, or under no address."""
    name = isolated(issuer.name)
    if worst is Outcome.WARNING:
        return i18n.gettext(message if issuer.domain else ITS_WORD, issuer=name, domain=issuer.domain)
    if worst is Outcome.NOT_CHECKED and issuer.nameless:
        host = next((check.values["host"] for check in found if "host" in check.values), None)
        return i18n.gettext(SILENT, host=host) if host else i18n.gettext(NAMELESS)
    return i18n.gettext(message, issuer=name + (f" ({issuer.domain})" if issuer.domain else ""))
