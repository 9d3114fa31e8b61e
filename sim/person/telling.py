"""What a fit says: estimates with intervals, how far they are shrunk, the weekly curve, the residuals, a verdict."""

from __future__ import annotations

import math
from collections.abc import Sequence

import attrs
import numpy as np

from models.arrays import FloatArray
from models.exercises import catalogue

from ..events import Event
from ..numbers import interval, number
from ..plan import DAYS_PER_WEEK, Scenario
from ..results import Cell, Result
from .fit import OTHERS, Drawn, PersonFit, fit
from .lifts import whole_errors
from .posterior import quantiles

PERCENTILES = (5.0, 25.0, 50.0, 75.0, 95.0)
BAND = (10.0, 50.0, 90.0)
DRAWS = 400
SEED = 1
NOT_IDENTIFIED, IDENTIFIED = 0.9, 0.5
"""Ratio of the posterior's to the population's standard deviation: above the first the log has told nothing to speak
of, below the second most of what is known comes from the log."""
FEW_LIFTS = 20
RECENT_WEEKS = 4.0
FEW_RECENT = 5
ODD_RECENT_PERCENT = 6.0
"""Twice the slow wandering of strength that the errors of lifts allow for."""
ODD_COURSE_PERCENT = 8.0
"""More than the thirds of a log lie apart, beside a fit that is right, by the errors of lifts: seldom over 7."""
FEW_SESSIONS = 10
OUTLIER_WEIGHT = 0.3
EXPECTED_INSIDE = 0.8
NORMAL_P90 = 1.2816
ODD_INSIDE = (0.65, 0.95)


@attrs.frozen
class PersonalEstimate:
    """A personal parameter, relative to the typical person.

    Attributes:
        name: As in the parameter set.
        label: Words for it.
        p5: Lower end of the 90 % interval; the others likewise.
        prior: The same percentiles of the population.
        narrowing: Standard deviation of the log over that of the population: 1 is nothing learnt.
    """

    name: str
    label: str
    p5: float
    p25: float
    median: float
    p75: float
    p95: float
    prior: tuple[float, ...]
    narrowing: float

    @property
    def verdict(self) -> str:
        """What the log says of it, in words."""
        if self.narrowing > NOT_IDENTIFIED:
            return "not identified: about as uncertain as for anybody, so do not go by the number"
        if self.narrowing > IDENTIFIED:
            return "partly identified: the number lies between what the lifts say and a typical person"
        return "identified: the number comes mostly from the lifts"


@attrs.frozen(eq=False)
class WeeklyCurve:
    """Rested maximum of an exercise week by week, and what the lifts implied, kg on the bar.

    Attributes:
        weeks: Since the first day of the log, ``(weeks,)``.
        low: 10 % of what may be, given the log; ``median`` and ``high`` likewise.
        lift_weeks: When lifts were done, ``(lifts,)``.
        lifted: The rested maximum that each implies, ``(lifts,)``.
    """

    exercise: str
    weeks: FloatArray
    low: FloatArray
    median: FloatArray
    high: FloatArray
    lift_weeks: FloatArray
    lifted: FloatArray


@attrs.frozen
class Residuals:
    """How the lifts lie about the fit.

    Attributes:
        typical_percent: Median distance of a lift's implied maximum from the fitted one.
        inside_fraction: Share of lifts within the 80 % range that their errors let expect.
        outlier_count: Lifts that count for little because they lie far off.
        recent_percent: How far the lifts of the last weeks lie above the fit, their median; ``nan`` with few of them.
        day_correlation: Correlation of the mean residual of one session with the next; ``nan`` with few sessions.
        first_third_percent: How far the sessions of the first third lie above the fit, their median; ``nan`` with few.
        middle_third_percent: The same of the middle third.
        last_third_percent: The same of the last.
    """

    typical_percent: float
    inside_fraction: float
    outlier_count: int
    recent_percent: float
    day_correlation: float
    first_third_percent: float
    middle_third_percent: float
    last_third_percent: float

    @property
    def thirds_percent(self) -> tuple[float, float, float]:
        """How far each third of the log lies above the fit."""
        return self.first_third_percent, self.middle_third_percent, self.last_third_percent

    @property
    def course_missed(self) -> bool:
        """Whether the thirds of the log lie further apart than the errors of lifts let expect."""
        return max(self.thirds_percent) - min(self.thirds_percent) > ODD_COURSE_PERCENT


@attrs.frozen(eq=False, repr=False)
class Told(Result):
    """Everything that a fit says."""

    fit: PersonFit
    estimates: tuple[PersonalEstimate, ...]
    curves: tuple[WeeklyCurve, ...]
    residuals: Residuals

    def in_words(self) -> tuple[str, ...]:
        """Return the estimates with their intervals, then the verdict."""
        found = (
            f"{one.label}: {number(one.median)} of a typical person (90 %: {interval(one.p5, one.p95)})"
            for one in self.estimates
        )
        return (
            f"Fit to {len(self.fit.lifts.kept)} lifts of {len(self.fit.exercises)} exercises",
            *found,
            *self.verdict,
        )

    def rows(self) -> tuple[dict[str, Cell], ...]:
        """Return the personal parameters, one a row."""
        return tuple(
            {name: value for name, value in attrs.asdict(one).items() if name != "prior"} for one in self.estimates
        )

    @property
    def verdict(self) -> tuple[str, ...]:
        """The findings in plain words, one a line."""
        lines = [f"{one.label}: {one.verdict}." for one in self.estimates]
        check = self.residuals
        low, high = ODD_INSIDE
        if len(self.fit.lifts.kept) < FEW_LIFTS:
            return (*lines, f"With fewer than {FEW_LIFTS} lifts nobody can tell whether the model follows them.")
        inside = f"{100 * check.inside_fraction:.0f} % of lifts lie within the range that should hold about 80 %"
        if check.inside_fraction < low:
            lines.append(f"{inside}: the model does not follow these lifts; do not rely on the intervals.")
        elif check.course_missed:
            lines.append(f"{inside}, but where a lift lies depends on when it was done, so the count tells little.")
        elif check.inside_fraction > high:
            lines.append(f"{inside}: the lifts are steadier than assumed, so the intervals are cautious.")
        else:
            lines.append(f"{inside}: they scatter about as much as assumed.")
        if check.course_missed:
            lines.append(_course_in_words(check))
        if abs(check.recent_percent) > ODD_RECENT_PERCENT:
            high_now = check.recent_percent > 0.0
            side, expected, start = ("above", "less", "below") if high_now else ("below", "more", "above")
            lines.append(
                f"The lifts of the last {RECENT_WEEKS:g} weeks lie {abs(check.recent_percent):.0f} % {side} the fit: "
                f"the model expected {expected} progress, and a forecast from here begins {start} what was lifted."
            )
        if check.outlier_count:
            count = check.outlier_count
            far = "1 lift lies far off and counts" if count == 1 else f"{count} lifts lie far off and count"
            lines.append(f"{far} for little: look for typing errors.")
        return tuple(lines)


def _course_in_words(check: Residuals) -> str:
    sides = [f"{abs(one):.0f} % {'above' if one > 0.0 else 'below'}" for one in check.thirds_percent]
    return (
        f"The fit misses how these lifts developed: the first third of the sessions lies {sides[0]} it, the middle "
        f"third {sides[1]} and the last third {sides[2]}. Something else was at work, such as another form, range of "
        "motion or effort, or the model is wrong for this person; rely neither on the estimates nor on a forecast."
    )


def fit_person(
    log: Sequence[Event],
    *,
    scenario: Scenario | None = None,
    at_days: float | None = None,
    others: int = OTHERS,
    seed: int = 1,
) -> Told:
    """Fit a person's responder and strength level to the lifts of their log, and say what that tells.

    The arguments are those of :func:`sim.person.fit.fit`.
    """
    return tell(fit(log, scenario=scenario, at_days=at_days, others=others, seed=seed))


def tell(found: PersonFit) -> Told:
    """Return what a fit says."""
    drawn = found.drawn(range(1, DRAWS + 1), SEED)
    return Told(found, (_responder(found), _level(found)), _curves(found, drawn), _residuals(found, drawn))


def _responder(fit: PersonFit) -> PersonalEstimate:
    found, grid = fit.posterior, fit.posterior.grid
    mean = float(found.probability @ grid)
    sd = math.sqrt(float(found.probability @ (grid - mean) ** 2))
    at = quantiles(grid, found.probability, np.array(PERCENTILES) / 100.0)
    return _estimate("responder", "Responder", at, sd, fit.prior.responder_sd)


def _level(fit: PersonFit) -> PersonalEstimate:
    from scipy.special import ndtr

    means, sds = fit.posterior.level(len(fit.others))
    probability = fit.posterior.probability
    mean = float(probability @ means)
    sd = math.sqrt(float(probability @ (sds**2 + (means - mean) ** 2)))
    fine = mean + np.linspace(-6.0, 6.0, 2401) * sd
    below = ndtr((fine[:, None] - means) / sds) @ probability
    return _estimate(
        "strength_level",
        "Strength level",
        np.interp(np.array(PERCENTILES) / 100.0, below, fine),
        sd,
        fit.prior.level_sd,
    )


def _estimate(name: str, label: str, logs: FloatArray, sd: float, prior_sd: float) -> PersonalEstimate:
    from scipy.special import ndtri

    prior = np.exp(prior_sd * ndtri(np.array(PERCENTILES) / 100.0))
    p5, p25, median, p75, p95 = np.exp(logs).tolist()
    return PersonalEstimate(name, label, p5, p25, median, p75, p95, tuple(prior.tolist()), sd / prior_sd)


def on_the_bar(fit: PersonFit, exercise: str, log_moved: FloatArray) -> FloatArray:
    """Take the moved body mass off, that of the first day: a lifter knows the weight on the bar."""
    return np.asarray(np.exp(log_moved) - catalogue()[exercise].body_mass_share * fit.past.body_mass_kg)


def _curves(fit: PersonFit, drawn: Drawn) -> tuple[WeeklyCurve, ...]:
    rested, gaps = drawn.rested(), drawn.gaps()
    weeks = (fit.predicted.times_days - fit.past.log_days) / DAYS_PER_WEEK
    moments = np.array([(lift.time_days - fit.past.log_days) / DAYS_PER_WEEK for lift in fit.lifts.kept])
    curves = []
    for place, exercise in enumerate(fit.exercises):
        mine = np.array([lift.exercise == exercise for lift in fit.lifts.kept])
        low, median, high = np.percentile(on_the_bar(fit, exercise, rested[place]), BAND, axis=1)
        # A lift's own gap to the fit, put on the rested curve of its day: fatigue that day is the model's.
        fitted = np.interp(moments[mine], weeks, np.median(rested[place], axis=1))
        lifted = on_the_bar(fit, exercise, fitted + np.median(gaps[mine], axis=1))
        curves.append(WeeklyCurve(exercise, weeks, low, median, high, moments[mine], lifted))
    return tuple(curves)


def _residuals(fit: PersonFit, drawn: Drawn) -> Residuals:
    lifts = fit.lifts.kept
    residual = np.mean(drawn.gaps(), axis=1)
    sessions = np.array([lift.session for lift in lifts])
    daily = np.array([residual[sessions == one].mean() for one in np.unique(sessions)])
    correlation, thirds = math.nan, [math.nan] * 3
    if len(daily) > FEW_SESSIONS:
        thirds = [100.0 * float(np.expm1(np.median(one))) for one in np.array_split(daily, 3)]
    if len(daily) > FEW_SESSIONS and np.ptp(daily) > 0.0:
        correlation = float(np.corrcoef(daily[:-1], daily[1:])[0, 1])
    return Residuals(
        typical_percent=100.0 * float(np.median(np.abs(np.expm1(residual)))),
        inside_fraction=float(np.mean(np.abs(residual) < NORMAL_P90 * whole_errors(lifts))),
        outlier_count=int(np.sum(fit.posterior.weights < OUTLIER_WEIGHT)),
        recent_percent=_recent_percent(fit, residual),
        day_correlation=correlation,
        first_third_percent=thirds[0],
        middle_third_percent=thirds[1],
        last_third_percent=thirds[2],
    )


def _recent_percent(fit: PersonFit, residual: FloatArray) -> float:
    since_days = fit.past.today_days - RECENT_WEEKS * DAYS_PER_WEEK
    recent = residual[[lift.time_days >= since_days for lift in fit.lifts.kept]]
    return 100.0 * float(np.expm1(np.median(recent))) if len(recent) >= FEW_RECENT else math.nan
