"""Rows that users edit: every fault is told by file, row and key, with what was found."""

from __future__ import annotations

import pytest

from models.activities import parse_activities
from models.exercises import parse_exercises, parse_muscles
from models.references import parse_references
from models.rows import shipped_text

MUSCLE = """
[thigh]
label = "Thigh"
mass_fraction = 1.0
source = "assumed"
status = "assumed"
note = "the only one"
"""
EXERCISE = """
[press]
label = "Press"
contribution = {thigh = 1.0}
eccentric = 1.0
one_rm_per_body_mass = 1.0
increment_kg = 5.0
equipment = "machine"
source = "assumed"
status = "assumed"
note = "made up"
"""
SOURCE = '[a_2000]\ncitation = "A 2000"\ndoi = "10.1/x"\nevidence = "read"\n'


def activities_with(old: str, new: str) -> str:
    """Return the shipped activities with one change."""
    shipped = shipped_text("activities.toml")
    assert old in shipped
    return shipped.replace(old, new, 1)


def test_a_small_catalogue_of_ones_own_is_read() -> None:
    catalogue = parse_exercises(EXERCISE, parse_muscles(MUSCLE))
    assert (catalogue.names, catalogue.muscles) == (("press",), ("thigh",))
    assert catalogue["press"].bodyweight is False


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("eccentric = 1.0", "eccentric = 9.0", r"press: eccentric must be a number between 0 and 3, found 9\.0"),
        ("eccentric = 1.0", "eccentric = nan", "eccentric must be a number between 0 and 3, found nan"),
        ("eccentric = 1.0", 'eccentric = "1"', "eccentric must be a number between 0 and 3, found '1'"),
        ("eccentric = 1.0", "eccentric = true", "eccentric must be a number between 0 and 3, found True"),
        ("eccentric = 1.0", "", r"exercises\.toml: press: eccentric is missing; add it"),
        ("eccentric = 1.0", "excentric = 1.0", "unknown key 'excentric'; did you mean 'eccentric'"),
        ("eccentric = 1.0", 'eccentric = 1.0\nname = "x"', "unknown key 'name'"),
        ("thigh = 1.0", "thigh = 1.5", r"contribution\.thigh must be a number between 0 and 1, found 1\.5"),
        ("thigh = 1.0", "tigh = 1.0", r"exercises\.toml: press: unknown muscle 'tigh'; did you mean 'thigh'"),
        ("thigh = 1.0", "thigh = 0.0", "contribution must be above 0 for at least one muscle"),
        ("{thigh = 1.0}", "{}", "contribution must name at least one muscle, found {}"),
        ('"machine"', '"engine"', "equipment must be one of barbell, machine, .*, found 'engine'"),
        ('source = "assumed"', 'source = "nobody_1900"', "unknown source 'nobody_1900'"),
        ('source = "assumed"', 'source = ["kubo_2019"]', "unknown source"),
        ('status = "assumed"', 'status = "guessed"', "status must be one of measured, calibrated, assumed"),
        ('status = "assumed"', 'status = "measured"', "status 'measured' needs a source, found 'assumed'"),
        ('label = "Press"', 'label = " "', "label must be text, found ' '"),
        ("eccentric = 1.0", "eccentric = 1.0\nunilateral = 1", "unilateral must be true or false, found 1"),
        ("eccentric = 1.0", "eccentric = 1.0\nbodyweight = true", "body_mass_share must be above 0 where bodyweight"),
        ("[press]", "press", r"exercises\.toml: .*line 2"),
        ("[press]", "stray = 1\n[press]", r"stray must be a table, found 1; write \[stray\]"),
    ],
)
def test_a_faulty_exercise_is_told(old: str, new: str, message: str) -> None:
    assert old in EXERCISE
    with pytest.raises(ValueError, match=message):
        parse_exercises(EXERCISE.replace(old, new, 1), parse_muscles(MUSCLE))


def test_muscles_that_do_not_make_a_whole_are_refused() -> None:
    with pytest.raises(ValueError, match=r"muscles\.toml: mass_fraction must add up to 1 over all muscles, found 0\.9"):
        parse_muscles(MUSCLE.replace("mass_fraction = 1.0", "mass_fraction = 0.9"))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("[run.easy]", "[runs.easy]", r"activities\.toml: unknown group 'runs'; did you mean 'run'"),
        ("speed_km_per_h = 9.0", "speed_km_per_h = 90", r"activities\.toml: run\.easy: speed_km_per_h must be"),
        ("calves = 0.8", "calfs = 0.8", r"run\.easy: unknown muscle 'calfs'; did you mean 'calves'"),
        ("typical_minutes = 30", "typical_minutes = 0", r"method\.walking: typical_minutes must be"),
        ("high = 0.1}", "high = 0.02}", r"method\.walking: soreness_relief: value must lie between low and high"),
        ("low = 0.0", "low = -2.0", r"method\.walking: soreness_relief: low must be a number between -1 and 1"),
        ("high = 0.1}", "top = 0.1}", r"method\.walking: soreness_relief: unknown key 'top'"),
        ("{value = 0.03, low = 0.0, high = 0.1}", "0.03", r"walking: soreness_relief must be a table, found 0\.03"),
        ("[run.easy]", "method.nap = 3\n[run.easy]", r"method\.nap must be a table, found 3"),
    ],
)
def test_a_faulty_activity_is_told(old: str, new: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse_activities(activities_with(old, new))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (SOURCE.replace('"read"', '"heard"'), r"references\.toml: a_2000: evidence must be one of"),
        (SOURCE.replace('"10.1/x"', '"doi.org/10.1/x"'), "doi must start with 10"),
        (SOURCE.replace('citation = "A 2000"', ""), "a_2000: citation is missing"),
        (SOURCE + SOURCE.replace("a_2000", "b_2000").replace("1/x", "1/X"), "b_2000: doi 10.1/X is that of a_2000"),
    ],
)
def test_a_faulty_source_is_told(content: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse_references(content)
