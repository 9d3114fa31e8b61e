"""What a difference between two lives is measured in: leg size, or the maximum of an exercise."""

from __future__ import annotations

import attrs
import numpy as np
from numpy.typing import NDArray

from models import observables
from models.exercises import Exercise, catalogue
from models.parameters import Values
from models.state import Body
from models.words import unknown

from ...errors import InputError

LEGS_SIZE = "legs_size"
FULL_PERCENT = 100.0


@attrs.frozen
class ExplainedOutcome:
    """What is compared at the end.

    Attributes:
        name: ``legs_size``, or the exercise's name.
        words: The same for readers.
        unit: Unit of a difference.
        exercise: The exercise whose maximum is meant; ``None`` for leg size.
    """

    name: str
    words: str
    unit: str
    exercise: Exercise | None = None

    def read(self, p: Values, body: Body) -> NDArray[np.float64]:
        """Return it for every lane, percent of the never-trained size or kg, shape ``(lanes,)``."""
        if self.exercise is None:
            return FULL_PERCENT * observables.legs_size(body)
        return observables.rested_one_rm_kg(p, body, self.exercise)


def outcome_named(name: str) -> ExplainedOutcome:
    """Return the outcome of a name.

    Raises:
        InputError: It is neither ``legs_size`` nor an exercise.
    """
    if name == LEGS_SIZE:
        return ExplainedOutcome(LEGS_SIZE, "leg size", "points")
    exercises = {one: catalogue()[one] for one in catalogue().names}
    if name not in exercises:
        told = unknown("outcome", name, {LEGS_SIZE: "", **exercises})
        raise InputError(f"{told}; expected {LEGS_SIZE} or an exercise (`regain exercises` lists them)")
    return ExplainedOutcome(name, f"1RM of the {name.replace('_', ' ')}", "kg", exercises[name])
