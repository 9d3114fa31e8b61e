"""The body: pure functions and data that turn facts into muscle, strength and soreness."""
