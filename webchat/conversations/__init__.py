"""One's conversations: listed by their time, renamed, pinned, archived, put away, or temporary from the start."""
