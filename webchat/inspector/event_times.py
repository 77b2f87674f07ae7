"""When a part of a response came: the reads of the body, where each began and when."""

from bisect import bisect_right
from collections.abc import Sequence

RECORDED = 2000  # reads whose times are kept


class EventTimes:
    """The reads of one response (`ExchangeRecord.arrivals`)."""

    def __init__(self, arrivals: Sequence[tuple[int, float]]) -> None:
        self._offsets = [offset for offset, _ in arrivals]
        self._seconds = [seconds for _, seconds in arrivals]

    def at(self, end: int) -> float | None:
        """Seconds from the request to the read that brought the byte before `end`; None when no time is kept of it."""
        read = bisect_right(self._offsets, end - 1) - 1
        if read < 0 or (read == len(self._offsets) - 1 and len(self._offsets) >= RECORDED):
            return None
        return self._seconds[read]
