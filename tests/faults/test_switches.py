"""What a stranger gets follows from the switches alone: whatever their order, however many read meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from itertools import cycle
from typing import ClassVar

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.factories import university
from tests.share import specimens
from tests.share.specimens import ALL, ASIDE, Specimen
from tests.share.stage import PRESETS, Stage, chosen_by, staged
from tests.share.surfaces import Seen, State, Surface, seen, surfaces
from wallet.config import Settings

SUPPLEMENT, HOLDERS = "diploma-supplement", "diploma-supplement-from-holder"
READERS, BEFORE, AFTER = 6, 2, 3  # strangers, and what each asks at least before and after a switch was answered
Deed = Callable[[], Awaitable[None]]


# -- readers in a race with one switch -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Read:
    """What a stranger got at a surface; `late`: they asked when the switch had been answered; `busy`: come again."""

    surface: Surface
    late: bool
    got: Seen
    busy: bool = False


@dataclass
class Race:
    """Strangers who ask all the time, while a switch is moved and answered."""

    stage: Stage
    places: Sequence[Surface]
    reads: list[Read] = field(default_factory=list)
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    answered: bool = False

    async def run(self, deed: Deed) -> None:
        """Move the switch in the middle of it."""
        await asyncio.gather(self._move(deed), *map(self._read, range(READERS)))

    async def _move(self, deed: Deed) -> None:
        await self.begun.wait()
        await deed()
        self.answered = True

    async def _read(self, number: int) -> None:
        """One stranger, who asks until the switch has been answered for a while."""
        left = AFTER
        for surface in cycle([*self.places[number % len(self.places) :], *self.places[: number % len(self.places)]]):
            late = self.answered
            left -= late
            answer = await self.stage.fetch(self.stage.path(surface))
            self.reads.append(Read(surface, late, seen(answer), busy=answer.status_code == 503))
            if len(self.reads) >= READERS * BEFORE:
                self.begun.set()
            if not left:
                return

    def judge(self, before: State) -> None:
        """Who asked late gets what holds now, to the mark; who asked earlier no more than held then or holds now."""
        now = self.stage.state
        for read in self.reads:
            new, old = read.surface.expected(now), read.surface.expected(before)
            if read.busy:  # many PDFs at once
                assert not read.got, read
            elif read.late:
                assert read.got == new, read
            else:
                assert (read.got or set()) <= (new or set()) | (old or set()), read
        assert sum(read.late for read in self.reads) == READERS * AFTER


async def raced(stage: Stage, deed: Deed, places: Sequence[Surface]) -> int:
    """Move a switch while strangers read these surfaces; returns how many marks they read."""
    before, race = stage.state, Race(stage, places)
    await race.run(deed)
    race.judge(before)
    return sum(len(read.got or ()) for read in race.reads)


@pytest.mark.anyio
async def test_no_request_made_after_a_switch_was_answered_gets_a_byte_of_what_it_hid(settings: Settings) -> None:
    async with university(settings) as issuer:
        stage = await staged(issuer)
        await stage.show_everything()
        for deed in (
            lambda: stage.piece(SUPPLEMENT, "grades", False),
            lambda: stage.piece(SUPPLEMENT, "personal", False),
            lambda: stage.preset(SUPPLEMENT, "level-and-programme"),
            lambda: stage.show("details", False),
            lambda: stage.bring(specimens.supplement("dn")),
            lambda: stage.delete("evidence-from-holder"),
            lambda: stage.offer(False),
            lambda: stage.see("private"),
        ):
            await raced(stage, deed, stage.surfaces[::-1])


# -- any switches in any order -------------------------------------------------------------------------------------

NAMES = (SUPPLEMENT, "certificate", HOLDERS)


def brought() -> tuple[Specimen, ...]:
    """The documents with which each run begins: with all pieces, shown whole, and by the holder."""
    return specimens.supplement("ds"), specimens.certificate("ce"), specimens.transcript("hs", HOLDERS)


@dataclass
class Running:
    """A shared badge in a running wallet, for a machine that knows no loop."""

    runner: asyncio.Runner
    stage: Stage
    versions: int = 0
    marks: int = 0  # read so far

    def race(self, deed: Deed, name: str = "") -> None:
        """Move a switch while strangers read the badge's surfaces, or a document's."""
        places = [each for each in self.stage.surfaces if not (each.tail.endswith(".pdf") and "documents" in each.tail)]
        found = [each for each in places if not name or each.document == name or not each.tail]
        self.marks += self.runner.run(raced(self.stage, deed, found))

    def look(self) -> None:
        """Compare every surface but PDFs, which readers look at, with what the switches say."""
        current = [each for each in self.stage.surfaces if not each.tail.endswith(".pdf")]
        self.runner.run(self.stage.check(*current))

    def reset(self) -> None:
        """Show everything but what presets never turn on, and bring what was deleted."""
        if HOLDERS not in self.stage.state.documents:
            self.runner.run(self.stage.bring(self.newer(HOLDERS)))
        self.runner.run(self._show())

    async def _show(self) -> None:
        await self.stage.see("public")
        await self.stage.offer(False)
        for name, held in self.stage.state.documents.items():
            await self.stage.show(name, True)
            for piece in sorted(held.specimen.pieces & ASIDE):
                await self.stage.piece(name, piece, False)
            if held.specimen.pieces:
                await self.stage.preset(name, "everything")

    def newer(self, name: str) -> Specimen:
        """The next version of a document; its surfaces are looked at from now on."""
        self.versions += 1
        made = {SUPPLEMENT: specimens.supplement, "certificate": specimens.certificate, HOLDERS: specimens.transcript}
        specimen = made[name](f"v{self.versions}x", name)
        new = surfaces(specimen)
        self.stage.surfaces = tuple(dict.fromkeys((*self.stage.surfaces, *new)))
        return specimen


class Switches(RuleBasedStateMachine):
    """Moves the switches of one badge and compares what strangers get with what the switches say."""

    running: ClassVar[Running]

    @property
    def stage(self) -> Stage:
        """The badge."""
        return self.running.stage

    def there(self, name: str) -> bool:
        """Whether the badge has a document of that name now."""
        return name in self.stage.state.documents

    @initialize()
    def begin(self) -> None:
        """Each run begins with the same switches on."""
        self.running.reset()

    @rule(to=st.sampled_from(["private", "unlisted", "public"]))
    def see(self, to: str) -> None:
        """The badge's own visibility."""
        self.running.race(lambda: self.stage.see(to))

    @rule(on=st.booleans())
    def offer(self, on: bool) -> None:
        """The switch of the credential file."""
        self.running.race(lambda: self.stage.offer(on))

    @rule(name=st.sampled_from(NAMES), on=st.booleans())
    def show(self, name: str, on: bool) -> None:
        """The main switch of a document."""
        if self.there(name):
            self.running.race(lambda: self.stage.show(name, on), name)

    @rule(piece=st.sampled_from(sorted(ALL)), on=st.booleans())
    def piece(self, piece: str, on: bool) -> None:
        """The switch of a piece."""
        self.running.race(lambda: self.stage.piece(SUPPLEMENT, piece, on), SUPPLEMENT)

    @rule(name=st.sampled_from([SUPPLEMENT, HOLDERS]), preset=st.sampled_from(sorted(PRESETS)))
    def preset(self, name: str, preset: str) -> None:
        """The button of a preset; there is none that would leave nothing."""
        if self.there(name) and chosen_by(preset, self.stage.state, name):
            self.running.race(lambda: self.stage.preset(name, preset), name)

    @rule(name=st.sampled_from(NAMES))
    def bring_newer(self, name: str) -> None:
        """What its owner chose to show was another document."""
        specimen = self.running.newer(name)
        self.running.race(lambda: self.stage.bring(specimen), name)

    @precondition(lambda self: self.there(HOLDERS))
    @rule()
    def delete(self) -> None:
        """Delete what the holder brought."""
        self.running.race(lambda: self.stage.delete(HOLDERS), HOLDERS)

    @invariant()
    def strangers_get_what_the_switches_say(self) -> None:
        """At every surface, those of earlier versions too."""
        self.running.look()


@pytest.fixture
def stage(settings: Settings) -> Iterator[Running]:
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        issuer = runner.run(stack.enter_async_context(university(settings)))
        try:
            made = runner.run(staged(issuer, *brought()))
            runner.run(made.show_everything())
            yield Running(runner, made)
        finally:
            runner.run(stack.aclose())


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_strangers_get_what_the_switches_say_in_any_order(stage: Running) -> None:
    Switches.running = stage
    run_state_machine_as_test(
        Switches,
        settings=hypothesis_settings(
            max_examples=5,
            stateful_step_count=10,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert stage.marks > 1000
