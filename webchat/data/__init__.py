"""One's own data: how much it is, how long it is kept, and what can be done with it."""
