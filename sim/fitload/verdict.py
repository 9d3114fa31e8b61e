"""The verdict: what a fit can and cannot be read for, said plainly."""

from __future__ import annotations

import math
from collections.abc import Iterator

from .intervals import MERGED_SHARE, Estimate
from .result import Finding, LoadFit
from .validation import PredictionScore

CHANCE_FRACTION = 0.05
SAME_SSE = 1.0 + 1e-6
TESTS_PER_PARAMETER = 3
AT_BOUND = 1e-3


def judge(fit: LoadFit) -> tuple[Finding, ...]:
    """Return everything that speaks against a fit, gravest first."""
    return (
        *_merged(fit),
        *_bounds(fit),
        *_identified(fit),
        *_absent(fit),
        *_chance(fit),
        *_plainer(fit),
        *_size(fit),
    )


def merges(fit: LoadFit) -> dict[str, bool]:
    """Return the constants that may be one with the constant they stay below, and whether they are at the best fit."""
    return {
        one.name: one.sse <= SAME_SSE * fit.sse or fit.constants[one.name] >= MERGED_SHARE * fit.constants[one.into]
        for one in fit.merged
        if one.sse <= fit.limit
    }


def _merged(fit: LoadFit) -> Iterator[Finding]:
    together = merges(fit)
    for one in fit.merged:
        if one.name not in together:
            continue
        names = f"{fit.label(one.into)} and {fit.label(one.name).lower()}"
        gains = " and ".join(fit.label(name).lower() for name in fit.model.cancelling[one.name])
        verb = "grow" if " and " in gains else "grows"
        if together[one.name]:
            yield Finding(
                "collapsed",
                one.name,
                f"{names} collapse into one ({fit.constants[one.into]:.4g} and {fit.constants[one.name]:.4g} d): the "
                f"best fit has one time constant, not two, and {gains} {verb} without bound. Read none of these.",
            )
        else:
            yield Finding(
                "not_told_apart",
                one.name,
                f"{names} are not told apart: made equal they still fit within the 95 % interval (sum of squares "
                f"{one.sse:.4g} against {fit.sse:.4g}), where {gains} {verb} without bound.",
            )


def _bounds(fit: LoadFit) -> Iterator[Finding]:
    for name, value in fit.constants.items():
        low, high = fit.bounds[name]
        if low == high:
            continue
        for bound, word in ((low, "lower"), (high, "upper")):
            if abs(value - bound) <= AT_BOUND * bound:
                where = f"its {word} bound of {_with_unit(fit, name, bound)}"
                text = f"{fit.label(name)} sits at {where}: the data ask for more room."
                yield Finding("at_bound", name, text)


def _identified(fit: LoadFit) -> Iterator[Finding]:
    for one in fit.estimates:
        if one.name not in fit.bounds:
            continue
        low, high = fit.bounds[one.name]
        if one.low is None and one.high is None:
            yield Finding(
                "not_identified",
                one.name,
                f"{fit.label(one.name)} is not identified: its 95 % interval has no end between {low:.4g} and "
                f"{_with_unit(fit, one.name, high)}.",
            )
        elif one.low is None or one.high is None:
            yield Finding(
                "one_sided", one.name, f"{fit.label(one.name)} is known from one side only: {_one_side(fit, one)}."
            )


def _one_side(fit: LoadFit, one: Estimate) -> str:
    known, word = (one.high, "at most") if one.low is None else (one.low, "at least")
    return f"{word} {_with_unit(fit, one.name, known or 0.0)}"


def _absent(fit: LoadFit) -> Iterator[Finding]:
    for name, value in fit.gains.items():
        label = fit.label(name)
        if value == 0.0:
            yield Finding("absent", name, f"{label} is 0 in the best fit: this part of the model is not there.")
        elif fit.estimate(name).low == 0.0:
            yield Finding("may_be_absent", name, f"{label} may be 0: that lies within its 95 % interval.")


def _chance(fit: LoadFit) -> Iterator[Finding]:
    if fit.shuffled is not None and fit.shuffled.as_good_fraction > CHANCE_FRACTION:
        yield Finding(
            "no_better_than_chance",
            fit.model.name,
            f"Loads in random order fit as well in {100.0 * fit.shuffled.as_good_fraction:.0f} % of tries: the fit "
            "does not show that these loads made this performance.",
        )


def _plainer(fit: LoadFit) -> Iterator[Finding]:
    own, *others = fit.scores
    for reading, what in (("leave_one_out_rmse", "Single tests"), ("blocked_rmse", "Stretches of tests")):
        mine, better = getattr(own, reading), [one for one in others if getattr(one, reading) <= getattr(own, reading)]
        if better:
            best = min(better, key=lambda one: float(getattr(one, reading)))
            yield Finding(
                "predicts_no_better",
                best.name,
                f"{what} left out are predicted no better than by {_named(best)} (root mean square error "
                f"{mine:.4g} against {getattr(best, reading):.4g}).",
            )
    judged = [one for one in others if math.isfinite(one.aicc)]
    if judged and not min(judged, key=lambda one: one.aicc).aicc > own.aicc:
        best = min(judged, key=lambda one: one.aicc)
        mine = f"{own.aicc:.4g}" if math.isfinite(own.aicc) else "undefined with so few tests"
        yield Finding(
            "not_worth_its_parameters",
            best.name,
            f"By AICc {_named(best)} is preferred ({best.aicc:.4g} against {mine}): {own.parameters} parameters are "
            "not earned.",
        )


def _named(score: PredictionScore) -> str:
    return {"line": "a straight line over days", "mean": "the mean of the tests"}.get(score.name, score.label)


def _size(fit: LoadFit) -> Iterator[Finding]:
    tests, parameters = len(fit.table.tests), fit.scores[0].parameters
    if tests < TESTS_PER_PARAMETER * parameters:
        yield Finding(
            "few_tests",
            fit.model.name,
            f"{tests} tests for {parameters} parameters: {fit.degrees_of_freedom} degrees of freedom, so the "
            "intervals are wide.",
        )


def _with_unit(fit: LoadFit, name: str, value: float) -> str:
    return f"{value:.4g} {fit.unit(name)}".rstrip()
