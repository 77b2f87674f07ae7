"""Who may read /metrics: whoever has the token; without one, only a program on this machine that asks us directly.

A private address is not enough: inside a container every visitor may come from one. What came through a proxy is
recognised by the headers that proxies add, and by a Host that is not this machine's.
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

FORWARDED = ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP")


@dataclass(frozen=True, slots=True)
class Access:
    """The rule, with or without a token."""

    token: str | None

    def is_granted(self, *, peer: str | None, header: Callable[[str], str | None]) -> bool:
        """Whether a request may read. `peer` is the address that it came from."""
        if self.token is not None:
            scheme, _, given = (header("Authorization") or "").partition(" ")
            return scheme.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), self.token.encode())
        is_forwarded = any(header(name) is not None for name in FORWARDED)
        return not is_forwarded and _is_loopback(peer) and _is_loopback(_host_name(header("Host") or ""))


def _host_name(host: str) -> str | None:
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None


def _is_loopback(name: str | None) -> bool:
    if name == "localhost":
        return True
    try:
        return ip_address(name or "").is_loopback
    except ValueError:
        return False
