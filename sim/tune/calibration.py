"""Calibration: parameters fitted to the training rows of the studies, and what is and is not identified."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import attrs
import numpy as np
from numpy.typing import NDArray

from models.arrays import FloatArray
from models.parameters import POSTERIOR, PRIOR, ParameterSet, default_parameters

from ..chance import Streams
from ..studies import Study
from ..studies.spreads import shipped_spreads
from .fit import Fit, Model, Slopes, alike, descend, differentiate, looking
from .likelihood import Likelihood, Row, compared_of, likelihood_of, told_of
from .posterior import Posterior, require, sample
from .spreads import Spreads
from .transform import Space

Tell = Callable[[str, float], None]
Predict = Callable[[Sequence[Study], Mapping[str, FloatArray], ParameterSet], dict[str, FloatArray]]
"""Studies, parameter lanes and nominal values to each study's predictions by name, each ``(lanes, observations)``."""

TURNS = 2
"""How often the spreads between studies are estimated and the fit taken up again."""

PASSES_OF_A_TURN = 2
"""How often the model is run then, at most: the best point is near already."""

AT_ONCE = 6000
"""Lanes of one run of the model: more take memory and save no time."""

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
        names: Parameters that may move; default: those that the shipped set draws from the posterior.
        starts: How many starts besides the middle of the prior, drawn around it.
        passes: How often the model is run in each fit, at most.
        draws: Draws from the posterior, each a walker of its own.
        steps: Steps that each walker proposes.
        seed: Seed of starts and draws.
    """

    names: tuple[str, ...] = attrs.field(factory=lambda: default_parameters().drawn_from(POSTERIOR))
    starts: int = 3
    passes: int = 6
    draws: int = 200
    steps: int = 10
    seed: int = 1


@attrs.frozen(eq=False)
class Calibration:
    """A fitted parameter set and what is known of it.

    Attributes:
        effort: What was free to move, and how hard was looked.
        space: The fitted parameters.
        drawn: Parameters that matter and that no study tells: intervals draw them from their priors.
        nominal: The set that was started from.
        rows: Every row that has a number, of all studies.
        fit: Best point; its predictions are those of the trained rows, on the scale on which they are compared.
        spreads: Between studies, as they were estimated.
        slopes: Of the model at that point, of all rows with all of ``space`` and ``drawn``.
        posterior: Draws of the fitted parameters and the spreads.
        prior_z: Draws of ``drawn`` on the scale of their priors, shape ``(draws, parameters)``.
        predicted: Predictions of all rows at each draw, shape ``(draws, rows)``.
    """

    effort: Effort
    space: Space
    drawn: Space
    nominal: ParameterSet
    rows: tuple[Row, ...]
    fit: Fit
    spreads: Spreads
    slopes: Slopes
    posterior: Posterior
    prior_z: FloatArray
    predicted: FloatArray

    @property
    def trained(self) -> NDArray[np.bool_]:
        """Which rows were fitted, shape ``(rows,)``."""
        return np.array([row.is_trained for row in self.rows])

    @property
    def likelihood(self) -> Likelihood:
        """What was fitted."""
        return likelihood_of(trained_of(self.rows))

    @property
    def known_spreads(self) -> ParameterSet:
        """The spreads between studies with their estimated values."""
        values = dict(zip(self.spreads.space.names, self.spreads.values[0].tolist(), strict=True))
        return ParameterSet("spreads", {one.name: one for one in self.spreads.space.parameters}).replace(values)

    @property
    def point(self) -> FloatArray:
        """The fitted point; what the studies tell hardly anything of stays in the middle of its prior."""
        return np.asarray(np.where(self._told, self.fit.z, 0.0))

    @property
    def values(self) -> dict[str, float]:
        """The values of ``point``."""
        return _by_name(self.space, self.point)

    @property
    def draws(self) -> dict[str, FloatArray]:
        """Draws of the fitted parameters from the posterior and of the others from their priors, each ``(draws,)``."""
        fitted = self.space.values_of(self.posterior.z[:, : self.posterior.parameters])
        return fitted | self.drawn.values_of(self.prior_z)

    @property
    def intervals(self) -> dict[str, tuple[float, float]]:
        """The 90 % interval of each fitted value and spread, which it always holds."""
        found = {}
        everything = Space((*self.space.parameters, *self.spreads.space.parameters))
        values = self.values | _by_name(self.spreads.space, self.spreads.z)
        walked = self.posterior.walked.reshape(-1, len(everything.names))
        for name, walks in everything.values_of(walked).items():
            low, high = np.percentile(walks, (5.0, 95.0))
            found[name] = (min(float(low), values[name]), max(float(high), values[name]))
        return found

    @property
    def widths(self) -> dict[str, float]:
        """Width of each posterior over that of its prior."""
        return dict(zip(self.space.names, self.posterior.spread.tolist(), strict=False))

    @property
    def identified(self) -> tuple[str, ...]:
        """The parameters of which the studies tell something."""
        return tuple(name for name, told in zip(self.space.names, self._told, strict=True) if told)

    @property
    def _told(self) -> NDArray[np.bool_]:
        many = len(self.space.names)
        moved = np.abs(np.mean(self.posterior.walked, axis=(0, 1)))[:many]
        return np.asarray((self.posterior.spread[:many] <= WEAK) | (moved >= MOVED))

    @property
    def correlation(self) -> FloatArray:
        """Correlation over the walks on the prior's scale, shape ``(parameters, parameters)``."""
        many = len(self.space.names)
        return np.atleast_2d(np.corrcoef(self.posterior.walked[:, :, :many].reshape(-1, many).T))

    @property
    def fitted_numbers(self) -> FloatArray:
        """Predictions of all rows at the best point, as the rows tell them, shape ``(rows,)``."""
        return np.asarray(told_of(self.rows, self.slopes.predicted)[0])

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
        told += [f"{name}: not fitted; every interval draws it from its prior" for name in self.drawn.names]
        correlation = self.correlation
        for first in range(len(self.space.names)):
            for second in range(first + 1, len(self.space.names)):
                tie = correlation[first, second]
                if abs(tie) >= TIED:
                    direction = "rise together" if tie > 0.0 else "trade off"
                    names = f"{self.space.names[first]} and {self.space.names[second]}"
                    told.append(f"{names} {direction} (correlation {tie:+.2f}): only their combination is identified")
        return tuple(told)


def _by_name(space: Space, z: FloatArray) -> dict[str, float]:
    return {name: float(value[0]) for name, value in space.values_of(z[None, :]).items()}


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
    space, drawn = Space.of(nominal, effort.names), Space.of(nominal, nominal.drawn_from(PRIOR))
    rows = rows_of(studies)
    # What is left out need not be lived before the end.
    model = model_of(studies, trained_of(rows), space, nominal, predict)
    likelihood, spreads = likelihood_of(trained_of(rows)), Spreads.of(shipped_spreads())
    fit = descend(
        alike(model),
        likelihood,
        spreads.values,
        _starts(len(space.names), effort.starts, effort.seed),
        looking(effort.passes),
        tell=lambda share: tell("fitting from several starts", 0.3 * share),
    ).best
    for turn in range(TURNS):
        tell("refining", 0.3 + 0.15 * turn / TURNS)
        spreads = spreads.estimated(fit.slopes, likelihood)
        again = descend(
            alike(model), likelihood, spreads.values, fit.z[None, :], looking(PASSES_OF_A_TURN), there=fit.slopes
        ).best
        fit = attrs.evolve(again, ends=fit.ends, passes=fit.passes + again.passes)
    posterior = sample(
        model,
        likelihood,
        fit,
        spreads,
        effort.draws,
        effort.steps,
        effort.seed,
        lambda share: tell("walking through the posterior", 0.45 + 0.45 * share),
    )
    tell("measuring slopes", 0.9)
    everything = Space((*space.parameters, *drawn.parameters))
    of_all = model_of(studies, rows, everything, nominal, predict)
    unmoved = drawn.z_of({name: nominal[name].value for name in drawn.names})
    slopes = differentiate(of_all, np.concatenate([fit.z, unmoved])[None, :])
    prior_z = _from_priors(drawn, effort.draws, effort.seed)
    predicted = of_all(np.concatenate([posterior.z[:, : len(fit.z)], prior_z], axis=1))
    return Calibration(
        effort,
        space,
        drawn,
        nominal,
        rows,
        fit,
        spreads,
        slopes,
        posterior,
        prior_z,
        told_of(rows, predicted),
    )


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

    Predictions are on the scale on which rows are compared. Arms and studies that none of the rows needs are not lived.
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
        parts = []
        for some in np.array_split(z, -(-len(z) // AT_ONCE)):
            predicted = predict(lived, space.values_of(some), nominal)
            parts.append(np.concatenate([predicted[study.name] for study in lived], axis=1))
        return compared_of(rows, np.concatenate(parts))

    return run


def _from_priors(drawn: Space, draws: int, seed: int) -> FloatArray:
    streams = Streams(seed, np.arange(1, draws + 1))
    columns = [streams.normal(f"prior/{name}", 0) for name in drawn.names]
    return np.stack(columns, axis=1) if columns else np.empty((draws, 0))


def _starts(parameters: int, starts: int, seed: int) -> FloatArray:
    """Return the middle of the prior, and starts drawn around it: a fit must not depend on the last one's values."""
    middle = np.zeros((1, parameters))
    if starts == 0:
        return middle
    streams = Streams(seed, np.arange(1, starts + 1))
    drawn = [0.7 * streams.normal(f"start/{number}", 0) for number in range(parameters)]
    return np.concatenate([middle, np.stack(drawn, axis=1)])
