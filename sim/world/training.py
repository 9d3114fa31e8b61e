"""Strength sessions: who comes, what load goes on the bar, and how it goes set by set."""

from __future__ import annotations

import attrs
import numpy as np
from numpy.typing import NDArray

from models.arrays import FloatArray
from models.exercises import Exercise, catalogue

from ..events import SessionMissed, SessionPerformed, SetPerformed
from ..plan import DAYS_PER_WEEK, Phase, Plan, Session
from .calendar import planned
from .instruments import GymSession, Instruments
from .life import risk_injury
from .prescribe import Today, choose_load, deloading, prescribe, returning_fraction
from .world import Process, World


def sessions(world: World, phase: Phase, start_days: float, end_days: float) -> Process:
    """Go to the planned sessions."""
    for time_days, item in planned(phase.plan, Session, start_days, end_days):
        if not isinstance(item.activity, Session):
            continue
        yield world.wait_until(time_days)
        week = (time_days - phase.begun(start_days)) / DAYS_PER_WEEK
        visit = _Visit(world, phase.plan, item.activity, time_days, week)
        there = visit.who_comes(phase.habits.adherence)
        if not there.any():
            continue
        performed = visit.train(there)
        world.record(performed)
        if phase.habits.injuries:
            hours = np.asarray(performed.minutes) / 60.0
            risk_injury(world, time_days, hours, world.p.lifting_injuries_per_1000_h, "training", there)


@attrs.frozen(eq=False)
class _Visit:
    """One planned session."""

    world: World
    plan: Plan
    session: Session
    time_days: float
    week: float

    def who_comes(self, adherence: float) -> NDArray[np.bool_]:
        """Decide who comes and record why the others do not, shape ``(lanes,)``."""
        measured = self.world.instruments(self.time_days)
        coming = np.ones(self.world.cohort.lanes, dtype=bool)
        away = ~self.world.streams.happens("attendance/session", int(self.time_days), adherence)
        for reason, kept_away in (("away", away), *self._unfit(measured)):
            stays = coming & kept_away
            coming = coming & ~kept_away
            self.world.record(
                SessionMissed(time_days=self.time_days, mask=stays, session=self.session.name, reason=reason)
            )
        return coming

    def _unfit(self, measured: Instruments) -> tuple[tuple[str, NDArray[np.bool_]], ...]:
        rule = self.plan.skip
        exercises = [catalogue()[item.exercise] for item in self.session.exercises]
        used = np.any([catalogue().contribution(exercise.name) > 0.0 for exercise in exercises], axis=0)
        nobody = np.zeros(self.world.cohort.lanes, dtype=bool)
        ill = nobody if rule.illness_above is None else measured.illness() > rule.illness_above
        sore = nobody if rule.soreness_above is None else measured.soreness(used) > rule.soreness_above
        limit = self.world.p.training_injury_limit
        injured = np.all([measured.injury(exercise) > limit for exercise in exercises], axis=0)
        return ("ill", ill), ("injured", injured), ("too_sore", sore)

    def train(self, there: NDArray[np.bool_]) -> SessionPerformed:
        """Do the session and return what was done."""
        world = self.world
        measured = world.instruments(self.time_days)
        gym, readiness = measured.in_the_gym(), measured.readiness()
        light = deloading(self.plan, self.week, readiness)
        share = returning_fraction(self.plan, world.logbook, self.time_days)
        lighter = np.ones(there.shape)
        if self.plan.deload is not None:
            share = np.where(light, share * self.plan.deload.sets_fraction, share)
            lighter = np.where(light, self.plan.deload.load_fraction, 1.0)
        form = np.exp(world.p.day_form_sd * world.streams.normal("day_form", int(self.time_days)))
        done: list[SetPerformed] = []
        minutes = np.broadcast_to(world.p.warm_up_min, there.shape)
        for item in self.session.exercises:
            exercise = catalogue()[item.exercise]
            today = prescribe(self.plan, item, self.week, readiness, share)
            last = world.logbook.last_time(item.exercise).trusted(self.time_days, world.p.load_trusted_days)
            load_kg = lighter * choose_load(self.plan, item, today, exercise, gym, last, form)
            able = there & (measured.injury(exercise) <= world.p.training_injury_limit)
            sets = _do_sets(gym, exercise, today, load_kg, able)
            done.extend(sets)
            minutes = minutes + world.p.change_exercise_min + sum(_minutes(one) for one in sets)
        return SessionPerformed(
            time_days=self.time_days,
            mask=there,
            session=self.session.name,
            sets=tuple(done),
            minutes=minutes,
            light=light.astype(float),
        )


def _do_sets(
    gym: GymSession, exercise: Exercise, today: Today, load_kg: FloatArray, able: NDArray[np.bool_]
) -> list[SetPerformed]:
    """Do the sets of one exercise: stop at the reserve, but push on to reach the bottom of the range."""
    rest_min, tempo_s = np.full(able.shape, today.rest_min), np.full(able.shape, today.tempo_s)
    done = []
    for number in range(int(today.sets.max())):
        possible = gym.repetitions_possible(exercise, load_kg, tempo_s)
        wanted = np.maximum(np.floor(possible - today.reps_in_reserve), np.minimum(today.reps_low, np.floor(possible)))
        reps = np.clip(wanted, 0.0, today.reps_high) * (able & (number < today.sets))
        left = np.round(np.maximum(0.0, possible - reps), 1) * (reps > 0.0)
        # Who does no set does not rest after it either: nobody's session may depend on how many sets others do.
        gym.perform(exercise, reps, left, rest_min * (reps > 0.0), tempo_s)
        done.append(
            SetPerformed(
                exercise=exercise.name,
                load_kg=load_kg,
                reps=reps,
                reps_in_reserve=left,
                rest_min=today.rest_min,
                tempo_s=today.tempo_s,
            )
        )
    return done


def _minutes(one: SetPerformed) -> FloatArray:
    did = np.asarray(one.reps) > 0.0
    return np.where(did, np.asarray(one.reps) * one.tempo_s / 60.0 + one.rest_min, 0.0)
