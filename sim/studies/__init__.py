"""Studies in silico: published protocols lived again, and what was observed beside what is predicted."""

from __future__ import annotations

from .living import predict_lanes, predict_lanes_of_all
from .observation import Observation
from .predict import Prediction, Predictions, predict, predict_all
from .study import Study, load_studies, load_study, shipped_studies

__all__ = [
    "Observation",
    "Prediction",
    "Predictions",
    "Study",
    "load_studies",
    "load_study",
    "predict",
    "predict_all",
    "predict_lanes",
    "predict_lanes_of_all",
    "shipped_studies",
]
