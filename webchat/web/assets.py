"""Joins our style sheets and scripts into one file each at the start, names them by their hash, compresses them once.

The name changes with the content, so browsers may keep them for ever (RFC 8246, `immutable`).
"""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, Response, request
from werkzeug.exceptions import NotFound

CSS_FIRST = ("tokens", "base", "layout", "controls")
FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is served."""

    name: str
    content: bytes
    compressed: bytes
    media_type: str


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
    scripts = sorted((folder / "js").glob("*.js"))
    joined = {
        "app.css": b"\n".join(path.read_bytes() for path in css),
        "app.js": b"\n".join(b"{\n%b\n}" % path.read_bytes() for path in scripts),
        "htmx.js": next((folder / "vendor").glob("htmx-*.min.js")).read_bytes(),
    }
    return joined | {path.name: path.read_bytes() for path in (folder / "img").iterdir() if path.is_file()}


def _css_order(path: Path) -> tuple[int, str]:
    return (CSS_FIRST.index(path.stem) if path.stem in CSS_FIRST else len(CSS_FIRST), path.stem)


def _asset(plain_name: str, content: bytes) -> Asset:
    stem, _, ending = plain_name.rpartition(".")
    digest = hashlib.sha256(content).hexdigest()[:16]
    media_type = mimetypes.guess_type(plain_name)[0] or "application/octet-stream"
    media_type = f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
    return Asset(f"{stem}.{digest}.{ending}", content, gzip.compress(content, 9, mtime=0), media_type)


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
    small = request.accept_encodings["gzip"] > 0
    response = Response(asset.compressed if small else asset.content, content_type=asset.media_type)
    response.headers["Cache-Control"] = FOR_EVER
    response.headers["Vary"] = "Accept-Encoding"
    if small:
        response.headers["Content-Encoding"] = "gzip"
    return response
