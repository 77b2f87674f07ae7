"""What was used is forgotten after 400 days."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from webchat.housekeeping.chore import all_chores
from webchat.store import Database, usage
from webchat.store.usage import Use


def test_days_are_kept_for_400_days(database: Database, tmp_path: Path) -> None:
    today = datetime.now(UTC).date()
    with database.writing() as session:
        for age in (0, 399, 402):
            usage.add(session, "alice", today - timedelta(days=age), Use(replies=age + 1))

    (chore,) = [each for each in all_chores(data_dir=tmp_path, retention_days=None) if each.name == "usage"]
    done = [chore.batch(database), chore.batch(database)]

    assert done == [1, 0]
    with database.reading() as session:
        kept = usage.on_days(session, "alice", today - timedelta(days=500), today)
    assert [use.replies for _, use in kept] == [400, 1]
