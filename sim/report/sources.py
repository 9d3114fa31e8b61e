"""What a result rests on: its numbers and their sources."""

from __future__ import annotations

from models.activities import recovery_method, run_style
from models.exercises import catalogue
from models.parameters import Parameter, ParameterSet, default_parameters
from models.references import Reference, references

from ..plan import EnduranceRun, Recovery, Scenario, Session

RowText = dict[str, str]


def parameter_rows(parameters: ParameterSet) -> list[RowText]:
    """Return every parameter as text: value, 90 % interval where it was fitted, unit, bounds, prior and origin."""
    return [
        {
            "name": one.name,
            "value": f"{one.value:g}",
            "interval": _interval(one),
            "unit": one.unit,
            "bounds": f"{one.lower:g} to {one.upper:g}",
            "prior": _prior(one),
            "spread": f"{one.spread:g}" if one.spread else "",
            "status": one.status,
            "source": ", ".join(one.sources),
            "meaning": one.meaning,
            "note": one.note,
        }
        for one in parameters.values()
    ]


def report_sources(scenario: Scenario) -> list[tuple[str, float | str, str, str, str]]:
    """Return what a report lists: name, value, unit, status, citation of parameters, then the catalogue's sources.

    A fitted value is text, because it comes with its interval.
    """
    known = references()
    rows: list[tuple[str, float | str, str, str, str]] = [
        (one.name, _value(one), one.unit, one.status, "; ".join(known[key].citation for key in one.sources))
        for one in default_parameters().values()
    ]
    of_parameters = {key for one in default_parameters().values() for key in one.sources}
    rows += [
        (source.key, "", "", "catalogue", source.citation)
        for source in sources_of(scenario)
        if source.key not in of_parameters
    ]
    return rows


def _value(parameter: Parameter) -> float | str:
    interval = _interval(parameter)
    return f"{parameter.value:.4g} (90 %: {interval})" if interval else parameter.value


def _interval(parameter: Parameter) -> str:
    return "{:.3g} to {:.3g}".format(*parameter.interval) if parameter.interval else ""


def _prior(parameter: Parameter) -> str:
    prior = parameter.prior
    if prior.kind == "uniform":
        return f"uniform({parameter.lower:g}, {parameter.upper:g})"
    return f"{prior.kind}({prior.centre:g}, {prior.width:g})"


def sources_of(scenario: Scenario) -> tuple[Reference, ...]:
    """Return the sources of all parameters and of the exercises and activities that a scenario uses."""
    keys: set[str] = set()
    for parameter in default_parameters().values():
        keys.update(parameter.sources)
    for strategy in scenario.strategies:
        for phase in (*strategy.history, *strategy.phases):
            for item in phase.plan.items:
                keys.update(_keys_of(item.activity))
    known = references()
    return tuple(known[key] for key in sorted(keys) if key in known)


def _keys_of(activity: Session | EnduranceRun | Recovery) -> set[str]:
    match activity:
        case Session():
            return {catalogue()[item.exercise].source for item in activity.exercises}
        case EnduranceRun():
            return {run_style(activity.style).source}
        case Recovery():
            return {recovery_method(activity.method).source}
