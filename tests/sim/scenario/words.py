"""The few words that scenarios of these tests may use."""

from __future__ import annotations

from sim.scenario.vocabulary import Vocabulary

WORDS = Vocabulary(
    exercises=("back_squat", "leg_extension"),
    run_styles=("easy", "moderate", "hard", "sprint", "downhill"),
    methods=("walking", "cycling"),
    parameters={"responder": (0.05, 5.0)},
    outcomes=("legs_size", "leg_strength"),
)
