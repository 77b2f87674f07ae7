"""When what is kept here ends."""

from datetime import datetime, timedelta


def kept_until(updated_at: datetime, retention_days: int | None) -> datetime | None:
    """When a conversation is deleted in which nobody writes any more; None when it is kept."""
    return None if retention_days is None else updated_at + timedelta(days=retention_days)
