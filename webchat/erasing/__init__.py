"""Deleting everything that somebody has here, with a receipt."""
