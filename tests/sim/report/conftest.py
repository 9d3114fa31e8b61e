"""Comparisons made up for the report: plausible shapes, hostile words, numbers that are not numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np
import pytest

from sim.comparison.arms import Arm, Outcome, Trajectory
from sim.comparison.bands import FUTURES, FUTURES_OF_RUNS, PEOPLE_AND_PARAMETERS
from sim.comparison.comparison import Comparison, DrawnParameters
from sim.events import NightSlept, RunCompleted, SessionPerformed, SetPerformed, StreamStarted
from sim.plan import (
    NO_PLAN,
    Athlete,
    EnduranceRun,
    Habits,
    Phase,
    Plan,
    PlanItem,
    Prescription,
    Scenario,
    Session,
    Strategy,
)
from tests.hostile import HOSTILE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MUSCLES = ("quadriceps", "hamstrings", "glutes", "calves")
HOSTILE_LABELS = tuple(
    HOSTILE[name]
    for name in (
        "script",
        "formula",
        "at",
        "escape colours",
        "line of words",
        "way up",
        "double quote and handler",
        "half of mathematics",
        "console markup",
        "very long",
        "right to left",
        "letters of other scripts",
    )
)


def _plan(name: str, day: float, hours: float | None) -> Plan:
    squat = Prescription(exercise="back_squat", sets_low=3, sets_high=4, reps_low=6, reps_high=10, rest_min=3.0)
    curl = Prescription(exercise="leg_curl", sets_low=3, sets_high=3, reps_low=10, reps_high=10, load_kg=40.0)
    items = [PlanItem(offset_days=day, activity=Session(name="legs", exercises=(squat, curl)))]
    if hours is not None:
        items.append(PlanItem(offset_days=day + hours / 24, activity=EnduranceRun(style="easy", minutes=40.0)))
    return Plan(name=name, items=tuple(items))


def _trajectory(times: np.ndarray, start: float, gain: float, layoff: float, lanes: int) -> Trajectory:
    rng = np.random.default_rng(7)
    speed = rng.lognormal(0.0, 0.3, (lanes, 1))
    weeks = (times - start)[None, :] / 7
    drop = 0.09 * (1 - np.exp(-np.clip(weeks + layoff, 0, layoff) / 6)) if layoff else 0.0
    rise = (gain + (0.07 if layoff else 0.0)) * (1 - np.exp(-np.clip(weeks, 0, None) / 6))
    size = 1 + (0.1 if layoff else 0.0) - drop + rise * speed
    beat = np.exp(-np.mod(times - 1.75, 3.5) / 1.5)[None, :] * speed
    spread = np.linspace(1.0, 0.85, len(MUSCLES))
    muscle = {"size": size, "csa": size + 0.01 * beat, "signal": 6 * beat, "fatigue": 0.2 * beat, "soreness": 3 * beat}
    whole = {
        "legs_size": size,
        "leg_lean_mass_kg": 20 * size,
        "leg_strength": size * 1.2,
        "soreness": 3 * beat,
        "body_mass_kg": 80 * np.ones_like(size),
    }
    per_muscle = {
        name: 1 + (values[:, :, None] - 1) * spread if name in {"size", "csa"} else values[:, :, None] * spread
        for name, values in muscle.items()
    }
    return Trajectory(times, start, MUSCLES, per_muscle, whole)


def _log(start: float, horizon: float, seed: int, *, run: bool) -> tuple:
    rng = np.random.default_rng(seed)
    events = [StreamStarted(time_days=0.0, origin="simulated", history_days=start, versions={"regain": "0.1.0"})]
    for day in range(int(horizon * 7)):
        events.append(NightSlept(time_days=start + day + 0.29, hours=float(rng.normal(7.5, 0.8))))
        if day % 7 in (1, 4):
            sets = tuple(SetPerformed("back_squat", 80.0, 8, 2.0) for _ in range(4 + day % 3))
            events.append(SessionPerformed(time_days=start + day + 0.75, session="legs", sets=sets))
            if run:
                events.append(RunCompleted(time_days=start + day + 0.85, style="easy", minutes=40.0, distance_km=7.0))
    return tuple(events)


def _outcomes(rng: np.random.Generator, people: np.ndarray, gain: float, *, reached: bool) -> tuple[Outcome, ...]:
    lanes = people.size
    size = 100 * gain * people + rng.normal(0, 0.2, lanes)
    weeks = 12 - 60 * gain + people if reached else np.full(lanes, np.inf)
    weeks = np.where(np.arange(lanes) % 7 == 0, np.inf, weeks)
    rare = Outcome(
        "injuries_per_1000_h",
        "Injuries",
        "per 1000 h",
        more_is_better=False,
        muscle="body",
        values=1000.0 * (np.arange(lanes) % 9 == 0),
        exposure=np.full(lanes, 50.0),
    )
    make = (
        ("size_change_percent", "Size change", "%", True, "legs", size),
        *(("size_change_percent", "Size change", "%", True, m, size * (1 - 0.1 * i)) for i, m in enumerate(MUSCLES)),
        ("weeks_to_regain_100_percent", "Time to 100 % of earlier size", "weeks", False, "legs", weeks),
        ("lean_mass_change_kg", "Leg lean mass change", "kg", True, "legs", size / 5),
        ("strength_change_percent", "Strength change", "%", True, "legs", 2 * size),
        ("soreness_days", "Sore days", "d", False, "body", rng.poisson(10 + 100 * gain, lanes).astype(float)),
        ("gym_hours_per_week", "Time in the gym", "h/week", None, "body", np.full(lanes, 1.5)),
        ("does_not_apply", "What does not apply", "", None, "body", np.full(lanes, np.nan)),
    )
    return (*(Outcome(*fields) for fields in make), rare)


def make_comparison(
    labels: Sequence[str] = ("One leg day", "Two half leg days"),
    *,
    lanes: int = 40,
    horizon: float = 16.0,
    layoff_weeks: float = 0.0,
    trained_weeks: float = 0.0,
    hours: Sequence[float | None] = (),
    **scenario_fields: object,
) -> Comparison:
    """Make up a comparison with one strategy a label."""
    rng = np.random.default_rng(1)
    start = 7 * (trained_weeks + layoff_weeks)
    history = tuple(
        Phase(length_days=7 * weeks, plan=plan, habits=Habits())
        for weeks, plan in ((trained_weeks, _plan("base", 1.75, None)), (layoff_weeks, NO_PLAN))
        if weeks
    )
    daily = start + np.arange(0, horizon * 7 + 0.5)
    people = np.random.default_rng(3).lognormal(0, 0.3, lanes)
    arms = []
    for index, label in enumerate(labels):
        gain = 0.05 + 0.012 * np.sin(index)
        anchor = hours[index] if hours else None
        plan = _plan(f"plan_{index}", 1.75, anchor)
        strategy = Strategy(
            name=f"s{index}",
            label=label,
            athlete=Athlete(),
            history=history,
            phases=(Phase(length_days=7 * horizon, plan=plan, habits=Habits(stress=0.3 + 0.01 * index)),),
        )
        before = np.arange(0, start, 7.0)
        fine = start + np.arange(0, horizon * 7 + 0.1, 0.25)
        arms.append(
            Arm(
                strategy,
                _trajectory(np.concatenate((before, daily)), start, gain, layoff_weeks, lanes),
                _outcomes(rng, people, gain, reached=index != 1),
                _log(start, horizon, index, run=anchor is not None or index == 1),
                _trajectory(np.concatenate((before, fine)), start, gain, layoff_weeks, 1),
                stream=f"demo/s{index}/reference",
            )
        )
    defaults: dict[str, object] = {
        "name": "demo",
        "title": "One long leg day, or the same sets split over two?",
        "question": "Asked often.\nAnswered seldom.",
        "path": "scenarios/demo.yaml",
        "sha256": "ab" * 32,
    }
    scenario = Scenario(
        horizon_weeks=horizon,
        strategies=tuple(arm.strategy for arm in arms),
        baseline="s0",
        **{**defaults, **scenario_fields},
    )
    return Comparison(scenario, lanes, 1, "default", tuple(arms))


def with_draws(made: Comparison, draws: int = 20) -> Comparison:
    """Add the typical person under draws of the posterior, whose bands are narrower than those of people."""
    arms = []
    for number, arm in enumerate(made.arms):
        seen = arm.trajectory
        uncertainty = _trajectory(seen.times_days, seen.start_days, 0.06, 0.0, draws)
        moved = [one for one in arm.outcomes if one.exposure is None]
        drawn = tuple(attrs.evolve(one, values=number + np.linspace(-0.2, 0.2, draws) * (1 + number)) for one in moved)
        arms.append(attrs.evolve(arm, uncertainty=uncertainty, uncertain_outcomes=drawn))
    return attrs.evolve(
        made, arms=tuple(arms), band=PEOPLE_AND_PARAMETERS, drawn=DrawnParameters("posterior", draws, "cd" * 32)
    )


@pytest.fixture(scope="session")
def drawn_for() -> Callable[[Comparison], Comparison]:
    return with_draws


@pytest.fixture(scope="session")
def two() -> Comparison:
    return make_comparison()


@pytest.fixture(scope="session")
def twelve() -> Comparison:
    return make_comparison([f"Strategy number {n}" for n in range(12)])


@pytest.fixture(scope="session")
def after_layoff() -> Comparison:
    return make_comparison(("One leg day", "Two half leg days", "Three short ones"), trained_weeks=104, layoff_weeks=26)


@pytest.fixture(scope="session")
def by_hour() -> Comparison:
    return make_comparison(
        ("No run", "Run 1 h after", "Run 6 h after", "Run 24 h after", "Run 48 h after"),
        hours=(None, 1.0, 6.0, 24.0, 48.0),
        picture="gain_by_hour",
    )


@pytest.fixture(scope="session")
def hostile() -> Comparison:
    return make_comparison(HOSTILE_LABELS, title="<img src=x onerror=alert(1)>", question="</title><script>x</script>")


def make_futures(labels: Sequence[str] = ("Go on", "Two weeks off"), *, recorded: bool = False) -> Comparison:
    """Make up possible futures of one person, perhaps beside what was recorded of them."""
    made = make_comparison(labels, trained_weeks=30, horizon=10)
    if not recorded:
        return attrs.evolve(made, band=FUTURES)
    arms = [
        attrs.evolve(arm, recorded=tuple(attrs.evolve(one, values=one.values[:1] + 0.5) for one in arm.outcomes[:-1]))
        for arm in made.arms
    ]
    return attrs.evolve(made, band=FUTURES_OF_RUNS, arms=tuple(arms), command="regain compare a b --athletes 40")


@pytest.fixture(scope="session")
def futures() -> Comparison:
    return make_futures()


@pytest.fixture(scope="session")
def of_runs() -> Comparison:
    return make_futures(recorded=True)


@pytest.fixture(scope="session")
def hostile_futures() -> Comparison:
    return make_futures(HOSTILE_LABELS, recorded=True)


@pytest.fixture(scope="session")
def made_up() -> Callable[..., Comparison]:
    return make_comparison
