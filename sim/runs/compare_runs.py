"""Runs as arms: what was recorded after one past, beside what else might have followed from it."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from hashlib import sha256

import attrs

from ..comparison.arms import Arm
from ..comparison.bands import FUTURES_OF_RUNS
from ..comparison.comparison import Comparison
from ..comparison.experiment import Progress, trajectory_of
from ..comparison.outcomes import measure
from ..errors import InputError
from ..events import Event
from ..log.contract import EventStore
from ..log.names import find_stream
from ..log.origin import as_described
from ..plan import DAYS_PER_WEEK, Scenario, Strategy
from ..world import tally
from .futures import futures
from .lineage import Ancestors, Life, life_of, shared_moment
from .replay import recorded_parameters

FUTURES_OF_A_RUN = 200
HASH_LETTERS = 6


def compare_runs(
    store: EventStore,
    wanted: Sequence[str],
    *,
    lanes: int | None = None,
    seed: int | None = None,
    progress: Progress = lambda _text, _share: None,
) -> Comparison:
    """Compare runs of one person which share a past: a run and its forks, or sisters of one scenario.

    From the moment at which the runs were first prescribed something else, each one's own prescription is lived by
    many courses of chance, beside what was recorded, until the first of the runs ends.

    Args:
        store: Where the runs and those they branched from are kept.
        wanted: Their names, or enough of their beginning; the first is the baseline.
        lanes: Number of courses of chance; default: 200.
        seed: Seed of the chance to come; default: that of the runs.
        progress: Told how far the job is.

    Raises:
        InputError: A run is not found, is named twice, or shares no past with the first.
    """
    names = [find_stream(store, one) for one in wanted]
    if len(names) < 2 or len(set(names)) < len(names):  # noqa: PLR2004 - a comparison takes two
        message = f"a comparison of runs takes two or more different ones, found {', '.join(names)}"
        raise InputError(message)
    lives = [life_of(name, store.read(name), _parents(store)) for name in names]
    at_days = shared_moment(lives)
    end_days = min(life.end_days for life in lives)
    strategies = tuple(_strategy(life, name, at_days) for life, name in zip(lives, _arm_names(lives), strict=True))
    lanes, seed = lanes or FUTURES_OF_A_RUN, lives[0].origin.seed if seed is None else seed
    lived = futures(
        lives[0].log,
        at_days=at_days,
        scenario=_question(lives, strategies, at_days, lanes, seed),
        lanes=lanes,
        seed=seed,
        strategies=strategies,
        length_days=end_days - at_days,
        progress=progress,
    )
    arms = (
        _beside_recorded(arm, life, store.head_hash(life.name), end_days)
        for arm, life in zip(lived.arms, lives, strict=True)
    )
    words = ("regain", "compare", *names, "--athletes", str(lanes), "--seed", str(seed))
    return attrs.evolve(lived, arms=tuple(arms), band=FUTURES_OF_RUNS, command=shlex.join(words))


def _parents(store: EventStore) -> Ancestors:
    known = {info.stream for info in store.streams()}

    def read(name: str) -> Sequence[Event]:
        if name not in known:
            message = f"a run branched from {name}, which is not in this store; compare where both are kept"
            raise InputError(message)
        return store.read(name)

    return read


def _arm_names(lives: Sequence[Life]) -> list[str]:
    """Name arms by their strategies, and by the end of their run's name where two have the same."""
    short = [life.origin.strategy for life in lives]
    return [
        one if short.count(one) == 1 else f"{one}-{life.name.rpartition('-')[2]}"
        for one, life in zip(short, lives, strict=True)
    ]


def _strategy(life: Life, name: str, at_days: float) -> Strategy:
    return Strategy(
        name=name,
        label=life.label(at_days),
        athlete=as_described(life.log),
        history=life.before(at_days),
        phases=life.rest(at_days),
    )


def _question(lives: Sequence[Life], strategies: Sequence[Strategy], at_days: float, lanes: int, seed: int) -> Scenario:
    first = lives[0]
    heads = sha256("\n".join(sorted(life.name for life in lives)).encode()).hexdigest()[:HASH_LETTERS]
    asked = None if first.scenario is None else first.scenario.primary_outcome
    week = f"week {first.week(at_days):.4g}".replace("-", "\N{MINUS SIGN}")
    return Scenario(
        name=f"{first.origin.scenario}-runs-{heads}",
        title=f"One past until {week}, {len(lives)} futures",
        question=(
            f"Up to {week} of {first.name} the runs share one past. What was recorded from there, and what else might "
            f"have followed? Week 0 here is that moment. Runs: {', '.join(life.name for life in lives)}."
        ),
        horizon_weeks=(min(life.end_days for life in lives) - at_days) / DAYS_PER_WEEK,
        strategies=tuple(strategies),
        baseline=strategies[0].name,
        athletes=lanes,
        seed=seed,
        primary_outcome=asked or "legs_size",
    )


def _beside_recorded(arm: Arm, life: Life, head_hash: str, end_days: float) -> Arm:
    """Put what was recorded before the end in the place of the undisturbed course."""
    start_days = arm.trajectory.start_days
    log = tuple(event for event in life.log if event.time_days < end_days)
    seen = trajectory_of(log, recorded_parameters(life.origin).values_of(), start_days, end_days)
    counted = tally.since(log, start_days)
    return attrs.evolve(
        arm,
        reference=seen,
        reference_log=log,
        recorded=measure(seen, counted),
        stream=life.name,
        head_hash=head_hash,
    )
