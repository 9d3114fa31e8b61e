"""Drafting, writing, importing again, undoing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from models.parameters import default_parameters
from sim.errors import ConflictError, InputError
from sim.events import (
    AthleteDescribed,
    ImportBegan,
    ImportUndone,
    NightSlept,
    NoteMade,
    RunCompleted,
    SessionPerformed,
    StreamStarted,
)
from sim.fold import fold
from sim.importers import Draft, Names, commit_import, draft_import, effective, imports_of, start_date, undo_import
from sim.log.contract import EventStore

STREAM = "imported/ada"
HEAD = "date,session,exercise,load_kg,reps,rpe\n"
MARCH = HEAD + "2026-03-11 18:00,Legs,back squat,100,5,8\n2026-03-11 18:00,Legs,leg press,150,10,9\n"
APRIL = MARCH + "2026-04-08 18:00,Legs,back squat,105,5,8\n"
FEBRUARY = HEAD + "2026-02-04 18:00,Legs,back squat,90,5,8\n"


@pytest.fixture
def add(store: EventStore, draft_of: Callable[..., Draft]) -> Callable[..., tuple[Draft, str]]:
    def import_into_store(content: str, **options: str) -> tuple[Draft, str]:
        draft = draft_of(content, store.read(STREAM) if store.version(STREAM) else (), **options)
        return draft, commit_import(draft, store)

    return import_into_store


def facts(log: Any) -> list[Any]:
    return [event for event in effective(log) if not isinstance(event, StreamStarted | AthleteDescribed | ImportBegan)]


def test_a_stream_begins_with_where_it_comes_from_and_who_it_is_about(
    store: EventStore, add: Callable[..., Any]
) -> None:
    _, import_id = add(MARCH)
    started, described, began, session = store.read(STREAM)
    assert isinstance(started, StreamStarted)
    assert (started.origin, started.scenario) == ("imported", "file.csv")
    assert isinstance(described, AthleteDescribed)
    assert isinstance(began, ImportBegan)
    assert (began.import_id, began.start_date, began.event_count, began.row_count) == (import_id, "2026-03-09", 1, 2)
    assert isinstance(session, SessionPerformed)
    assert session.time_days == 2.75


def test_a_longer_export_of_the_same_log_adds_what_is_new(store: EventStore, add: Callable[..., Any]) -> None:
    add(MARCH)
    draft, _ = add(APRIL)
    assert (draft.new_count, draft.known_count) == (1, 2)
    assert [event.time_days for event in facts(store.read(STREAM))] == [2.75, 30.75]


def test_the_same_log_in_another_locale_adds_nothing(store: EventStore, add: Callable[..., Any]) -> None:
    add(MARCH)
    version = store.version(STREAM)
    german = MARCH.replace(",", ";").replace("2026-03-11", "11.03.2026").replace("100;5;8", "100,0;5;8,0")
    draft, import_id = add(german, dates="dmy")
    assert (draft.new_count, draft.known_count, import_id, store.version(STREAM)) == (0, 2, "", version)


def test_a_set_that_was_changed_since_is_refused_and_not_added_beside(add: Callable[..., Any]) -> None:
    add(MARCH)
    draft, _ = add(MARCH.replace("back squat,100", "back squat,110"))
    assert (draft.new_count, draft.known_count) == (0, 1)
    told = "the log holds it with other values, 100.0 kg x 5 at 2 in reserve: undo that import to replace it"
    assert list(draft.refusals) == [(2, told)]


def test_equal_sets_of_a_session_all_count(add: Callable[..., Any]) -> None:
    line = "2026-03-11 18:00,Legs,back squat,100,5,8\n"
    draft, _ = add(HEAD + 3 * line)
    assert len(draft.facts[0].sets) == 3
    assert add(HEAD + 3 * line)[0].known_count == 3


def test_undoing_leaves_out_one_import_and_nothing_else(store: EventStore, add: Callable[..., Any]) -> None:
    add(MARCH)
    before = effective(store.read(STREAM))
    version = store.version(STREAM)
    _, april = add(APRIL)
    undone = undo_import(store, STREAM, april)
    log = store.read(STREAM)
    assert effective(log) == before
    assert undone.began.import_id == april
    assert len(log) == version + 3
    assert isinstance(log[-1], ImportUndone)
    assert [one.undone for one in imports_of(log)] == [False, True]


def test_what_was_undone_can_be_imported_again_and_undone_again(store: EventStore, add: Callable[..., Any]) -> None:
    _, first = add(MARCH)
    undo_import(store, STREAM, first)
    assert facts(store.read(STREAM)) == []
    draft, second = add(MARCH)
    assert (draft.new_count, second != first) == (2, True)
    undo_import(store, STREAM, second[:5])
    assert facts(store.read(STREAM)) == []


@pytest.mark.parametrize("wanted", ["", "ffffffffff", "\x1b[31m"])
def test_an_import_that_is_not_there_cannot_be_undone(store: EventStore, add: Callable[..., Any], wanted: str) -> None:
    add(MARCH)
    with pytest.raises(InputError, match=r"expected one of: \w{8} \(file.csv\)"):
        undo_import(store, STREAM, wanted)


def test_an_import_is_undone_once(store: EventStore, add: Callable[..., Any]) -> None:
    _, import_id = add(MARCH)
    undo_import(store, STREAM, import_id)
    with pytest.raises(InputError, match="was undone before"):
        undo_import(store, STREAM, import_id)


def test_imports_that_interleave_fold_in_the_order_in_which_things_happened(
    store: EventStore, add: Callable[..., Any]
) -> None:
    add(APRIL)
    add("date,sleep_hours\n2026-03-12 07:00,8\n2026-02-01 07:00,6\n")
    log = store.read(STREAM)
    times = [event.time_days for event in effective(log)]
    assert times == sorted(times)
    assert times[0] == 0.0
    kinds = [event.kind for event in facts(log)]
    assert kinds == ["night_slept", "session_performed", "night_slept", "session_performed"]
    fold(default_parameters().values_of(), effective(log))


def test_an_import_that_reaches_further_back_moves_day_0_by_whole_weeks(
    store: EventStore, add: Callable[..., Any]
) -> None:
    add(MARCH)
    assert str(start_date(store.read(STREAM))) == "2026-03-09"
    _, february = add(FEBRUARY)
    log = store.read(STREAM)
    assert str(start_date(log)) == "2026-02-02"
    assert [event.time_days for event in facts(log)] == [2.75, 37.75]
    undo_import(store, STREAM, february)
    assert str(start_date(store.read(STREAM))) == "2026-03-09"


def test_a_log_without_imports_is_left_as_it_is() -> None:
    log = [StreamStarted(time_days=0.0, origin="simulated"), NightSlept(time_days=0.3, hours=8.0)]
    assert effective(log) is log
    assert start_date(log) is None


def test_one_run_on_two_watches_is_one_run(store: EventStore, add: Callable[..., Any]) -> None:
    add("date,exercise,duration_min,distance_km\n2026-03-04 07:00,run,30,5\n")
    draft, _ = add(
        "date,exercise,duration_min,distance_km\n2026-03-04 07:02,running,29,5.1\n2026-03-05 07:02,run,29,5\n"
    )
    assert list(draft.refusals) == [(2, "a run that began at 2026-03-04 07:00 was at the same time")]
    assert sum(isinstance(event, RunCompleted) for event in store.read(STREAM)) == 2


def test_a_draft_of_a_log_that_has_grown_since_is_a_conflict(store: EventStore, draft_of: Callable[..., Draft]) -> None:
    first, second = draft_of(MARCH), draft_of(FEBRUARY)
    commit_import(first, store)
    with pytest.raises(ConflictError):
        commit_import(second, store)


def test_writing_a_draft_twice_is_harmless(store: EventStore, draft_of: Callable[..., Draft]) -> None:
    draft = draft_of(MARCH)
    assert commit_import(draft, store) == commit_import(draft, store)
    assert store.version(STREAM) == 4


def test_a_simulated_run_takes_no_imports(draft_of: Callable[..., Draft]) -> None:
    with pytest.raises(InputError, match="was simulated and not imported"):
        draft_of(MARCH, [StreamStarted(time_days=0.0, origin="simulated")])


def test_what_is_known_of_the_athlete_is_taken_and_the_rest_is_stated(tmp_path: Any) -> None:
    file = tmp_path / "diary.csv"
    file.write_text("date,body_mass_kg\n2026-03-02,71.5\n")
    draft = draft_import(file, STREAM, athlete={"sex": "female", "age_years": 41})
    described = next(event for event in draft.events if isinstance(event, AthleteDescribed))
    assert (described.sex, described.age_years, described.body_mass_kg) == ("female", 41, 71.5)
    assert draft.assumed["athlete"].startswith("body fat fraction 0.18, stature cm 178.0")
    with pytest.raises(InputError, match="--stature-cm must be between 120 and 230, found 3"):
        draft_import(file, STREAM, athlete={"stature_cm": 3.0})


def test_missing_sleep_and_food_are_stated(draft_of: Callable[..., Draft]) -> None:
    assert {"sleep", "food", "athlete"} <= draft_of(MARCH).assumed.keys()
    assert draft_of(MARCH).began.assumed == draft_of(MARCH).assumed  # type: ignore[union-attr]
    assert "sleep" not in draft_of("date,sleep_hours\n2026-03-12,8\n").assumed


def test_a_heading_and_an_option_that_contradict_each_other_are_refused(draft_of: Callable[..., Draft]) -> None:
    with pytest.raises(InputError, match="its headings tell loads in kg: leave --unit lb out"):
        draft_of(MARCH, unit="lb")


def test_names_of_the_user_come_before_those_that_ship(tmp_path: Any) -> None:
    file = tmp_path / "diary.csv"
    file.write_text(HEAD + "2026-03-11 18:00,Legs,Monster Squats,100,5,8\n2026-03-11 18:00,Legs,Bench Press,60,5,8\n")
    draft = draft_import(file, STREAM)
    assert [line for line, _ in draft.refusals] == [2]
    assert draft.unknown["Monster Squats"].count == 1
    assert "back_squat" in draft.unknown["Monster Squats"].suggested
    assert [event.text for event in draft.facts if isinstance(event, NoteMade)] == [
        "Bench Press 60.0 kg x 5 at 2 in reserve"
    ]
    names = Names({"monster squat": "hack_squat"}, {}, frozenset(), frozenset())
    (session, _) = draft_import(
        file, STREAM, names=names.over(Names({}, {}, frozenset({"bench press"}), frozenset()))
    ).facts
    assert session.sets[0].exercise == "hack_squat"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("2026-03-11,L,back squat,100,five,8", "reps: expected a number, found 'five'"),
        ("2026-03-11,L,back squat,100,0,8", "it was planned and not done"),
        ("2026-03-11,L,back squat,100,5,11", "rpe must be between 0 and 10, found 11"),
        ("2026-03-11,L,back squat,9999,5,8", "weight must be between|load must be between -500 and 1500, found 9999"),
        ("2026-03-11,L,back squat,-100,5,8", "a load below 0 for 'back squat', which moves no body mass"),
        ("tomorrow,L,back squat,100,5,8", "date: expected a date"),
        (",L,back squat,100,5,8", "date is missing"),
        ("2026-03-11,L,,100,5,8", "tells nothing"),
        ("2026-03-11,L,back squat,100,5,8,9", "7 cells under 6 headings"),
    ],
)
def test_a_row_that_cannot_be_is_refused_with_its_line_and_reason(
    draft_of: Callable[..., Draft], line: str, reason: str
) -> None:
    draft = draft_of(HEAD + "2026-03-11,L,back squat,100,5,8\n" + line + "\n")
    ((number, told),) = draft.refusals
    assert number == 3
    assert any(part in told for part in reason.split("|"))
    assert draft.new_count == 1


@pytest.mark.parametrize("moment", ["2026-03-11T17:00:00Z", "2026-03-11 17:00 UTC", "2026-03-11T17:00:00+00:00"])
def test_a_moment_in_utc_is_no_local_time(draft_of: Callable[..., Draft], moment: str) -> None:
    with pytest.raises(InputError, match="is told in UTC: add --timezone"):
        draft_of(MARCH.replace("2026-03-11 18:00", moment))
    draft = draft_of(MARCH.replace("2026-03-11 18:00", moment), timezone="Europe/Paris")
    assert draft.facts[0].time_days == 2.75


def test_assistance_is_a_negative_load(draft_of: Callable[..., Draft]) -> None:
    draft = draft_of(HEAD + "2026-03-11 18:00,Legs,Pistol Squat (Assisted),20,6,8\n")
    assert [(one.exercise, one.load_kg) for one in draft.facts[0].sets] == [("pistol_squat", -20.0)]


def test_a_quantity_without_its_unit_is_refused(draft_of: Callable[..., Draft]) -> None:
    draft = draft_of("date,energy,protein_g,carbohydrate_g\n2026-03-11,2500,150,300\n")
    assert list(draft.refusals) == [(2, "no unit is told for the energy '2500'")]


def test_what_says_of_itself_that_it_is_utc_is_asked_about_in_any_format(draft_of: Callable[..., Draft]) -> None:
    head = "date,Total Sleep Duration,Bedtime Start,Bedtime End\n"
    with pytest.raises(InputError, match="add --timezone"):
        draft_of(head + "2026-03-03,27000,2026-03-02T22:00:00Z,2026-03-03T06:00:00Z\n")
    (night,) = draft_of(head + "2026-03-03,27000,2026-03-02T22:00:00+00:00,2026-03-03T06:00:00+00:00\n").facts
    assert night.time_days == 1.25


def test_sets_that_the_log_holds_already_tell_how_strong_the_athlete_was(add: Callable[..., Any]) -> None:
    add(MARCH)
    draft, _ = add(MARCH + "2026-03-18 18:00,Legs,back squat,60,5,\n")
    assert draft.facts[0].sets[0].reps_in_reserve == 10.0


def test_two_columns_for_one_load_must_agree(draft_of: Callable[..., Draft]) -> None:
    head = "Date,Exercise,Category,Weight (kg),Weight (lbs),Reps,Distance,Distance Unit,Time\n"
    agreeing = "2026-01-15,Squat,Legs,100,220.5,5,,,\n"
    draft = draft_of(head + agreeing + agreeing.replace("220.5", "100"))
    assert list(draft.refusals) == [(3, "weight is told in two units that do not agree")]
    assert draft.facts[0].sets[0].load_kg == 100.0
