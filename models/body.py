"""The body: its state, and the two functions that may change it.

``advance`` lets time pass: the exact solution of a linear system with constant coefficients. ``absorb`` lets an event
land: every saturation, threshold and product. Nothing else holds or changes a body.
"""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from . import disuse, hypertrophy, muscle_memory, nutrition, recovery
from .jumps import JUMPS, SETTLING, UNFELT
from .linear import approach, decay
from .parameters import Array, Values
from .state import MUSCLE_FIELDS, Body

__all__ = ["MUSCLE_FIELDS", "Body", "absorb", "advance", "unborn"]


def unborn(lanes: int, muscles: int) -> Body:
    """Return the state before the first event: nobody is described yet, nothing was ever trained.

    Args:
        lanes: Number of athletes.
        muscles: Number of muscles.
    """
    zeros, ones = np.zeros(lanes), np.ones(lanes)
    none, full = np.zeros((lanes, muscles)), np.ones((lanes, muscles))
    return Body(
        time_days=0.0,
        **{name: full if name in {"recovery_rate", "floor"} else none for name in MUSCLE_FIELDS},
        **{
            field.name: ones if field.name in {"efficiency", "glycogen_fraction", "glycogen_level_fraction"} else zeros
            for field in attrs.fields(Body)
            if field.name not in {"time_days", *MUSCLE_FIELDS}
        },
    )


def advance(p: Values, body: Body, elapsed_days: float) -> Body:
    """Let time pass without events.

    Exact: advancing 1.7 d and then 0.3 d equals advancing 2 d.

    Args:
        p: Parameters.
        body: State at the start.
        elapsed_days: Length of the stretch, not negative, day.

    Returns:
        State at the end.

    Raises:
        ValueError: Time would run backwards.
    """
    if elapsed_days == 0.0:
        return body
    if not elapsed_days > 0.0:
        message = f"elapsed_days must not be negative, found {elapsed_days:g}"
        raise ValueError(message)
    t = elapsed_days
    glycogen_level, stress_level = body.glycogen_level_fraction, body.stress_level
    inflammation, damage = recovery.damage_flow(p, t, body.inflammation, body.damage)
    efficiency, loss_per_day = body.efficiency[:, None], 1.0 / p.tau_size_days
    return body.changed(
        {
            "time_days": body.time_days + t,
            "signal": body.signal * decay(t, 1.0 / p.tau_signal_days),
            "recent_sets": body.recent_sets * decay(t, 1.0 / p.tau_recent_sets_days),
            "fast": hypertrophy.grow(p, t, body.fast, body.signal, efficiency),
            "slow": muscle_memory.consolidate(p, t, body.slow, body.fast, body.signal, efficiency),
            "lost": disuse.lose(p, t, body.lost, body.floor, body.spared),
            "spared": body.spared * decay(t, 1.0 / p.tau_sparing_days),
            "wasted": approach(body.wasted, body.wasting_level, t, loss_per_day[:, 0]),
            "fatigue": body.fatigue * decay(t, body.recovery_rate / p.tau_fatigue_days),
            "inflammation": inflammation,
            "damage": damage,
            "protection": body.protection * decay(t, 1.0 / p.tau_protection_days),
            "skill": body.skill * decay(t, 1.0 / p.tau_skill_days),
            "injury": body.injury * decay(t, 1.0 / p.tau_injury_days),
            "sleep_debt_hours": body.sleep_debt_hours * decay(t, 1.0 / p.tau_sleep_debt_days),
            "glycogen_fraction": approach(body.glycogen_fraction, glycogen_level, t, 1.0 / p.tau_glycogen_days),
            "dehydration_fraction": body.dehydration_fraction * decay(t, 1.0 / p.tau_water_days),
            "stress": approach(body.stress, stress_level, t, 1.0 / p.tau_stress_days),
            "illness": body.illness * decay(t, 1.0 / p.tau_illness_days),
            "inhibition": approach(body.inhibition, body.inhibition_level, t, 1.0 / p.tau_inhibition_days),
            "aerobic_fitness": body.aerobic_fitness * decay(t, 1.0 / p.tau_aerobic_fitness_days),
            "aerobic_fatigue": body.aerobic_fatigue * decay(t, 1.0 / p.tau_aerobic_fatigue_days),
        }
    )


def absorb(p: Values, body: Body, event: Any) -> Body:
    """Let an event land at the body's moment.

    Args:
        p: Parameters.
        body: State just before the event.
        event: A fact: its ``kind``, its payload (scalars, or arrays ``(lanes,)``) and its ``mask``.

    Returns:
        State just after; lanes outside the mask are unchanged.

    Raises:
        ValueError: This kind of event is not known.
    """
    if event.kind in UNFELT:
        return body
    if event.kind not in JUMPS:
        message = f"the body does not know events of kind {event.kind!r}"
        raise ValueError(message)
    landed = body.changed(JUMPS[event.kind](p, body, event))
    if event.kind in SETTLING:
        landed = _settle(p, landed)
    return landed if event.mask is None else _keep_others(body, landed, event.mask)


def _settle(p: Values, body: Body) -> Body:
    """Set the efficiency of growth and the speed of recovery that hold until the next night or meal."""
    efficiency = (
        nutrition.protein_factor(p, body.protein_g_per_kg)
        * recovery.sleep_synthesis(p, body.sleep_debt_hours)
        * recovery.stress_synthesis(p, body.stress)
        * recovery.illness_synthesis(p, body.illness)
    )
    return body.changed(
        {
            "efficiency": efficiency,
            "wasting_level": nutrition.wasting_level(p, body.energy_balance_kcal),
            "recovery_rate": recovery.recovery_rate(
                p, body.sleep_debt_hours, body.stress, body.illness, body.age_years, body.damage
            ),
        }
    )


def _keep_others(before: Body, after: Body, mask: NDArray[np.bool_]) -> Body:
    """Return ``after`` where the mask holds and ``before`` elsewhere."""
    changed: dict[str, Array] = {}
    for field in attrs.fields(Body):
        old, new = getattr(before, field.name), getattr(after, field.name)
        if new is not old:
            changed[field.name] = np.where(mask[:, None] if new.ndim > 1 else mask, new, old)
    return after.changed(changed)
