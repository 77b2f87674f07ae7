"""First steps: a short path from the first message to a model of one's own, and how far somebody has come on it."""
