"""Measures webchat against a bare relay and against the provider itself: `make bench`."""
