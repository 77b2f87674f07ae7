"""Which Host headers are answered: a page of another site that rebinds its name to this machine must get nothing."""

import ipaddress

from webchat.config import Settings

LOOPBACK = ["localhost", ".localhost", "127.0.0.1", "[::1]", "::1"]


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server that listens on `host`."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def trusted_hosts(settings: Settings) -> list[str] | None:
    """The names in WEBCHAT_ALLOWED_HOSTS; else this machine's own when only it can reach us; else any (None)."""
    if settings.allowed_hosts:
        return [*settings.allowed_hosts, *LOOPBACK]
    if is_loopback(settings.host) and not settings.trusted_proxies:
        return [settings.host, *LOOPBACK]
    return None
