"""Studies in pictures and on a page: observed beside predicted, arm by arm and point by point."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import attrs

from models.parameters import default_parameters

from ..errors import MAX_SEED, MOST_PEOPLE, whole
from ..files import write_whole
from ..numbers import NOT_APPLICABLE, interval, number, percent, signed
from ..results import Cell, Result
from ..studies import individuals, load_studies, predict_all
from ..studies.baselines import SizeScore, size_scores
from ..studies.contrasts import ContrastRow, TopicScore, contrast_rows, topic_scores
from ..studies.individuals import Individuals
from ..studies.observation import RANGES
from ..studies.predict import Prediction, Predictions
from ..studies.scores import Row, Score, rows, summarise
from ..studies.uncertainty import CHANCE, GROUP
from ..text import plain
from .files import csv_bytes
from .page import inline_svg
from .pictures.figures import write_pictures
from .pictures.studies import draw_forest, draw_study
from .pictures.style import Picture
from .rendering import render
from .words.phrases import listed, shorten, spoken

USED = {"train": "fitted to", "held_out": "held out", "shown": "shown only"}
NOTE_LETTERS = 60
ROW_HEADS = ("Study", "What", "Week", "Observed (95 %)", "Predicted (90 %)", "Inside", "Error", "Unit", "Used")
ERROR_HEADS = ("Mean absolute error", "Median absolute error")
SCORE_HEADS = ("Used", "What", "Unit", "Studies", "Points", *ERROR_HEADS, "Bias", "Inside 90 %")
SIZE_HEADS = ("Used", "Who foretells", "Points", *ERROR_HEADS)
TOPIC_HEADS = (
    "Topic",
    "What",
    "Unit",
    "Cohorts",
    "Contrasts",
    "Differ",
    "Right sign",
    "Alike",
    "Kept alike",
    "Error",
    "Of no difference",
    "Skill",
    "Slope",
    "Inside 90 %",
)
CONTRAST_HEADS = (
    "Topic",
    "Study",
    "What",
    "Week",
    "Observed (SE)",
    "Predicted (90 %)",
    "Inside",
    "Error",
    "Unit",
    "Used",
)
TOPICS_MEAN = (
    "Every cohort has one vote. Differ: arms do by a point and a standard error or more; right sign: share of those. "
    "Kept alike: of the others, the share predicted within a standard error of what was seen. Skill: 1 minus the error "
    "over that of saying that arms never differ. Slope: of observed on predicted differences, below 1 where too much "
    "is promised."
)
INSIDE = {True: "yes", False: "no", None: NOT_APPLICABLE}
INSIDE_MEANS = (
    "Inside 90 %: the share of observations within the interval that would hold 90 % of studies like theirs if the "
    "model were right: the posterior's mean, give or take uncertain parameters, spread between studies, and chance."
)


def subject(row: Row) -> str:
    """Say what a row is about: arm, what it is compared with, muscle and measure."""
    against = f" against {spoken(row.against)}" if row.against else ""
    return f"{spoken(row.arm)}{against}, {spoken(row.muscle)} {spoken(row.measure)}"


def row_cells(row: Row) -> tuple[str, ...]:
    """Return a row of the table of observed and predicted, as text."""
    since = f"{row.from_week:g} to " if row.from_week else ""
    told = signed(row.observed) if row.observed is not None else "in words"
    spread = f" ({interval(row.observed_low, row.observed_high)})" if row.observed_low is not None else ""
    uncertainty = f" ({interval(row.predictive_low, row.predictive_high)})" if row.predictive_low is not None else ""
    return (
        row.study,
        subject(row),
        f"{since}{row.week:.3g}",
        f"{told}{spread}",
        f"{signed(row.predicted)}{uncertainty}",
        INSIDE[row.inside],
        signed(row.error),
        row.unit,
        USED[row.used_for],
    )


def score_cells(score: Score) -> tuple[str, ...]:
    """Return a row of the table of scores, as text."""
    return (
        USED[score.used_for],
        score.group,
        score.unit,
        str(score.studies),
        str(score.points),
        number(score.mean_absolute_error),
        number(score.median_absolute_error),
        signed(score.bias),
        percent(score.inside_fraction),
    )


def size_cells(score: SizeScore) -> tuple[str, ...]:
    """Return a row of the table of model and baselines, as text."""
    errors = number(score.mean_absolute_error), number(score.median_absolute_error)
    return (USED[score.used_for], score.name, str(score.points), *errors)


def topic_cells(score: TopicScore) -> tuple[str, ...]:
    """Return a row of the table of topics, as text."""
    return (
        score.topic,
        score.group,
        score.unit,
        str(score.cohorts),
        str(score.contrasts),
        str(score.differing),
        percent(score.right_sign_fraction),
        str(score.alike),
        percent(score.kept_alike_fraction),
        number(score.mean_absolute_error),
        number(score.error_of_no_difference),
        number(score.skill),
        number(score.slope),
        percent(score.inside_fraction),
    )


def contrast_cells(row: ContrastRow) -> tuple[str, ...]:
    """Return a row of the table of differences between arms, as text."""
    return (
        row.topic,
        row.study,
        f"{spoken(row.arm)} against {spoken(row.compared_with)}, {spoken(row.muscle)} {spoken(row.measure)}",
        f"{row.week:.3g}",
        f"{signed(row.observed)} ({number(row.standard_error)})",
        f"{signed(row.predicted)} ({interval(row.predictive_low, row.predictive_high)})",
        INSIDE[row.inside],
        signed(row.predicted - row.observed),
        row.unit,
        USED[row.used_for],
    )


PEOPLE = 100


@attrs.frozen(eq=False, repr=False)
class StudiesReport(Result):
    """What the page of studies holds.

    Attributes:
        found: Predictions of every study.
        sizes: Errors of model and baselines over size points.
        individuals: What the individual part found; or why there is none, in words.
        parameter_set: Name of the parameters.
        people: How many people were simulated.
    """

    found: tuple[Predictions, ...]
    sizes: tuple[SizeScore, ...]
    individuals: Individuals | str
    parameter_set: str
    people: int

    @cached_property
    def contrasts(self) -> tuple[ContrastRow, ...]:
        """Arms compared, of the studies that have several."""
        return contrast_rows(self.found)

    def in_words(self) -> tuple[str, ...]:
        """Return how much was lived, the errors by what was measured, and what the intervals hold."""
        many = len(self.found)
        scores = (score for score in summarise(self.found) if score.used_for != "shown")
        return (
            f"{many} {'study' if many == 1 else 'studies'}, {self.people} people each, {self.parameter_set} parameters",
            *(
                f"{USED[one.used_for]}, {one.group} ({one.unit}): off by {number(one.median_absolute_error)} in the "
                f"median, {number(one.mean_absolute_error)} on average, {one.points} points"
                for one in scores
            ),
            self.inside_in_words,
        )

    def rows(self) -> tuple[dict[str, Cell], ...]:
        """Return observed beside predicted, one observation a row."""
        return tuple(attrs.asdict(row) for row in rows(self.found))

    @property
    def individuals_in_words(self) -> str:
        """What the individual part found, or why there is none."""
        return self.individuals if isinstance(self.individuals, str) else self.individuals.in_words

    @property
    def inside_in_words(self) -> str:
        """What the intervals are, how many of all scored points lie inside, and where less is known of it."""
        return " ".join((INSIDE_MEANS, *_shares(self.found), *_less_known(self.found)))

    def document(self) -> dict[str, Any]:
        """Return everything that was found, ready for JSON."""
        return {
            "parameter_set": self.parameter_set,
            "people": self.people,
            "rows": [attrs.asdict(row) for row in rows(self.found)],
            "contrasts": [attrs.asdict(row) for row in self.contrasts],
            "topics": [attrs.asdict(score) for score in topic_scores(self.contrasts)],
            "scores": [attrs.asdict(score) for score in summarise(self.found)],
            "sizes": [attrs.asdict(score) for score in self.sizes],
            "inside_in_words": self.inside_in_words,
            "individuals": None if isinstance(self.individuals, str) else _people(self.individuals),
            "individuals_in_words": self.individuals_in_words,
        }


def predict_studies(
    only: Sequence[str | Path] = (),
    *,
    people: int = PEOPLE,
    seed: int = 1,
    progress: Callable[[str, float], None] = lambda _text, _share: None,
) -> StudiesReport:
    """Live published studies again, and lay what was observed beside what is predicted.

    Args:
        only: Names, or scenario files with a table beside them; default: all that ship.
        people: Number of people simulated for each.
        seed: Seed of all chance.
        progress: Told how far the job is.

    Raises:
        InputError: A study is not known or has faults, or a count is none.
    """
    people, seed = whole("people", people, 2, MOST_PEOPLE), whole("seed", seed, 0, MAX_SEED)
    found = predict_all(load_studies(only), people=people, seed=seed, told=progress)
    sizes = size_scores(found, load_studies())
    return StudiesReport(found, sizes, _individuals(found), default_parameters().name, people)


def _individuals(found: tuple[Predictions, ...]) -> Individuals | str:
    folder = individuals.data_folder()
    if individuals.STUDY not in {one.study.name for one in found}:
        return ""
    return individuals.absent() if folder is None else individuals.predict_individuals(folder)


def _shares(found: Sequence[Predictions]) -> Iterator[str]:
    """Say of how many fitted and held-out points the interval was right."""
    told = []
    for used_for, words in (("train", "fitted"), ("held_out", "held-out")):
        scored = [one for study in found for one in study.predictions if one.observation.used_for == used_for]
        if scored:
            inside = sum(one.inside is True for one in scored)
            told.append(f"{inside} of {len(scored)} {words} points ({percent(inside / len(scored))})")
    if told:
        yield f"Inside are {listed(told)}."


def _less_known(found: Sequence[Predictions]) -> Iterator[str]:
    known_from = [one.uncertainty.known_from for study in found for one in study.predictions if one.predictive]
    words = ((GROUP, "the uncertainty usual of what was measured"), (CHANCE, "chance alone"))
    told = [f"{many} with {uncertainty}" for kind, uncertainty in words if (many := known_from.count(kind))]
    if told:
        yield f"Rows that the calibration did not see have an interval around the plain prediction: {listed(told)}."


def _people(individuals: Individuals) -> dict[str, Any]:
    low, high = individuals.correlation_interval
    columns = individuals.names, individuals.observed_percent.tolist(), individuals.predicted_percent.tolist()
    return {
        "correlation": individuals.correlation,
        "correlation_interval_95": [low, high],
        "mean_absolute_error": individuals.mean_absolute_error,
        "error_of_the_mean": individuals.error_of_the_mean,
        "people": [
            {"name": name, "observed_percent": observed, "predicted_percent": predicted}
            for name, observed, predicted in zip(*columns, strict=True)
        ],
    }


def pictures(found: Sequence[Predictions]) -> tuple[Picture, ...]:
    """Draw the forests and a curve of every study that has one."""
    points = [(study.study.name, one) for study in found for one in study.predictions]
    forests = [
        draw_forest(name, title, chosen)
        for name, title, wanted in FORESTS
        if (chosen := [point for point in points if wanted(point[1])])
    ]
    return (*forests, *(draw_study(one) for one in found if one.curves))


def _has_number(one: Prediction) -> bool:
    return one.observation.kind not in RANGES


FORESTS: tuple[tuple[str, str, Callable[[Prediction], bool]], ...] = (
    (
        "forest_size_train",
        "Muscle size in the studies that parameters are fitted to",
        lambda one: one.observation.is_size and one.observation.used_for == "train" and _has_number(one),
    ),
    (
        "forest_size_held_out",
        "Muscle size in the studies that are held out",
        lambda one: one.observation.is_size and one.observation.used_for == "held_out" and _has_number(one),
    ),
    (
        "forest_strength",
        "Strength",
        lambda one: one.observation.measured.group == "strength" and one.observation.unit == "%" and _scored(one),
    ),
    (
        "forest_other",
        "Force after work, soreness, synthesis, lean mass and fibres",
        lambda one: (
            one.observation.measured.group not in {"size", "strength"} and one.observation.unit == "%" and _scored(one)
        ),
    ),
    ("forest_effects", "Standardised effects", lambda one: one.observation.unit == "SD" and _scored(one)),
)


def _scored(one: Prediction) -> bool:
    return one.observation.used_for != "shown" and _has_number(one)


def studies_html(report: StudiesReport, drawn: Sequence[Picture]) -> str:
    """Return the page as text."""
    by_name = {picture.name: (picture, inline_svg(picture.svg, f"p{place}")) for place, picture in enumerate(drawn)}
    table = rows(report.found)
    return render(
        "studies.html.j2",
        forests=[shown for name, shown in by_name.items() if name.startswith("forest_")],
        studies=[
            {
                "study": one.study,
                "title": plain(one.study.title),
                "picture": by_name.get(f"study_{one.study.name}"),
                "rows": [
                    (*row_cells(row)[1:], shorten(row.note, NOTE_LETTERS))
                    for row in table
                    if row.study == one.study.name
                ],
            }
            for one in report.found
        ],
        heads=(*ROW_HEADS[1:], "Note"),
        score_heads=SCORE_HEADS,
        size_heads=SIZE_HEADS,
        scores=[score_cells(score) for score in summarise(report.found)],
        contrast_heads=CONTRAST_HEADS,
        contrasts=[contrast_cells(row) for row in report.contrasts],
        topic_heads=TOPIC_HEADS,
        topics=[topic_cells(score) for score in topic_scores(report.contrasts)],
        topics_mean=TOPICS_MEAN,
        sizes=[size_cells(score) for score in report.sizes],
        inside_means=report.inside_in_words,
        individuals=report.individuals_in_words,
        parameter_set=report.parameter_set,
        people=report.people,
    )


def write_studies(report: StudiesReport, folder: Path) -> Path:
    """Write tables, pictures and page into ``folder`` and return the path of the page.

    Raises:
        CannotWriteError: The disk refused a write.
    """
    drawn = pictures(report.found)
    tables: tuple[tuple[str, type, Any], ...] = (
        ("studies.csv", Row, rows(report.found)),
        ("scores.csv", Score, summarise(report.found)),
        ("contrasts.csv", ContrastRow, report.contrasts),
        ("topics.csv", TopicScore, topic_scores(report.contrasts)),
        ("sizes.csv", SizeScore, report.sizes),
    )
    for name, kind, table in tables:
        write_whole(folder / name, csv_bytes(kind, table))
    write_pictures(drawn, folder)
    return write_whole(folder / "studies.html", studies_html(report, drawn).encode())
