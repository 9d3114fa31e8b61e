from __future__ import annotations

import json
import math
from contextlib import suppress
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import LogError
from sim.events import (
    ROLES,
    AthleteDescribed,
    Event,
    FellIll,
    FoodEaten,
    GotInjured,
    ImportBegan,
    ImportUndone,
    NapTaken,
    NightSlept,
    NoteMade,
    PhaseBegan,
    PhaseEnded,
    RecoveryDone,
    RunCompleted,
    SessionMissed,
    SessionPerformed,
    SetPerformed,
    StreamStarted,
    StressFelt,
    UnloadingBegan,
    UnloadingEnded,
    type_of_event,
)
from sim.log.codec import Record, decode, encode, from_json_line, to_json_line
from sim.log.upcasters import upcaster, upcasters

GOLDEN = Path(__file__).parent / "golden" / "log_v1.jsonl"

# What the golden file said when it was written. Neither may ever change: logs like it are in the world.
GOLDEN_EVENTS: tuple[Event, ...] = (
    StreamStarted(
        time_days=0.0,
        origin="simulated",
        scenario="one_or_two_leg_days",
        scenario_sha256="9f" * 32,
        scenario_text='{"title": "One leg day — or two?"}\n',
        strategy="split",
        athlete=3,
        seed=2**63 - 1,
        history_days=910.0,
        parameters={"tau_signal_days": 1.5, "smallest": 5e-324, "largest": 1.7976931348623157e308, "sum": 0.1 + 0.2},
        versions={"regain": "0.1.0", "numpy": "2.0.0"},
    ),
    AthleteDescribed(
        time_days=0.0, sex="female", age_years=31.0, body_mass_kg=64.5, body_fat_fraction=0.24, stature_cm=170.0
    ),
    PhaseBegan(time_days=0.0, phase="history", plan="base_training"),
    NightSlept(time_days=0.2916666666666667, hours=7.466666666666667),
    SessionPerformed(
        time_days=1.75,
        session="legs",
        sets=(
            SetPerformed("back_squat", 102.5, 8.0, 2.0, 3.0, 3.5),
            SetPerformed("nordic_curl", 0.0, 0.0, 0.5),
        ),
        minutes=55.5,
        light=1.0,
    ),
    PhaseEnded(time_days=4.0),
    SessionMissed(time_days=4.75, session="legs", reason="too sore"),
    RunCompleted(time_days=5.3, style="easy", minutes=40.0, distance_km=6.7),
    RecoveryDone(time_days=5.5, method="walking", minutes=30.0),
    NapTaken(time_days=5.6, hours=0.4),
    FoodEaten(
        time_days=6.0,
        energy_kcal=2512.25,
        meal_protein_g=(31.7, 32.1, 40.9),
        carbohydrate_g=301.5,
        water_l=2.4,
        span_days=1.0,
    ),
    StressFelt(time_days=6.0, level=0.3),
    FellIll(time_days=7.0, severity=0.6),
    GotInjured(time_days=8.125, muscle="hamstrings", severity=0.25, cause="running"),
    UnloadingBegan(time_days=9.0, manner="limb_suspension"),
    UnloadingEnded(time_days=23.0),
    NoteMade(time_days=1e-07, text='says "über\\ä\u2028"\ttwo\nlines 🦵'),
    ImportBegan(
        time_days=24.0,
        import_id="3f2a",
        file="workouts.csv",
        sha256="1c" * 32,
        format="strong",
        start_date="2024-02-29",
        event_count=1,
        row_count=3,
        refused_count=1,
        settled={"unit": "kg: the column says so"},
        assumed={"rest_min": "2"},
        facts={"a1": "b2"},
    ),
    ImportUndone(time_days=25.0, import_id="3f2a"),
)

numbers = st.floats(allow_nan=False, allow_infinity=False)
plain = st.recursive(
    st.none() | st.booleans() | st.integers() | numbers | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
sets = st.builds(SetPerformed, st.text(), *[numbers] * 5, st.sampled_from(ROLES), st.booleans())
strategy_of_annotation: dict[str, st.SearchStrategy[Any]] = {
    "str": st.text(),
    "int": st.integers(-(2**63), 2**63 - 1),
    "float": numbers,
    "Quantity": numbers,
    "tuple[str, ...]": st.lists(st.text(), max_size=4).map(tuple),
    "tuple[Quantity, ...]": st.lists(numbers, max_size=5).map(tuple),
    "tuple[SetPerformed, ...]": st.lists(sets, max_size=4).map(tuple),
    "dict[str, Any]": st.dictionaries(st.text(), plain, max_size=4),
    "dict[str, str]": st.dictionaries(st.text(), st.text(), max_size=4),
}


def events_of(event_type: type[Event]) -> st.SearchStrategy[Event]:
    fields = {f.name: strategy_of_annotation[f.type] for f in attrs.fields(event_type) if f.name != "mask"}
    return st.builds(event_type, **fields)


def bits(value: Any) -> Any:
    """Tell floats apart that compare equal: 0.0 and -0.0."""
    return value.hex() if isinstance(value, float) else value


def night_record(**changes: Any) -> Record:
    return attrs.evolve(Record("night_slept", 1, 0.5, {"hours": 7.5}), **changes)


@given(st.sampled_from(sorted(type_of_event)).flatmap(lambda kind: events_of(type_of_event[kind])))
def test_an_event_of_any_type_comes_back_from_its_line_as_it_was(event: Event) -> None:
    line = to_json_line(encode(event))
    again = decode(from_json_line(line))
    assert again == event
    assert type(again) is type(event)
    assert to_json_line(encode(again)) == line
    assert b"\n" not in line


@given(numbers)
def test_a_float_comes_back_bit_by_bit(hours: float) -> None:
    again = decode(from_json_line(to_json_line(encode(NightSlept(time_days=hours, hours=hours)))))
    assert bits(again.hours) == bits(hours)
    assert bits(again.time_days) == bits(hours)


def session_record(row: list[Any]) -> Record:
    return Record("session_performed", 2, 0.0, {"session": "a", "sets": [row], "minutes": 0.0, "light": 0.0})


def test_a_record_is_written_in_one_fixed_form() -> None:
    line = to_json_line(encode(NightSlept(time_days=0.29, hours=7.5)))
    assert line == b'{"type":"night_slept","version":1,"time_days":0.29,"payload":{"hours":7.5}}'


def test_a_set_is_a_list_in_its_session() -> None:
    done = SetPerformed("squat", 100.0, 8.0, 2.0, 3.0, 4.0)
    record = encode(SessionPerformed(time_days=1.0, session="legs", sets=(done,)))
    assert record.payload == {
        "session": "legs",
        "sets": [["squat", 100.0, 8.0, 2.0, 3.0, 4.0, "working", False]],
        "minutes": 0.0,
        "light": 0.0,
    }


def test_the_sets_of_version_1_were_all_work_and_their_reserves_not_marked() -> None:
    payload = {"session": "a", "sets": [["squat", 100.0, 8.0, 2.0, 3.0, 4.0]], "minutes": 0.0, "light": 0.0}
    event = decode(Record("session_performed", 1, 1.0, payload))
    assert isinstance(event, SessionPerformed)
    assert event.sets == (SetPerformed("squat", 100.0, 8.0, 2.0, 3.0, 4.0, "working", reserve_estimated=False),)


def test_what_nobody_told_is_found_in_the_sentence_of_version_1() -> None:
    record = encode(next(event for event in GOLDEN_EVENTS if isinstance(event, ImportBegan)))
    said = {"athlete": "sex male, body mass kg 80.0: the typical person, where nothing is told"}
    payload = {name: value for name, value in record.payload.items() if name != "untold"} | {"assumed": said}
    event = decode(attrs.evolve(record, version=1, payload=payload))
    assert isinstance(event, ImportBegan)
    assert event.untold == ("sex", "body_mass_kg")


@pytest.mark.parametrize("hours", [8, np.float64(8), np.int64(8), np.float32(8)])
def test_equal_quantities_give_equal_bytes(hours: Any) -> None:
    expected = to_json_line(encode(NightSlept(time_days=1.0, hours=8.0)))
    assert to_json_line(encode(NightSlept(time_days=1, hours=hours))) == expected


def test_the_order_of_a_mapping_does_not_change_the_bytes() -> None:
    one = StreamStarted(time_days=0.0, origin="simulated", parameters={"a": 1.0, "b": {"d": 1, "c": 2}})
    other = StreamStarted(time_days=0.0, origin="simulated", parameters={"b": {"c": 2, "d": 1}, "a": 1.0})
    assert to_json_line(encode(one)) == to_json_line(encode(other))


def test_a_record_does_not_share_its_mappings_with_the_event() -> None:
    event = StreamStarted(time_days=0.0, origin="simulated", parameters={"a": [1.0]})
    encode(event).payload["parameters"]["a"].append(2.0)
    assert event.parameters == {"a": [1.0]}


@pytest.mark.parametrize(
    ("event", "told"),
    [
        (NightSlept(time_days=1.0, hours=math.nan), "hours must be a finite number, found nan"),
        (NightSlept(time_days=math.inf, hours=7.0), "time_days must be a finite number, found inf"),
        (NightSlept(time_days=1.0, hours=True), "hours must be a finite number, found True"),
        (NightSlept(time_days=1.0, hours=10**400), "hours must be a finite number, found 1000"),
        (NightSlept(time_days=1.0, hours=2**53 + 1), "hours must be a finite number, found 9007199254740993"),
        (NightSlept(time_days=1.0, hours=np.array([7.0, 8.0])), r"an array over lanes \(record event.lane"),
        (NightSlept(time_days=1.0, hours=7.0, mask=np.array([True])), r"it has a mask.*record event.lane"),
        (SessionMissed(time_days=1.0, session="legs", reason=None), "reason must be text, found None"),
        (StreamStarted(time_days=0.0, origin="simulated", seed=2**63), "seed must be an integer of at most 64 bits"),
        (StreamStarted(time_days=0.0, origin="simulated", parameters={1: 2.0}), "parameters must be text, found 1"),
        (StreamStarted(time_days=0.0, origin="simulated", parameters={"a": (1,)}), "must be a plain value or mapping"),
        (StreamStarted(time_days=0.0, origin="simulated", parameters={"a": -math.inf}), "found -inf"),
        (StreamStarted(time_days=0.0, origin="simulated", versions={"numpy": 2}), "versions must be text, found 2"),
        (SessionPerformed(time_days=0.0, session="legs", sets=[]), "sets must be a tuple of sets"),
        (
            SessionPerformed(
                time_days=0.0, session="legs", sets=(SetPerformed("squat", np.array([1.0, 2.0]), 8.0, 1.0),)
            ),
            "sets must be a finite number, found an array over lanes",
        ),
    ],
)
def test_what_a_record_cannot_hold_is_refused_in_one_line(event: Event, told: str) -> None:
    with pytest.raises(LogError, match=told) as caught:
        encode(event)
    assert "\n" not in str(caught.value)


def test_a_mapping_that_holds_itself_is_refused() -> None:
    parameters: dict[str, Any] = {}
    parameters["self"] = parameters
    with pytest.raises(LogError, match="cannot be recorded: parameters"):
        encode(StreamStarted(time_days=0.0, origin="simulated", parameters=parameters))


def test_half_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(LogError, match="cannot be written as JSON"):
        to_json_line(encode(NoteMade(time_days=0.0, text="\ud800")))


def test_an_event_without_a_type_name_is_refused() -> None:
    with pytest.raises(LogError, match="Event is no registered type"):
        encode(Event(time_days=0.0))


@pytest.mark.parametrize("found", [math.nan, math.inf, object()])
def test_a_record_made_by_hand_is_still_checked(found: Any) -> None:
    with pytest.raises(LogError, match="cannot be written as JSON"):
        to_json_line(night_record(payload={"hours": found}))


@pytest.mark.parametrize(
    ("record", "told"),
    [
        (night_record(type="moon_walked"), "unknown type of event 'moon_walked'"),
        (night_record(version=2), "night_slept has version 2 and this Regain reads up to 1"),
        (night_record(payload={}), "the payload misses hours"),
        (night_record(payload={"hours": 7.5, "dreams": 2}), "the payload has unknown dreams"),
        (night_record(payload={"hour": 7.5}), "misses hours and has unknown hour"),
        (night_record(payload={"hours": "7.5"}), "hours must be a finite number, found '7.5'"),
        (night_record(payload={"hours": math.inf}), "hours must be a finite number, found inf"),
        (
            Record(
                "session_performed", 1, 0.0, {"session": "a", "sets": [["squat", 1.0]], "minutes": 0.0, "light": 0.0}
            ),
            "a list of",
        ),
        (
            Record("session_performed", 1, 0.0, {"session": "a", "sets": {}, "minutes": 0.0, "light": 0.0}),
            "must be a list of sets",
        ),
        (session_record(["squat", 100.0, 8.0, 2.0, 3.0, 4.0, "lazy", False]), "must be one of working, warm_up"),
        (session_record(["squat", 100.0, 8.0, 2.0, 3.0, 4.0, "drop", 1]), "must be true or false"),
    ],
)
def test_a_record_that_is_no_event_is_refused_in_one_line(record: Record, told: str) -> None:
    with pytest.raises(LogError, match=told) as caught:
        decode(record)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (b"", "expected one JSON object"),
        (b"\xff", "expected one JSON object in UTF-8"),
        (b"[" * 100_000, "expected one JSON object"),
        (b"7", "found int"),
        (b'{"type":"night_slept","version":1}', "found type, version"),
        (b'{"type":1,"version":1,"time_days":0.0,"payload":{}}', "must be text, found 1"),
        (b'{"type":"night_slept","version":0,"time_days":0.0,"payload":{}}', "a version of at least 1"),
        (b'{"type":"night_slept","version":true,"time_days":0.0,"payload":{}}', "must be an integer"),
        (b'{"type":"night_slept","version":1,"time_days":1e999,"payload":{}}', "must be a finite number, found inf"),
        (b'{"type":"night_slept","version":1,"time_days":0.0,"payload":[]}', "an object as payload"),
        (b'{"type":"night_slept","version":1,"time_days":0.0,"payload":{"hours":NaN}}', "NaN is no number"),
    ],
)
def test_a_line_that_is_no_record_is_refused_in_one_line(line: bytes, told: str) -> None:
    with pytest.raises(LogError, match=told) as caught:
        from_json_line(line)
    assert "\n" not in str(caught.value)


@given(st.binary(max_size=200) | plain.map(lambda value: json.dumps(value).encode()))
def test_no_bytes_at_all_raise_anything_but_a_log_error(line: bytes) -> None:
    with suppress(LogError):
        decode(from_json_line(line))


def test_the_golden_log_reads_as_it_always_did() -> None:
    lines = GOLDEN.read_bytes().splitlines()
    assert tuple(decode(from_json_line(line)) for line in lines) == GOLDEN_EVENTS


def test_the_golden_log_has_every_type_of_its_time() -> None:
    assert {event.kind for event in GOLDEN_EVENTS} >= {k for k, t in type_of_event.items() if t.version == 1}


def test_what_has_not_changed_since_the_golden_log_is_written_with_the_same_bytes() -> None:
    lines = GOLDEN.read_bytes().splitlines()
    unchanged = [pair for pair in zip(GOLDEN_EVENTS, lines, strict=True) if pair[0].version == 1]
    assert unchanged
    for event, line in unchanged:
        assert to_json_line(encode(event)) == line


def test_every_old_version_of_every_type_has_an_upcaster() -> None:
    steps = {(kind, version) for kind, one in type_of_event.items() for version in range(1, one.version)}
    assert set(upcasters) == steps


@pytest.fixture
def nights_of_version_3(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(NightSlept, "version", 3)
    monkeypatch.setitem(upcasters, ("night_slept", 1), lambda old: {"minutes": old["sleep"] * 60})
    monkeypatch.setitem(upcasters, ("night_slept", 2), lambda old: {"hours": old.pop("minutes") / 60})


@pytest.mark.usefixtures("nights_of_version_3")
def test_an_old_payload_passes_every_upcaster_in_turn() -> None:
    assert decode(night_record(payload={"sleep": 7.5})) == NightSlept(time_days=0.5, hours=7.5)


@pytest.mark.usefixtures("nights_of_version_3")
def test_an_upcaster_leaves_the_record_as_it_was() -> None:
    record = night_record(version=2, payload={"minutes": 450.0})
    decode(record)
    assert record.payload == {"minutes": 450.0}


@pytest.mark.usefixtures("nights_of_version_3")
def test_an_old_payload_that_an_upcaster_cannot_take_is_refused() -> None:
    with pytest.raises(LogError, match="night_slept: not a payload of version 1"):
        decode(night_record(payload={"naps": 7.5}))


def test_a_version_without_an_upcaster_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(NightSlept, "version", 2)
    with pytest.raises(LogError, match="night_slept: no way is known from version 1 to 2"):
        decode(night_record())


def test_an_upcaster_is_registered_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(upcasters, ("night_slept", 1), dict)
    with pytest.raises(ValueError, match="night_slept version 1 has an upcaster already"):
        upcaster("night_slept", 1)


def test_registering_an_upcaster_makes_it_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(upcasters, ("night_slept", 7), raising=False)
    function = upcaster("night_slept", 7)(dict)
    assert upcasters.pop(("night_slept", 7)) is function
