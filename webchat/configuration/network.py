"""Where providers may be: `[network]` of the configuration file."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from webchat.networks import is_private
from webchat.toml_table import Table

MOST_HOSTS = 200
HOST_CHARS = 253


@dataclass(frozen=True, slots=True)
class Network:
    """`hosts`: only these, a leading dot takes in subdomains; None: all. `private`: private networks too."""

    private: bool = True
    hosts: tuple[str, ...] | None = None

    def objection(self, base_url: str) -> str | None:
        """Why this address may not be used, in a sentence; None when it may, as far as its name tells."""
        host = (urlsplit(base_url).hostname or "").rstrip(".")
        if self.hosts is not None and not any(_is_of(host, allowed) for allowed in self.hosts):
            return f'the host "{host}" is not among those that [network] allows.'
        if not self.private and _names_private(host):
            return f'the host "{host}" lies in a private network, which [network] forbids.'
        return None


def network_in(table: Table | None) -> Network:
    """What the table says. Raises ConfigurationError."""
    if table is None:
        return Network()
    table.only(("private", "hosts"))
    hosts = table.lines("hosts", count=MOST_HOSTS, most=HOST_CHARS)
    named = tuple(host.lower().rstrip(".").strip("[]") for host in hosts)
    return Network(private=table.flag("private", True), hosts=named if "hosts" in table.values else None)


def _is_of(host: str, allowed: str) -> bool:
    return host == allowed or (allowed.startswith(".") and host.endswith(allowed))


def _names_private(host: str) -> bool:
    """Whether the name alone tells; what a name resolves to is judged at every connection."""
    try:
        return is_private(host)
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
