"""The append-only log: its contract, its chain of hashes, and the stores that keep it."""
