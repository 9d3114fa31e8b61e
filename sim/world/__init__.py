"""The world around the body: SimPy processes that live through a plan and tell what happened as events."""
