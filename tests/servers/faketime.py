"""A clock that stands wrong, or jumps, for a process of its own: libfaketime, compiled, from the wheel of that name.

Only the time of day is changed; what measures durations (`time.monotonic`, time-outs, sleep) goes on as it is.
Debian 12's libfaketime does not do: under it `time.sleep` fails.
"""

import os
from pathlib import Path

from tests.servers import wheels

HOUR = 3600


class WrongClock:
    """The clock of every process started with `environment`; `folder` is a place for its one file."""

    def __init__(self, folder: Path, *, ahead: float = 0.0) -> None:
        self._file = folder / "clock"
        self.stand(ahead=ahead)

    @property
    def environment(self) -> dict[str, str]:
        """What a process needs in its environment (ld.so(8), and libfaketime's README)."""
        return {
            "LD_PRELOAD": str(library()),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "FAKETIME_FORCE_MONOTONIC_FIX": "0",
        }

    def stand(self, *, ahead: float) -> None:
        """Stand so many seconds ahead, or back when negative, from now on, in processes that run already too."""
        draft = self._file.with_suffix(".new")
        draft.write_text(f"{ahead:+.0f}\n")
        os.replace(draft, self._file)


def library() -> Path:
    """The compiled library. Raises LookupError when it is missing."""
    return wheels.program("libfaketime", "vendor/libfaketime/src/libfaketime.so.1")
