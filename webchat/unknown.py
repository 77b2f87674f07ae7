"""What is said of things that do not exist or belong to somebody else: the same words, so that nobody can tell."""

from webchat.wording import N_

CONVERSATION = N_("This conversation does not exist, or it belongs to another browser session.")
MESSAGE = N_("This message does not exist, or it belongs to another browser session.")
REPLY = N_("This reply does not exist, or it belongs to another browser session.")
