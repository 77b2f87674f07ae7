"""A stored body and where it is cut: its two ends, and for each of its bytes the place in the body as it came."""

from dataclasses import dataclass

from webchat.store.exchanges import LEFT_OUT, ExchangeRecord


@dataclass(frozen=True, slots=True)
class KeptBody:
    """What is kept of a request or a response. `cut` counts the bytes left out between `first` and `last`."""

    first: bytes
    cut: int = 0
    last: bytes = b""

    @property
    def size(self) -> int:
        """How many bytes there were, also those that are left out."""
        return len(self.first) + self.cut + len(self.last)

    @property
    def last_begins(self) -> int:
        """Where `last` stands in the body as it came."""
        return len(self.first) + self.cut


def kept_request(record: ExchangeRecord) -> KeptBody:
    """The request of a record, in the same way."""
    return _kept(record.request_body, record.request_cut)


def kept_response(record: ExchangeRecord) -> KeptBody:
    """The response of a record, with or without the line that the store puts where it cuts."""
    return _kept(record.response_body, record.response_cut)


def _kept(body: bytes, cut: int) -> KeptBody:
    if not cut:
        return KeptBody(body)
    line = LEFT_OUT % cut
    half = (len(body) - len(line)) // 2
    if half >= 0 and body[half : half + len(line)] == line:
        return KeptBody(body[:half], cut, body[half + len(line) :])
    half = len(body) // 2
    return KeptBody(body[:half], cut, body[half:])
