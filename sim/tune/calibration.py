"""Calibration: parameters fitted to the training rows of the studies, and what is and is not identified."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import attrs
import numpy as np
from numpy.typing import NDArray

from models.parameters import ParameterSet

from ..streams import Streams
from ..studies import Observation, Study
from .fit import Data, Fit, Model, robust_fit
from .posterior import Posterior, sample
from .transform import Space

FloatArray = NDArray[np.float64]
Tell = Callable[[str, float], None]
Predict = Callable[[Mapping[str, FloatArray], ParameterSet], dict[str, FloatArray]]
"""Parameter lanes and nominal values to every study's predictions by name, each ``(lanes, observations)``."""

FREE = (
    "growth_per_set_day",
    "hamstrings_response",
    "glutes_response",
    "calves_response",
    "tau_signal_days",
    "tau_size_days",
    "supply_ratio",
    "headroom_limit_fraction",
    "session_saturation_sets",
    "nuclei_per_set",
    "kept_by_nuclei_fraction",
    "nuclei_loss_per_day",
    "effort_half_reps",
    "light_load_fraction",
    "response_loss_per_year",
    "swelling_per_damage",
    "damage_per_set",
    "protection_per_set",
    "tau_damage_days",
    "soreness_per_damage",
    "fatigue_per_set",
    "tau_fatigue_days",
    "skill_per_set",
    "skill_limit_fraction",
    "tau_skill_days",
    "floor_bed_rest_fraction",
    "floor_limb_suspension_fraction",
    "floor_cast_fraction",
    "tau_inhibition_days",
    "inhibition_cast",
    "inhibition_limb_suspension",
    "inhibition_bed_rest",
    "interference_per_half_hour",
    "protein_breakpoint_g_per_kg",
    "energy_half_deficit_kcal",
    "sleep_synthesis_loss_fraction",
)
"""Parameters that some training row speaks of; the others keep their values."""

BETWEEN = {"size": 1.5, "strength": 6.0, "%": 5.0, "SD": 0.15, "ratio": 0.25}
"""Spread between studies that the fit starts from, by group and unit; it is then estimated from what is left over."""

FACTORS = np.geomspace(0.2, 5.0, 65)
"""Factors of it that are tried."""

FACTOR_WIDTH = 0.7
"""Width of their prior on the log scale: a handful of rows says little of a spread."""

BETWEEN_OF_OWN_UNIT = 0.3
"""The same where a row is in its measure's own unit, as a fraction of the observed value."""

USUAL_ERROR_FRACTION = 0.25
"""Standard error of a row whose study gives none and no number of people, as a fraction of the observed value."""

TURNS = 2
"""How often the spread between studies is estimated and the fit taken up again."""

WEAK = 0.9
"""A parameter whose posterior is wider than this share of its prior has hardly been told anything."""

TIED = 0.7
"""Correlation from which two parameters are told to be tied."""


@attrs.frozen
class Effort:
    """What may move in a calibration, and how hard it looks.

    Attributes:
        names: Parameters that may move.
        starts: How many starts besides the middle of the prior, drawn around it.
        passes: How often the model is run in each fit, at most.
        draws: Draws from the posterior, each run through the model.
        seed: Seed of starts and draws.
    """

    names: tuple[str, ...] = FREE
    starts: int = 3
    passes: int = 6
    draws: int = 200
    seed: int = 1


@attrs.frozen(eq=False)
class Row:
    """One observation of a study with its place in the predictions."""

    study: str
    observation: Observation

    @property
    def group(self) -> str:
        """What its spread between studies is shared with."""
        if self.observation.how.unit == "%" and self.observation.measured.group in {"size", "strength"}:
            return self.observation.measured.group
        return self.observation.how.unit


@attrs.frozen(eq=False)
class Calibration:
    """A fitted parameter set and what is known of it.

    Attributes:
        space: The free parameters.
        nominal: The set that was started from.
        rows: Every row that has a number, of all studies.
        trained: Which of them were fitted, shape ``(rows,)``.
        between: Estimated spread between studies of each row.
        fit: Best point; its predictions are those of the trained rows.
        posterior: Draws; their predictions are those of all rows.
    """

    space: Space
    nominal: ParameterSet
    rows: tuple[Row, ...]
    trained: NDArray[np.bool_]
    between: FloatArray
    fit: Fit
    posterior: Posterior

    @property
    def point(self) -> FloatArray:
        """The fitted point; what the studies tell hardly anything of stays in the middle of its prior."""
        return np.asarray(np.where(self._spread <= WEAK, self.fit.z, 0.0))

    @property
    def values(self) -> dict[str, float]:
        """The values of ``point``."""
        return {name: float(value[0]) for name, value in self.space.values_of(self.point[None, :]).items()}

    @property
    def draws(self) -> dict[str, FloatArray]:
        """The posterior draws by name, each of shape ``(draws,)``."""
        return self.space.values_of(self.posterior.z)

    @property
    def intervals(self) -> dict[str, tuple[float, float]]:
        """The 90 % interval of each fitted value, which it always holds."""
        found = {}
        for name, values in self.draws.items():
            low, high = np.percentile(values, (5.0, 95.0))
            found[name] = (min(float(low), self.values[name]), max(float(high), self.values[name]))
        return found

    @property
    def widths(self) -> dict[str, float]:
        """Width of each posterior over that of its prior."""
        return dict(zip(self.space.names, self._spread.tolist(), strict=True))

    @property
    def _spread(self) -> FloatArray:
        return np.asarray(np.std(self.posterior.z, axis=0))

    @property
    def identified(self) -> tuple[str, ...]:
        """The parameters of which the studies tell something."""
        return tuple(name for name, width in self.widths.items() if width <= WEAK)

    @property
    def correlation(self) -> FloatArray:
        """Correlation of the draws on the prior's scale, shape ``(parameters, parameters)``."""
        spread = self._spread
        centred = (self.posterior.z - self.posterior.z.mean(axis=0)) / np.where(spread > 0.0, spread, 1.0)
        return np.asarray(centred.T @ centred / len(centred))

    def weak_directions(self) -> tuple[str, ...]:
        """Say in words which parameters the studies tell little of, and which can only be told together."""
        told = [
            f"{name}: hardly identified; its interval is {100.0 * width:.0f} % as wide as the prior's"
            for name, width in self.widths.items()
            if width > WEAK
        ]
        correlation = self.correlation
        for first in range(len(self.space.names)):
            for second in range(first + 1, len(self.space.names)):
                tie = correlation[first, second]
                if abs(tie) >= TIED:
                    direction = "rise together" if tie > 0.0 else "trade off"
                    names = f"{self.space.names[first]} and {self.space.names[second]}"
                    told.append(f"{names} {direction} (correlation {tie:+.2f}): only their combination is identified")
        return tuple(told)


def calibrate(
    studies: Sequence[Study],
    nominal: ParameterSet,
    predict: Predict,
    effort: Effort = Effort(),
    tell: Tell = lambda _text, _share: None,
) -> Calibration:
    """Fit parameters to the training rows of studies.

    Args:
        studies: All studies; rows marked ``held_out`` are predicted and not fitted.
        nominal: Values to start from, with their priors.
        predict: Predicts all of the studies under many parameter vectors.
        effort: What may move, and how hard to look.
        tell: Told what is being done and its share of the whole.
    """
    space = Space.of(nominal, effort.names)
    rows = rows_of(studies)
    trained = np.array([row.observation.used_for == "train" for row in rows])
    run = model_of(studies, rows, space, nominal, predict)
    data = data_of(rows, trained, np.array([first_between(row) for row in rows]))
    fit = robust_fit(
        lambda z: run(z)[:, trained],
        data,
        _starts(len(space.names), effort.starts, effort.seed),
        effort.passes,
        lambda share: tell("fitting from several starts", 0.5 * share),
    )
    for turn in range(TURNS):
        tell("refining", 0.5 + 0.3 * turn / TURNS)
        between = estimate_between(rows, trained, fit, data)
        data = data_of(rows, trained, between)
        fit = robust_fit(lambda z: run(z)[:, trained], data, fit.z[None, :], effort.passes)
    tell("drawing from the posterior", 0.8)
    posterior = sample(run, trained, data, fit, effort.draws, effort.seed)
    return Calibration(space, nominal, rows, trained, between, fit, posterior)


def rows_of(studies: Sequence[Study]) -> tuple[Row, ...]:
    """Return every row that has a number and is fitted or scored, study by study."""
    return tuple(
        Row(study.name, one)
        for study in studies
        for one in study.observations
        if not np.isnan(one.observed) and one.used_for != "shown"
    )


def model_of(
    studies: Sequence[Study], rows: Sequence[Row], space: Space, nominal: ParameterSet, predict: Predict
) -> Model:
    """Return the model as a function from points to the predictions of these rows."""
    kept = {(row.study, row.observation.row) for row in rows}
    columns = {
        study.name: [place for place, one in enumerate(study.observations) if (study.name, one.row) in kept]
        for study in studies
    }

    def run(z: FloatArray) -> FloatArray:
        predicted = predict(space.values_of(z), nominal)
        return np.concatenate([predicted[study.name][:, columns[study.name]] for study in studies], axis=1)

    return run


def first_between(row: Row) -> float:
    """Return the spread between studies that a fit starts from, in the row's unit."""
    return BETWEEN.get(row.group, BETWEEN_OF_OWN_UNIT * abs(row.observation.observed))


def standard_error(row: Row) -> float:
    """Return a row's standard error, or a usual one where the study gives nothing to tell it from."""
    known = row.observation.usual_standard_error
    return known if known is not None else USUAL_ERROR_FRACTION * abs(row.observation.observed) + 1e-3


def data_of(rows: Sequence[Row], trained: NDArray[np.bool_], between: FloatArray) -> Data:
    """Return the training rows as data; the rows of one study and group share one vote and its square root more."""
    chosen = [row for row, is_trained in zip(rows, trained, strict=True) if is_trained]
    counts: dict[tuple[str, str], int] = {}
    for row in chosen:
        counts[row.study, row.group] = counts.get((row.study, row.group), 0) + 1
    return Data(
        observed=np.array([row.observation.observed for row in chosen]),
        error=np.array([standard_error(row) for row in chosen]),
        weight=np.array([counts[row.study, row.group] ** -0.5 for row in chosen]),
        between=between[trained],
    )


def estimate_between(rows: Sequence[Row], trained: NDArray[np.bool_], fit: Fit, data: Data) -> FloatArray:
    """Estimate the spread between studies of every group: the most plausible factor of what the fit started from.

    What a fit leaves over is less than what it would miss of another study; residuals are therefore those left out.
    """
    away = fit.left_out(data)
    chosen = [row for row, is_trained in zip(rows, trained, strict=True) if is_trained]
    first = np.array([first_between(row) for row in chosen])
    factors = {}
    for group in {row.group for row in chosen}:
        mine = np.array([row.group == group for row in chosen])
        implausible = [_implausibility(factor, data, away, first, mine) for factor in FACTORS]
        factors[group] = float(FACTORS[int(np.argmin(implausible))])
    return np.array([first_between(row) * factors.get(row.group, 1.0) for row in rows])


def _implausibility(factor: float, data: Data, away: FloatArray, first: FloatArray, mine: NDArray[np.bool_]) -> float:
    """Twice the negative log density of a group's residuals, were their spread this many times the first."""
    group = attrs.evolve(
        data,
        observed=away[mine],
        error=data.error[mine],
        weight=data.weight[mine],
        between=factor * first[mine],
    )
    density = float(group.misfit(np.zeros((1, mine.sum())))[0]) + 2.0 * float(group.weight @ np.log(group.scale))
    return density + float(np.log(factor) / FACTOR_WIDTH) ** 2


def _starts(parameters: int, starts: int, seed: int) -> FloatArray:
    """Return the middle of the prior, and starts drawn around it: a fit must not depend on the last one's values."""
    middle = np.zeros((1, parameters))
    if starts == 0:
        return middle
    streams = Streams(seed, np.arange(1, starts + 1))
    drawn = [0.7 * streams.normal(f"start/{number}", 0) for number in range(parameters)]
    return np.concatenate([middle, np.stack(drawn, axis=1)])
