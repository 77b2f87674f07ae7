"""Addresses of our own that a form or a header names, to be led back to."""

from urllib.parse import urlsplit


def own_path(path: str) -> str:
    """The path when it is one of ours, else `/`: never another host, however it is written."""
    try:
        parts = urlsplit(path)
    except ValueError:
        return "/"
    is_ours = path.startswith("/") and not path.startswith(("//", "/\\")) and not parts.netloc and path.isprintable()
    return path if is_ours and path.isascii() else "/"


def path_of(address: str | None, *, host: str) -> str:
    """Path and query of an address of this host, as Referer and HX-Current-URL name it; `/` of any other."""
    try:
        parts = urlsplit(address or "")
    except ValueError:
        return "/"
    if parts.netloc.lower() != host.lower():
        return "/"
    return own_path(f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}")
