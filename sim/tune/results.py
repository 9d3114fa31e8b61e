"""What a calibration leaves behind: parameters, spreads, draws, and everything that was found as one JSON document."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import attrs
import numpy as np

from models.parameters import default_parameters

from ..numbers import number
from ..results import Cell, Result
from ..scenario.reader import load_scenario
from ..studies import load_study, shipped_studies
from ..studies.contrasts import Contrast, ContrastRow, TopicScore, contrasts_of, topic_scores
from ..studies.spreads import between_studies, compared
from ..studies.uncertainty import ROW, Key, Uncertainty, holds, key_of, standard_error, written
from .ablations import Earned, earned
from .calibration import Calibration, Effort, model_of, trained_of
from .calibration import calibrate as fit
from .contenders import Levels, score_levels
from .fitted_to import fitted_to
from .left_out import LeftOut, leave_each_out
from .memory import WayBack, ways_back
from .parameter_files import draws_csv, with_values
from .workers import Workers


@attrs.frozen(eq=False, repr=False)
class Report(Result):
    """A calibration with its scores.

    Attributes:
        calibration: The fit.
        left_out: Every row as it is predicted without its cohort.
        contrasts: Arms compared, of all studies.
        levels: Errors of levels, the model's and those of what needs no model.
        earned: What each mechanism earns on its topics.
        ways_back: How long lost size takes to come back.
    """

    calibration: Calibration
    left_out: LeftOut
    contrasts: tuple[Contrast, ...]
    levels: Levels
    earned: tuple[Earned, ...]
    ways_back: tuple[WayBack, ...]

    def in_words(self) -> tuple[str, ...]:
        """Return what was fitted to how much, then how well differences between arms are told, topic by topic."""
        fitted = (
            f"{len(self.calibration.values)} parameters fitted, {len(self.calibration.identified)} of them identified"
        )
        return (
            fitted,
            *(
                f"{one.topic}, {one.group}: skill {number(one.skill)} over no difference, {one.contrasts} pairs of arms"
                for one in self.topics
            ),
        )

    def rows(self) -> tuple[dict[str, Cell], ...]:
        """Return the fitted parameters, one a row."""
        return tuple(
            {
                "name": one["name"],
                "before": one["before"],
                "value": one["value"],
                "low": one["interval_90"][0],
                "high": one["interval_90"][1],
                "identified": one["identified"],
            }
            for one in self.document()["parameters"]
        )

    @property
    def contrast_rows(self) -> tuple[ContrastRow, ...]:
        """Arms compared, predicted by fits that have not seen their cohorts."""
        return self.left_out.contrast_rows(self.contrasts)

    @property
    def topics(self) -> tuple[TopicScore, ...]:
        """How well the differences are told, topic by topic."""
        return topic_scores(self.contrast_rows)

    def files(self, parameters_toml: str, spreads_toml: str) -> dict[str, str]:
        """Return new parameters and spreads, draws, uncertainties and the findings: contents by file name.

        Args:
            parameters_toml: The parameter file that was started from.
            spreads_toml: The file of spreads between studies.
        """
        found = self.calibration
        intervals = {name: found.intervals[name] for name in found.identified}
        spreads = {one.name: one.value for one in found.known_spreads.values()}
        return {
            "parameters.toml": with_values(parameters_toml, found.values, intervals),
            "spreads.toml": with_values(spreads_toml, spreads, {name: found.intervals[name] for name in spreads}),
            "posterior.csv": draws_csv(found.draws),
            "uncertainty.csv": written(dict(self._uncertainties())),
            "calibration.json": json.dumps(self.document(), indent=1) + "\n",
        }

    def _uncertainties(self) -> Iterator[tuple[Key, Uncertainty]]:
        found = self.calibration
        positions = {(row.study, row.observation.row): place for place, row in enumerate(found.rows)}
        for place, row in enumerate(found.rows):
            yield key_of(row.study, row.observation), self.uncertainty_of(place)
        for contrast in self.contrasts:
            if contrast.other is not None:
                mine, other = (positions[contrast.study, one.row] for one in (contrast.one, contrast.other))
                differences = contrast.between(found.predicted[:, mine], found.predicted[:, other])
                means = (float(np.mean(found.predicted[:, place])) for place in (mine, other))
                yield (
                    key_of(contrast.study, contrast.one, contrast.other.arm),
                    Uncertainty(
                        float(np.mean(differences)),
                        contrast.spread(found.known_spreads, *means),
                        float(np.std(differences)),
                        ROW,
                    ),
                )

    def uncertainty_of(self, position: int) -> Uncertainty:
        """Return what makes a row uncertain besides chance, after its own study was fitted."""
        found = self.calibration
        one, predicted = found.rows[position].observation, found.predicted[:, position]
        mean = float(np.mean(predicted))
        between = between_studies(found.known_spreads, (one, float(compared(one, np.array(mean)))))
        # A spread of logarithms is one in shares of the ratio.
        between *= abs(mean) if one.how.unit == "ratio" else 1.0
        return Uncertainty(mean, between, float(np.std(predicted)), ROW)

    def document(self) -> dict[str, Any]:
        """Return everything that was found, ready for JSON."""
        found = self.calibration
        return {
            "parameters": [
                {
                    "name": name,
                    "before": found.nominal[name].value,
                    "value": found.values[name],
                    "interval_90": list(found.intervals[name]),
                    "posterior_over_prior_width": found.widths[name],
                    "identified": name in found.identified,
                }
                for name in found.space.names
            ],
            "drawn_from_priors": list(found.drawn.names),
            "spreads": [
                {"name": one.name, "value": one.value, "unit": one.unit, "interval_90": list(found.intervals[one.name])}
                for one in found.known_spreads.values()
            ],
            "fitted_to": fitted_to(found),
            "correlation": np.round(found.correlation, 3).tolist(),
            "weak_directions": list(found.weak_directions()),
            "posterior": {
                "draws": len(found.posterior.z),
                "steps_taken_fraction": found.posterior.taken,
                "least_effective_draws": float(np.min(found.posterior.effective_draws)),
                "greatest_drift_sd": found.posterior.drift,
            },
            "topics": [attrs.asdict(one) for one in self.topics],
            "contrasts": [attrs.asdict(one) for one in self.contrast_rows],
            "levels": [attrs.asdict(one) for one in self.levels.scores],
            "advantages": [attrs.asdict(one) for one in self.levels.advantages],
            "inside_90": self.levels.inside,
            "unseen_size_median": self._unseen(),
            "mechanisms": [attrs.asdict(one) for one in self.earned],
            "ways_back": [attrs.asdict(one) for one in self.ways_back],
            "rows": [self._row(position) for position in range(len(found.rows))],
        }

    def _unseen(self) -> float | None:
        """Median absolute error of size points that were left out and whose source no prior names either."""
        found = self.calibration
        chosen = [
            place for place, unseen in enumerate(found.unseen) if unseen and found.rows[place].observation.is_size
        ]
        errors = [abs(found.fitted_numbers[place] - found.rows[place].observation.observed) for place in chosen]
        return float(np.median(errors)) if errors else None

    def _row(self, position: int) -> dict[str, Any]:
        found = self.calibration
        row, uncertain = found.rows[position], self.uncertainty_of(position)
        low, high = uncertain.interval(standard_error(row.observation))
        left_low, left_high = self.left_out.interval(position)
        return {
            "study": row.study,
            "cohort": row.cohort,
            "topic": row.observation.topic,
            "arm": row.observation.arm,
            "measure": row.observation.measure,
            "week": row.observation.week,
            "unit": row.observation.unit,
            "used_for": row.observation.used_for,
            "observed": row.observation.observed,
            "predicted": float(np.median(found.predicted[:, position])),
            "p5": low,
            "p95": high,
            "inside": holds((low, high), row.observation.observed),
            "left_out": float(self.left_out.numbers[position]),
            "left_out_p5": left_low,
            "left_out_p95": left_high,
            "between_studies": uncertain.between_studies,
            "parameters_sd": uncertain.parameters_sd,
            "standard_error": standard_error(row.observation),
            "source": row.observation.source,
        }


def calibrate(
    effort: Effort | None = None, *, progress: Callable[[str, float], None] = lambda _text, _share: None
) -> Report:
    """Fit the default parameters to the training rows of the studies that ship, and score what was left out.

    Args:
        effort: Starts, draws, steps and seed; default: those of ``regain calibrate``.
        progress: Told how far the job is.
    """
    nominal = default_parameters()
    studies = [load_study(name) for name in shipped_studies()]
    with Workers() as workers:
        found = fit(
            studies, nominal, workers.predict, effort or Effort(), lambda text, share: progress(text, 0.7 * share)
        )
        progress("leaving out each cohort in turn", 0.7)
        model = model_of(studies, trained_of(found.rows), found.space, nominal, workers.predict)
        left_out = leave_each_out(found, model)
        progress("scoring what needs no model", 0.78)
        levels = score_levels(studies, found, left_out)
        mechanisms = earned(
            studies, found, left_out, workers.predict, lambda text, share: progress(text, 0.8 + 0.15 * share)
        )
        progress("regain after layoffs", 0.95)
        returning = load_scenario("regain_after_layoff").strategies[0].phases[-1]
        returns = ways_back(nominal.replace(found.values), found.draws, returning.plan)
    return Report(found, left_out, contrasts_of(studies), levels, mechanisms, returns)
