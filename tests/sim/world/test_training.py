from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pytest

from models.exercises import catalogue
from sim.comparison.experiment import compare, run
from sim.events import GotInjured, SessionMissed, SessionPerformed
from sim.plan import (
    NO_PLAN,
    Athlete,
    Deload,
    GradualReturn,
    Habits,
    Illness,
    Phase,
    Progression,
    Scenario,
    SkipRule,
    Strategy,
)

INCREMENT_KG = catalogue()["back_squat"].increment_kg


def progression(kind: str, **more: Any) -> Progression:
    return Progression(kind=kind, **more)


def expected_next_kg(kind: str, done: SessionPerformed) -> float:
    """The rule as the documentation tells it, without arrays."""
    load, fewest = float(done.sets[0].load_kg), min(one.reps for one in done.sets)
    if fewest >= (6 if kind == "linear" else 10):
        return round((load + max(INCREMENT_KG, 0.025 * load)) / INCREMENT_KG) * INCREMENT_KG
    return load if fewest >= 6 else round(0.9 * load / INCREMENT_KG) * INCREMENT_KG


def test_a_recorded_set_carries_what_was_done(diary: Callable[..., Any], squats: Any) -> None:
    lived = diary(squats(1.75, 4.75, progression=progression("double")), lane=3)
    assert len(lived.sessions) == 8
    for session in lived.sessions:
        assert len(session.sets) == 3
        for one in session.sets:
            assert one.exercise == "back_squat"
            assert one.load_kg > 0.0
            assert 1 <= one.reps <= 10
            assert one.reps == int(one.reps)
            assert one.reps_in_reserve >= 0.0
        assert session.minutes > 3 * 2.0


def test_a_session_lasts_as_long_as_warm_up_changes_sets_and_rests(diary: Callable[..., Any], squats: Any) -> None:
    longer = {"warm_up_min": 11.0, "change_exercise_min": 4.0}
    (usual,), (other,) = (diary(squats(1.75), weeks=1, parameters=own).sessions for own in ({}, longer))
    worked = sum(one.reps * one.tempo_s / 60.0 + one.rest_min for one in other.sets)
    assert other.minutes == pytest.approx(11.0 + 4.0 + worked)
    assert other.minutes - usual.minutes == pytest.approx(11.0 - 5.0 + 4.0 - 1.5)


def test_without_progression_the_first_load_stays(diary: Callable[..., Any], squats: Any) -> None:
    lived = diary(squats(1.75, 4.75, progression=progression("none")), weeks=8)
    assert len(set(lived.loads)) == 1
    assert lived.sessions[-1].sets[0].reps_in_reserve > lived.sessions[0].sets[0].reps_in_reserve


@pytest.mark.parametrize("kind", ["linear", "double"])
def test_the_next_load_follows_from_the_notes(diary: Callable[..., Any], squats: Any, kind: str) -> None:
    lived = diary(squats(1.75, 4.75, progression=progression(kind)), weeks=12, lane=5)
    pairs = list(zip(lived.sessions, lived.sessions[1:], strict=False))
    assert [float(after.sets[0].load_kg) for _, after in pairs] == [
        expected_next_kg(kind, before) for before, _ in pairs
    ]
    assert lived.loads[-1] > lived.loads[0]


def test_linear_progression_backs_off_when_it_fails(diary: Callable[..., Any], squats: Any) -> None:
    lived = diary(squats(1.75, 3.75, 5.75, progression=progression("linear", step_fraction=0.1)), weeks=6)
    assert any(later < sooner for sooner, later in zip(lived.loads, lived.loads[1:], strict=False))


def test_autoregulated_loads_hit_the_middle_of_the_range(diary: Callable[..., Any], squats: Any) -> None:
    lived = diary(squats(1.75, 4.75, progression=progression("autoregulated")), weeks=8)
    to_failure = [one.reps + one.reps_in_reserve for one in lived.first_sets]
    assert to_failure == pytest.approx([10.0] * len(to_failure), abs=1.0)
    assert lived.loads[-1] > lived.loads[0]


@pytest.mark.parametrize(
    ("kind", "step", "read", "expected"),
    [
        ("sets", 1.0, lambda session: len(session.sets), [3, 4, 5, 6]),
        ("tempo", 1.0, lambda session: session.sets[0].tempo_s, [3.0, 4.0, 5.0, 6.0]),
        ("rest", 0.5, lambda session: session.sets[0].rest_min, [2.0, 1.5, 1.0, 0.5]),
    ],
)
def test_other_quantities_grow_while_the_load_stays(
    diary: Callable[..., Any], squats: Any, kind: str, step: float, read: Any, expected: list[float]
) -> None:
    lived = diary(squats(1.75, progression=progression(kind, every_weeks=1.0, step=step)))
    assert [read(session) for session in lived.sessions] == expected
    assert len(set(lived.loads)) == 1


def test_repetitions_grow_as_the_lifter_can(diary: Callable[..., Any], squats: Any) -> None:
    lived = diary(squats(1.75, 4.75, progression=progression("reps", every_weeks=2.0)), weeks=16)
    assert max(one.reps for one in lived.first_sets) > 10
    assert len(set(lived.loads)) == 1


def test_a_deload_by_date_is_light_and_no_guide_to_the_next(diary: Callable[..., Any], squats: Any) -> None:
    plan = squats(1.75, sets=4, progression=progression("none"), deload=Deload(every_weeks=4))
    lived = diary(plan, weeks=6)
    assert [session.light for session in lived.sessions] == [0.0, 0.0, 0.0, 1.0, 0.0, 0.0]
    assert [len(session.sets) for session in lived.sessions] == [4, 4, 4, 2, 4, 4]
    usual = lived.loads[0]
    assert lived.loads == pytest.approx([usual, usual, usual, 0.9 * usual, usual, usual])


def test_a_deload_by_rule_comes_when_readiness_is_low(diary: Callable[..., Any], squats: Any) -> None:
    plan = squats(1.75, 2.0, sets=10, progression=progression("none"), deload=Deload(readiness_below=0.93))
    light = [session.light for session in diary(plan, weeks=3).sessions]
    assert light[:2] == [0.0, 1.0]
    assert not any(session.light for session in diary(squats(1.75, 4.75), weeks=3).sessions)


def reasons(lived: Any) -> list[str]:
    return [event.reason for event in lived.of(SessionMissed)]


def test_who_is_too_sore_stays_away_and_says_why(diary: Callable[..., Any], squats: Any) -> None:
    again = squats(1.75, 3.25, sets=10, skip=SkipRule(soreness_above=1.0))
    lived = diary(again, weeks=1)
    assert reasons(lived) == ["too_sore"]
    assert [event.session for event in lived.of(SessionMissed)] == ["legs"]
    assert not reasons(diary(squats(1.75, 3.25, sets=10), weeks=1))


def test_soreness_of_other_muscles_keeps_nobody_away(diary: Callable[..., Any], squats: Any) -> None:
    plan = squats(1.75, 3.25, sets=10, skip=SkipRule(soreness_above=1.0))
    calves = attrs.evolve(plan.items[1].activity.exercises[0], exercise="standing_calf_raise")
    other = attrs.evolve(plan.items[1], activity=attrs.evolve(plan.items[1].activity, exercises=(calves,)))
    assert not reasons(diary(attrs.evolve(plan, items=(plan.items[0], other)), weeks=1))


@pytest.mark.parametrize(("limit", "missed"), [(0.3, ["ill"]), (None, [])])
def test_who_is_ill_stays_away_unless_the_plan_says_otherwise(
    diary: Callable[..., Any], squats: Any, calm: Habits, limit: float | None, missed: list[str]
) -> None:
    plan = squats(1.75, skip=SkipRule(illness_above=limit))
    phase = Phase(length_days=7.0, plan=plan, habits=calm, illnesses=(Illness(day=1.0, severity=0.9),))
    assert reasons(diary(phase)) == missed


def test_an_injured_leg_stays_away_until_it_is_healed(diary: Callable[..., Any], squats: Any, calm: Habits) -> None:
    often = {"lifting_injuries_per_1000_h": 20.0, "injury_severity": 0.9}
    plan = squats(*(day + 0.75 for day in range(7)), sets=20)
    found = [
        diary(plan, weeks=8, lane=lane, parameters=often, habits=attrs.evolve(calm, injuries=True)) for lane in (3, 4)
    ]
    hurt = [lived for lived in found if "injured" in reasons(lived)]
    assert hurt
    healed = []
    for lived in hurt:
        injury = lived.of(GotInjured)[0]
        assert injury.cause == "training"
        missed = [event.time_days for event in lived.of(SessionMissed) if event.reason == "injured"]
        assert injury.time_days < missed[0]
        healed += [session for session in lived.sessions if session.time_days > missed[0]]
    assert healed


def test_what_uses_an_injured_muscle_is_left_out_and_the_rest_is_done(
    diary: Callable[..., Any], squats: Any, calm: Habits
) -> None:
    often = {"lifting_injuries_per_1000_h": 20.0, "injury_severity": 0.9}
    plan = squats(*(day + 0.75 for day in range(7)), sets=10)
    raise_ = attrs.evolve(plan.items[0].activity.exercises[0], exercise="standing_calf_raise")
    both = attrs.evolve(plan.items[0].activity, exercises=(plan.items[0].activity.exercises[0], raise_))
    plan = attrs.evolve(plan, items=tuple(attrs.evolve(item, activity=both) for item in plan.items))
    lived = diary(plan, weeks=2, lane=1, parameters=often, habits=attrs.evolve(calm, injuries=True))
    (hurt,) = lived.of(GotInjured)
    assert hurt.muscle == "calves"
    done = {hurt.time_days < session.time_days: {one.exercise for one in session.sets} for session in lived.sessions}
    assert done == {False: {"back_squat", "standing_calf_raise"}, True: {"back_squat"}}


def test_adherence_is_the_share_of_sessions_attended(diary: Callable[..., Any], squats: Any, calm: Habits) -> None:
    lived = [
        diary(squats(1.75, 4.75), weeks=26, lane=lane, habits=attrs.evolve(calm, adherence=0.7)) for lane in (1, 2, 3)
    ]
    attended = sum(len(one.sessions) for one in lived)
    # Binomial(156, 0.7): four standard deviations are 23.
    assert abs(attended - 109) <= 23
    assert all(len(one.sessions) + len(reasons(one)) == 52 for one in lived)
    assert {reason for one in lived for reason in reasons(one)} == {"away"}


def test_the_way_back_after_a_break_is_gradual(diary: Callable[..., Any], squats: Any, calm: Habits) -> None:
    plan = squats(1.75, sets=10, gradual_return=GradualReturn(after_days=14.0, start_fraction=0.4, weeks=4.0))
    phases = [
        Phase(length_days=7.0 * weeks, plan=one, habits=calm) for weeks, one in ((6, plan), (3, NO_PLAN), (6, plan))
    ]
    sets = [len(session.sets) for session in diary(*phases).sessions]
    assert sets == [4, 6, 7, 8, 10, 10, 4, 6, 7, 8, 10, 10]


def test_people_with_other_numbers_of_sets_train_as_if_alone(squats: Any, calm: Habits) -> None:
    """Whoever does fewer sets than others of a cohort neither rests for theirs nor records them."""
    base = squats(1.75, 3.75, 5.75, sets=1)
    squat, curl = (
        attrs.evolve(base.items[0].activity.exercises[0], exercise=name, sets_low=2, sets_high=9)
        for name in ("back_squat", "leg_press")
    )
    items = tuple(
        attrs.evolve(item, activity=attrs.evolve(item.activity, exercises=(squat, curl))) for item in base.items
    )
    plan = attrs.evolve(base, items=items, fresh_readiness=0.93)
    strategy = Strategy(
        name="s", label="S", athlete=Athlete(), history=(), phases=(Phase(length_days=28.0, plan=plan, habits=calm),)
    )
    scenario = Scenario(
        name="n", title="", question="", horizon_weeks=4.0, strategies=(strategy,), baseline="s", athletes=9
    )
    together = compare(scenario, keep_all_logs=True).arms[0].people_logs
    sets = {len(event.sets) for log in together for event in log if isinstance(event, SessionPerformed)}
    assert len(sets) > 1
    for lane in (1, 4, 9):
        assert together[lane - 1] == run(scenario, "s", lane=lane).log


def test_day_form_moves_the_judged_load_of_people_and_not_of_the_reference(
    live: Callable[..., Any], squats: Any
) -> None:
    def first_load(lane: int, spread: float) -> float:
        log = live(squats(1.75), weeks=1, lane=lane, parameters={"day_form_sd": spread}).log
        return next(float(event.sets[0].load_kg) for event in log if isinstance(event, SessionPerformed))

    assert first_load(0, 0.1) == first_load(0, 0.0)
    assert any(first_load(lane, 0.1) != first_load(lane, 0.0) for lane in range(1, 6))


WORLD = Path(__file__).resolve().parents[3] / "sim" / "world"
MAY_SEE_THE_BODY = {"instruments", "cohort", "world", "engine"}
MAY_BE_SEEN = {"exercises", "activities", "arrays"}


def models_seen(source: str) -> set[str]:
    seen = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "models":
            parts = (node.module or "").split(".")[1:]
            seen |= {parts[0]} if parts else {alias.name for alias in node.names}
        if isinstance(node, ast.Import):
            seen |= {alias.name.removeprefix("models.") for alias in node.names if alias.name.startswith("models")}
    return seen


def looks_into_the_body(source: str) -> bool:
    reads = any(
        isinstance(node, ast.Attribute) and node.attr in {"body", "_body"} for node in ast.walk(ast.parse(source))
    )
    return reads or not models_seen(source) <= MAY_BE_SEEN


def test_decisions_see_the_body_only_through_instruments() -> None:
    sources = {path.stem: path.read_text(encoding="utf-8") for path in WORLD.glob("*.py")}
    assert len(sources) > len(MAY_SEE_THE_BODY) + 5
    assert not [name for name, text in sources.items() if name not in MAY_SEE_THE_BODY and looks_into_the_body(text)]


@pytest.mark.parametrize(
    "source",
    ["from models import observables", "from models.state import Body", "import models.body", "size = world.body.size"],
)
def test_a_look_past_the_instruments_is_seen(source: str) -> None:
    assert looks_into_the_body(source)
    assert not looks_into_the_body("from models.exercises import catalogue\nfrom models import activities")


def test_instruments_read_in_steps(live: Callable[..., Any], squats: Any) -> None:
    from sim.world.instruments import Instruments

    lived = live(squats(1.75))
    measured = Instruments(lived.values, lived.body)
    assert np.round(measured.body_mass_kg(), 1) == measured.body_mass_kg()
    assert np.round(measured.maintenance_kcal()) == measured.maintenance_kcal()
