r"""Strength: size, skill, and what fatigue, soreness and an empty tank take away.

.. math:: S_m = s_m\,(1 + c\,q_m)\,e^{-f_m - w_d d_m - u - j_m}\; B

with :math:`c` what of the skill a test shows (all of it in the lift that was trained, little on a dynamometer),
:math:`u` the inhibition of disuse, :math:`j` an injury and :math:`B` the state of the whole body.

Sources: [bartolomei_2017]_ (force after a session), [savoie_2015]_ (water), [craven_2022]_ (sleep), [henselmans_2022]_
(carbohydrate).
"""

from __future__ import annotations

import numpy as np

from .parameters import Array, Values


def muscle_strength(p: Values, size: Array, skill: Array, practice: float | Array = 1.0) -> Array:
    """Strength of a rested muscle relative to the never-trained one, shape ``(lanes, muscles)``.

    Args:
        p: Parameters.
        size: Muscle size, 1 = never trained, shape ``(lanes, muscles)``.
        skill: Skill, shape ``(lanes, muscles)``.
        practice: What of the skill the test shows, 1 for a trained lift of many joints.
    """
    return size**p.strength_size_exponent * (1.0 + practice * skill)


def capacity_left(p: Values, fatigue: Array, damage: Array, inhibition: Array, injury: Array) -> Array:
    """Share of a muscle's strength that it can show today.

    Args:
        p: Parameters.
        fatigue: Fatigue, shape ``(lanes, muscles)``.
        damage: Damage, shape ``(lanes, muscles)``.
        inhibition: Neural inhibition by disuse, shape ``(lanes, 1)``.
        injury: Injury, shape ``(lanes, muscles)``.

    Returns:
        Fraction, shape ``(lanes, muscles)``.
    """
    return np.exp(-fatigue - p.strength_damage_weight * damage - inhibition - p.strength_injury_weight * injury)


def body_readiness(
    p: Values, dehydration_fraction: Array, glycogen_fraction: Array, sleep_debt_hours: Array, illness: Array
) -> Array:
    """Share of strength that water, glycogen, sleep and health leave, shape ``(lanes,)``.

    Args:
        p: Parameters.
        dehydration_fraction: Water missing as a fraction of body mass.
        glycogen_fraction: Muscle glycogen, 1 = full.
        sleep_debt_hours: Sleep debt, hour.
        illness: Illness, 0 to 1.
    """
    water = 1.0 - p.strength_loss_per_dehydration * dehydration_fraction
    empty = np.maximum(0.0, 1.0 - glycogen_fraction / p.low_glycogen_fraction)
    rested = 1.0 + p.strength_sleep_loss_fraction * np.expm1(-sleep_debt_hours / p.strength_sleep_debt_hours)
    return (
        water
        * (1.0 - p.strength_glycogen_loss_fraction * empty)
        * rested
        * np.exp(-p.strength_illness_weight * illness)
    )


def practised(p: Values, dose: Array, skill: Array) -> Array:
    r"""Skill after a dose of practice: quickly learned at first, slowly for ever.

    .. math:: dq/dP = \kappa_q\,e^{-q/q_0} \quad\Rightarrow\quad
              q \leftarrow q_0 \ln\left(e^{q/q_0} + \kappa_q P/q_0\right)

    Args:
        p: Parameters.
        dose: Practice, less than nothing where too much was done, shape ``(lanes, muscles)``.
        skill: Skill so far, shape ``(lanes, muscles)``.

    Returns:
        Skill, not negative, shape ``(lanes, muscles)``.
    """
    learned = np.exp(skill / p.skill_scale_fraction) + p.skill_per_set * dose / p.skill_scale_fraction
    return p.skill_scale_fraction * np.log(np.maximum(1.0, learned))


def base_one_rm(p: Values, per_body_mass: float, body_mass_kg: Array, is_female: Array, age_years: Array) -> Array:
    """One-repetition maximum of a never-trained person, kg, shape ``(lanes,)``.

    Args:
        p: Parameters.
        per_body_mass: The exercise's maximum per kg of body mass of a never-trained young man.
        body_mass_kg: Body mass at the start, kg.
        is_female: 1 for women, 0 for men.
        age_years: Age, year.
    """
    sex = 1.0 - p.female_strength_loss_fraction * is_female
    age = np.exp(-p.strength_loss_per_year * np.maximum(0.0, age_years - p.ageing_from_years))
    scaled_mass_kg = p.reference_mass_kg * (body_mass_kg / p.reference_mass_kg) ** p.strength_mass_exponent
    return per_body_mass * scaled_mass_kg * sex * age * p.strength_level
