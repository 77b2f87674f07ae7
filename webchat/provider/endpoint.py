"""Where the provider is and how long we wait for it: the two values that every call needs."""

from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit, urlunsplit

from webchat.errors import ConfigurationError

_SECRET_NAMES = ("key", "token", "secret", "password", "sig")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An OpenAI-compatible API. `base_url` is what stands before `/chat/completions`; its query string is kept.

    `headers` are sent with every request, their values never shown; those in `hidden` are secrets besides.
    `may_be_private`: it may lie in a private network. `slug`: its name in the configuration file, if it stands there.
    `key_from`: the name of the variable that holds the key, or `key_file`.
    """

    base_url: str
    api_key: str | None = field(default=None, repr=False)
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    hidden: tuple[str, ...] = field(default=(), repr=False)
    may_be_private: bool = True
    slug: str | None = None
    key_from: str | None = None

    def __post_init__(self) -> None:
        """Raises ConfigurationError when `base_url` is not an http or https address."""
        try:
            parts = urlsplit(self.base_url)
            is_callable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        except ValueError:
            is_callable = False
        if not is_callable:
            raise ConfigurationError("The provider's address must be one such as http://127.0.0.1:8080/v1.")

    def address(self, path: str) -> str:
        """Return the URL of `path` (such as `models`) under the base URL, its query string kept (RFC 3986, 3.4)."""
        parts = urlsplit(self.base_url)
        base = parts.path.rstrip("/").removesuffix("/chat/completions")
        return urlunsplit((parts.scheme, parts.netloc, f"{base}/{path}", parts.query, ""))

    def host(self) -> str:
        """Return scheme, host and port, without anything secret: for words that name the service."""
        parts = urlsplit(self.base_url)
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"

    def secrets(self) -> tuple[str, ...]:
        """Return everything in it that must never be shown: key, password, secret headers, a key in the query."""
        parts = urlsplit(self.base_url)
        password = parts.password or ""
        in_query = [v for k, v in parse_qsl(parts.query) if any(word in k.lower() for word in _SECRET_NAMES)]
        return tuple(filter(None, (self.api_key, password, unquote(password), *in_query, *self.hidden)))


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Bounds in seconds: to connect, until the answer's first byte, of silence in it, and for all of it."""

    connect: float
    first_byte: float
    read: float
    reply: float
