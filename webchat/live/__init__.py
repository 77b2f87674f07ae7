"""Running replies as they look right now, for anyone who watches: logs, live views, event streams."""
