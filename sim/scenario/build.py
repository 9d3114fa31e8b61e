"""A checked scenario tree turned into the classes of :mod:`sim.plan`."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import attrs

from ..plan import DAYS_PER_WEEK, NO_PLAN, Habits, Phase, Plan, PlanItem, Scenario, Session, Strategy
from .checks import length_days
from .problems import Place
from .shapes import HOURS_PER_DAY, Reading
from .tables import ATHLETE, DAYS, DEFAULT_SESSION_NAME, HABITS, NO_PLAN_NAME, PHASE, PLAN, SCENARIO
from .yaml_tree import Node, merge, tree_of_plain

if TYPE_CHECKING:
    from collections.abc import Iterable


def build_plan(node: Node, name: str, reading: Reading) -> Plan:
    """Return the plan of a tree in which no problem was found."""
    values: dict[str, Any] = PLAN.read(node, name, reading)
    values.pop("title", None)
    return Plan(name=name, items=_items(values.pop("week")), **values)


def _items(week: tuple[dict[str, Any], ...]) -> tuple[PlanItem, ...]:
    """Place every activity in the week: by day and hour, or after each of the sessions that it follows."""
    items: list[PlanItem] = []
    for entry in week:
        if "day" in entry:
            at_days = entry["at"] / HOURS_PER_DAY
            items += (
                PlanItem(offset_days=DAYS.index(day) + at_days, activity=_activity(entry)) for day in entry["day"]
            )
    anchors = tuple(item for item in items if isinstance(item.activity, Session))
    for entry in week:
        if "after" in entry:
            later_days = entry["hours"] / HOURS_PER_DAY
            items += (
                PlanItem(offset_days=anchor.offset_days + later_days, activity=_activity(entry))
                for anchor in anchors
                if isinstance(anchor.activity, Session) and anchor.activity.name == entry["after"]
            )
    return tuple(sorted(items, key=lambda item: item.offset_days))


def _activity(entry: dict[str, Any]) -> Any:  # noqa: ANN401 - a session, a run or a recovery
    if "session" in entry:
        return Session(name=entry.get("name", DEFAULT_SESSION_NAME), exercises=entry["session"])
    return entry.get("run") or entry["recovery"]


def _merged(base: Node | None, over: Node | None, place: Place) -> Node:
    """Merge what may be absent."""
    if base is None or over is None:
        return over or base or Node({}, place)
    return merge(base, over)


def _with_training_day(habits: Node) -> Node:
    """Complete what is eaten on training days with what is eaten on others."""
    food = habits.get("food")
    special = food.get("training_day") if food else None
    if food is None or special is None or special.value is None:
        return habits
    whole_day = merge(food.without("training_day"), special)
    return habits.with_entry("food", food.with_entry("training_day", whole_day))


@attrs.frozen
class _Builder:
    root: Node
    reading: Reading
    plans: dict[str, Plan]
    horizon_days: float

    def strategy(self, name: str, node: Node, values: dict[str, Any]) -> Strategy:
        """Return one strategy: the scenario's athlete, habits and history where it has none of its own."""
        athlete = _merged(self.root.get("athlete"), node.get("athlete"), self.root.place)
        habits = _merged(self.root.get("habits"), node.get("habits"), self.root.place)
        history = node.get("history") or self.root.get("history")
        if phases := node.get("phases"):
            lived = self.phases(phases.items, habits, self.horizon_days)
        else:
            whole = Phase(length_days=self.horizon_days, plan=self.plans[values["plan"]], habits=self.habits(habits))
            lived = (whole,)
        return Strategy(
            name=name,
            label=values.get("label", name.replace("_", " ").capitalize()),
            athlete=ATHLETE.read(athlete, "athlete", self.reading),
            history=self.phases(history.items, habits, 0.0) if history else (),
            phases=lived,
            parameters=values.get("parameters", {}),
        )

    def phases(self, nodes: Iterable[Node], habits: Node, end_days: float) -> tuple[Phase, ...]:
        """Return phases in order; one without a length lasts to the end."""
        phases: list[Phase] = []
        for node in nodes:
            values: dict[str, Any] = PHASE.read(node, "phase", self.reading)
            length = length_days(node)
            phases.append(
                Phase(
                    length_days=end_days - sum(one.length_days for one in phases) if length is None else length,
                    plan=self.plans[values["plan"]],
                    habits=self.habits(_merged(habits, node.get("habits"), node.place)),
                    unloading=values.get("unloading"),
                    illnesses=values.get("illnesses", ()),
                )
            )
        return tuple(phases)

    def habits(self, node: Node) -> Habits:
        """Return habits that are merged already."""
        habits: Habits = HABITS.read(_with_training_day(node), "habits", self.reading)
        return habits


def build_scenario(root: Node, name: str, path: str, reading: Reading) -> Scenario:
    """Return the scenario of a tree in which no problem was found."""
    top: dict[str, Any] = SCENARIO.read(root, "scenario", reading)
    compare = dict(top.get("compare", {}))
    # Canonical JSON sorts its keys, so the order of the strategies is kept beside them.
    order = compare.pop("order", tuple(top["strategies"]))
    baseline = compare.pop("baseline", order[0])
    settled = {"compare": {"order": order, "baseline": baseline}}
    resolved = merge(root, tree_of_plain(settled, root.place)).plain()
    text = json.dumps(resolved, sort_keys=True, separators=(",", ":"), allow_nan=False)
    plans = _merged(root.get("plans"), None, root.place).entries
    builder = _Builder(
        root,
        reading,
        {NO_PLAN_NAME: NO_PLAN} | {key: build_plan(node, key, reading) for key, node in plans.items()},
        top["horizon_weeks"] * DAYS_PER_WEEK,
    )
    nodes = root.entries["strategies"].entries
    return Scenario(
        name=name,
        title=top["title"],
        question=top.get("question", ""),
        horizon_weeks=top["horizon_weeks"],
        strategies=tuple(builder.strategy(key, nodes[key], top["strategies"][key]) for key in order),
        baseline=baseline,
        spread=top.get("spread", {}),
        path=path,
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        resolved=resolved,
        **compare,
    )
