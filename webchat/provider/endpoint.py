"""Where the provider is and how long we wait for it: the two values that every call needs."""

import re
from base64 import b64encode
from dataclasses import dataclass, field
from urllib.parse import SplitResult, unquote, unquote_plus, urlsplit, urlunsplit

from requests.utils import get_auth_from_url, requote_uri

from webchat.errors import ConfigurationError
from webchat.provider.exchange import HIDDEN
from webchat.provider.naming import variable_of

_SECRET_NAMES = re.compile("key|token|secret|pass|pwd|sig|auth|credential|^code$", re.IGNORECASE)
# What people set where a server wants a key and looks at none: ordinary words, which texts may hold.
_NO_KEYS = frozenset(
    ("ollama", "lm-studio", "empty", "none", "null", "no-key", "nokey", "no-key-needed", "no-key-required")
    + ("sk-no-key-required", "not-needed", "dummy", "unused", "local")
)
_LEAST_TOKEN = 8  # characters: a user name without a password is a token if it is so long


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

    def shown_authorization(self) -> str | None:
        """Return what is shown in place of the header Authorization: never a secret; None where none is sent.

        The key goes before user and password in the address (RFC 6750, RFC 7617).
        """
        is_named = self.slug is not None
        if self.api_key:
            return f"Bearer ${variable_of(self.key_from) if is_named else 'OPENAI_API_KEY'}"
        if any(get_auth_from_url(self.base_url)):
            return f"Basic {HIDDEN}" if is_named else "Basic $OPENAI_BASE_URL"
        return None

    def secrets(self) -> tuple[str, ...]:
        """Return everything in it that must never be shown: key, password, secret headers, a key in the query.

        What stands in the address is there as it is written, as it is sent, and as it is meant. A word that people set
        where no key is needed, such as `ollama`, is none.
        """
        parts = urlsplit(self.base_url)
        in_query = [value for name, value in _fields(parts) if _SECRET_NAMES.search(unquote_plus(name))]
        spellings = [spelled for value in in_query for spelled in (value, _as_sent(value), unquote_plus(value))]
        found = (self.api_key, *_of_user(parts), *spellings, *self.hidden)
        return tuple(dict.fromkeys(value for value in found if value and value.lower() not in _NO_KEYS))


def shown_address(url: str) -> str:
    """Return the URL of a request without its user and password, which are sent elsewhere, if at all; in the query
    each value that may be a key is starred out.
    """
    parts = urlsplit(url)
    query = "&".join(
        f"{name}={'*' * len(value)}" if value and _SECRET_NAMES.search(unquote_plus(name)) else field_
        for field_, (name, value) in zip(parts.query.split("&"), _fields(parts), strict=True)
    )
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, query, ""))


def _fields(parts: SplitResult) -> list[tuple[str, str]]:
    """The query's names and values as they are written."""
    split = (each.partition("=") for each in parts.query.split("&"))
    return [(name, value) for name, _, value in split]


def _as_sent(value: str) -> str:
    return re.sub("%[0-9a-f]{2}", lambda escape: escape[0].upper(), requote_uri(value), flags=re.IGNORECASE)


def _of_user(parts: SplitResult) -> list[str]:
    """The password, or the user name where it is a token; and both as Basic authentication sends them (RFC 7617)."""
    user, password = parts.username or "", parts.password or ""
    if not (user or password):
        return []
    secret = password or (user if len(user) >= _LEAST_TOKEN else "")
    both = f"{unquote(user)}:{unquote(password)}".encode("latin-1", "replace")
    return [secret, unquote(secret), b64encode(both).decode()]


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Bounds in seconds: to connect, until the answer's first byte, of silence in it, and for all of it."""

    connect: float
    first_byte: float
    read: float
    reply: float
