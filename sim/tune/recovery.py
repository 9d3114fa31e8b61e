r"""Would the fit find the parameters again? Truths drawn from the prior, studies simulated under them, and all fitted.

For each repeat a truth :math:`z^* \sim N(0, I)` is drawn, every study scatters around the model's numbers as the
likelihood has it (study effect, residuals, heavy tails; spreads as they ship, and known to the fit), and the fit starts
from the middle of the prior. If the intervals are right, 95 % of them hold their truth.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import attrs
import numpy as np

from models.arrays import FloatArray
from models.parameters import POSTERIOR, ParameterSet

from ..chance import Streams
from ..studies import Study
from ..studies.spreads import shipped_spreads
from .calibration import WEAK, Predict, model_of, rows_of, trained_of
from .fit import Ends, Slopes, alike, covariance, descend, differentiate, looking
from .likelihood import Likelihood, likelihood_of
from .spreads import Spreads
from .transform import Space

Tell = Callable[[str, float], None]

HALF_WIDTH_95 = 1.959963984540054
"""Half the width of a normal 95 % interval, in standard deviations."""

PASSES = 10
"""How often all repeats are run between two measurements of their slopes."""


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
    names: Sequence[str] = (),
    tell: Tell = lambda _text, _share: None,
) -> tuple[Recovered, ...]:
    """Fit simulated studies whose truth is known, and tell how often the intervals hold it.

    Args:
        studies: Whose fitted rows are simulated.
        nominal: Values of everything that does not move.
        predict: Predicts all of the studies under many parameter vectors.
        repeats: How many truths.
        seed: Seed of truths and noise.
        names: Parameters that move; none named: those that ``nominal`` draws from the posterior.
        tell: Told what is being done and its share of the whole.
    """
    names = tuple(names) or nominal.drawn_from(POSTERIOR)
    rows = trained_of(rows_of(studies))
    model = model_of(studies, rows, Space.of(nominal, names), nominal, predict)
    likelihood, spreads = likelihood_of(rows), Spreads.of(shipped_spreads()).values
    streams = Streams(seed, np.arange(1, repeats + 1))
    truth = np.stack([streams.normal(f"truth/{name}", 0) for name in names], axis=1)
    tell("simulating studies", 0.0)
    true = model(truth)
    likelihood = attrs.evolve(likelihood, observed=true + _scatter(streams, likelihood, true, spreads))
    middle = np.zeros_like(truth)

    def fit(starts: FloatArray, there: Slopes, told: float) -> Ends:
        def on(share: float) -> None:
            tell("fitting", told + 0.3 * share)

        return descend(alike(model), likelihood, spreads, starts, looking(PASSES), tell=on, there=there, learn=True)

    ends = fit(middle, differentiate(model, middle[:1]).repeated(repeats), 0.0)
    tell("measuring slopes", 0.3)
    ends = fit(ends.z, differentiate(model, ends.z), 0.5)
    tell("measuring the widths", 0.8)
    widths = covariance(differentiate(model, ends.z), likelihood, spreads)
    return _compared(names, ends.z - truth, np.sqrt(np.einsum("sii->si", widths)))


def _scatter(streams: Streams, likelihood: Likelihood, true: FloatArray, spreads: FloatArray) -> FloatArray:
    """Draw what separates studies from the truth, as the likelihood has it, shape ``(repeats, rows)``."""
    from scipy.special import gammaincinv

    rows, cohorts = likelihood.cohorts.shape

    def of_rows(name: str) -> FloatArray:
        return np.stack([streams.normal(name, number) for number in range(rows)], axis=1)

    def of_cohorts(draw: Callable[[str, int], FloatArray], name: str) -> FloatArray:
        return np.stack([draw(name, number) for number in range(cohorts)], axis=1)

    effect = spreads[:, :1] * likelihood.effect * true * (of_cohorts(streams.normal, "effect") @ likelihood.cohorts.T)
    normal = effect + np.sqrt(likelihood.variance(spreads)) * of_rows("noise")
    # A multivariate Student's t is a normal whose size is drawn once a cohort.
    chi_square = 2.0 * gammaincinv(0.5 * likelihood.freedom, of_cohorts(streams.uniform, "tails"))
    return np.asarray(normal * (np.sqrt(likelihood.freedom / chi_square) @ likelihood.cohorts.T))


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
