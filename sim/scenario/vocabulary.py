"""The words that a scenario may use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import attrs

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST_SHOWN = 60

PRIMARY_OUTCOMES: dict[str, tuple[str, str]] = {
    "legs_size": ("size_change_percent", "legs"),
    "quadriceps_size": ("size_change_percent", "quadriceps"),
    "hamstrings_size": ("size_change_percent", "hamstrings"),
    "glutes_size": ("size_change_percent", "glutes"),
    "calves_size": ("size_change_percent", "calves"),
    "leg_strength": ("strength_change_percent", "legs"),
    "leg_lean_mass": ("lean_mass_change_kg", "legs"),
    "weeks_to_regain_90": ("weeks_to_regain_90_percent", "legs"),
    "weeks_to_regain_100": ("weeks_to_regain_100_percent", "legs"),
    "soreness_days": ("soreness_days", "body"),
}
"""Words that a scenario may use for the outcome its answer is about: outcome and muscle."""


@attrs.frozen
class Vocabulary:
    """What can be named in a scenario.

    Attributes:
        exercises: Names in the catalogue of exercises.
        run_styles: Names in the catalogue of runs.
        methods: Names in the catalogue of recovery methods.
        parameters: Bounds of each parameter of the body, by name.
        outcomes: What the answer can be about.
    """

    exercises: tuple[str, ...]
    run_styles: tuple[str, ...]
    methods: tuple[str, ...]
    parameters: Mapping[str, tuple[float, float]]
    outcomes: tuple[str, ...]

    @classmethod
    def shipped(cls) -> Self:
        """Return the words of the catalogues and of the default parameter set."""
        from models.activities import recovery_methods, run_styles
        from models.exercises import catalogue
        from models.parameters import default_parameters

        from .vocabulary import PRIMARY_OUTCOMES

        return cls(
            exercises=tuple(catalogue().names),
            run_styles=tuple(run_styles()),
            methods=tuple(recovery_methods()),
            parameters={name: (one.lower, one.upper) for name, one in default_parameters().items()},
            outcomes=tuple(PRIMARY_OUTCOMES),
        )


def shown(value: object) -> str:
    """Return a value as it is told in a message: short, on one line."""
    text = repr(value) if isinstance(value, str) else str(value)
    text = {"None": "null", "True": "true", "False": "false"}.get(text, text)
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 3]}..."
