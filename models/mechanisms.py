"""The mechanisms of the body by name, and how each is silenced: for explanations, and for fits without one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs
import numpy as np
from numpy.typing import NDArray

from .parameters import ParameterSet, Values, default_parameters

WITHOUT_LIMIT = float(1.0 / np.finfo(float).eps)
"""Stands for infinity where arithmetic with infinity has no value; adds nothing that a float could hold."""
NEXT_TO_NOTHING = float(np.sqrt(np.finfo(float).tiny))
"""Stands for 0 in a divisor."""


@attrs.frozen
class Mechanism:
    """Something the body does that makes two lives end differently.

    Attributes:
        name: Its name.
        words: The same for readers.
        held: What is taken to be so for everybody when it is held equal, in words.
        neutral: Values of the parameters that carry it at which it does nothing; they may lie beyond the bounds.
        silenced: Kinds of events that it consists of, where no parameter carries it: they do not land.
        topics: Topics of studies that it is there for, and that it is judged on.
    """

    name: str
    words: str
    held: str
    neutral: Mapping[str, float] = attrs.field(factory=dict)
    silenced: frozenset[str] = frozenset()
    topics: tuple[str, ...] = ()

    def within_bounds(self, parameters: ParameterSet) -> dict[str, float]:
        """Return the neutral values as far as the bounds of a parameter set allow."""
        return {
            name: min(max(value, parameters[name].lower), parameters[name].upper)
            for name, value in self.neutral.items()
        }


_ALL = (
    Mechanism(
        "session_saturation",
        "session saturation",
        "the last set of a session adds as much as the first",
        {"dose_scale_sets": WITHOUT_LIMIT},
        topics=("volume", "frequency"),
    ),
    Mechanism(
        "effort",
        "effort of the sets",
        "every set counts in full, however far from failure, short, light or slow",
        {
            "effort_half_reps": WITHOUT_LIMIT,
            "full_reps": NEXT_TO_NOTHING,
            "light_load_fraction": -WITHOUT_LIMIT,
            "slow_tempo_s": WITHOUT_LIMIT,
        },
        topics=("effort", "load"),
    ),
    Mechanism(
        "fatigue",
        "fatigue",
        "no set tires",
        {"fatigue_per_set": 0.0, "quick_fatigue_per_set": 0.0},
        topics=("recovery", "running", "soreness"),
    ),
    Mechanism(
        "soreness",
        "soreness",
        "sore muscles are as strong, recover as fast, and do not swell",
        {"recovery_damage_weight": 0.0, "strength_damage_weight": 0.0, "swelling_per_damage": 0.0},
        topics=("recovery", "soreness"),
    ),
    Mechanism(
        "overload",
        "too much",
        "a session is worth as much to muscles that have not recovered",
        {"strain_limit": WITHOUT_LIMIT},
        topics=("volume",),
    ),
    Mechanism(
        "memory",
        "muscle memory",
        "nothing that was built becomes slow to go",
        {"tau_consolidation_days": WITHOUT_LIMIT},
        topics=("layoff", "history"),
    ),
    Mechanism(
        "sleep",
        "sleep debt",
        "everybody is rested",
        {
            "sleep_synthesis_loss_per_hour": 0.0,
            "recovery_sleep_debt_hours": WITHOUT_LIMIT,
            "strength_sleep_loss_fraction": 0.0,
        },
        topics=("sleep",),
    ),
    Mechanism(
        "stress",
        "stress",
        "life is as stressful as usual",
        {"stress_synthesis_loss": 0.0, "recovery_stress_loss": 0.0},
    ),
    Mechanism(
        "illness",
        "illness and injury",
        "illness and injury cost nothing",
        {
            "illness_synthesis_loss": 0.0,
            "recovery_illness_loss": 0.0,
            "strength_illness_weight": 0.0,
            "strength_injury_weight": 0.0,
        },
    ),
    Mechanism(
        "protein", "protein", "protein is enough", {"protein_breakpoint_g_per_kg": NEXT_TO_NOTHING}, topics=("food",)
    ),
    Mechanism(
        "energy",
        "energy balance",
        "a deficit takes no muscle",
        {"deficit_wasting": 0.0},
        topics=("food",),
    ),
    Mechanism(
        "interference",
        "running interference",
        "a run spends no pending signal, and takes nothing from practice",
        {"interference_per_half_hour": 0.0, "practice_loss_per_load": 0.0},
        topics=("concurrent",),
    ),
    Mechanism(
        "recovery_methods",
        "recovery methods",
        "no recovery method is used",
        silenced=frozenset({"recovery_done"}),
    ),
    Mechanism(
        "disuse",
        "disuse",
        "a leg out of use keeps size and nerve drive",
        {
            "floor_bed_rest_fraction": 1.0,
            "floor_limb_suspension_fraction": 1.0,
            "floor_cast_fraction": 1.0,
            "inhibition_bed_rest": 0.0,
            "inhibition_limb_suspension": 0.0,
            "inhibition_cast": 0.0,
        },
        topics=("disuse",),
    ),
    Mechanism(
        "skill",
        "skill of lifting",
        "heavy sets teach nothing",
        {"skill_per_set": 0.0},
        topics=("load", "volume", "history"),
    ),
)

MECHANISMS: dict[str, Mechanism] = {one.name: one for one in _ALL}
"""By name, from the set to the whole life."""


def held_equal(p: Values, mechanisms: Sequence[Mechanism], at_work: NDArray[np.bool_]) -> Values:
    """Return one person's parameters in lanes that hold different mechanisms equal.

    Args:
        p: Parameters of one person.
        mechanisms: Mechanisms, one a column of ``at_work``.
        at_work: Which mechanisms are at work in which lane, shape ``(lanes, mechanisms)``; the others are neutral.

    Returns:
        Parameters of shape ``(lanes, 1)`` or ``(lanes,)`` where a mechanism carries them, as they were elsewhere.
    """
    arrays = {name: getattr(p, name) for name in default_parameters()}
    for column, mechanism in zip(at_work.T, mechanisms, strict=True):
        for name, neutral in mechanism.neutral.items():
            present = arrays[name]
            arrays[name] = np.where(column[:, None] if present.ndim > 1 else column, present, neutral)
    return Values(arrays)
