"""Which addresses lie in private networks: everything that is not for all of the internet to reach."""

from ipaddress import IPv4Address, IPv6Address, ip_address

NAT64 = int(IPv6Address("64:ff9b::")) >> 32  # RFC 6052 §2.1: the last 32 bits are an IPv4 address


def is_private(address: str) -> bool:
    """Whether this IP address is one of this machine, of a private or local network, or of no single machine at all.

    An IPv4 address inside an IPv6 one (mapped, 6to4, NAT64) is judged as itself. Raises ValueError for what is none.
    """
    found = ip_address(address.partition("%")[0])
    inner = _inner(found) if isinstance(found, IPv6Address) else None
    if inner is not None:
        found = inner
    is_local = isinstance(found, IPv6Address) and found.is_site_local
    return not found.is_global or found.is_multicast or found.is_reserved or is_local


def _inner(address: IPv6Address) -> IPv4Address | None:
    if int(address) >> 32 == NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour
