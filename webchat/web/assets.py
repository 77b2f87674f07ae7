"""Joins our style sheets and scripts into one file each at the start, without comments, and names them by their hash.

The name changes with the content, so browsers may keep them for ever (RFC 8246, `immutable`). Each is compressed when
somebody first asks for it: Brotli at its best takes longer than it should hold up the start.
"""

import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import brotli
import rjsmin
from flask import Flask, Response, request
from werkzeug.exceptions import NotFound

CSS_FIRST = ("tokens", "base", "layout", "controls")
SCRIPT_FIRST = "page"  # what it declares, all others use
# a string, or a brace and the like with the space around it, or other space; comments count as space
CSS_PART = re.compile(rb"""("[^"]*"|'[^']*')|(?:\s|/\*.*?\*/)*([{};,])(?:\s|/\*.*?\*/)*|(?:\s|/\*.*?\*/)+""", re.DOTALL)
FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Asset:
    """One file as it is served."""

    name: str
    content: bytes
    media_type: str

    @cached_property
    def brotli(self) -> bytes:
        """Compressed as in RFC 7932."""
        compressed: bytes = brotli.compress(self.content, quality=11)
        return compressed

    @cached_property
    def gzip(self) -> bytes:
        """Compressed as in RFC 1952."""
        return gzip.compress(self.content, 9, mtime=0)


class Assets:
    """All files that pages name, by their plain names (`app.css`) and by their hashed ones."""

    def __init__(self, folder: Path) -> None:
        self.by_plain_name = {name: _asset(name, content) for name, content in _contents(folder).items()}
        self.by_name = {asset.name: asset for asset in self.by_plain_name.values()}

    def url(self, plain_name: str) -> str:
        """The address of `app.css`, `app.js`, `htmx.js` or of a picture; KeyError for any other name."""
        return f"/static/{self.by_plain_name[plain_name].name}"


def _contents(folder: Path) -> dict[str, bytes]:
    css = sorted((folder / "css").glob("*.css"), key=_css_order)
    for_pages = sorted((folder / "css" / "pages").glob("*.css"))
    scripts = sorted((folder / "js").glob("*.js"), key=lambda path: (path.stem != SCRIPT_FIRST, path.stem))
    joined = {
        "app.css": _small_css(b"\n".join(path.read_bytes() for path in css)),
        "pages.css": _small_css(b"\n".join(path.read_bytes() for path in for_pages)),
        "app.js": rjsmin.jsmin(b"\n".join(_script(path) for path in scripts)),
        "htmx.js": next((folder / "vendor").glob("htmx-*.min.js")).read_bytes(),
    }
    return joined | {path.name: path.read_bytes() for path in (folder / "img").iterdir() if path.is_file()}


def _css_order(path: Path) -> tuple[int, str]:
    return (CSS_FIRST.index(path.stem) if path.stem in CSS_FIRST else len(CSS_FIRST), path.stem)


def _small_css(css: bytes) -> bytes:
    """Without comments and needless space. Minifiers that know no nesting turn `a :is(b)` into `a:is(b)`."""
    return CSS_PART.sub(lambda part: part[1] or part[2] or b" ", css).strip()


def _script(path: Path) -> bytes:
    """A script as a block, so that its names are its own, but for those of the first."""
    content = path.read_bytes()
    return content if path.stem == SCRIPT_FIRST else b"{\n%b\n}" % content


def _asset(plain_name: str, content: bytes) -> Asset:
    stem, _, ending = plain_name.rpartition(".")
    digest = hashlib.sha256(content).hexdigest()[:16]
    media_type = mimetypes.guess_type(plain_name)[0] or "application/octet-stream"
    media_type = f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
    return Asset(f"{stem}.{digest}.{ending}", content, media_type)


def install(app: Flask, folder: Path) -> None:
    """Serve the assets under /static/ and give templates `asset_url(name)`."""
    assets = Assets(folder)
    app.extensions["assets"] = assets
    app.jinja_env.globals["asset_url"] = assets.url
    app.add_url_rule("/favicon.ico", "favicon", lambda: _serve(assets.by_plain_name["favicon.svg"]))
    app.add_url_rule("/static/<name>", "asset", lambda name: _serve(assets.by_name.get(name)))


def _serve(asset: Asset | None) -> Response:
    if asset is None:
        raise NotFound
    content, encoding = _encoded(asset)
    response = Response(content, content_type=asset.media_type)
    response.headers["Cache-Control"] = FOR_EVER
    response.headers["Vary"] = "Accept-Encoding"
    if encoding:
        response.headers["Content-Encoding"] = encoding
    return response


def _encoded(asset: Asset) -> tuple[bytes, str | None]:
    """What the browser accepts, the smallest first (RFC 9110 §12.5.3)."""
    if request.accept_encodings["br"] > 0:
        return asset.brotli, "br"
    if request.accept_encodings["gzip"] > 0:
        return asset.gzip, "gzip"
    return asset.content, None
