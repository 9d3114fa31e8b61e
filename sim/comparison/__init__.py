"""The main job: the same people live every strategy, and what came of it is put side by side."""
