"""What is said of things that do not exist or belong to somebody else: the same words, so that nobody can tell."""

CONVERSATION = "This conversation does not exist, or it belongs to another browser session."
MESSAGE = "This message does not exist, or it belongs to another browser session."
REPLY = "This reply does not exist, or it belongs to another browser session."
