"""Compresses the pages that a visit begins with, so that they arrive in the first round trips.

Only those, and only as they are without a query string: compressing what a request chose together with what is private
lets a listener guess the latter by the length (BREACH, CVE-2013-3587). Streams and all other pages go as they are.
"""

import gzip
from collections.abc import Collection

import brotli
from flask import Flask, Response, request

BROTLI_QUALITY, GZIP_LEVEL = 5, 6  # a third of a millisecond for a page
WORTH_IT = 2_000  # bytes


def install(app: Flask, endpoints: Collection[str]) -> None:
    """Compress the answers of these endpoints (RFC 9110 §12.5.3)."""

    def compress(response: Response) -> Response:
        if request.endpoint in endpoints and not request.query_string and _can_be(response):
            response.vary.add("Accept-Encoding")
            _encode(response)
        return response

    app.after_request(compress)


def _can_be(response: Response) -> bool:
    return response.status_code == 200 and not response.is_streamed and "Content-Encoding" not in response.headers


def _encode(response: Response) -> None:
    content = response.get_data()
    if len(content) < WORTH_IT:
        return
    if request.accept_encodings["br"] > 0:
        response.set_data(brotli.compress(content, quality=BROTLI_QUALITY))
        response.content_encoding = "br"
    elif request.accept_encodings["gzip"] > 0:
        response.set_data(gzip.compress(content, GZIP_LEVEL, mtime=0))
        response.content_encoding = "gzip"
