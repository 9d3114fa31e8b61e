"""What the lanes of a comparison are, and so what its bands say."""

from __future__ import annotations

from typing import Literal

import attrs


@attrs.frozen(kw_only=True)
class Band:
    """What the lanes of a comparison are, and so what its bands say.

    Attributes:
        between: Whether lanes are people, or possible futures of one person.
        who: One word for the lanes, plural.
        one: The same, singular.
        described: The plural for captions, after their number.
        alike: What a difference between strategies is taken in.
        caution: What the bands hold and what they do not.
        reference: What the single course beside the bands is.
    """

    between: Literal["people", "futures"]
    who: str
    one: str
    described: str
    alike: str
    caution: str
    reference: str


PEOPLE = Band(
    between="people",
    who="people",
    one="person",
    described="simulated people",
    alike="in the same person",
    caution="Bands are between simulated people under one set of parameters, many of them assumed; the model's own "
    "uncertainty comes on top, and nothing here predicts an individual.",
    reference="The reference athlete: typical habits, nominal parameters, one course of chance.",
)


PEOPLE_AND_PARAMETERS = attrs.evolve(
    PEOPLE,
    described="simulated people, parameters drawn from the posterior",
    caution="Bands hold the spread between people and the uncertainty about the fitted parameters together; whether "
    "the model has the right shape comes on top, and nothing here predicts an individual.",
)


FUTURES = Band(
    between="futures",
    who="futures",
    one="future",
    described="possible futures of one person",
    alike="under the same chance",
    caution="Bands are between courses of chance of one person under one set of parameters; the uncertainty about "
    "parameters and model comes on top: this is what may follow from the past that was recorded, not what will.",
    reference="An undisturbed course (no illness, nothing missed).",
)


FUTURES_AND_PARAMETERS = attrs.evolve(
    FUTURES,
    described="possible futures of one person, parameters drawn too",
    caution="Bands hold the courses of chance of one person and the uncertainty about this person's parameters "
    "together; whether the model has the right shape comes on top: this is what may follow from the past that was "
    "recorded, not what will.",
)


FUTURES_OF_RUNS = attrs.evolve(FUTURES, reference="What was recorded: one course of chance.")
