"""Search over one's own conversations: what was typed becomes a query, what was found becomes excerpts."""
