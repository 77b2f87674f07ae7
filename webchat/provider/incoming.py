"""One response on its way in: status and headers, then the body in the pieces in which it comes, decoded."""

from requests import Response
from urllib3.response import HTTPResponse

from webchat.provider.errors import BrokenAnswer
from webchat.provider.response import WatchedResponse

_READ_SIZE = 64 * 1024


class Incoming:
    """A response whose body is unread. Only what is needed while it comes is held: 500 may come at once.

    `headers` are those to look something up in; `header_lines` are as they came, repeated ones too.
    """

    def __init__(self, response: Response, watched: WatchedResponse) -> None:
        self.status = response.status_code
        self.headers = response.headers
        self.header_lines = [(name, str(value)) for name, value in watched.msg.items()]
        self._pooled: HTTPResponse = response.raw
        self._watched = watched
        self._encodings = {name.strip().lower() for name in self.headers.get("Content-Encoding", "").split(",")}
        self._is_plain = self._encodings <= {"", "identity"}

    @property
    def is_success(self) -> bool:
        """The status is one of 200 to 299."""
        return 200 <= self.status < 300

    def check_encoding(self) -> None:
        """Raises BrokenAnswer when the body is compressed in a way that nobody here can undo."""
        if unknown := self._encodings - {"", "identity", *HTTPResponse.CONTENT_DECODERS}:
            raise BrokenAnswer(f"compressed as {', '.join(sorted(unknown))[:80]}, which was not asked for")

    def read(self) -> bytes:
        """Return the next bytes; b"" at the end, when the connection goes back to the pool. Raises network errors."""
        if self._is_plain:
            piece = self._watched.receive()
        else:
            piece = self._pooled.read1(_READ_SIZE, decode_content=True) or b""
        if not piece:
            self._pooled.release_conn()
        return piece

    def close(self) -> None:
        """End it, and the connection too when the body has not been read to its end."""
        self._pooled.close()
        self._pooled.release_conn()
