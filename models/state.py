"""The layout of the body's state: what the fold carries, and nothing that could be computed from it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import attrs

from .parameters import Array

MUSCLE_FIELDS = (
    "signal",
    "recent_sets",
    "fast",
    "slow",
    "lost",
    "spared",
    "fatigue",
    "inflammation",
    "damage",
    "protection",
    "skill",
    "injury",
    "recovery_rate",
    "floor",
)


@attrs.frozen(eq=False, kw_only=True, slots=False)
class Body:
    """A cohort of bodies at one moment; muscles have shape ``(lanes, muscles)``, everything else ``(lanes,)``.

    Attributes:
        time_days: Moment, days since the run's start; the same for all lanes.
        signal: Anabolic signal still pending (effective sets): the *fitness* impulse.
        recent_sets: Sets done of late, against which the next ones saturate.
        fast: Size that training built and that goes within weeks.
        slow: Size that has stayed and goes over years: the memory.
        lost: Size lost to disuse.
        spared: Share of a disuse that sessions of late spare the muscle.
        fatigue: Lost capacity (log of the strength ratio): the *fatigue* impulse.
        inflammation: First stage of damage.
        damage: Second stage, felt as soreness.
        protection: Repeated-bout effect.
        skill: Neural part of strength, fraction.
        injury: Injury still felt, 0 to 1.
        recovery_rate: Speed of recovery from fatigue, held between nights and meals.
        floor: Size to which a never-trained muscle goes at the present loading.
        efficiency: Anabolic efficiency, held between nights and meals.
        wasted: Share of all muscle that an energy deficit has taken.
        wasting_level: Where that goes at the present energy balance.
        sleep_debt_hours: Sleep missing.
        protein_g_per_kg: Running mean of the protein that counts, a day.
        energy_balance_kcal: Running mean of the energy balance, a day.
        exercise_kcal: Energy of runs and other cardio since the last record of food.
        glycogen_fraction: Muscle glycogen, 1 = full.
        glycogen_level_fraction: Where glycogen refills to.
        dehydration_fraction: Water missing, fraction of body mass.
        stress: Life stress felt, 0 to 1.
        stress_level: Where stress returns to.
        illness: Illness still felt, 0 to 1.
        inhibition: Neural inhibition by disuse.
        inhibition_level: Where inhibition goes at the present loading.
        aerobic_fitness: Banister fitness from endurance training (load).
        aerobic_fatigue: Banister fatigue from endurance training (load).
        fat_mass_kg: Fat mass.
        lean_mass_kg: Lean mass at the start, legs never trained.
        start_mass_kg: Body mass at the start.
        is_female: 1 for women, 0 for men.
        age_years: Age.
        stature_cm: Body height.
    """

    time_days: float
    signal: Array
    recent_sets: Array
    fast: Array
    slow: Array
    lost: Array
    spared: Array
    fatigue: Array
    inflammation: Array
    damage: Array
    protection: Array
    skill: Array
    injury: Array
    recovery_rate: Array
    floor: Array
    efficiency: Array
    wasted: Array
    wasting_level: Array
    sleep_debt_hours: Array
    protein_g_per_kg: Array
    energy_balance_kcal: Array
    exercise_kcal: Array
    glycogen_fraction: Array
    glycogen_level_fraction: Array
    dehydration_fraction: Array
    stress: Array
    stress_level: Array
    illness: Array
    inhibition: Array
    inhibition_level: Array
    aerobic_fitness: Array
    aerobic_fatigue: Array
    fat_mass_kg: Array
    lean_mass_kg: Array
    start_mass_kg: Array
    is_female: Array
    age_years: Array
    stature_cm: Array

    @property
    def lanes(self) -> int:
        """Number of athletes."""
        return len(self.fast)

    @property
    def size(self) -> Array:
        """Muscle size, 1 = never trained, shape ``(lanes, muscles)``."""
        return (1.0 + self.fast + self.slow - self.lost) * (1.0 - self.wasted)[:, None]

    def changed(self, fields: Mapping[str, Array | float]) -> Body:
        """Return a body in which some fields are others.

        Raises:
            TypeError: There is no such field.
        """
        mine = vars(self)
        if not fields.keys() <= mine.keys():
            message = f"a body has no {', '.join(sorted(fields.keys() - mine.keys()))}"
            raise TypeError(message)
        # Twice an event: going through the constructor takes ten times as long.
        body = object.__new__(Body)
        vars(body).update(mine, **fields)
        return body

    def lane(self, index: int) -> Body:
        """Return one athlete's body as a cohort of one."""
        return self.changed(
            {
                field.name: getattr(self, field.name)[index : index + 1]
                for field in attrs.fields(Body)
                if field.name != "time_days"
            }
        )

    def digest(self) -> str:
        """Hash of every bit of the state: equal exactly when two bodies are."""
        state = hashlib.sha256(repr(self.time_days).encode())
        for field in attrs.fields(Body):
            if field.name != "time_days":
                state.update(field.name.encode() + getattr(self, field.name).tobytes())
        return state.hexdigest()
