"""Scenario files, read strictly into the plain data of :mod:`sim.plan`."""

from __future__ import annotations

from .reader import load_library_plan, load_scenario, read_scenario, scenario_from_resolved

__all__ = ["load_library_plan", "load_scenario", "read_scenario", "scenario_from_resolved"]
