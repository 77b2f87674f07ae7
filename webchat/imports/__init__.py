"""Bringing conversations: our own files and ChatGPT's, looked at first, then stored, by a process of their own."""
