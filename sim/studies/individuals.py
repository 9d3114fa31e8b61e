"""Person by person: trained men of the open data set *hypertrophy* under their own sets, food and body.

The protocol of ``haun_2018`` is lived once by the typical person. That log is then folded again for every participant,
with the facts that are theirs put in place of the typical ones: mass, age, the share of the week's work that they did,
and the energy, protein and carbohydrate that they recorded each week. See [haun_2018]_, [hammarstrom_2025]_.
"""

from __future__ import annotations

import csv
import math
import os
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path

import attrs
import numpy as np
from numpy.typing import NDArray

from models.exercises import catalogue
from models.observables import cross_sectional_area
from models.parameters import ParameterSet, default_parameters

from ..errors import InputError
from ..events import AthleteDescribed, Event, FoodEaten, SessionPerformed
from ..fold import start, states_at
from ..plan import DAYS_PER_WEEK
from ..world.cohort import typical
from ..world.engine import be_born, live
from .living import Typical
from .observation import PERCENT
from .study import load_study

FloatArray = NDArray[np.float64]

STUDY, ARM, MUSCLE = "haun_2018", "all", "quadriceps"
FILE = Path("exscidata") / "hypertrophy.csv"
WEEKS = 6
INCOMPLETE_KCAL = 1200.0
"""A food record below this, kcal a day, was not kept to the end and says nothing."""
FEWEST = 5
"""Of fewer participants no correlation is worth its name."""
BOUNDS = {
    "observed_percent": (-90.0, 300.0),
    "age_years": (10.0, 100.0),
    "body_mass_kg": (30.0, 250.0),
    "fat_fraction": (0.01, 0.7),
    "stature_cm": (100.0, 250.0),
    "work_fraction": (0.0, 1.0),
    "energy_kcal": (500.0, 15_000.0),
    "protein_g": (0.0, 1000.0),
    "carbohydrate_g": (0.0, 3000.0),
}
"""What can be meant; beyond it a column holds something else."""


@attrs.frozen(eq=False)
class People:
    """The participants of whom everything needed is known; shapes ``(people,)`` and ``(people, weeks)``.

    Attributes:
        names: As the data set calls them.
        observed_percent: Change of thickness after the six weeks.
        age_years: Age.
        body_mass_kg: Body mass before.
        fat_fraction: Fat mass over body mass before.
        stature_cm: Height.
        work_fraction: Weekly load relative to what the week's plan asked of them, at most 1.
        energy_kcal: Energy a day; incomplete records are the person's median, or the group's.
        protein_g: Protein a day.
        carbohydrate_g: Carbohydrate a day.
    """

    names: tuple[str, ...]
    observed_percent: FloatArray
    age_years: FloatArray
    body_mass_kg: FloatArray
    fat_fraction: FloatArray
    stature_cm: FloatArray
    work_fraction: FloatArray
    energy_kcal: FloatArray
    protein_g: FloatArray
    carbohydrate_g: FloatArray


@attrs.frozen(eq=False)
class Individuals:
    """Observed and predicted changes, person by person, percent.

    Attributes:
        names: The participants.
        observed_percent: What the ultrasound saw.
        predicted_percent: What the model makes of what they did and ate; nobody's own response is known to it.
    """

    names: tuple[str, ...]
    observed_percent: FloatArray
    predicted_percent: FloatArray

    @property
    def correlation(self) -> float:
        """Correlation of predicted with observed."""
        return float(np.corrcoef(self.observed_percent, self.predicted_percent)[0, 1])

    @property
    def correlation_interval(self) -> tuple[float, float]:
        """Its 95 % interval after Fisher."""
        half = 1.96 / math.sqrt(len(self.names) - 3)
        if abs(self.correlation) >= 1.0:
            return self.correlation, self.correlation
        centre = math.atanh(self.correlation)
        return math.tanh(centre - half), math.tanh(centre + half)

    @property
    def mean_absolute_error(self) -> float:
        """Mean absolute error of the predictions, percent points."""
        return float(np.mean(np.abs(self.predicted_percent - self.observed_percent)))

    @property
    def error_of_the_mean(self) -> float:
        """The same for foretelling everyone the group's own mean."""
        return float(np.mean(np.abs(self.observed_percent.mean() - self.observed_percent)))

    @property
    def in_words(self) -> str:
        """Say how well single people are foretold."""
        low, high = self.correlation_interval
        return (
            f"Person by person, {len(self.names)} trained men over six weeks ({STUDY}): predicted and observed changes "
            f"of thickness correlate by {self.correlation:.2f} (95 % interval {low:.2f} to {high:.2f}); the mean "
            f"absolute error is {self.mean_absolute_error:.1f} points, that of foretelling everyone the group's own "
            f"mean {self.error_of_the_mean:.1f}."
        )


def data_folder() -> Path | None:
    """Return the folder of the whole data sets: ``REGAIN_DATA``, or that beside the project; ``None`` without one."""
    named = os.environ.get("REGAIN_DATA")
    folder = Path(named) if named else Path(__file__).parents[2].parent / "shared" / "data"
    return folder if (folder / FILE).is_file() else None


def absent() -> str:
    """Say in one sentence why there is no individual part."""
    return f"The individual data set {FILE} is not there: put it into a folder and name that in REGAIN_DATA."


def predict_individuals(folder: Path, parameters: ParameterSet | None = None) -> Individuals:
    """Predict every participant.

    Args:
        folder: Where the data sets lie.
        parameters: Parameter set; default: the one that ships.

    Raises:
        InputError: The file is not what it should be.
    """
    nominal = parameters or default_parameters()
    people = read_people(folder / FILE)
    strategy = load_study(STUDY).scenario.strategy(ARM)
    cohort = typical(1, nominal, chance=Typical)
    past = live(cohort, be_born(cohort, strategy.athlete), strategy.history)
    lived = live(cohort, past, strategy.phases)
    p, start_days = nominal.values_of(), strategy.history_days
    column = catalogue().muscles.index(MUSCLE)
    events = tuple(own_events(lived.logs[0], people, start_days))
    moments_days = (start_days, start_days + WEEKS * DAYS_PER_WEEK)
    bodies = states_at(p, events, moments_days, start(len(people.names)))
    seen = [cross_sectional_area(p, body)[:, column] for body in bodies]
    return Individuals(people.names, people.observed_percent, PERCENT * (seen[1] / seen[0] - 1.0))


def own_events(log: Sequence[Event], people: People, start_days: float) -> Iterator[Event]:
    """Yield the typical person's events with what is each participant's own put in, as arrays over people."""
    for event in log:
        week = math.floor((event.time_days - start_days) / DAYS_PER_WEEK)
        if isinstance(event, AthleteDescribed):
            yield attrs.evolve(
                event,
                age_years=people.age_years,
                body_mass_kg=people.body_mass_kg,
                body_fat_fraction=people.fat_fraction,
                stature_cm=people.stature_cm,
            )
        elif isinstance(event, FoodEaten):
            yield _eaten(event, people, week)
        elif isinstance(event, SessionPerformed) and 0 <= week < WEEKS:
            yield _performed(event, people.work_fraction[:, week])
        else:
            yield event


def _eaten(event: FoodEaten, people: People, week: int) -> FoodEaten:
    """Eat as recorded in that week; before and after as on the average of the weeks."""

    def of(recorded: FloatArray) -> FloatArray:
        return np.asarray(recorded[:, week] if 0 <= week < WEEKS else recorded.mean(axis=1))

    meals = len(event.meal_protein_g)
    return attrs.evolve(
        event,
        energy_kcal=of(people.energy_kcal),
        meal_protein_g=(of(people.protein_g) / meals,) * meals,
        carbohydrate_g=of(people.carbohydrate_g),
    )


def _performed(event: SessionPerformed, share: FloatArray) -> SessionPerformed:
    """Leave out the last sets of those who did less than the week's plan."""
    number = len(event.sets)
    done = [
        attrs.evolve(one, reps=np.where((place + 0.5) / number < share, one.reps, 0.0))
        for place, one in enumerate(event.sets)
    ]
    return attrs.evolve(event, sets=tuple(done))


def read_people(path: Path) -> People:
    """Read the participants whose thickness is known before and after.

    Raises:
        InputError: The file cannot be read, a column is missing, a value cannot be meant, or too few people are left.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, strict=True))
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            # Where nobody knows a number, the median is not a number either: that is told below.
            warnings.simplefilter("ignore", RuntimeWarning)
            people = _people(_Table(rows))
    except (OSError, UnicodeDecodeError, csv.Error, ValueError) as error:
        raise InputError(
            f"{path}: expected the data set hypertrophy of exscidata, found: {error}; fetch it anew"
        ) from error
    if len(people.names) < FEWEST:
        raise InputError(
            f"{path}: expected at least {FEWEST} participants with VL_T1 and VL_T3, found {len(people.names)}, too few "
            "to compare; fetch the whole data set"
        )
    for name, (least, most) in BOUNDS.items():
        values = getattr(people, name)
        beyond = values[~((least <= values) & (values <= most))]
        if beyond.size:
            found = f"{beyond[0]:g}" if math.isfinite(beyond[0]) else "none"
            raise InputError(f"{path}: expected {name} between {least:g} and {most:g}, found {found}; fetch it anew")
    if np.ptp(people.observed_percent) == 0.0:
        raise InputError(
            f"{path}: expected participants who changed differently, found {people.observed_percent[0]:g} % in each; "
            "fetch it anew"
        )
    return people


def _people(table: _Table) -> People:
    change = PERCENT * (table.column("VL_T3") / table.column("VL_T1") - 1.0)
    kept = np.isfinite(change)
    load = table.weekly("TOTAL_VOLUME_LOAD")
    energy = table.weekly("CALS")
    incomplete = ~(energy >= INCOMPLETE_KCAL)
    return People(
        names=tuple(name for name, keep in zip(table.text("PARTICIPANT"), kept, strict=True) if keep),
        observed_percent=change[kept],
        age_years=_known(table.column("AGE"))[kept],
        body_mass_kg=_known(table.column("BODYMASS_T1"))[kept],
        fat_fraction=_known(table.column("DXA_FM_T1") / table.column("BODYMASS_T1"))[kept],
        stature_cm=_known(table.column("HEIGHT"))[kept],
        work_fraction=_work_fraction(load)[kept],
        energy_kcal=_completed(energy, incomplete)[kept],
        protein_g=_completed(table.weekly("PROTEIN"), incomplete)[kept],
        carbohydrate_g=_completed(table.weekly("CHO"), incomplete)[kept],
    )


@attrs.frozen
class _Table:
    rows: list[dict[str, str]]

    def text(self, name: str) -> tuple[str, ...]:
        """Return the cells of a column; a line that ends before it lacks it."""
        if self.rows and name not in self.rows[0]:
            raise ValueError(f"no column {name}")
        return tuple(row[name] or "" for row in self.rows)

    def column(self, name: str) -> FloatArray:
        """Return the numbers of a column, ``nan`` where there is none."""
        return np.array([self._number(name, row, cell) for row, cell in enumerate(self.text(name), start=1)])

    def _number(self, name: str, row: int, cell: str) -> float:
        if cell in {"", "NA"}:
            return math.nan
        try:
            return float(cell)
        except ValueError:
            raise ValueError(f"{name} of participant {row} is no number but {cell[:40]!r}") from None

    def weekly(self, name: str) -> FloatArray:
        """Return the numbers of a column of each week, shape ``(people, weeks)``."""
        return np.stack([self.column(f"{name}_WEEK_{week}") for week in range(1, WEEKS + 1)], axis=1)


def _known(values: FloatArray) -> FloatArray:
    """Put the median in place of what is missing."""
    return np.where(np.isfinite(values), values, np.nanmedian(values))


def _work_fraction(load_kg: FloatArray) -> FloatArray:
    """Compare each week's load with what the person's usual week lets expect from the plan's growth."""
    plan = np.nanmedian(load_kg / np.nanmedian(load_kg, axis=1, keepdims=True), axis=0)
    usual_kg = np.nanmedian(load_kg / plan, axis=1, keepdims=True)
    return np.nan_to_num(np.clip(load_kg / (usual_kg * plan), 0.0, 1.0), nan=1.0)


def _completed(recorded: FloatArray, incomplete: NDArray[np.bool_]) -> FloatArray:
    known = np.where(incomplete, np.nan, recorded)
    everyone = np.nanmedian(known, axis=0)
    has_own = np.asarray(np.isfinite(known).any(axis=1))
    own = np.full(len(known), np.nan)
    own[has_own] = np.nanmedian(known[has_own], axis=1)
    usual = np.where(has_own[:, None], own[:, None], everyone)
    return np.where(np.isfinite(known), known, usual)
