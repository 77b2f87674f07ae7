"""Where the arbiter puts what all workers are to offer: memory that they share, so that all get the same, or nothing.

A worker that is forked later has what was put there last, and never what lies on the disk by then.
"""

import hashlib
import mmap
import pickle
import struct
from typing import Generic, TypeVar

ROOM_BYTES = 8 * 1024 * 1024  # of each slot; the system gives memory only for what is written
HEAD = struct.Struct(">QQ32s")  # number, length and SHA-256 of what follows
NUMBER = struct.Struct(">Q")
Thing = TypeVar("Thing")


class TooLarge(Exception):
    """What was to be put there takes more room than there is."""


class Handover(Generic[Thing]):
    """Holds one thing, frozen and picklable. Made before the workers are forked.

    There are two slots, written in turns, and the number of the newer one is written last. Whoever reads while a slot
    is written again sees that its digest is wrong, and looks again later.
    """

    def __init__(self, thing: Thing) -> None:
        self.thing = thing
        self._number = 0
        self.memory = mmap.mmap(-1, NUMBER.size + 2 * ROOM_BYTES)  # anonymous and shared

    def put(self, thing: Thing) -> None:
        """In the arbiter: offer it to all workers. Raises TooLarge, and then nothing has changed."""
        content = pickle.dumps(thing)
        if HEAD.size + len(content) > ROOM_BYTES:
            raise TooLarge
        number = self._number + 1
        at = place_of(number)
        digest = hashlib.sha256(NUMBER.pack(number) + content).digest()
        self.memory[at : at + HEAD.size + len(content)] = HEAD.pack(number, len(content), digest) + content
        NUMBER.pack_into(self.memory, 0, number)
        self._number, self.thing = number, thing

    def newer(self) -> Thing | None:
        """In a worker: what was put there since it last looked, or since it was forked; None where nothing was."""
        (newest,) = NUMBER.unpack_from(self.memory, 0)
        if newest == self._number:
            return None
        at = place_of(newest)
        number, length, digest = HEAD.unpack_from(self.memory, at)
        content = self.memory[at + HEAD.size : at + HEAD.size + min(length, ROOM_BYTES)]
        if number != newest or hashlib.sha256(NUMBER.pack(number) + content).digest() != digest:
            return None
        self._number, self.thing = number, pickle.loads(content)
        return self.thing


def place_of(number: int) -> int:
    """Where in the memory the slot of this number begins."""
    return NUMBER.size + (number % 2) * ROOM_BYTES
