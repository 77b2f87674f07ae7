"""What a query costs, counted instead of timed: SQLite's steps, or the rows that PostgreSQL's scans touched."""

import sqlite3
from collections.abc import Callable
from typing import Any

from sqlalchemy import event

from webchat.store import Database, Session


def effort_of(database: Database, act: Callable[[Session], object]) -> int:
    """Steps or rows of all statements that `act` executes. What it writes is undone on PostgreSQL, and on SQLite."""
    with database.reading() as session:
        connection = session.connection()
        driver = connection.connection.driver_connection
        if isinstance(driver, sqlite3.Connection):
            return _steps(driver, lambda: act(session))
        executed: list[tuple[str, Any]] = []
        event.listen(connection, "before_cursor_execute", lambda *call: executed.append(call[2:4]))
        act(session)
        analyse = "EXPLAIN (ANALYZE, FORMAT JSON) "
        plans = [
            connection.exec_driver_sql(analyse + statement, parameters).scalar_one()
            for statement, parameters in tuple(executed)
        ]
        return sum(_rows(plan[0]["Plan"]) for plan in plans)


def _steps(driver: sqlite3.Connection, act: Callable[[], object]) -> int:
    """Instructions of SQLite's virtual machine, https://www.sqlite.org/opcode.html."""
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    driver.set_progress_handler(count, 1)
    try:
        act()
    finally:
        driver.set_progress_handler(None, 0)
    return steps


def _rows(plan: dict[str, Any]) -> int:
    """Rows that its scans returned or threw away."""
    below = sum(_rows(each) for each in plan.get("Plans", ()))
    if "Relation Name" not in plan:
        return below
    touched = plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0) + plan.get("Rows Removed by Index Recheck", 0)
    return below + round(touched * plan["Actual Loops"])
