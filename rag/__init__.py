"""Question in, cited answer out: guard, retrieve, decide, compose."""
