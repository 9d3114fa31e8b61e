"""The catalogue: which exercise loads which muscle how much; rows in ``exercises.toml`` and ``muscles.toml``."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import attrs
import numpy as np

from .parameters import Array
from .references import Sourced
from .rows import build, check_names, flag, number, numbers_by_name, shipped_text, tables, text, word
from .words import unknown

if TYPE_CHECKING:
    from collections.abc import Mapping

EQUIPMENT = (
    "barbell",
    "machine",
    "dumbbell",
    "bodyweight",
    "cable",
    "kettlebell",
    "flywheel",
    "isometric",
    "track",
)
ROUNDING = 1e-9


@attrs.frozen(kw_only=True)
class Muscle(Sourced):
    """A muscle group.

    Attributes:
        mass_fraction: Its part of the mass of all groups together; these add up to 1.
    """

    name: str = attrs.field(validator=text)
    label: str = attrs.field(validator=text)
    mass_fraction: float = attrs.field(validator=number(0.0, 1.0))


@attrs.frozen(kw_only=True)
class Exercise(Sourced):
    """An exercise.

    Attributes:
        contribution: What one set is worth for each muscle, 1 where it is trained directly; absent muscles get nothing.
        eccentric: Damage relative to a set of squats.
        one_rm_per_body_mass: Load that a never-trained man of 30 moves once, over his body mass; it includes
            ``body_mass_share`` of his body mass.
        body_mass_share: Part of the body mass that is moved along and counted in the load.
        increment_kg: Smallest step of the external load.
        unilateral: Whether the legs work one after the other; a set is both of them.
        bodyweight: Whether the external load is 0 unless a plan gives one.
    """

    name: str = attrs.field(validator=text)
    label: str = attrs.field(validator=text)
    contribution: dict[str, float] = attrs.field(validator=numbers_by_name(0.0, 1.0))
    eccentric: float = attrs.field(validator=number(0.0, 3.0))
    one_rm_per_body_mass: float = attrs.field(validator=number(0.05, 6.0))
    increment_kg: float = attrs.field(validator=number(0.25, 25.0))
    equipment: str = attrs.field(validator=word(*EQUIPMENT))
    body_mass_share: float = attrs.field(default=0.0, validator=number(0.0, 1.0))
    unilateral: bool = attrs.field(default=False, validator=flag)
    bodyweight: bool = attrs.field(default=False, validator=flag)

    def __attrs_post_init__(self) -> None:
        """Refuse an exercise that trains nothing, and one that needs no load and moves none."""
        super().__attrs_post_init__()
        if not any(self.contribution.values()):
            raise ValueError(f"contribution must be above 0 for at least one muscle, found {self.contribution}")
        if self.bodyweight and not self.body_mass_share:
            raise ValueError("body_mass_share must be above 0 where bodyweight is true, found 0")


@attrs.frozen(eq=False)
class Catalogue:
    """Exercises by name, over a fixed order of muscles."""

    _exercises: dict[str, Exercise] = attrs.field(repr=False)
    _muscles: dict[str, Muscle] = attrs.field()
    _contributions: dict[str, Array] = attrs.field(init=False, repr=False)
    mass_fractions: Array = attrs.field(init=False, repr=False)
    """Part of each muscle in the mass of all, shape ``(muscles,)``, read-only."""

    @_contributions.default
    def _in_order(self) -> dict[str, Array]:
        return {name: self.by_muscle(exercise.contribution) for name, exercise in self._exercises.items()}

    @mass_fractions.default
    def _masses(self) -> Array:
        return self.by_muscle({name: muscle.mass_fraction for name, muscle in self._muscles.items()})

    def __getitem__(self, name: str) -> Exercise:
        """Return one exercise.

        Raises:
            KeyError: There is no such exercise; the message names the nearest.
        """
        try:
            return self._exercises[name]
        except KeyError:
            raise KeyError(unknown("exercise", name, self._exercises)) from None

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the exercises in the order of the file."""
        return tuple(self._exercises)

    @property
    def muscles(self) -> tuple[str, ...]:
        """Names along every muscle axis."""
        return tuple(self._muscles)

    def muscle(self, name: str) -> Muscle:
        """Return one muscle.

        Raises:
            KeyError: There is no such muscle; the message names the nearest.
        """
        try:
            return self._muscles[name]
        except KeyError:
            raise KeyError(unknown("muscle", name, self._muscles)) from None

    def contribution(self, name: str) -> Array:
        """Return what one set is worth for each muscle, shape ``(muscles,)``, read-only.

        Raises:
            KeyError: There is no such exercise; the message names the nearest.
        """
        try:
            return self._contributions[name]
        except KeyError:
            raise KeyError(unknown("exercise", name, self._exercises)) from None

    def by_muscle(self, values: Mapping[str, float]) -> Array:
        """Return values along the muscle axis, 0 where none is given, shape ``(muscles,)``, read-only."""
        array = np.array([values.get(muscle, 0.0) for muscle in self._muscles], dtype=float)
        array.setflags(write=False)
        return array


def parse_muscles(content: str, filename: str = "muscles.toml") -> dict[str, Muscle]:
    """Read muscles from TOML: one table a muscle; their order is that of every muscle axis.

    Raises:
        ValueError: A muscle lacks something, or the mass fractions do not add up to 1.
    """
    found = {
        name: build(Muscle, f"{filename}: {name}", row, name=name) for name, row in tables(content, filename).items()
    }
    total = sum(muscle.mass_fraction for muscle in found.values())
    if abs(total - 1.0) > ROUNDING:
        raise ValueError(f"{filename}: mass_fraction must add up to 1 over all muscles, found {total:g}")
    return found


def parse_exercises(content: str, muscles: dict[str, Muscle], filename: str = "exercises.toml") -> Catalogue:
    """Read a catalogue from TOML: one table an exercise.

    Raises:
        ValueError: An exercise lacks something, is out of range or names an unknown muscle; the message names it.
    """
    found = {}
    for name, row in tables(content, filename).items():
        where = f"{filename}: {name}"
        found[name] = build(Exercise, where, row, name=name)
        check_names(where, "muscle", found[name].contribution, muscles)
    return Catalogue(found, muscles)


@cache
def catalogue() -> Catalogue:
    """Return the catalogue that ships with Regain."""
    return parse_exercises(shipped_text("exercises.toml"), parse_muscles(shipped_text("muscles.toml")))
