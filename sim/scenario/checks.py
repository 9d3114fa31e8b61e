"""What must hold across a scenario: names that are defined, anchors that exist, phases that fit the horizon."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.words import hint

from ..plan import DAYS_PER_WEEK
from .problems import Problems
from .tables import DEFAULT_SESSION_NAME, NO_PLAN_NAME
from .vocabulary import shown
from .yaml_tree import Node

if TYPE_CHECKING:
    from collections.abc import Iterable

# Weeks and days are written in decimals; their sums are compared to within a tenth of a second.
DECIMALS_DAYS = 6


def check_scenario(root: Node, problems: Problems) -> None:
    """Note what does not fit together; values of a wrong shape are passed over."""
    plans, strategies = root.get("plans"), root.get("strategies")
    if plans is not None:
        _check_plans(plans, problems)
    _check_illnesses(root, problems)
    for strategy in strategies.entries.values() if strategies else ():
        _check_illnesses(strategy, problems)
        _check_phases(strategy, _number(root.get("horizon_weeks")), problems)
    compare = root.get("compare")
    if compare is not None and strategies is not None:
        _check_compare(compare, strategies.entries, problems)


def _number(node: Node | None) -> float | None:
    if node is None or isinstance(node.value, bool) or not isinstance(node.value, (int, float)):
        return None
    return float(node.value)


def length_days(phase: Node) -> float | None:
    """Return how long a phase says it lasts."""
    weeks, days = _number(phase.get("weeks")), _number(phase.get("days"))
    return weeks * DAYS_PER_WEEK if weeks is not None else days


def _check_plans(plans: Node, problems: Problems) -> None:
    for name, plan in plans.entries.items():
        if name == NO_PLAN_NAME:
            place = plans.key_places.get(name, plan.place)
            problems.add(place, f"{NO_PLAN_NAME} is the name of having no plan; choose another")
        check_plan(plan, problems)


def check_plan(plan: Node, problems: Problems) -> None:
    """Note anchors to sessions that the plan's week does not hold."""
    week = plan.get("week")
    items = week.items if week else ()
    sessions = {_session_name(item) for item in items if item.get("session") and item.get("day")}
    for item in items:
        anchor = item.get("after")
        if anchor is not None and anchor.text is not None and anchor.text not in sessions:
            told = f"after names no session with a day in this plan: {shown(anchor.text)}"
            problems.add(anchor.place, told + hint(anchor.text, sessions))


def _session_name(item: Node) -> str:
    name = item.get("name")
    return DEFAULT_SESSION_NAME if name is None else str(name.text)


def _check_illnesses(owner: Node, problems: Problems) -> None:
    for key in ("history", "phases"):
        listed = owner.get(key)
        for phase in listed.items if listed else ():
            length, illnesses = length_days(phase), phase.get("illness")
            if length is None or illnesses is None:
                continue
            for illness in illnesses.items:
                day = illness.get("day")
                number = _number(day)
                if day is not None and number is not None and number >= length:
                    problems.add(day.place, f"day must fall within the phase's {length:g} days, found {number:g}")


def _check_phases(strategy: Node, horizon_weeks: float | None, problems: Problems) -> None:
    listed = strategy.get("phases")
    if listed is None or not listed.items:
        return
    *earlier, last = listed.items
    for phase in earlier:
        if length_days(phase) is None and not {"weeks", "days"} & phase.entries.keys():
            problems.add(phase.place, "only the last phase may leave its length out; add weeks or days")
    if horizon_weeks is None:
        return
    horizon_days = round(horizon_weeks * DAYS_PER_WEEK, DECIMALS_DAYS)
    before = round(sum(length_days(phase) or 0.0 for phase in earlier), DECIMALS_DAYS)
    last_days = length_days(last)
    total = before if last_days is None else round(before + last_days, DECIMALS_DAYS)
    if before >= horizon_days:
        told = f"the phases before the last take {before:g} days of a horizon of {horizon_days:g}"
        problems.add(listed.place, f"{told}, nothing is left for the last; shorten them or raise horizon_weeks")
    elif total > horizon_days:
        told = f"phases must fit the horizon of {horizon_days:g} days, found {total:g}"
        problems.add(listed.place, f"{told}; shorten them or raise horizon_weeks")
    elif last_days is not None and total < horizon_days:
        told = f"phases must fill the horizon of {horizon_days:g} days, found {total:g}"
        problems.add(last.place, f"{told}; leave the last one's length out and it is lived to the end")


def _check_compare(compare: Node, strategies: Iterable[str], problems: Problems) -> None:
    names = tuple(strategies)
    order, baseline = compare.get("order"), compare.get("baseline")
    listed = order.items if order else ()
    for node in (*((baseline,) if baseline else ()), *listed):
        if node.text is not None and node.text not in names:
            problems.add(node.place, f"unknown strategy {shown(node.text)}{hint(node.text, names)}")
    missing = [name for name in names if name not in {node.text for node in listed}]
    if order is not None and listed and missing:
        problems.add(order.place, f"order must name every strategy, found {missing[0]} missing; add it")
