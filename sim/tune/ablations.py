"""What each mechanism earns: the fit again without it, judged on the topics that it is there for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs
import numpy as np

from models.arrays import FloatArray
from models.mechanisms import MECHANISMS, Mechanism
from models.parameters import ParameterSet

from ..descent import Lanes
from ..studies import Study
from ..studies.contrasts import Contrast, contrast_row, contrasts_of, topic_scores
from .calibration import Calibration, Predict, Tell, model_of, trained_of
from .fit import TRUSTING, Ends, Model, Models, descend, looking
from .left_out import LeftOut, learning, without_each
from .likelihood import cohorts_of, told_of

REFIT_PASSES = 4


@attrs.frozen
class Earned:
    """What a mechanism earns on one of its topics, every cohort left out in turn.

    Attributes:
        mechanism: Its name.
        topic: What was asked.
        group: What was measured.
        unit: Unit of the errors.
        cohorts: How many groups of people.
        contrasts: How many differences between arms.
        mean_absolute_error: With the mechanism.
        mean_absolute_error_without: Without it, everything fitted again.
        skill: With it; ``None`` where nothing differed.
        skill_without: Without it.
    """

    mechanism: str
    topic: str
    group: str
    unit: str
    cohorts: int
    contrasts: int
    mean_absolute_error: float
    mean_absolute_error_without: float
    skill: float | None
    skill_without: float | None


def judged(nominal: ParameterSet, contrasts: Sequence[Contrast]) -> tuple[Mechanism, ...]:
    """Return the mechanisms that a parameter carries and that some contrast is about."""
    topics = {contrast.one.topic for contrast in contrasts}
    return tuple(one for one in MECHANISMS.values() if topics.intersection(one.topics) and one.within_bounds(nominal))


def earned(
    studies: Sequence[Study],
    found: Calibration,
    left_out: LeftOut,
    predict: Predict,
    tell: Tell = lambda _text, _share: None,
) -> tuple[Earned, ...]:
    """Fit without each mechanism, and leave each cohort of its topics out in turn.

    Args:
        studies: The studies of the calibration.
        found: The fit.
        left_out: Every row as it is predicted with all mechanisms and without its cohort.
        predict: Predicts all of the studies under many parameter vectors.
        tell: Told what is being done and its share of the whole.
    """
    contrasts = contrasts_of(studies)
    mechanisms = judged(found.nominal, contrasts)
    if not mechanisms:
        return ()
    tell("fitting again without each mechanism", 0.0)
    without = _Without(studies, found, predict, tuple(one.within_bounds(found.nominal) for one in mechanisms))
    ends = without.fitted_again()
    tell("leaving out each cohort without each mechanism", 0.5)
    mine = [tuple(one for one in contrasts if one.one.topic in mechanism.topics) for mechanism in mechanisms]
    predicted = without.left_out(ends, [{one.cohort for one in some} for some in mine])
    scored = []
    for mechanism, some, numbers in zip(mechanisms, mine, predicted, strict=True):
        scored += _compared(mechanism, some, left_out, told_of(found.rows, numbers[None, :])[0])
    return tuple(scored)


@attrs.frozen(eq=False)
class _Without:
    """Fits in lanes, each with other parameters held at what silences a mechanism."""

    studies: Sequence[Study]
    found: Calibration
    predict: Predict
    off: tuple[dict[str, float], ...]

    def fitted_again(self) -> Ends:
        """Fit without each mechanism, everything else free to make up for it."""
        start = np.tile(self.found.fit.z, (len(self.off), 1))
        return descend(
            self._models(np.arange(len(self.off)), trained=True),
            self.found.likelihood,
            self.found.spreads.values,
            start,
            looking(REFIT_PASSES, TRUSTING),
            learn=True,
        )

    def left_out(self, ends: Ends, cohorts: Sequence[set[str]]) -> FloatArray:
        """Return predictions of all rows, those of some cohorts by fits without them, shape ``(ablations, rows)``."""
        which = np.arange(len(self.off))
        predicted = self._models(which, trained=False)(which)(ends.z)
        numbers = {name: number for number, name in enumerate(cohorts_of(trained_of(self.found.rows)))}
        lanes = [(lane, numbers[name]) for lane, some in enumerate(cohorts) for name in numbers if name in some]
        if not lanes:
            return predicted
        ablation, left = np.array(lanes).T
        likelihood = self.found.likelihood
        model = self._models(ablation, trained=True)(np.arange(len(ablation)))
        slopes = ends.slopes.of_points(ablation)
        again = without_each(
            learning(model), likelihood, self.found.spreads.values, ends.z[ablation], slopes, left.tolist()
        )
        trained = np.flatnonzero(self.found.trained)
        for place, (lane, cohort) in enumerate(lanes):
            mine = likelihood.cohorts[:, cohort] > 0.0
            predicted[lane, trained[mine]] = again[place, mine]
        return predicted

    def _models(self, ablation: Lanes, *, trained: bool) -> Models:
        """Return the model of each lane, given which ablation each of all lanes is."""
        found = self.found
        rows = trained_of(found.rows) if trained else found.rows

        def of(lanes: Lanes) -> Model:
            def predict(
                some: Sequence[Study], values: Mapping[str, FloatArray], nominal: ParameterSet
            ) -> dict[str, FloatArray]:
                many = len(next(iter(values.values())))
                which = np.repeat(ablation[lanes], many // len(lanes))
                return self.predict(some, self._switched(values, nominal, which), nominal)

            return model_of(self.studies, rows, found.space, found.nominal, predict)

        return of

    def _switched(self, values: Mapping[str, FloatArray], nominal: ParameterSet, which: Lanes) -> dict[str, FloatArray]:
        switched = dict(values)
        for name in dict.fromkeys(name for one in self.off for name in one):
            present = switched.get(name, np.full(len(which), nominal[name].value))
            neutral = np.array([one.get(name, np.nan) for one in self.off])[which]
            switched[name] = np.where(np.isnan(neutral), present, neutral)
        return switched


def _compared(
    mechanism: Mechanism, contrasts: Sequence[Contrast], left_out: LeftOut, numbers: FloatArray
) -> list[Earned]:
    positions = {(row.study, row.observation.row): place for place, row in enumerate(left_out.rows)}
    without = []
    for one in contrasts:
        mine = numbers[positions[one.study, one.one.row]]
        other = numbers[positions[one.study, one.other.row]] if one.other else 0.0
        predicted = float(one.between(mine, other))
        without.append(contrast_row(one, predicted, (predicted, predicted)))
    pairs = zip(topic_scores(left_out.contrast_rows(contrasts)), topic_scores(without), strict=True)
    return [
        Earned(
            mechanism.name,
            whole.topic,
            whole.group,
            whole.unit,
            whole.cohorts,
            whole.contrasts,
            whole.mean_absolute_error,
            less.mean_absolute_error,
            whole.skill,
            less.skill,
        )
        for whole, less in pairs
        if whole.topic in mechanism.topics
    ]
