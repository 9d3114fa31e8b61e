"""Fitting parameters to what was measured: transforms, a least-squares fit in lanes, and the posterior around it."""
