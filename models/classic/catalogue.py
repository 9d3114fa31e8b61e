"""The classic models by name, and their constants with bounds; the numbers are in ``catalogue.toml``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from types import MappingProxyType

import attrs
import numpy as np

from ..parameters import Array
from ..references import ASSUMED, Reference, Sourced, known_source, reference
from ..rows import build, shipped_text, tables, text
from ..words import unknown
from . import banister, busso, calvert, fitness_only, hill
from .impulse import SameDay

FILE = "classic/catalogue.toml"


@attrs.frozen(kw_only=True)
class Constant(Sourced):
    """A constant that enters a model non-linearly.

    Attributes:
        unit: ``d``; ``load`` for multiples of the greatest daily load; empty for a plain number.
        usual: What is customary.
        below: Name of a constant that is never smaller; empty if there is none.
    """

    name: str = attrs.field(validator=text)
    label: str = attrs.field(validator=text)
    unit: str = attrs.field(validator=attrs.validators.in_(("d", "load", "")))
    lower: float = attrs.field(validator=attrs.validators.gt(0.0))
    upper: float = attrs.field()
    usual: float = attrs.field()
    below: str = ""

    def __attrs_post_init__(self) -> None:
        """Refuse bounds in the wrong order and a customary value outside them."""
        super().__attrs_post_init__()
        if not self.lower < self.upper or not self.lower <= self.usual <= self.upper:
            raise ValueError(
                f"lower must be below upper with usual between them, found {self.lower}, {self.upper}, {self.usual}"
            )


@attrs.frozen(eq=False)
class ClassicModel:
    """A model that is linear in its gains once its constants are fixed.

    Attributes:
        constants: What enters non-linearly, in order.
        gains: Names of the gains, one a response, and their units; none of them is negative.
        sources: Keys of the papers that its equations are from, the first its own.
        cancelling: Constants that, where they meet the one they stay below, leave two responses that cancel; and the
            gains that then grow without bound.
        has_influence_curve: Whether a load acts by Banister's influence curve, so that t_n and t_g mean something.
    """

    name: str
    label: str
    constants: tuple[Constant, ...]
    gains: Mapping[str, str]
    sources: tuple[str, ...] = attrs.field(validator=attrs.validators.deep_iterable(known_source))
    respond: Callable[..., tuple[Array, ...]] = attrs.field(repr=False)
    cancelling: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)
    has_influence_curve: bool = False

    @property
    def parameter_count(self) -> int:
        """Number of free parameters: constants, gains and the base."""
        return len(self.constants) + len(self.gains) + 1

    @property
    def references(self) -> tuple[Reference, ...]:
        """What the equations and the constants' bounds are from, each once."""
        keys = (*self.sources, *(constant.source for constant in self.constants))
        return tuple(reference(key) for key in dict.fromkeys(keys) if key != ASSUMED)

    def responses(self, load: Array, values: Mapping[str, float | Array], same_day: SameDay = "included") -> Array:
        """Return what the gains weigh.

        Args:
            load: Load of every day, ``(days,)`` or ``(lanes, days)``.
            values: Every constant by name, scalar or ``(lanes,)``.
            same_day: Whether the day's own load counts on that day.

        Returns:
            Shape ``(gains, lanes, days)``, or ``(gains, days)`` for a single lane.
        """
        return np.stack(self.respond(np.asarray(load, dtype=float), same_day=same_day, **values))

    def performance(
        self,
        load: Array,
        values: Mapping[str, float],
        gains: Sequence[float],
        base: float,
        same_day: SameDay = "included",
    ) -> Array:
        """Return the performance of every day, shape ``(days,)``.

        Args:
            load: Load of every day, ``(days,)``.
            values: Every constant by name.
            gains: In the order of :attr:`gains`.
            base: Performance without any training.
            same_day: Whether the day's own load counts on that day.
        """
        return np.asarray(base + np.asarray(gains, dtype=float) @ self.responses(load, values, same_day))


def parse_constants(content: str, filename: str = FILE) -> Mapping[str, Constant]:
    """Read constants from TOML: one table a constant.

    Raises:
        ValueError: A constant lacks something, is out of order, or stands below one that is not known.
    """
    found = {
        name: build(Constant, f"{filename}: {name}", row, name=name) for name, row in tables(content, filename).items()
    }
    for name, constant in found.items():
        if constant.below and constant.below not in found:
            raise ValueError(f"{filename}: {name}: {unknown('constant', constant.below, found)}")
    return MappingProxyType(found)


@cache
def constants() -> Mapping[str, Constant]:
    """Return the constants that ship with Regain, by name."""
    return parse_constants(shipped_text(FILE))


def _model(
    name: str,
    label: str,
    names: tuple[str, ...],
    gains: Mapping[str, str],
    sources: tuple[str, ...],
    respond: Callable[..., tuple[Array, ...]],
    cancelling: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
    *,
    has_influence_curve: bool = False,
) -> ClassicModel:
    found = tuple(constants()[one] for one in names)
    return ClassicModel(name, label, found, gains, sources, respond, cancelling, has_influence_curve)


@cache
def classic_models() -> Mapping[str, ClassicModel]:
    """Return all models by name, the simplest first."""
    per_load, per_square = "performance/load", "performance/load²"
    pair = {"fitness_gain": per_load, "fatigue_gain": per_load}
    two = ("fitness_days", "fatigue_days")
    both_cancel, fitness_cancels = {"fatigue_days": tuple(pair)}, {"delay_days": ("fitness_gain",)}
    influence = ("morton_1990", "fitz_clarke_1991")
    rows = (
        _model(
            "fitness_only",
            "Fitness only",
            ("fitness_days",),
            {"fitness_gain": per_load},
            ("busso_1991",),
            fitness_only.responses,
        ),
        _model("banister", "Banister", two, pair, influence, banister.responses, both_cancel, has_influence_curve=True),
        _model(
            "calvert",
            "Calvert (delayed fitness)",
            (*two, "delay_days"),
            pair,
            ("calvert_1976",),
            calvert.responses,
            fitness_cancels,
        ),
        _model(
            "busso",
            "Busso (variable dose-response)",
            (*two, "sensitising_days"),
            {"fitness_gain": per_load, "fatigue_gain": per_square},
            ("busso_2003",),
            busso.responses,
        ),
        _model(
            "hill",
            "Hill-saturated load",
            (*two, "half_load", "exponent"),
            {"fitness_gain": "performance", "fatigue_gain": "performance"},
            ("clarke_2013", *influence),
            hill.responses,
            both_cancel,
            has_influence_curve=True,
        ),
    )
    return MappingProxyType({row.name: row for row in rows})


def classic_model(name: str) -> ClassicModel:
    """Return one model.

    Raises:
        KeyError: There is no such model; the message names the nearest.
    """
    try:
        return classic_models()[name]
    except KeyError:
        raise KeyError(unknown("model", name, classic_models())) from None
