"""What can be done with a recorded life: replay, fork, futures, states at a moment, explanation."""
