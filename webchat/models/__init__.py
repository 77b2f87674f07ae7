"""Which models of which providers are offered, and which of them answers."""
