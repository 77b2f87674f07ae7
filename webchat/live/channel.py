"""What workers say to each other over Valkey or Redis: one channel of wakes, and one stream of entries a reply."""

import uuid

CHANNEL = "webchat:replies"  # "new <id> <id> …": there are new entries; "stop <id>": whoever writes it shall stop
TEXT, TEXT_FROM = "t", "f"
REASONING, REASONING_FROM = "r", "g"
ENDED = "e"
WRITER, BEGIN = "w", "b"  # who wrote the entry, and whether it is the first of theirs: a reply may be continued


def key_of(reply_id: uuid.UUID) -> str:
    """The stream of a reply's entries."""
    return f"webchat:reply:{reply_id}"
