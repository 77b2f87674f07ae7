"""Counts that were made before, kept in memory by what was counted: texts themselves are not kept."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import cache
from hashlib import blake2b

MOST = 50_000  # counts, about 10 MB
DIGEST_BYTES = 16


class KeptCounts:
    """The counts of the texts that were asked for last; one for all who count with the same tokenizer."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._counts: OrderedDict[bytes, int] = OrderedDict()
        self._lock = threading.Lock()

    def counts(self, texts: Sequence[str], count: Callable[[Sequence[str]], Sequence[int]]) -> list[int]:
        """The count of each text; `count` is asked for those that are not known, all at once."""
        keys = [blake2b(text.encode("utf-8", "replace"), digest_size=DIGEST_BYTES).digest() for text in texts]
        known = self._known(keys)
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if missing:
            known |= zip(missing, count(list(missing.values())), strict=True)
            self._keep(known)
        return [known[key] for key in keys]

    def _known(self, keys: Sequence[bytes]) -> dict[bytes, int]:
        with self._lock:
            known = {key: self._counts[key] for key in keys if key in self._counts}
            for key in known:
                self._counts.move_to_end(key)
        return known

    def _keep(self, counts: dict[bytes, int]) -> None:
        with self._lock:
            self._counts |= counts
            while len(self._counts) > self._most:
                self._counts.popitem(last=False)


@cache
def kept_for(tokenizer: str) -> KeptCounts:
    """Where this process keeps the counts of a tokenizer; there are as many as `counting` knows."""
    return KeptCounts()
