"""Runs and recovery methods: what each takes and gives; the rows are in ``activities.toml``."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

import attrs

from .exercises import catalogue
from .parameters import Array
from .references import Sourced
from .rows import build, check_names, check_number, number, numbers_by_name, shipped_text, tables, text
from .words import unknown

if TYPE_CHECKING:
    from collections.abc import Mapping

GROUPS = ("run", "method")


@attrs.frozen
class Effect:
    """A fraction with the interval that the evidence leaves open; a negative one makes things worse."""

    value: float = 0.0
    low: float = 0.0
    high: float = 0.0

    def __attrs_post_init__(self) -> None:
        """Refuse what is no fraction, and a value outside its own interval."""
        for field in attrs.fields(Effect):
            check_number(field.name, getattr(self, field.name), -1.0, 1.0)
        if not self.low <= self.value <= self.high:
            raise ValueError(f"value must lie between low and high, found {self.low}, {self.value}, {self.high}")


NO_EFFECT = Effect()


@attrs.frozen(kw_only=True)
class RunStyle(Sourced):
    """A way to run.

    Attributes:
        speed_km_per_h: Usual speed, pauses included.
        intensity: Scales the signal that the run spends, 1 = between moderate and hard.
        fatigue: Fatigue that half an hour adds to a muscle of weight 1 (log of the strength ratio).
        damage: Inflammation that half an hour adds to an unprotected muscle of weight 1.
        muscle_weight: How much each muscle takes of all this; absent muscles take nothing.
        aerobic_load_per_min: Load for aerobic fitness.
        glycogen_fraction_per_km: Share of the glycogen left that a kilometre uses.
        sprint_sets_per_min: Hard sets that a minute is worth as a stimulus; 0 for slow running.
        muscle_weights: ``muscle_weight`` along the muscle axis, shape ``(muscles,)``, read-only.
    """

    name: str = attrs.field(validator=text)
    label: str = attrs.field(validator=text)
    speed_km_per_h: float = attrs.field(validator=number(1.0, 40.0))
    intensity: float = attrs.field(validator=number(0.0, 3.0))
    fatigue: float = attrs.field(validator=number(0.0, 1.0))
    damage: float = attrs.field(validator=number(0.0, 2.0))
    muscle_weight: dict[str, float] = attrs.field(validator=numbers_by_name(0.0, 1.0))
    aerobic_load_per_min: float = attrs.field(validator=number(0.0, 5.0))
    glycogen_fraction_per_km: float = attrs.field(validator=number(0.0, 1.0))
    sprint_sets_per_min: float = attrs.field(default=0.0, validator=number(0.0, 1.0))
    muscle_weights: Array = attrs.field(init=False, repr=False, eq=False)

    @muscle_weights.default
    def _in_order(self) -> Array:
        return catalogue().by_muscle(self.muscle_weight)


@attrs.frozen(kw_only=True)
class RecoveryMethod(Sourced):
    """Something done for recovery. Effects are those of one typical dose; what is left out does nothing.

    Attributes:
        typical_minutes: Duration of a typical dose.
        met: Energy relative to rest, rest = 1.
        soreness_relief: Share of inflammation and damage that goes.
        fatigue_relief: Share of fatigue that goes.
        stress_relief: Share of stress that goes.
        signal_loss: Share of the pending anabolic signal that goes.
        aerobic_load_per_min: Load for aerobic fitness.
    """

    name: str = attrs.field(validator=text)
    label: str = attrs.field(validator=text)
    typical_minutes: float = attrs.field(validator=number(1.0, 300.0))
    met: float = attrs.field(validator=number(1.0, 20.0))
    soreness_relief: Effect = attrs.field(default=NO_EFFECT, validator=attrs.validators.instance_of(Effect))
    fatigue_relief: Effect = attrs.field(default=NO_EFFECT, validator=attrs.validators.instance_of(Effect))
    stress_relief: Effect = attrs.field(default=NO_EFFECT, validator=attrs.validators.instance_of(Effect))
    signal_loss: Effect = attrs.field(default=NO_EFFECT, validator=attrs.validators.instance_of(Effect))
    aerobic_load_per_min: float = attrs.field(default=0.0, validator=number(0.0, 5.0))


@attrs.frozen
class Activities:
    """Run styles and recovery methods by name."""

    run: Mapping[str, RunStyle]
    method: Mapping[str, RecoveryMethod]


def parse_activities(content: str, filename: str = "activities.toml") -> Activities:
    """Read activities from TOML: tables ``[run.NAME]`` and ``[method.NAME]``.

    Raises:
        ValueError: A row lacks something, is out of range or names an unknown muscle; the message names it.
    """
    groups = tables(content, filename)
    check_names(filename, "group", groups, GROUPS)
    styles = {}
    for name, row in groups.get("run", {}).items():
        where = f"{filename}: run.{name}"
        styles[name] = build(RunStyle, where, row, name=name)
        check_names(where, "muscle", styles[name].muscle_weight, catalogue().muscles)
    methods = {}
    for name, row in groups.get("method", {}).items():
        where = f"{filename}: method.{name}"
        methods[name] = build(RecoveryMethod, where, _with_effects(where, row), name=name)
    return Activities(MappingProxyType(styles), MappingProxyType(methods))


def _with_effects(where: str, row: object) -> object:
    if not isinstance(row, dict):
        return row
    effects = {field.name for field in attrs.fields(RecoveryMethod) if field.default == NO_EFFECT}
    return {key: build(Effect, f"{where}: {key}", value) if key in effects else value for key, value in row.items()}


@cache
def _shipped() -> Activities:
    return parse_activities(shipped_text("activities.toml"))


def run_styles() -> Mapping[str, RunStyle]:
    """Return the run styles that ship with Regain."""
    return _shipped().run


def recovery_methods() -> Mapping[str, RecoveryMethod]:
    """Return the recovery methods that ship with Regain."""
    return _shipped().method


def run_style(name: str) -> RunStyle:
    """Return one run style.

    Raises:
        KeyError: There is no such style; the message names the nearest.
    """
    try:
        return run_styles()[name]
    except KeyError:
        raise KeyError(unknown("run style", name, run_styles())) from None


def recovery_method(name: str) -> RecoveryMethod:
    """Return one recovery method.

    Raises:
        KeyError: There is no such method; the message names the nearest.
    """
    try:
        return recovery_methods()[name]
    except KeyError:
        raise KeyError(unknown("recovery method", name, recovery_methods())) from None
