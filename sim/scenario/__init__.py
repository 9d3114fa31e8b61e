"""Scenario files: read strictly, all that is wrong at once, each with its place."""
