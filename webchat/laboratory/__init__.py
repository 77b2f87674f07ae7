"""The laboratory: requests that go wrong on purpose, sent for real to a small provider on this machine."""
