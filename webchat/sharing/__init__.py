"""Read-only copies of conversations behind links that nobody can guess; off unless the administrator allows them."""
