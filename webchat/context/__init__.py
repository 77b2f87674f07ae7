"""What of a conversation fits a model's context: counted in tokens, sent by a generation, shown by the gauge."""
