"""A link, good for one use within the hour, that brings one's conversations to another browser."""
