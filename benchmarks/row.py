"""A row of the table of results."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured, for the relay and for us, as words; `is_met` is None where there is no goal or no figure."""

    what: str
    relay: str
    ours: str
    ratio: str
    goal: str
    is_met: bool | None

    @property
    def verdict(self) -> str:
        """Whether the goal was met."""
        return {True: "yes", False: "**no**", None: "–"}[self.is_met]


def not_run(what: str, goal: str, reason: str) -> Row:
    """A row that has no figures, and why."""
    return Row(what, "–", f"not run: {reason}", "–", goal, None)
