"""The classic models: their formulas, their limits, and how they relate to each other."""

from __future__ import annotations

import re
from importlib import resources

import attrs
import numpy as np
import pytest

from models.classic import banister, busso, calvert, fitness_only, hill
from models.classic.catalogue import ClassicModel, classic_model, classic_models, constants, parse_constants
from models.references import references
from models.rows import shipped_text

LOAD = np.array([50.0, 0.0, 80.0, 20.0, 0.0, 0.0, 100.0, 30.0, 0.0, 60.0])
DAYS = np.arange(len(LOAD))


def fading(tau: float, load: np.ndarray = LOAD) -> np.ndarray:
    """Add up loads that fade, by matrix."""
    lag = DAYS[:, None] - DAYS[None, :]
    return np.where(lag >= 0, np.exp(-np.maximum(lag, 0) / tau), 0.0) @ load


def test_fitness_only_is_one_fading_sum() -> None:
    (fitness,) = fitness_only.responses(LOAD, fitness_days=40.0)
    np.testing.assert_allclose(fitness, fading(40.0), rtol=1e-13)


def test_banister_is_fitness_less_fatigue() -> None:
    predicted = classic_model("banister").performance(
        LOAD, {"fitness_days": 40.0, "fatigue_days": 8.0}, (0.2, 0.5), 300.0
    )
    np.testing.assert_allclose(predicted, 300.0 + 0.2 * fading(40.0) - 0.5 * fading(8.0), rtol=1e-13)


def test_calvert_lets_fitness_arrive_late_and_fatigue_at_once() -> None:
    fitness, fatigue = calvert.responses(LOAD, fitness_days=50.0, fatigue_days=15.0, delay_days=5.0)
    np.testing.assert_allclose(fitness, fading(50.0) - fading(5.0), rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(fatigue, -fading(15.0), rtol=1e-13)
    assert fitness[0] == 0.0


def test_busso_makes_a_load_more_tiring_after_others() -> None:
    fitness, fatigue = busso.responses(LOAD, fitness_days=40.0, fatigue_days=10.0, sensitising_days=4.0)
    np.testing.assert_allclose(fitness, fading(40.0), rtol=1e-13)
    np.testing.assert_allclose(fatigue, -fading(10.0, LOAD * fading(4.0)), rtol=1e-13)


def test_busso_keeps_the_own_day_in_its_gain_whatever_the_convention() -> None:
    _, fatigue = busso.responses(
        np.array([10.0, 0.0]), fitness_days=40.0, fatigue_days=10.0, sensitising_days=4.0, same_day="excluded"
    )
    np.testing.assert_allclose(fatigue, [0.0, -100.0 * np.exp(-0.1)], rtol=1e-13)


def test_doubling_loads_doubles_banisters_response_and_quadruples_bussos_fatigue() -> None:
    constants = {"fitness_days": 40.0, "fatigue_days": 10.0}
    np.testing.assert_allclose(
        banister.responses(2 * LOAD, **constants), 2 * np.array(banister.responses(LOAD, **constants)), rtol=1e-12
    )
    once, twice = (busso.responses(load, **constants, sensitising_days=4.0)[1] for load in (LOAD, 2 * LOAD))
    np.testing.assert_allclose(twice, 4 * once, rtol=1e-12)


def test_hill_is_banister_on_saturated_loads() -> None:
    found = hill.responses(LOAD, fitness_days=40.0, fatigue_days=10.0, half_load=60.0, exponent=2.0)
    worth = LOAD**2 / (60.0**2 + LOAD**2)
    np.testing.assert_allclose(found, banister.responses(worth, fitness_days=40.0, fatigue_days=10.0), rtol=1e-12)


def test_no_load_is_worth_nothing_and_the_half_load_half_of_the_capacity() -> None:
    np.testing.assert_allclose(hill.saturated(np.array([0.0, 70.0, 1e9]), 70.0, 1.5, 8.0), [0.0, 4.0, 8.0], rtol=1e-6)


@pytest.mark.parametrize("model", classic_models().values(), ids=lambda model: model.name)
def test_lanes_of_constants_give_what_each_gives_alone(model: ClassicModel) -> None:
    constants = {one.name: np.array([one.lower, one.usual]) for one in model.constants}
    together = model.responses(LOAD, constants)
    for lane in range(2):
        alone = model.responses(LOAD, {name: values[lane] for name, values in constants.items()})
        np.testing.assert_allclose(together[:, lane], alone, rtol=1e-13)


def test_the_influence_curve_crosses_zero_at_recovery_and_is_greatest_at_the_peak() -> None:
    curve = (45.0, 12.0, 0.1, 0.25)
    recovery, peak = float(banister.days_to_recovery(*curve)), float(banister.days_to_peak(*curve))
    assert banister.influence(recovery, *curve) == pytest.approx(0.0, abs=1e-14)
    around = banister.influence(np.array([peak - 0.5, peak, peak + 0.5]), *curve)
    assert around.argmax() == 1
    assert banister.influence(recovery - 1.0, *curve) < 0.0


def test_the_influence_curve_is_what_one_load_does_to_later_performance() -> None:
    load = np.zeros(30)
    load[0] = 1.0
    constants = {"fitness_days": 45.0, "fatigue_days": 12.0}
    performance = classic_model("banister").performance(load, constants, (0.1, 0.25), 0.0)
    np.testing.assert_allclose(performance, banister.influence(np.arange(30), 45.0, 12.0, 0.1, 0.25), rtol=1e-10)


def test_a_load_that_never_harms_recovers_at_once() -> None:
    assert banister.days_to_recovery(45.0, 12.0, 0.3, 0.2) == 0.0


def test_the_days_of_the_influence_curve_mean_nothing_where_fatigue_does_not_fade_first() -> None:
    assert np.isnan(banister.days_to_recovery(20.0, 20.0, 0.1, 0.2))
    assert np.isnan(banister.days_to_peak(20.0, 30.0, 0.1, 0.2))


def test_the_gain_ratio_inverts_the_days_of_the_influence_curve() -> None:
    for of_peak, read in ((False, banister.days_to_recovery), (True, banister.days_to_peak)):
        ratio = banister.gain_ratio(17.0, 45.0, 12.0, of_peak=of_peak)
        assert read(45.0, 12.0, 0.1, 0.1 * ratio) == pytest.approx(17.0, rel=1e-12)


def test_an_unknown_model_names_the_nearest() -> None:
    with pytest.raises(KeyError, match="unknown model 'bannister'; did you mean 'banister'"):
        classic_model("bannister")


def test_every_constant_stays_below_one_that_its_model_has() -> None:
    for model in classic_models().values():
        names = [constant.name for constant in model.constants]
        for at, constant in enumerate(model.constants):
            assert constant.below in {"", *names[:at]}
        assert set(model.cancelling) <= set(names)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("usual = 45.0", "usual = 450.0", r"fitness_days: lower must be below upper with usual between them"),
        (
            'below = "fitness_days"',
            'below = "fitnes_days"',
            "fatigue_days: unknown constant 'fitnes_days'; did you mean",
        ),
        ("upper = 150.0\n", "", "fitness_days: upper is missing"),
        ('unit = "d"', 'unit = "h"', "unit"),
    ],
)
def test_a_faulty_row_of_the_catalogue_is_refused_by_name(old: str, new: str, message: str) -> None:
    shipped = shipped_text("classic/catalogue.toml")
    assert old in shipped
    with pytest.raises(ValueError, match=message):
        parse_constants(shipped.replace(old, new, 1))


def test_every_model_and_every_module_names_sources_that_are_known() -> None:
    modules = [file for file in resources.files("models.classic").iterdir() if file.name.endswith(".py")]
    cited = {key for file in modules for key in re.findall(r"\[(\w+)\]_", file.read_text(encoding="utf-8"))}
    noted = {key for one in constants().values() for key in re.findall(r"\b[a-z_]+_\d{4}\b", one.note)}
    assert {key for model in classic_models().values() for key in model.sources} <= cited
    assert len(cited) >= 7
    assert cited | noted <= references().keys()


def test_no_identifier_stands_beside_its_key() -> None:
    modules = [file for file in resources.files("models.classic").iterdir() if file.name.endswith(".py")]
    assert modules
    assert not [file.name for file in modules if re.search(r"10\.\d{4,}/", file.read_text(encoding="utf-8"))]


def test_a_model_tells_its_own_source_first_and_each_once() -> None:
    assert [source.key for source in classic_model("calvert").references] == ["calvert_1976", "clarke_2013"]
    assert classic_model("hill").references[0].key == "clarke_2013"


def test_a_model_with_an_unknown_source_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown sources 'calvert_1977'; did you mean 'calvert_1976'"):
        attrs.evolve(classic_model("calvert"), sources=("calvert_1977",))
