"""Says in words what a network error was: the name, the connection, TLS, or time."""

import socket
import ssl
from collections.abc import Iterator
from http.client import HTTPException, IncompleteRead, RemoteDisconnected

import requests
import urllib3

from webchat.provider.answer import CUT_OFF
from webchat.provider.connection import PrivateNetwork
from webchat.provider.errors import BrokenAnswer, ProviderError, TooSlow, Unreachable
from webchat.provider.watch import Bound
from webchat.wording import N_

# What requests, urllib3 and the system raise while a request is made, sent and answered.
NETWORK_ERRORS = (requests.RequestException, urllib3.exceptions.HTTPError, OSError, HTTPException, UnicodeError)

_SLOW_WORDS: dict[Bound, tuple[str, str]] = {
    "connect": (
        N_("The AI service could not be reached in time. Try again in a moment."),
        "No connection within WEBCHAT_CONNECT_TIMEOUT: check OPENAI_BASE_URL, the network and any firewall.",
    ),
    "first_byte": (
        N_("The AI service took too long to begin its answer. Try again."),
        "Nothing came within WEBCHAT_FIRST_BYTE_TIMEOUT. Large or busy models may need more.",
    ),
    "read": (
        N_("The AI service stopped in the middle of its answer. Try again."),
        "The answer fell silent for longer than WEBCHAT_READ_TIMEOUT.",
    ),
    "reply": (
        N_("The answer took too long and was stopped."),
        "The whole answer took longer than WEBCHAT_REPLY_TIMEOUT.",
    ),
}


def failure_to_send(error: Exception, bound: Bound, host: str) -> ProviderError:
    """Return the typed error for what happened before the first byte of an answer."""
    causes = list(_causes(error))
    detail = _detail(causes)
    if _is(causes, PrivateNetwork):
        return _forbidden(host, detail)
    if _is(causes, socket.gaierror):
        return _unknown_name(causes, host, detail)
    if _is(causes, ssl.SSLError, requests.exceptions.SSLError, urllib3.exceptions.SSLError):
        return _untrusted(host, detail)
    if _is_slow(causes):
        return slow(bound, detail)
    if _is(causes, urllib3.exceptions.DecodeError):
        return BrokenAnswer(detail)
    if isinstance(error, ValueError):
        words = f"OPENAI_BASE_URL is not an address that can be called: {host}"
        return Unreachable(detail, message=_NOT_SET_RIGHT, for_administrator=words)
    if _is(causes, HTTPException) and not _is(causes, RemoteDisconnected, IncompleteRead):
        words = f"What answers at {host} does not speak HTTP as it should: check OPENAI_BASE_URL."
        return BrokenAnswer(detail, for_administrator=words)
    return _no_connection(causes, host, detail)


def failure_to_read(error: Exception, bound: Bound) -> ProviderError:
    """Return the typed error for what happened after the answer had begun."""
    causes = list(_causes(error))
    detail = _detail(causes)
    if _is_slow(causes):
        return slow(bound, detail)
    if _is(causes, urllib3.exceptions.DecodeError):
        return BrokenAnswer(detail)
    return BrokenAnswer(detail, message=CUT_OFF)


def slow(bound: Bound, detail: str) -> TooSlow:
    """Return the error for a bound that has passed, in the words for that bound."""
    message, for_administrator = _SLOW_WORDS.get(bound, (None, None))
    return TooSlow(detail, message=message, for_administrator=for_administrator)


_NOT_SET_RIGHT = N_("The address that is set for the AI service is not right. Please tell the administrator.")


def _unknown_name(causes: list[BaseException], host: str, detail: str) -> ProviderError:
    is_passing = any(isinstance(cause, socket.gaierror) and cause.errno == socket.EAI_AGAIN for cause in causes)
    return Unreachable(
        detail,
        message=N_("The AI service cannot be found on the network. Please tell the administrator."),
        for_administrator=f"The name in {host} has no address: check OPENAI_BASE_URL and this machine's DNS.",
        is_temporary=is_passing,
    )


def _forbidden(host: str, detail: str) -> ProviderError:
    return Unreachable(
        detail,
        message=N_("The AI service is not available. Please tell the administrator."),
        for_administrator=(
            f"The name in {host} leads into a private network, which the configuration forbids: give another base_url, "
            "or say private = true under [network]."
        ),
    )


def _untrusted(host: str, detail: str) -> ProviderError:
    return Unreachable(
        detail,
        message=N_("No secure connection to the AI service was possible. Please tell the administrator."),
        for_administrator=(
            f"TLS with {host} failed. Is its certificate valid and known to this machine (a company's own authority "
            "can be given in SSL_CERT_FILE), and does it speak https at all, or should OPENAI_BASE_URL begin with http://?"
        ),
    )


def _no_connection(causes: list[BaseException], host: str, detail: str) -> ProviderError:
    refused = _is(causes, ConnectionRefusedError)
    state = "Nothing listens there" if refused else "The connection could not be made, or was closed without an answer"
    return Unreachable(
        detail,
        for_administrator=f"{state} ({host}): check OPENAI_BASE_URL, that the service runs, and any firewall.",
        is_temporary=True,
    )


def _is_slow(causes: list[BaseException]) -> bool:
    return _is(causes, TimeoutError, requests.Timeout, urllib3.exceptions.ReadTimeoutError)


def _is(causes: list[BaseException], *kinds: type[BaseException]) -> bool:
    return any(isinstance(cause, kinds) for cause in causes)


def _detail(causes: list[BaseException]) -> str:
    innermost = causes[-1]
    return f"{type(innermost).__name__}: {innermost}"[:300]


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield the error and what it wraps: libraries keep the cause in `reason`, in `args` or in `__context__`."""
    seen: set[int] = set()
    following: BaseException | None = error
    while following is not None and id(following) not in seen and len(seen) < 10:
        seen.add(id(following))
        yield following
        wrapped = [getattr(following, "reason", None), *following.args, following.__cause__, following.__context__]
        following = next(
            (inner for inner in wrapped if isinstance(inner, BaseException) and id(inner) not in seen), None
        )
