"""What a person prefers about the page, kept in their session."""
