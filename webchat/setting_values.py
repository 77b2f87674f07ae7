"""How the text of an environment variable becomes a value: small parsers; ValueError for what is not allowed."""

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit


def text(raw: str) -> str:
    """Any text, as it is."""
    return raw


def host(raw: str) -> str:
    """A host name (RFC 1123 §2.1) or an IP address, without a port."""
    try:
        return str(ipaddress.ip_address(raw.strip("[]")))
    except ValueError:
        if re.fullmatch(r"(?!-)[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})*\.?", raw) and not re.fullmatch(r"[\d.]+", raw):
            return raw
        raise


def hosts(raw: str) -> tuple[str, ...]:
    """Host names separated by commas; a leading dot takes in the subdomains."""
    names = tuple(name.strip() for name in raw.split(",") if name.strip())
    for name in names:
        host(name.removeprefix("."))
    return names


def whole_number(least: int, most: int) -> Callable[[str], int]:
    """A parser of whole numbers from `least` to `most`."""

    def parse(raw: str) -> int:
        if not re.fullmatch(r"[0-9]{1,12}", raw) or not least <= int(raw) <= most:
            raise ValueError(raw)
        return int(raw)

    return parse


def seconds(least: float, most: float) -> Callable[[str], float]:
    """A parser of seconds from `least` to `most`, with or without a decimal point."""

    def parse(raw: str) -> float:
        if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,6})?", raw) or not least <= float(raw) <= most:
            raise ValueError(raw)
        return float(raw)

    return parse


def on_off(raw: str) -> bool:
    """`on` or `off`."""
    return {"on": True, "off": False}[raw.lower()]


def one_of(*words: str) -> Callable[[str], str]:
    """A parser of one of the given words."""

    def parse(raw: str) -> str:
        return words[words.index(raw.lower())]

    return parse


def base_url(raw: str) -> str:
    """An http(s) address without credentials, query kept, without a slash at the end."""
    parts = urlsplit(raw)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.fragment:
        raise ValueError(raw)
    if parts.path.rstrip("/").endswith("/completions") or re.search(r"[\s\x00-\x1f\x7f]", raw):
        raise ValueError(raw)
    if parts.port == 0:  # ValueError when it is none
        raise ValueError(raw)
    return parts._replace(path=parts.path.rstrip("/")).geturl()


def without_query(url: str) -> str:
    """The address as it may be shown: a query or a fragment can hold a key, and what stands before an @ is
    a password."""
    return re.sub(r"([?#]).*", r"\1…", re.sub(r"//.*@", "//…@", url))


def api_key(raw: str) -> str:
    """A token that can stand in an HTTP header (RFC 9110 §5.5): printable ASCII without spaces."""
    if not re.fullmatch(r"[\x21-\x7e]{1,4096}", raw):
        raise ValueError
    return raw


def database_url(raw: str) -> str:
    """`sqlite:///path` or `postgresql://…`, the latter for psycopg 3."""
    if raw.startswith("sqlite:///") and len(raw) > len("sqlite:///"):
        return raw
    scheme, separator, rest = raw.partition("://")
    if separator and rest and scheme in ("postgres", "postgresql", "postgresql+psycopg"):
        return f"postgresql+psycopg://{rest}"
    raise ValueError


def redis_url(raw: str) -> str:
    """`redis://…`, `rediss://…` or `unix://…`."""
    if not re.match(r"(rediss?|valkeys?|unix)://.", raw):
        raise ValueError
    return re.sub(r"^valkey", "redis", raw)


def rate(raw: str) -> str | None:
    """`N/second`, `N/minute`, `N/hour` or `N/day`; `off` is None."""
    if raw.lower() == "off":
        return None
    if not re.fullmatch(r"[1-9][0-9]{0,6}/(second|minute|hour|day)", raw.lower()):
        raise ValueError(raw)
    return raw.lower()


def directory(raw: str) -> Path:
    """An absolute path; `~` is the user's home."""
    return Path(raw).expanduser().absolute()


@dataclass(frozen=True, slots=True)
class Budget:
    """What one session may use up in a day: `tokens`, or `nanos` (billionths) of a `currency` (ISO 4217)."""

    tokens: int | None = None
    nanos: int | None = None
    currency: str | None = None


def budget(raw: str) -> Budget:
    """`N tokens/day`, or money such as `2.50 EUR/day` with at most nine decimal places."""
    if match := re.fullmatch(r"([1-9][0-9]{0,14}) ?tokens?/day", raw):
        return Budget(tokens=int(match[1]))
    match = re.fullmatch(r"([0-9]{1,9})(?:\.([0-9]{1,9}))? ?([A-Z]{3})/day", raw)
    nanos = int(match[1]) * 10**9 + int((match[2] or "").ljust(9, "0")) if match else 0
    if not match or not nanos:
        raise ValueError(raw)
    return Budget(nanos=nanos, currency=match[3])


def language(raw: str) -> str:
    """A language tag (BCP 47) such as `de` or `pt-BR`."""
    if not re.fullmatch(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,4}", raw):
        raise ValueError(raw)
    return raw.replace("_", "-")


def patterns(raw: str) -> tuple[str, ...]:
    """Names separated by commas, where `*` stands for anything."""
    names = tuple(name.strip() for name in raw.split(",") if name.strip())
    if not names:
        raise ValueError(raw)
    return names
