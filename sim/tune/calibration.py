"""Calibration: parameters fitted to the training rows of the studies, and what is and is not identified."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import attrs
import numpy as np
from numpy.typing import NDArray

from models.parameters import ParameterSet

from ..chance import Streams
from ..studies import Observation, Study
from ..studies.doubt import group_of, standard_error
from .fit import Data, Fit, Model, robust_fit
from .posterior import Posterior, require, sample
from .transform import Space

FloatArray = NDArray[np.float64]
Tell = Callable[[str, float], None]
Predict = Callable[[Sequence[Study], Mapping[str, FloatArray], ParameterSet], dict[str, FloatArray]]
"""Studies, parameter lanes and nominal values to each study's predictions by name, each ``(lanes, observations)``."""

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
    "tau_recent_sets_days",
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
"""Parameters that some row speaks of, fitted or left out; the others keep their values."""

BETWEEN = {"size": 1.5, "strength": 6.0, "%": 5.0, "SD": 0.15, "ratio": 0.25}
"""Spread between studies that the fit starts from, by group and unit; it is then estimated from what is left over."""

FACTORS = np.geomspace(0.2, 5.0, 65)
"""Factors of it that are tried."""

FACTOR_WIDTH = 0.7
"""Width of their prior on the log scale: a handful of rows says little of a spread."""

BETWEEN_OF_OWN_UNIT = 0.3
"""The same where a row is in its measure's own unit, as a fraction of the observed value."""

TURNS = 2
"""How often the spread between studies is estimated and the fit taken up again."""

PASSES_OF_A_TURN = 3
"""How often the model is run then, at most: the best point is near already."""

WEAK = 0.9
"""A parameter whose posterior is wider than this share of its prior has hardly been told anything, ..."""

MOVED = 0.5
"""... unless it was moved by more than this many standard deviations of the prior."""

TIED = 0.5
"""Correlation from which two parameters are told to be tied."""


@attrs.frozen
class Effort:
    """What may move in a calibration, and how hard it looks.

    Attributes:
        names: Parameters that may move.
        starts: How many starts besides the middle of the prior, drawn around it.
        passes: How often the model is run in each fit, at most.
        draws: Draws from the posterior, each a walker of its own.
        steps: Steps that each walker proposes.
        seed: Seed of starts and draws.
    """

    names: tuple[str, ...] = FREE
    starts: int = 3
    passes: int = 6
    draws: int = 200
    steps: int = 20
    seed: int = 1


@attrs.frozen(eq=False)
class Row:
    """One observation of a study with its place in the predictions."""

    study: str
    observation: Observation

    @property
    def group(self) -> str:
        """What its spread between studies is shared with."""
        return group_of(self.observation.measure, self.observation.kind)

    @property
    def is_trained(self) -> bool:
        """Whether the fit sees it."""
        return self.observation.used_for == "train"

    @property
    def kind(self) -> str:
        """What was measured, and in which unit."""
        return f"{self.observation.measured.group}, {self.observation.unit}"


@attrs.frozen(eq=False)
class Calibration:
    """A fitted parameter set and what is known of it.

    Attributes:
        effort: What was free to move, and how hard was looked.
        space: The free parameters.
        nominal: The set that was started from.
        rows: Every row that has a number, of all studies.
        trained: Which of them were fitted, shape ``(rows,)``.
        between: Estimated spread between studies of each row.
        fit: Best point; its predictions are those of the trained rows.
        posterior: Draws.
        predicted: Predictions of all rows at each draw, shape ``(draws, rows)``.
    """

    effort: Effort
    space: Space
    nominal: ParameterSet
    rows: tuple[Row, ...]
    trained: NDArray[np.bool_]
    between: FloatArray
    fit: Fit
    posterior: Posterior
    predicted: FloatArray

    @property
    def data(self) -> Data:
        """What was fitted, with the spread between studies as it was estimated."""
        return data_of(trained_of(self.rows), self.between[self.trained])

    @property
    def point(self) -> FloatArray:
        """The fitted point; what the studies tell hardly anything of stays in the middle of its prior."""
        return np.asarray(np.where(self._told, self.fit.z, 0.0))

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
        walked = self.posterior.walked.reshape(-1, len(self.space.names))
        for name, values in self.space.values_of(walked).items():
            low, high = np.percentile(values, (5.0, 95.0))
            found[name] = (min(float(low), self.values[name]), max(float(high), self.values[name]))
        return found

    @property
    def widths(self) -> dict[str, float]:
        """Width of each posterior over that of its prior."""
        return dict(zip(self.space.names, self.posterior.spread.tolist(), strict=True))

    @property
    def identified(self) -> tuple[str, ...]:
        """The parameters of which the studies tell something."""
        return tuple(name for name, told in zip(self.space.names, self._told, strict=True) if told)

    @property
    def _told(self) -> NDArray[np.bool_]:
        moved = np.abs(np.mean(self.posterior.walked, axis=(0, 1)))
        return np.asarray((self.posterior.spread <= WEAK) | (moved >= MOVED))

    @property
    def correlation(self) -> FloatArray:
        """Correlation over the walks on the prior's scale, shape ``(parameters, parameters)``."""
        return np.asarray(np.corrcoef(self.posterior.walked.reshape(-1, len(self.space.names)).T))

    @property
    def unseen(self) -> NDArray[np.bool_]:
        """Rows that were left out and whose source no prior names either, shape ``(rows,)``."""
        named = {source for name in self.space.names for source in self.nominal[name].sources}
        return np.array(
            [not row.is_trained and named.isdisjoint((row.study, row.observation.source)) for row in self.rows]
        )

    def weak_directions(self) -> tuple[str, ...]:
        """Say in words which parameters the studies tell little of, and which can only be told together."""
        told = [
            f"{name}: hardly identified; its interval is {100.0 * width:.0f} % as wide as the prior's"
            for name, width in self.widths.items()
            if name not in self.identified
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

    Raises:
        MissingExtraError: What walks through the posterior is not installed; told before anything is lived.
    """
    require()
    space = Space.of(nominal, effort.names)
    rows = rows_of(studies)
    chosen, trained = trained_of(rows), np.array([row.is_trained for row in rows])
    # What is left out need not be lived before the end.
    model = model_of(studies, chosen, space, nominal, predict)
    data = data_of(chosen, np.array([first_between(row) for row in chosen]))
    fit = robust_fit(
        model,
        data,
        _starts(len(space.names), effort.starts, effort.seed),
        effort.passes,
        lambda share: tell("fitting from several starts", 0.3 * share),
    )
    for turn in range(TURNS):
        tell("refining", 0.3 + 0.2 * turn / TURNS)
        between = estimate_between(rows, fit, data)
        data = data_of(chosen, between[trained])
        fit = fit.taken_up_again(model, data, PASSES_OF_A_TURN)
    posterior = sample(
        model,
        data,
        fit,
        effort.draws,
        effort.steps,
        effort.seed,
        lambda share: tell("walking through the posterior", 0.5 + 0.5 * share),
    )
    predicted = model_of(studies, rows, space, nominal, predict)(posterior.z)
    return Calibration(effort, space, nominal, rows, trained, between, fit, posterior, predicted)


def rows_of(studies: Sequence[Study]) -> tuple[Row, ...]:
    """Return every row that has a number and is fitted or scored, study by study."""
    return tuple(
        Row(study.name, one)
        for study in studies
        for one in study.observations
        if not np.isnan(one.observed) and one.used_for != "shown"
    )


def trained_of(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Return the rows that are fitted."""
    return tuple(row for row in rows if row.is_trained)


def model_of(
    studies: Sequence[Study], rows: Sequence[Row], space: Space, nominal: ParameterSet, predict: Predict
) -> Model:
    """Return the model as a function from points to the predictions of these rows, in the order of the studies.

    Arms and studies that none of the rows needs are not lived.
    """
    needed: dict[str, set[int]] = {}
    for row in rows:
        needed.setdefault(row.study, set()).add(row.observation.row)
    lived = [
        attrs.evolve(study, observations=tuple(one for one in study.observations if one.row in needed[study.name]))
        for study in studies
        if study.name in needed
    ]

    def run(z: FloatArray) -> FloatArray:
        predicted = predict(lived, space.values_of(z), nominal)
        return np.concatenate([predicted[study.name] for study in lived], axis=1)

    return run


def first_between(row: Row) -> float:
    """Return the spread between studies that a fit starts from, in the row's unit."""
    return BETWEEN.get(row.group, BETWEEN_OF_OWN_UNIT * abs(row.observation.observed))


def data_of(rows: Sequence[Row], between: FloatArray) -> Data:
    """Return rows as data to be fitted; the rows of one study and group share one vote and its square root more.

    Args:
        rows: The rows.
        between: Spread between studies of each.
    """
    counts: dict[tuple[str, str], int] = {}
    for row in rows:
        counts[row.study, row.group] = counts.get((row.study, row.group), 0) + 1
    return Data(
        observed=np.array([row.observation.observed for row in rows]),
        error=np.array([standard_error(row.observation) for row in rows]),
        weight=np.array([counts[row.study, row.group] ** -0.5 for row in rows]),
        between=between,
    )


def estimate_between(rows: Sequence[Row], fit: Fit, data: Data) -> FloatArray:
    """Estimate the spread between studies of every group: the most plausible factor of what the fit started from.

    What a fit leaves over is less than what it would miss of another study; residuals are therefore those left out.

    Args:
        rows: All rows.
        fit: The fit to those that are trained.
        data: What it was fitted to.

    Returns:
        Shape ``(rows,)``, also of the rows that are not trained.
    """
    away, chosen = fit.left_out(data), trained_of(rows)
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
