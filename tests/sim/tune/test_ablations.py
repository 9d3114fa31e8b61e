"""A mechanism is judged on its own topics: what the data need shows, and what they do not costs nothing."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from models.mechanisms import MECHANISMS
from sim.studies.contrasts import contrasts_of
from sim.studies.observation import TOPICS
from sim.tune.ablations import Earned, earned, judged
from sim.tune.calibration import Effort, calibrate, model_of, trained_of
from sim.tune.left_out import leave_each_out


@pytest.fixture(scope="module")
def found(trial: SimpleNamespace) -> dict[tuple[str, str], Earned]:
    studies = (*trial.studies, *trial.compared)
    fit = calibrate(studies, trial.nominal, trial.predict, Effort(tuple(trial.truth), starts=0, passes=8))
    model = model_of(studies, trained_of(fit.rows), fit.space, fit.nominal, trial.predict)
    scored = earned(studies, fit, leave_each_out(fit, model), trial.predict)
    return {(one.mechanism, one.topic): one for one in scored}


@pytest.mark.parametrize("name", MECHANISMS)
def test_topics_of_a_mechanism_are_known_words(name: str) -> None:
    assert set(MECHANISMS[name].topics) <= set(TOPICS)


def test_only_mechanisms_that_a_contrast_is_about_are_judged(trial: SimpleNamespace) -> None:
    names = {one.name for one in judged(trial.nominal, contrasts_of(trial.compared))}
    assert names == {"protein", "energy", "sleep"}
    assert judged(trial.nominal, ()) == ()


def test_a_mechanism_that_makes_the_arms_differ_earns_all_skill(found: dict[tuple[str, str], Earned]) -> None:
    protein = found["protein", "food"]
    assert (protein.cohorts, protein.contrasts) == (3, 3)
    assert protein.skill is not None
    assert protein.skill > 0.8
    assert protein.skill_without == pytest.approx(0.0, abs=0.02)
    assert protein.mean_absolute_error < 0.2 * protein.mean_absolute_error_without


def test_a_mechanism_that_the_data_do_not_need_earns_nothing(found: dict[tuple[str, str], Earned]) -> None:
    for key in (("energy", "food"), ("sleep", "sleep")):
        assert found[key].skill == pytest.approx(found[key].skill_without, abs=0.02)


def test_nothing_is_said_where_nothing_was_compared(trial: SimpleNamespace) -> None:
    fit = calibrate(trial.studies, trial.nominal, trial.predict, Effort(tuple(trial.truth), starts=0, passes=2))
    model = model_of(trial.studies, trained_of(fit.rows), fit.space, fit.nominal, trial.predict)
    assert earned(trial.studies, fit, leave_each_out(fit, model), trial.predict) == ()
