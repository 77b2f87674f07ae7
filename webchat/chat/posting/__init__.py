"""What the chat page posts to, to begin a reply: a message, or the same once more."""
