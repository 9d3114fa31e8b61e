r"""Would the fit find the parameters again? Truths drawn from the prior, studies simulated under them, and all fitted.

For each repeat a truth :math:`z^* \sim N(0, I)` is drawn, every fitted row gets the model's number plus noise as wide
as its standard error and the spread between studies, and the fit starts from the middle of the prior. If the intervals
are right, 95 % of them hold their truth.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import attrs
import numpy as np
from numpy.typing import NDArray

from models.parameters import ParameterSet

from ..chance import Streams
from ..studies import Study
from ..studies.doubt import FREEDOM
from .calibration import FREE, WEAK, Predict, data_of, first_between, model_of, rows_of, trained_of
from .fit import Slopes, covariance, descend, differentiate
from .transform import Space

FloatArray = NDArray[np.float64]
Tell = Callable[[str, float], None]

HALF_WIDTH_95 = 1.959963984540054
"""Half the width of a normal 95 % interval, in standard deviations."""

PASSES = 10
"""How often all repeats are run between two measurements of their slopes."""

AT_ONCE = 6000
"""Lanes of one run of the model: more take memory and save no time."""


@attrs.frozen
class Recovered:
    """How well one parameter was found again, on the scale of its prior's standard deviation.

    Attributes:
        name: The parameter.
        coverage_95: Share of the 95 % intervals that held the truth.
        bias: Mean of estimate minus truth.
        error: Root of the mean squared error; 1 is knowing nothing but the prior.
        width: Mean standard deviation of the posterior; 1 is that of the prior.
    """

    name: str
    coverage_95: float
    bias: float
    error: float
    width: float

    @property
    def identified(self) -> bool:
        """Whether the studies tell anything of it: by the interval's own account, and by the errors really made."""
        return max(self.width, self.error) <= WEAK


def recover(
    studies: Sequence[Study],
    nominal: ParameterSet,
    predict: Predict,
    *,
    repeats: int = 200,
    seed: int = 1,
    names: Sequence[str] = FREE,
    tell: Tell = lambda _text, _share: None,
) -> tuple[Recovered, ...]:
    """Fit simulated studies whose truth is known, and tell how often the intervals hold it.

    Args:
        studies: Whose fitted rows are simulated.
        nominal: Values of everything that does not move.
        predict: Predicts all of the studies under many parameter vectors.
        repeats: How many truths.
        seed: Seed of truths and noise.
        names: Parameters that move.
        tell: Told what is being done and its share of the whole.
    """
    space = Space.of(nominal, names)
    rows = trained_of(rows_of(studies))
    run = model_of(studies, rows, space, nominal, predict)

    def model(z: FloatArray) -> FloatArray:
        parts = np.array_split(z, -(-len(z) // AT_ONCE))
        return np.concatenate([run(part) for part in parts])

    data = data_of(rows, np.array([first_between(row) for row in rows]))
    # Simulated rows are as independent as the fit believes: none needs a lesser vote.
    data = attrs.evolve(data, weight=np.ones(len(data.weight)))
    streams = Streams(seed, np.arange(1, repeats + 1))
    truth = np.stack([streams.normal(f"truth/{name}", 0) for name in names], axis=1)
    tell("simulating studies", 0.0)
    simulated = attrs.evolve(data, observed=model(truth) + data.scale * _noise(streams, len(data.observed)))
    middle = np.zeros_like(truth)
    once = differentiate(model, middle[:1])
    there = Slopes(np.repeat(once.predicted, repeats, axis=0), np.repeat(once.jacobian, repeats, axis=0))
    ends = descend(model, simulated, middle, PASSES, lambda share: tell("fitting", 0.3 * share), there, learn=True)
    tell("measuring slopes", 0.3)
    there = differentiate(model, ends.z)
    ends = descend(
        model, simulated, ends.z, PASSES, lambda share: tell("fitting", 0.5 + 0.3 * share), there, learn=True
    )
    tell("measuring the widths", 0.8)
    own_slopes = differentiate(model, ends.z).jacobian
    return _compared(names, ends.z - truth, np.sqrt(np.einsum("sii->si", covariance(own_slopes, data))))


def _noise(streams: Streams, observations: int) -> FloatArray:
    """Draw Student's t as wide as the fit takes it to be, shape ``(repeats, observations)``."""
    from scipy.special import stdtrit

    uniform = np.stack([streams.uniform("noise", number) for number in range(observations)], axis=1)
    return np.asarray(stdtrit(FREEDOM, uniform))


def _compared(names: Sequence[str], away: FloatArray, sd: FloatArray) -> tuple[Recovered, ...]:
    held = np.abs(away) <= HALF_WIDTH_95 * sd
    return tuple(
        Recovered(
            name,
            float(held[:, place].mean()),
            float(away[:, place].mean()),
            float(np.sqrt((away[:, place] ** 2).mean())),
            float(sd[:, place].mean()),
        )
        for place, name in enumerate(names)
    )
