"""The exercise catalogue: complete, in range, and in the order that trials found."""

from __future__ import annotations

import math

import numpy as np
import pytest

from models.exercises import Exercise, catalogue

REQUIRED = [
    "back_squat",
    "front_squat",
    "high_bar_squat",
    "low_bar_squat",
    "safety_bar_squat",
    "goblet_squat",
    "box_squat",
    "half_squat",
    "smith_squat",
    "hack_squat",
    "pendulum_squat",
    "belt_squat",
    "leg_press",
    "single_leg_press",
    "leg_extension",
    "single_leg_extension",
    "sissy_squat",
    "bulgarian_split_squat",
    "split_squat",
    "walking_lunge",
    "reverse_lunge",
    "forward_lunge",
    "step_up",
    "pistol_squat",
    "bodyweight_squat",
    "jump_squat",
    "conventional_deadlift",
    "sumo_deadlift",
    "trap_bar_deadlift",
    "romanian_deadlift",
    "stiff_leg_deadlift",
    "single_leg_romanian_deadlift",
    "good_morning",
    "back_extension_45",
    "nordic_curl",
    "lying_leg_curl",
    "seated_leg_curl",
    "standing_leg_curl",
    "glute_ham_raise",
    "hip_thrust",
    "single_leg_hip_thrust",
    "glute_bridge",
    "bodyweight_glute_bridge",
    "cable_kickback",
    "cable_pull_through",
    "kettlebell_swing",
    "standing_calf_raise",
    "seated_calf_raise",
    "leg_press_calf_raise",
    "single_leg_calf_raise",
    "donkey_calf_raise",
    "bodyweight_calf_raise",
    "sprint",
    "hill_sprint",
    "flywheel_squat",
    "flywheel_leg_extension",
    "isokinetic_knee_extension",
    "bodyweight_split_squat",
]
# (muscle, trains it more, trains it less, ratio that the trial found or None, source)
FOUND = [
    ("hamstrings", "seated_leg_curl", "lying_leg_curl", 9 / 14, "maeo_2021"),
    ("hamstrings", "seated_leg_curl", "nordic_curl", 11 / 18, "maeo_2024"),
    ("hamstrings", "back_extension_45", "nordic_curl", None, "bourne_2017"),
    ("hamstrings", "lying_leg_curl", "back_squat", None, "kubo_2019"),
    ("hamstrings", "lying_leg_curl", "hip_thrust", None, "plotkin_2023"),
    ("calves", "standing_calf_raise", "seated_calf_raise", 2.1 / 5.6, "kinoshita_2023"),
    ("glutes", "back_squat", "half_squat", 2.2 / 6.7, "kubo_2019"),
    ("glutes", "leg_press", "leg_extension", 0.0, "knee_extension_leg_press_2026"),
    ("quadriceps", "back_squat", "half_squat", 4.6 / 4.9, "kubo_2019"),
    ("quadriceps", "back_squat", "hip_thrust", None, "plotkin_2023"),
    ("quadriceps", "back_squat", "bulgarian_split_squat", None, "mackey_2021"),
]


def share(exercise: str, muscle: str) -> float:
    """Return what a set of an exercise is worth for a muscle."""
    return catalogue()[exercise].contribution.get(muscle, 0.0)


@pytest.fixture(params=catalogue().names)
def exercise(request: pytest.FixtureRequest) -> Exercise:
    return catalogue()[request.param]


def test_every_exercise_that_plans_rely_on_is_there() -> None:
    assert [name for name in REQUIRED if name not in catalogue().names] == []


def test_muscles_come_in_their_fixed_order() -> None:
    assert catalogue().muscles == ("quadriceps", "hamstrings", "glutes", "calves")


def test_masses_of_the_muscles_make_a_whole() -> None:
    assert catalogue().mass_fractions.sum() == pytest.approx(1.0, abs=1e-12)
    assert catalogue().mass_fractions[0] == max(catalogue().mass_fractions)


def test_every_exercise_trains_some_muscle_noticeably(exercise: Exercise) -> None:
    assert max(exercise.contribution.values()) >= 0.2


def test_every_exercise_tells_why_in_a_sentence(exercise: Exercise) -> None:
    assert len(exercise.note) >= 20
    assert not exercise.note.endswith(".")


def test_the_array_of_contributions_is_the_row_in_the_order_of_the_muscles(exercise: Exercise) -> None:
    expected = [exercise.contribution.get(muscle, 0.0) for muscle in catalogue().muscles]
    np.testing.assert_array_equal(catalogue().contribution(exercise.name), expected)


def test_an_untrained_man_can_do_every_bodyweight_exercise_at_least_once(exercise: Exercise) -> None:
    assert exercise.one_rm_per_body_mass > exercise.body_mass_share


def test_steps_of_load_are_small_against_the_load_itself(exercise: Exercise) -> None:
    movable_kg = 80.0 * exercise.one_rm_per_body_mass
    assert exercise.increment_kg <= 0.15 * movable_kg


def test_labels_are_not_shared() -> None:
    labels = [catalogue()[name].label for name in catalogue().names]
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize(("muscle", "more", "less", "ratio", "source"), FOUND)
def test_exercises_rank_as_the_trial_found(muscle: str, more: str, less: str, ratio: float | None, source: str) -> None:
    assert share(more, muscle) > share(less, muscle), source
    if ratio is not None:
        assert math.isclose(share(less, muscle) / share(more, muscle), ratio, abs_tol=0.05), source


def test_squats_hardly_train_hamstrings() -> None:
    squats = [name for name in catalogue().names if name.endswith("squat") and "split" not in name]
    assert len(squats) >= 12
    assert {name for name in squats if share(name, "hamstrings") > 0.15} == set()


def test_leg_extensions_train_the_quadriceps_alone() -> None:
    extensions = [name for name in catalogue().names if name.endswith("_extension")]
    assert len(extensions) == 4
    assert all(set(catalogue()[name].contribution) == {"quadriceps"} for name in extensions)


def test_hip_thrust_and_squat_are_about_equal_for_the_glutes() -> None:
    assert 0.8 <= share("back_squat", "glutes") / share("hip_thrust", "glutes") <= 1.0


@pytest.mark.parametrize("exercise", ["romanian_deadlift", "walking_lunge", "nordic_curl"])
def test_work_at_length_damages_more_than_squats(exercise: str) -> None:
    assert catalogue()[exercise].eccentric > catalogue()["back_squat"].eccentric


def test_work_without_a_way_down_damages_least() -> None:
    lowest = min(catalogue().names, key=lambda name: catalogue()[name].eccentric)
    assert lowest == "isokinetic_knee_extension"


@pytest.mark.parametrize("name", ["sprint", "hill_sprint"])
def test_sprints_move_the_whole_body_and_train_little(name: str) -> None:
    row = catalogue()[name]
    assert (row.bodyweight, row.body_mass_share) == (True, 1.0)
    assert max(row.contribution.values()) <= 0.35


def test_a_leg_alone_moves_a_little_more_than_half() -> None:
    for both, one in [("leg_press", "single_leg_press"), ("leg_extension", "single_leg_extension")]:
        ratio = catalogue()[one].one_rm_per_body_mass / catalogue()[both].one_rm_per_body_mass
        assert 0.5 < ratio < 0.6


def test_an_unknown_exercise_names_the_nearest() -> None:
    with pytest.raises(KeyError, match="unknown exercise 'back_sqat'; did you mean 'back_squat'"):
        catalogue()["back_sqat"]
    with pytest.raises(KeyError, match="did you mean 'back_squat'"):
        catalogue().contribution("back_sqat")


def test_an_unknown_muscle_names_the_nearest() -> None:
    with pytest.raises(KeyError, match="unknown muscle 'calfs'; did you mean 'calves'"):
        catalogue().muscle("calfs")


def test_arrays_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="read-only"):
        catalogue().contribution("back_squat")[0] = 2.0
    with pytest.raises(ValueError, match="read-only"):
        catalogue().mass_fractions[0] = 2.0


def test_the_catalogue_is_read_once() -> None:
    assert catalogue() is catalogue()
