"""Moments as pages write them, in the reader's zone: `21 November 2026`, `21 November 2026, 16:20 (CET)`."""

from datetime import datetime, timedelta, tzinfo


def day(moment: datetime, zone: tzinfo) -> str:
    """The day."""
    local = moment.astimezone(zone)
    return f"{local.day} {local:%B %Y}"


def minute(moment: datetime, zone: tzinfo) -> str:
    """The day, the minute and the name of the zone."""
    local = moment.astimezone(zone)
    return f"{day(moment, zone)}, {local:%H:%M} ({local.tzname()})"


def kept_until(updated_at: datetime, retention_days: int | None) -> datetime | None:
    """When a conversation is deleted in which nobody writes any more; None when it is kept."""
    return None if retention_days is None else updated_at + timedelta(days=retention_days)
