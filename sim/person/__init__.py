"""One person's own body and futures: fitted to their lifts, forecast from their log."""

from .fit import PersonFit, fit
from .forecast import Forecast, forecast

__all__ = ["Forecast", "PersonFit", "fit", "forecast"]
