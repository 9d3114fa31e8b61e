"""What people in the world can measure of a body, and nothing else of it."""

from __future__ import annotations

import attrs
import numpy as np
from numpy.typing import NDArray

from models import observables, session
from models.arrays import FloatArray
from models.exercises import Exercise, catalogue
from models.parameters import Values
from models.state import Body


@attrs.frozen(eq=False)
class Instruments:
    """Readings of a cohort at one moment.

    What ends up in an event as a number is read in the steps that the instrument shows: the last bits of a body depend
    on when other people's events cut the time, and an athlete's log must not.
    """

    _p: Values
    _body: Body

    def body_mass_kg(self) -> FloatArray:
        """Scales, to 0.1 kg: shape ``(lanes,)``, kg."""
        return np.round(observables.body_mass_kg(self._p, self._body), 1)

    def maintenance_kcal(self) -> FloatArray:
        """Food diary and scales, to 1 kcal: energy that keeps the mass, shape ``(lanes,)``, kcal a day."""
        return np.round(observables.maintenance_kcal(self._p, self._body))

    def exercise_energy_kcal(self) -> FloatArray:
        """Watch, to 1 kcal: energy of cardio since the last meal record, shape ``(lanes,)``, kcal."""
        return np.round(observables.exercise_energy_kcal(self._body))

    def readiness(self) -> FloatArray:
        """Warm-up: share of rested performance shown, shape ``(lanes,)``."""
        return observables.readiness(self._p, self._body)

    def soreness(self, muscles: NDArray[np.bool_]) -> FloatArray:
        """Feeling: the worst soreness among some muscles, 0 to 10, shape ``(lanes,)``."""
        felt = observables.soreness(self._p, self._body)
        return np.asarray(np.max(np.where(muscles, felt, 0.0), axis=1))

    def illness(self) -> FloatArray:
        """Feeling: 0 (well) to 1, shape ``(lanes,)``."""
        return observables.illness_felt(self._body)

    def injury(self, exercise: Exercise) -> FloatArray:
        """Feeling: the worst injury among the muscles of an exercise, weighted by their part in it, ``(lanes,)``."""
        weighted = observables.injury_felt(self._body) * catalogue().contribution(exercise.name)
        return np.asarray(np.max(weighted, axis=1))

    def injury_anywhere(self) -> FloatArray:
        """Feeling: the worst injury, 0 to 1, shape ``(lanes,)``."""
        return np.asarray(np.max(observables.injury_felt(self._body), axis=1))

    def out_of_use(self) -> NDArray[np.bool_]:
        """Eyes: whether the leg is out of use, shape ``(lanes,)``."""
        return observables.out_of_use(self._body)

    def injury_hazard_per_1000_h(self, base_per_1000_h: FloatArray) -> FloatArray:
        """What an insurer would charge for: hazard of each muscle, shape ``(lanes, muscles)``."""
        return observables.injury_hazard_per_1000_h(self._p, self._body, base_per_1000_h)

    def in_the_gym(self) -> GymSession:
        """Begin a session."""
        return GymSession(self._p, self._body, session.begin(self._body))


@attrs.define(eq=False)
class GymSession:
    """A session under way: what a load allows right now, after the sets already done."""

    _p: Values
    _body: Body
    _within: session.WithinSession

    def load_for(self, exercise: Exercise, reps_to_failure: FloatArray, tempo_s: FloatArray) -> FloatArray:
        """Load with which failure would come after these repetitions, kg, shape ``(lanes,)``."""
        return session.load_for(self._p, self._body, self._within, exercise, reps_to_failure, tempo_s)

    def repetitions_possible(self, exercise: Exercise, load_kg: FloatArray, tempo_s: FloatArray) -> FloatArray:
        """Repetitions to failure right now, shape ``(lanes,)``."""
        return session.repetitions_possible(self._p, self._body, self._within, exercise, load_kg, tempo_s)

    def perform(
        self,
        exercise: Exercise,
        reps: FloatArray,
        reps_in_reserve: FloatArray,
        rest_min: FloatArray,
        tempo_s: FloatArray,
    ) -> None:
        """Do a set and rest."""
        self._within = session.perform(
            self._p, self._body, self._within, exercise, reps, reps_in_reserve, rest_min, tempo_s
        )
