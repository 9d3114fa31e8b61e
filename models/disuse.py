"""Disuse: a cast, limb suspension or bed rest lowers the size that a muscle keeps, and inhibits its nerves.

Strength falls faster than size: four times in the first days, twice after a month [marusic_2021]_, so a second state,
``inhibition``, climbs within days while the leg is out of use and goes when it bears weight again.

Sources: [wall_2014]_, [kilroe_2020]_ (cast, brace), [de_boer_2007]_ (suspension), [dirks_2016]_, [marusic_2021]_ (bed
rest).
"""

from __future__ import annotations

from .parameters import Array, Values

MANNERS = ("bed_rest", "limb_suspension", "cast")


def floor_without_load(p: Values, manner: str) -> Array:
    """Size to which a never-trained muscle falls when out of use in this manner, shape ``(lanes, 1)``.

    Raises:
        KeyError: The manner is not one of ``MANNERS``.
    """
    return {
        "bed_rest": p.floor_bed_rest_fraction,
        "limb_suspension": p.floor_limb_suspension_fraction,
        "cast": p.floor_cast_fraction,
    }[manner]


def inhibition_without_load(p: Values, manner: str) -> Array:
    """Inhibition that builds up when out of use in this manner (log of the strength ratio), shape ``(lanes,)``.

    Raises:
        KeyError: The manner is not one of ``MANNERS``.
    """
    return {
        "bed_rest": p.inhibition_bed_rest,
        "limb_suspension": p.inhibition_limb_suspension,
        "cast": p.inhibition_cast,
    }[manner]
