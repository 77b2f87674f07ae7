"""The API on one page: what is sent, what comes back, what goes wrong; each example is really asked of the model."""
