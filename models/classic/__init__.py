"""The published fitness-fatigue models: daily load in, performance out, each linear in its gains.

from models.classic.catalogue import classic_model
banister = classic_model("banister")
banister.performance(load, {"fitness_days": 45.0, "fatigue_days": 15.0}, gains=(0.1, 0.12), base=250.0)
"""
