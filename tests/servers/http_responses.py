"""Where HTTP/1.1 responses end in a stream of bytes (RFC 9112 §6), to hold each back until it is complete."""

from collections.abc import Callable


class HeldResponses:
    """Takes what a server sends, in any pieces; gives it on a response at a time, or earlier from `up_to_bytes` on."""

    def __init__(self, up_to_bytes: int | None = None) -> None:
        self._up_to_bytes = up_to_bytes
        self._held = bytearray()
        self._read = 0  # so much of what is held is understood
        self._complete = 0  # so much of it are complete responses
        self._rest = 0  # bytes to come of a body or a chunk
        self._step: Callable[[], bool] = self._head

    def pass_on(self, piece: bytes) -> bytes:
        """What may go on after this piece; nothing as long as a response is incomplete."""
        self._held += piece
        while self._step():
            pass
        is_much = self._up_to_bytes is not None and self._read >= self._up_to_bytes
        return self._release(self._read if is_much else self._complete)

    def rest(self) -> bytes:
        """All that is left, when the server has closed."""
        return self._release(len(self._held))

    def _release(self, count: int) -> bytes:
        released = bytes(self._held[:count])
        del self._held[:count]
        self._read, self._complete = max(0, self._read - count), 0
        return released

    def _line_end(self, mark: bytes) -> int | None:
        found = self._held.find(mark, self._read)
        return None if found < 0 else found + len(mark)

    def _head(self) -> bool:
        end = self._line_end(b"\r\n\r\n")
        if end is None:
            return False
        lines = self._held[self._read : end].decode("latin-1").split("\r\n")
        status = int(lines[0].split(" ")[1])
        fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        self._read = end
        if status < 200 or status in (204, 304):
            self._rest, self._step = 0, self._body
        elif "chunked" in fields.get("transfer-encoding", "").lower():
            self._step = self._chunk_size
        elif "content-length" in fields:
            self._rest, self._step = int(fields["content-length"]), self._body
        else:
            self._step = self._until_close
        return True

    def _body(self) -> bool:
        if not self._skip():
            return False
        self._complete, self._step = self._read, self._head
        return True

    def _chunk_size(self) -> bool:
        end = self._line_end(b"\r\n")
        if end is None:
            return False
        size = int(self._held[self._read : end].split(b";")[0], 16)
        self._read = end
        self._rest, self._step = size + 2, self._chunk if size else self._trailer
        return True

    def _chunk(self) -> bool:
        if not self._skip():
            return False
        self._step = self._chunk_size
        return True

    def _trailer(self) -> bool:
        end = self._line_end(b"\r\n")
        if end is None:
            return False
        is_last = end - self._read == 2
        self._read = end
        if is_last:
            self._complete, self._step = self._read, self._head
        return True

    def _until_close(self) -> bool:
        self._read = len(self._held)
        return False

    def _skip(self) -> bool:
        """Go on in a body; whether its end is reached."""
        here = min(self._rest, len(self._held) - self._read)
        self._read += here
        self._rest -= here
        return self._rest == 0
