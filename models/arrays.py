"""The one array type of the whole project."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
"""Numbers in double precision; shapes stand in docstrings."""
