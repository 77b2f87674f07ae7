"""Typing ahead: one message of a conversation may wait on the server until the running reply has ended."""
