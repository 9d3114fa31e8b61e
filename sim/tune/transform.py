r"""Parameters as numbers without bounds: each prior becomes a standard normal distribution.

``lognormal``: :math:`z = \ln(x/m)/w`; ``normal``: :math:`z = (x-m)/w`; ``logitnormal``: :math:`z = (\mathrm{logit}\,x -
\mathrm{logit}\,m)/w`; ``uniform``: :math:`z = \Phi^{-1}` of the position between the bounds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs
import numpy as np

from models.arrays import FloatArray
from models.parameters import Parameter, ParameterSet

NEAREST_TO_A_BOUND = 1e-6
"""Share of the range by which a value keeps away from its bounds, so that every value has a finite ``z``."""


@attrs.frozen
class Space:
    """The parameters that a fit may move.

    Attributes:
        parameters: In the order of every ``z``.
    """

    parameters: tuple[Parameter, ...]

    @classmethod
    def of(cls, parameters: ParameterSet, names: Sequence[str]) -> Space:
        """Return the space of some parameters.

        Raises:
            KeyError: A name is not known.
        """
        return cls(tuple(parameters[name] for name in names))

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the parameters."""
        return tuple(one.name for one in self.parameters)

    def z_of(self, values: Mapping[str, float]) -> FloatArray:
        """Return the point of these values, shape ``(parameters,)``."""
        return np.array([_to_z(one, values[one.name]) for one in self.parameters])

    def values_of(self, z: FloatArray) -> dict[str, FloatArray]:
        """Return values by name, each ``(lanes,)``, at points ``z`` of shape ``(lanes, parameters)``."""
        return {one.name: _from_z(one, z[:, position]) for position, one in enumerate(self.parameters)}


def _to_z(parameter: Parameter, value: float) -> float:
    from scipy.special import logit, ndtri

    prior, x = parameter.prior, _inside(parameter, value)
    match prior.kind:
        case "lognormal":
            return float(np.log(x / prior.centre) / prior.width)
        case "normal":
            return (x - prior.centre) / prior.width
        case "logitnormal":
            return float((logit(x) - logit(prior.centre)) / prior.width)
        case _:
            return float(ndtri((x - parameter.lower) / (parameter.upper - parameter.lower)))


def _from_z(parameter: Parameter, z: FloatArray) -> FloatArray:
    from scipy.special import expit, logit, ndtr

    prior = parameter.prior
    match prior.kind:
        case "lognormal":
            values = prior.centre * np.exp(prior.width * z)
        case "normal":
            values = prior.centre + prior.width * z
        case "logitnormal":
            values = expit(logit(prior.centre) + prior.width * z)
        case _:
            values = parameter.lower + (parameter.upper - parameter.lower) * ndtr(z)
    return np.clip(values, parameter.lower, parameter.upper)


def _inside(parameter: Parameter, value: float) -> float:
    margin = NEAREST_TO_A_BOUND * (parameter.upper - parameter.lower)
    return min(max(value, parameter.lower + margin), parameter.upper - margin)
