"""A Regain log becomes daily loads."""

from __future__ import annotations

from datetime import date

import attrs
import pytest

from models.activities import run_style
from models.classic.catalogue import classic_model
from models.classic.chart import management_chart
from sim.errors import InputError
from sim.events import (
    Event,
    ImportBegan,
    NightSlept,
    RunCompleted,
    SessionMissed,
    SessionPerformed,
    SetPerformed,
    StreamStarted,
)
from sim.fitload import LoadTable, daily_load, fit_load, loads_beside_tests


def session(time_days: float, *sets: SetPerformed, minutes: float = 60.0) -> SessionPerformed:
    """Return a session of these sets."""
    return SessionPerformed(time_days=time_days, session="legs", sets=sets, minutes=minutes)


def a_set(reps: float, load_kg: float = 100.0, reps_in_reserve: float = 2.0) -> SetPerformed:
    """Return a set of squats."""
    return SetPerformed(exercise="back_squat", load_kg=load_kg, reps=reps, reps_in_reserve=reps_in_reserve)


LOG: tuple[Event, ...] = (
    NightSlept(time_days=0.3, hours=8.0),
    session(0.75, a_set(8), a_set(6), a_set(0)),
    SessionMissed(time_days=2.75, session="legs", reason="ill"),
    RunCompleted(time_days=3.3, style="hard", minutes=30.0, distance_km=6.0),
    session(3.7, a_set(10, 50.0, 4.0), minutes=20.0),
    session(3.9, a_set(5)),
    NightSlept(time_days=5.3, hours=8.0),
)


@pytest.mark.parametrize(
    ("measure", "loads"),
    [
        ("sets", [2.0, 0.0, 0.0, 2.0, 0.0, 0.0]),
        ("volume_kg", [1400.0, 0.0, 0.0, 1000.0, 0.0, 0.0]),
        ("session_rpe", [480.0, 0.0, 0.0, 20.0 * 6.0 + 60.0 * 8.0, 0.0, 0.0]),
        ("running", [0.0, 0.0, 0.0, 30.0 * run_style("hard").aerobic_load_per_min, 0.0, 0.0]),
    ],
)
def test_each_measure_counts_a_day_at_a_time_and_every_day_is_there(measure: str, loads: list[float]) -> None:
    table = daily_load(LOG, measure)
    assert table.load.tolist() == pytest.approx(loads)
    assert (table.first_day, table.filled_days) == (0, 0)


def test_a_session_without_a_repetition_is_no_load() -> None:
    assert daily_load([session(0.5, a_set(0))], "session_rpe").load.tolist() == [0.0]


def test_the_classic_models_and_the_chart_run_on_a_log() -> None:
    table = daily_load(LOG, "sets")
    performance = classic_model("banister").performance(
        table.load, {"fitness_days": 40.0, "fatigue_days": 10.0}, (1.0, 2.0), 100.0
    )
    assert performance[0] == pytest.approx(100.0 + 2.0 * (1.0 - 2.0))
    assert management_chart(table.load).acute_load.argmax() == 3


def test_a_log_with_tests_can_be_fitted() -> None:
    log = [session(day + 0.7, *[a_set(8)] * (1 + day % 4)) for day in range(0, 120, 2)]
    load = daily_load(log).load
    truth = classic_model("fitness_only").performance(load, {"fitness_days": 30.0}, (0.5,), 80.0)
    table = daily_load(log, performances={day: float(truth[day]) for day in range(6, 118, 8)})
    assert fit_load(table, "fitness_only", shuffles=0).constants["fitness_days"] == pytest.approx(30.0, rel=1e-3)


def test_an_unknown_measure_and_an_empty_log_are_refused() -> None:
    with pytest.raises(InputError, match=r"unknown measure 'set'; did you mean 'sets'.*; known are sets, volume_kg"):
        daily_load(LOG, "set")
    with pytest.raises(InputError, match="expected at least one day with a load"):
        daily_load([])


def a_test(day: int, *, dated: bool = False) -> LoadTable:
    """Return a table of tests without loads."""
    return attrs.evolve(LoadTable.of("tests.csv", {}, {day: 105.0, day + 2: 106.0}), dated=dated)


def imported(start: str) -> tuple[Event, ...]:
    """Return the log as it stands in a stream into which it was imported."""
    began = ImportBegan(
        time_days=0.0,
        import_id="1",
        file="log.csv",
        sha256="",
        format="regain",
        start_date=start,
        event_count=len(LOG),
        row_count=0,
        refused_count=0,
        settled={},
        assumed={},
        facts={},
    )
    return (began, *LOG)


def test_tests_of_a_simulated_run_count_from_its_week_0() -> None:
    log = (StreamStarted(time_days=0.0, origin="simulated", history_days=3.0), *LOG)
    table = loads_beside_tests(log, a_test(0), "sets")
    assert table.days.tolist() == [-3, -2, -1, 0, 1, 2]
    assert dict(zip(table.days.tolist(), table.load.tolist(), strict=True))[0] == 2.0
    assert table.days[table.tests].tolist() == [0, 2]
    assert table.performance.tolist() == [105.0, 106.0]


def test_tests_with_dates_meet_the_dates_of_an_imported_log() -> None:
    day = date(2026, 3, 5).toordinal()
    table = loads_beside_tests(imported("2026-03-02"), a_test(day, dated=True), "sets")
    assert table.first_day == date(2026, 3, 2).toordinal()
    assert table.load[table.tests].tolist() == [2.0, 0.0]


def test_dates_for_a_log_without_any_are_refused() -> None:
    with pytest.raises(InputError, match="because the log has no dates, found dates"):
        loads_beside_tests(LOG, a_test(date(2026, 3, 5).toordinal(), dated=True))


def test_a_test_before_the_log_is_refused_because_its_loads_are_unknown() -> None:
    with pytest.raises(
        InputError, match=r"tests\.csv: expected no test before the log, which begins on day 0, found .* -2"
    ):
        loads_beside_tests(LOG, a_test(-2))


def test_days_between_the_log_and_a_later_test_are_rest() -> None:
    table = loads_beside_tests(LOG, a_test(7))
    assert table.load.tolist() == [2.0, 0.0, 0.0, 2.0] + [0.0] * 6
    assert table.filled_days == 2
