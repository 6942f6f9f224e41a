"""What a stranger gets follows from the switches alone: whatever their order, however many read meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import ClassVar

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.client import run_jobs
from tests.factories import university
from tests.share.test_visibility import SURFACES, Shown, Surface, everything
from wallet.config import Settings
from wallet.demo.content import LEARNER, Learner
from wallet.demo.supplement import supplement

READERS, READS, MORE = 30, 200, 8


# -- one switch, many readers --------------------------------------------------------------------------------------


@dataclass
class Clock:
    """Counts what happens, in the order in which it happens."""

    now: int = 0

    def tick(self) -> int:
        """The next moment."""
        self.now += 1
        return self.now


@dataclass
class Race:
    """Strangers who ask for a surface all the time, and the moment when its owner was told that it is hidden."""

    shown: Shown
    clock: Clock = field(default_factory=Clock)
    asked: list[tuple[int, int]] = field(default_factory=list)  # when, and the status it got
    busy: asyncio.Event = field(default_factory=asyncio.Event)
    hidden: int = 0

    async def read(self, number: int) -> None:
        """One stranger, who asks until the badge has been hidden for a while."""
        more = MORE
        while more:
            more -= bool(self.hidden)
            surface = SURFACES[(number + more) % len(SURFACES)]
            began = self.clock.tick()
            answer = await self.shown.fetch(surface)
            self.asked.append((began, answer.status_code))
            if len(self.asked) >= READS:
                self.busy.set()

    async def hide(self) -> None:
        """Hide the badge in the middle of it."""
        await self.busy.wait()
        await self.shown.switch("public", False)
        self.hidden = self.clock.tick()


@pytest.mark.anyio
async def test_no_request_made_after_the_switch_was_answered_gets_anything(settings: Settings) -> None:
    async with university(settings) as issuer:
        race = Race(await everything(issuer))
        await asyncio.gather(race.hide(), *map(race.read, range(READERS)))
        before = [status for began, status in race.asked if began < race.hidden]
        after = [status for began, status in race.asked if began > race.hidden]
        assert set(before) <= {200, 404}
        assert before.count(200) >= READS
        assert set(after) == {404}
        assert len(after) >= READERS * (MORE - 1)


# -- any switches in any order -------------------------------------------------------------------------------------


@dataclass
class Stage:
    """A shared badge in a running wallet, for a machine that knows no loop."""

    runner: asyncio.Runner
    shown: Shown
    versions: int = 0

    def switch(self, what: str, on: bool) -> None:
        """Move a switch."""
        self.runner.run(self.shown.switch(what, on))

    def statuses(self) -> dict[Surface, int]:
        """What a stranger gets at every surface."""
        return self.runner.run(self._statuses())

    def statuses_while(self, what: str, on: bool) -> dict[Surface, int]:
        """What strangers get at every surface while a switch is moved."""

        async def both() -> dict[Surface, int]:
            _, found = await asyncio.gather(self.shown.switch(what, on), self._statuses())
            return found

        return self.runner.run(both())

    async def _statuses(self) -> dict[Surface, int]:
        answers = await asyncio.gather(*(self.shown.fetch(surface) for surface in SURFACES))
        return {surface: answer.status_code for surface, answer in zip(SURFACES, answers, strict=True)}

    def send_newer(self) -> None:
        """The issuer sends a newer Diploma Supplement."""
        self.versions += 1
        who = Learner("Marta", f"Version {self.versions}", LEARNER.email)
        self.runner.run(self.shown.issuer.send(str(self.shown.badge.offer_id), pdf=supplement(who)))


class Switches(RuleBasedStateMachine):
    """Moves the switches of one badge and compares what strangers get with what the switches say."""

    stage: ClassVar[Stage]

    @initialize()
    def hide_everything(self) -> None:
        """Each run begins with nothing shown."""
        self.visible = self.document = self.credential = False
        for what in ("public", "document", "credential"):
            self.stage.switch(what, False)

    @rule(on=st.booleans())
    def show_the_document(self, on: bool) -> None:
        """The switch of the Diploma Supplement."""
        self.stage.switch("document", on)
        self.document = on

    @rule(on=st.booleans())
    def offer_the_file(self, on: bool) -> None:
        """The switch of the credential file."""
        self.stage.switch("credential", on)
        self.credential = on

    @rule(to=st.sampled_from(["private", "unlisted", "public"]))
    def show_the_badge(self, to: str) -> None:
        """The badge's own visibility."""
        self.stage.switch(to if to != "private" else "public", to != "private")
        self.visible = to != "private"

    @rule()
    def get_a_newer_document(self) -> None:
        """What its owner chose to show was another document."""
        self.stage.send_newer()
        self.document = False

    @rule(on=st.booleans())
    def show_the_badge_while_strangers_read(self, on: bool) -> None:
        """Whoever reads meanwhile gets what was there before or after, nothing else."""
        before = self.expected()
        found = self.stage.statuses_while("public", on)
        self.visible = on
        after = self.expected()
        assert all(found[surface] in (before[surface], after[surface]) for surface in SURFACES), found

    @invariant()
    def strangers_get_what_the_switches_say(self) -> None:
        """At every surface, at once."""
        assert self.stage.statuses() == self.expected()

    def expected(self) -> dict[Surface, int]:
        """What the switches say."""
        on = {"": True, "document": self.document, "credential": self.credential}
        return {surface: 200 if self.visible and on[surface.needs] else 404 for surface in SURFACES}


@pytest.fixture
def stage(settings: Settings) -> Iterator[Stage]:
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        issuer = runner.run(stack.enter_async_context(university(settings)))
        try:
            shown = runner.run(everything(issuer))
            runner.run(run_jobs(issuer.app))
            yield Stage(runner, shown)
        finally:
            runner.run(stack.aclose())


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_strangers_get_what_the_switches_say_in_any_order(stage: Stage) -> None:
    Switches.stage = stage
    run_state_machine_as_test(
        Switches,
        settings=hypothesis_settings(
            max_examples=8,
            stateful_step_count=10,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
