"""People to try things on: drawn from the priors, so that what a test finds holds for everyone and not for one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs
import numpy as np
import pytest

from models.body import absorb, advance, unborn
from models.parameters import Array, Parameter, Values, default_parameters
from models.state import MUSCLE_FIELDS, Body
from sim.events import AthleteDescribed, Event, FoodEaten, SessionPerformed, SetPerformed
from sim.fold import fold, land, start, until

ADULT = {"sex": "male", "age_years": 30.0, "body_mass_kg": 80.0, "body_fat_fraction": 0.18, "stature_cm": 178.0}
RANGES = {
    "fast": (0.0, 0.4),
    "slow": (0.0, 0.3),
    "lost": (0.0, 0.3),
    "wasted": (0.0, 0.1),
    "wasting_level": (0.0, 0.1),
    "signal": (0.0, 4.0),
    "recent_sets": (0.0, 12.0),
    "protection": (0.0, 3.0),
    "floor": (0.7, 1.0),
    "efficiency": (0.1, 1.3),
    "recovery_rate": (0.2, 1.5),
    "sleep_debt_hours": (0.0, 24.0),
    "aerobic_fitness": (0.0, 3000.0),
    "aerobic_fatigue": (0.0, 900.0),
    "dehydration_fraction": (0.0, 0.06),
    "protein_g_per_kg": (0.3, 3.0),
    "energy_balance_kcal": (-1000.0, 800.0),
    "exercise_kcal": (0.0, 900.0),
    "fat_mass_kg": (4.0, 40.0),
    "lean_mass_kg": (40.0, 80.0),
    "start_mass_kg": (50.0, 110.0),
    "age_years": (18.0, 80.0),
    "stature_cm": (150.0, 200.0),
}
"""Where states lie that are no fraction between 0 and 1."""


def _drawn(rng: np.random.Generator, one: Parameter, lanes: int) -> Array:
    z, prior = rng.standard_normal(lanes), one.prior
    if prior.kind == "uniform":
        return rng.uniform(one.lower, one.upper, lanes)
    if prior.kind == "normal":
        return prior.centre + prior.width * z
    if prior.kind == "lognormal":
        return prior.centre * np.exp(prior.width * z)
    return 1.0 / (1.0 + (1.0 / prior.centre - 1.0) * np.exp(-prior.width * z))


class Lab:
    """Parameters, people, what they do, and the fold."""

    def values(self, **changes: float) -> Values:
        """Return the default parameters with some changed."""
        return default_parameters().replace(changes).values_of()

    def crowd(self, lanes: int = 60, seed: int = 1, hold: Sequence[str] = ()) -> Values:
        """Draw everybody's parameters from the priors; those on hold stay at their default."""
        rng = np.random.default_rng(seed)
        own = {name: _drawn(rng, one, lanes) for name, one in default_parameters().items()}
        return default_parameters().values_of({name: drawn for name, drawn in own.items() if name not in hold})

    def within_bounds(self, rng: np.random.Generator, lanes: int) -> Values:
        """Draw everybody's parameters evenly over all that the bounds allow."""
        return default_parameters().values_of(
            {name: rng.uniform(one.lower, one.upper, lanes) for name, one in default_parameters().items()}
        )

    def swapped(self, p: Values, **arrays: Array) -> Values:
        """Return parameters with some arrays replaced, whatever their bounds."""
        return Values({**{name: getattr(p, name) for name in default_parameters()}, **arrays})

    def lane_of(self, p: Values, lane: int) -> Values:
        """Return one lane's parameters."""
        arrays = {name: getattr(p, name) for name in default_parameters()}
        return Values({name: one[lane : lane + 1] if len(one) > 1 else one for name, one in arrays.items()})

    def random_body(self, rng: np.random.Generator, lanes: int, muscles: int = 4) -> Body:
        """Draw a state that has nothing to do with any past."""
        shapes = {field.name: (lanes, muscles) if field.name in MUSCLE_FIELDS else (lanes,) for field in self.fields()}
        drawn = {name: rng.uniform(*RANGES.get(name, (0.0, 1.0)), shape) for name, shape in shapes.items()}
        return unborn(lanes, muscles).changed(drawn | {"is_female": rng.integers(0, 2, lanes).astype(float)})

    def fields(self) -> list[Any]:
        """Return the fields of a body that are arrays."""
        return [field for field in attrs.fields(Body) if field.name != "time_days"]

    def people(self, p: Values, lanes: int | None = None, **who: Any) -> Body:
        """Let people be described, as many as have parameters of their own."""
        count = lanes or max(len(getattr(p, name)) for name in default_parameters())
        return land(p, start(count), AthleteDescribed(time_days=0.0, **(ADULT | who)))

    def session(
        self, time_days: float = 0.0, exercise: str = "back_squat", sets: int = 4, mask: Any = None, **how: Any
    ) -> SessionPerformed:
        """Do some equal sets, by default of eight repetitions with one in reserve."""
        usual = {"load_kg": 60.0, "reps": 8.0, "reps_in_reserve": 1.0, "rest_min": 3.0, "tempo_s": 3.0}
        done = SetPerformed(exercise=exercise, **(usual | how))
        return SessionPerformed(time_days=time_days, mask=mask, session="legs", sets=(done,) * sets)

    def weeks(self, count: int, start_days: float = 0.0, days: Sequence[float] = (0.0, 3.0), **how: Any) -> list[Event]:
        """Train on the same days of every week."""
        return [self.session(start_days + 7.0 * week + day, **how) for week in range(count) for day in days]

    def food(self, time_days: float = 0.0, **what: Any) -> FoodEaten:
        """Eat for a day, by default enough of everything at 80 kg."""
        usual = {"energy_kcal": 2800.0, "meal_protein_g": (35.0,) * 4, "carbohydrate_g": 400.0, "water_l": 3.0}
        return FoodEaten(time_days=time_days, **(usual | what))

    def live(self, p: Values, body: Body, events: Sequence[Event], end_days: float | None = None) -> Body:
        """Fold events into a body, and let time pass to the end."""
        after = fold(p, events, body)
        return after if end_days is None else until(p, after, end_days)

    def now(self, p: Values, body: Body, *events: Event) -> Body:
        """Let events land at the body's own moment, whatever their time."""
        for event in events:
            body = absorb(p, body, event)
        return body

    def later(self, p: Values, body: Body, days: float) -> Body:
        """Let time pass."""
        return advance(p, body, days)


@pytest.fixture(scope="session")
def lab() -> Lab:
    return Lab()


@pytest.fixture(scope="session")
def p(lab: Lab) -> Values:
    return lab.values()


@pytest.fixture(scope="session")
def crowd(lab: Lab) -> Values:
    return lab.crowd()
