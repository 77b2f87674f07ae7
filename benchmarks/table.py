"""Writes the rows as the table of `RESULTS.md`."""

from collections.abc import Sequence

from benchmarks.row import Row

COLUMNS = ("what", "bare relay", "webchat", "ratio", "goal", "met")


def table(rows: Sequence[Row]) -> str:
    """The rows in Markdown."""
    lines = [COLUMNS, ("---",) * len(COLUMNS)]
    lines += [(row.what, row.relay, row.ours, row.ratio, row.goal, row.verdict) for row in rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines) + "\n"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
