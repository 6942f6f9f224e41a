"""The facts behind a seal as pages list them."""

from __future__ import annotations

from wallet.facts import Fact, facts
from wallet.openbadges.report import Check, Outcome
from wallet.openbadges.status import NO_WITHDRAWALS

ENDORSED = "It is endorsed by %(who)s."
UNSURE = "An endorsement by %(who)s could not be checked."


def endorsement(number: int, who: str = "Aline", outcome: Outcome = Outcome.PASSED, text: str = ENDORSED) -> Check:
    return Check(f"endorsement[{number}]", outcome, text, {"who": who})


def test_endorsements_that_say_the_same_are_said_once() -> None:
    told = facts((endorsement(0), endorsement(1), endorsement(2, "Bruno")))
    assert told == (
        Fact("endorsement[0], endorsement[1]", "passed", "2 endorsements by Aline."),
        Fact("endorsement[2]", "passed", "It is endorsed by Bruno."),
    )


def test_what_does_not_hold_several_times_is_counted_too() -> None:
    (told,) = facts(endorsement(number, outcome=Outcome.NOT_CHECKED, text=UNSURE) for number in range(3))
    assert told.outcome == "not_checked"
    assert told.text == "3 times: An endorsement by Aline could not be checked."


def test_other_facts_that_say_the_same_stay_apart() -> None:
    alike = [Check(name, Outcome.PASSED, "It is there.") for name in ("seal.present", "seal.intact")]
    assert [fact.name for fact in facts(alike)] == ["seal.present", "seal.intact"]


def test_where_nobody_could_be_asked_there_is_no_tick() -> None:
    (told,) = facts([Check("status.revocation", Outcome.PASSED, NO_WITHDRAWALS)])
    assert told.outcome == "not_checked"
