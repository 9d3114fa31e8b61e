"""The body: pure functions and data that turn facts into muscle, strength and soreness."""

EDITION = "second"
"""Which model this is. Events mean the same in all of them; parameters and states do not."""

FIRST_EDITION = "first"
"""The one before streams said which."""
