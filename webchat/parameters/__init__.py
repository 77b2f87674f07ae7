"""What a conversation sets for itself: its model, instructions and parameters."""
