"""What keeps other sites out: the origin check on every unsafe method, and the security headers of every answer.

Sources: OWASP ASVS 5.0, V3 "Web Frontend Security"; Fetch Metadata (W3C) for Sec-Fetch-Site; RFC 6454 §7 for Origin.
"""

from urllib.parse import urlsplit

from flask import Flask, Request, Response, request

from webchat.errors import ForeignOrigin
from webchat.wording import N_

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "object-src 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
ONE_YEAR = 31_536_000


def install(app: Flask) -> None:
    """Check the origin before each request and set the headers after it."""
    app.before_request(check_origin)
    app.after_request(set_headers)


def check_origin() -> None:
    """Raise ForeignOrigin for an unsafe request that did not come from our own page."""
    if request.method not in SAFE_METHODS and not is_own_origin(request):
        raise ForeignOrigin(
            N_("This did not come from webchat's own page, so nothing was done. Open the page and try again.")
        )


def is_own_origin(sent: Request) -> bool:
    """Sec-Fetch-Site decides where the browser sends it (it does not on plain-http LAN names), else Origin."""
    site = sent.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    try:
        origin = urlsplit(sent.headers.get("Origin", ""))
    except ValueError:
        return False
    return origin.scheme in ("http", "https") and origin.netloc.lower() == sent.host.lower()


def set_headers(response: Response) -> Response:
    """Set what every answer carries; pages and fragments are never kept by a cache."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-store")
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", f"max-age={ONE_YEAR}; includeSubDomains")
    return response
