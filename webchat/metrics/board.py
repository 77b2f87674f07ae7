"""The memory that all workers of a server share: the arbiter makes it before it forks, and gives each worker a sheet.

Nothing is on a disk, so nothing is left behind, nothing fills up, and a new start counts from nought, as Prometheus
expects. A sheet whose worker is gone is given to the next one, so that there are never more than workers at once.
"""

import mmap
from collections.abc import Collection

from webchat.metrics.sheet import SHEET_BYTES, Sheet


class Board:
    """Room for the numbers of `workers` at a time, and of as many more that are about to end."""

    def __init__(self, workers: int = 1) -> None:
        count = 4 * workers
        memory = memoryview(mmap.mmap(-1, count * SHEET_BYTES))  # anonymous and shared
        self.sheets = [Sheet(memory[at * SHEET_BYTES : (at + 1) * SHEET_BYTES]) for at in range(count)]
        self._lent: dict[int, Sheet] = {}
        self._own: Sheet | None = None

    def lend(self, worker: int, *, beside: Collection[int]) -> None:
        """In the arbiter, before it forks: the sheet of this worker, by its number, while those `beside` it live."""
        self.keep_only(beside)
        taken = self._lent.values()
        self._own = next((sheet for sheet in self.sheets if sheet not in taken), None)
        if self._own:
            self._lent[worker] = self._own

    def keep_only(self, workers: Collection[int]) -> None:
        """In the arbiter: take back the sheets of all other workers. They have ended, however that came."""
        for worker in [worker for worker in self._lent if worker not in workers]:
            self._lent.pop(worker).end()

    def begin(self) -> Sheet:
        """In a worker: its own sheet, ready to count. Without an arbiter, the first."""
        if not self._lent:
            self._own = self.sheets[0]
        sheet = self._own or Sheet(memoryview(bytearray(SHEET_BYTES)))  # nobody will read it, nothing will break
        sheet.begin()
        return sheet
