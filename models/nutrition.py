r"""Nutrition: protein and its meals, energy, carbohydrate and water.

Running means change only when food is eaten and are held in between: :math:`m \mathrel{+}= (x - m)(1 - e^{-T/\tau})`
for a record of :math:`T` days. An energy deficit takes muscle everywhere, trained or not, and gives it back when it
ends: :math:`w' = (W - w)/\tau_f` towards the level :math:`W` that the balance sets.

Sources: [morton_2018]_ (protein breakpoint), [moore_2015]_, [trommelen_2023]_ (meals), [murphy_2022]_ (deficit),
[helms_2023]_ (surplus), [hokken_2020]_ (glycogen), [savoie_2015]_ (water).
"""

from __future__ import annotations

import numpy as np

from .parameters import Array, Values


def running_mean(mean: Array, observed: Array, span_days: float, tau_days: Array) -> Array:
    """Exponential running mean after a record that covers ``span_days``, shape ``(lanes,)``."""
    return mean - (observed - mean) * np.expm1(-span_days / tau_days)


def usable_protein(p: Values, meal_g_per_kg: Array, age_years: Array) -> Array:
    r"""Protein of one meal as a young adult's: all of it up to the meal's plateau, a share beyond.

    .. math:: \frac{\min(m, P) + \eta\,\max(0, m - P)}{P / P_\text{young}}

    The plateau :math:`P` rises with age [moore_2015]_: what saturates a young adult's synthesis does less in an
    old one. That anything beyond the plateau counts is the finding of [trommelen_2023]_.

    Returns:
        g/kg, shape ``(lanes,)``.
    """
    years_older = np.clip(age_years - p.ageing_from_years, 0.0, p.meal_plateau_ageing_years)
    rise = 1.0 + p.meal_plateau_rise_per_year * years_older
    plateau = p.meal_plateau_g_per_kg * rise
    counted = np.minimum(meal_g_per_kg, plateau)
    beyond = np.maximum(0.0, meal_g_per_kg - plateau)
    return (counted + p.meal_excess_used_fraction * beyond) / rise


def protein_factor(p: Values, protein_g_per_kg: Array) -> Array:
    r"""Growth that the protein eaten allows, in proportion to it up to a breakpoint; 1 with a usual diet.

    .. math:: \frac{\min(x, x_b)}{\min(x_\text{usual}, x_b)}

    Sources: [morton_2018]_, [nunes_2022]_.

    Returns:
        Ratio, shape ``(lanes,)``.
    """
    usual = np.minimum(p.usual_protein_g_per_kg, p.protein_breakpoint_g_per_kg)
    return np.asarray(np.minimum(protein_g_per_kg, p.protein_breakpoint_g_per_kg) / usual)


def wasting_level(p: Values, balance_kcal: Array) -> Array:
    r"""Share of the muscle that goes in the long run in an energy deficit; a surplus brings nothing back.

    .. math:: 1 - e^{-\eta\,\max(0, -B)}

    Sources: [murphy_2022]_ (about no gain of lean mass at a deficit of 500 kcal with training), [helms_2023]_ (hardly
    more growth in a surplus).

    Returns:
        Fraction, shape ``(lanes,)``.
    """
    return -np.expm1(-p.deficit_wasting * np.maximum(0.0, -balance_kcal))


def maintenance_kcal(p: Values, body_mass_kg: Array, is_female: Array) -> Array:
    """Energy that keeps the body mass on a day without runs, kcal, shape ``(lanes,)``."""
    return p.maintenance_kcal_per_kg * body_mass_kg * (1.0 - p.female_energy_loss_fraction * is_female)


def fat_gained_kg(p: Values, balance_kcal: Array, fat_mass_kg: Array) -> Array:
    """Fat stored (or burnt) from an energy surplus: the lean burn less of it.

    Sources: [hall_2011]_ for the partition by fat mass.

    Returns:
        kg, shape ``(lanes,)``.
    """
    to_fat = fat_mass_kg / (fat_mass_kg + p.forbes_fat_mass_kg)
    return balance_kcal * to_fat / p.fat_energy_kcal_per_kg


def glycogen_level(p: Values, carbohydrate_g_per_kg: Array) -> Array:
    """Glycogen to which the muscles refill, 1 = full, shape ``(lanes,)``."""
    return np.minimum(1.0, carbohydrate_g_per_kg / p.glycogen_full_carbohydrate_g_per_kg)


def water_missing_fraction(p: Values, water_l: Array, body_mass_kg: Array, span_days: float) -> Array:
    """Water lacking after a day's drinking, as a fraction of body mass, not negative, shape ``(lanes,)``."""
    lacking_kg = np.maximum(0.0, p.water_need_kg_per_kg * body_mass_kg * span_days - water_l)
    return np.minimum(lacking_kg / body_mass_kg, p.dehydration_limit_fraction)
