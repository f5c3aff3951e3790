"""Style sheets, scripts and pictures: addresses that change with the content, served from memory.

A file's address carries a digest, so a browser may keep it for a year and still never shows an old
one. The import map gives every module its address; its own digest stands in the CSP.
"""

from __future__ import annotations

import gzip
import json
import mimetypes
from base64 import b64encode
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from flask import Flask, request
from markupsafe import Markup
from werkzeug.wrappers import Response

from chatty.core.errors import NotFound
from chatty.core.paths import digest_of

STYLESHEET = "css/chatty.css"
YEAR = "public, max-age=31536000, immutable"
COMPRESSED = frozenset({".css", ".js", ".svg", ".txt", ".json", ".md", ".html"})
mimetypes.add_type("text/javascript", ".js")


@dataclass(frozen=True)
class Asset:
    """One file as it is sent."""

    path: str
    content: bytes

    @cached_property
    def digest(self) -> str:
        """Enough of the content's hash to tell versions apart."""
        return digest_of(self.content)

    @cached_property
    def compressed(self) -> bytes | None:
        """The content with gzip, where that helps; without a time, so it is always the same."""
        if Path(self.path).suffix not in COMPRESSED:
            return None
        return gzip.compress(self.content, 6, mtime=0)

    @property
    def url(self) -> str:
        """The address that is good for ever."""
        return f"/static/{self.path}?v={self.digest}"


class Assets:
    """Everything under ``static/``."""

    def __init__(self, app: Flask) -> None:
        folder = Path(app.static_folder or "static")
        self._assets = {asset.path: asset for asset in _read(folder)}
        self._assets[STYLESHEET] = self._joined_styles()
        app.view_functions["static"] = self.show
        app.jinja_env.globals.update(
            asset=self.url,
            stylesheet=self.url(STYLESHEET),
            import_map=Markup(self.import_map),  # noqa: S704 - our own file names
            script_urls=self.script_urls,
            emoji_data=self._library("emoji", "en/emojibase/data.json"),
        )

    def url(self, path: str) -> str:
        """The address of the file at *path*."""
        return self._assets[path].url

    def show(self, filename: str) -> Response:
        """Answer one file; for ever when the address has its digest."""
        asset = self._assets.get(filename)
        if asset is None:
            raise NotFound
        response = Response(asset.content, content_type=_content_type(filename))
        response.headers["Vary"] = "Accept-Encoding"
        if asset.compressed and request.accept_encodings.quality("gzip") > 0:
            response.set_data(asset.compressed)
            response.headers["Content-Encoding"] = "gzip"
        response.set_etag(asset.digest)
        lasting = request.args.get("v") == asset.digest
        response.headers["Cache-Control"] = YEAR if lasting else "no-cache"
        return response.make_conditional(request)

    @cached_property
    def import_map(self) -> str:
        """The import map: libraries by name, our modules by their plain addresses."""
        libraries = {
            "@hotwired/stimulus": self._library("stimulus", "dist/stimulus.js"),
            "@hotwired/turbo": self._library("turbo", "dist/turbo.es2017-esm.js"),
        }
        modules = {f"/static/{path}": self.url(path) for path in self._modules}
        imports = libraries | modules | self._on_demand
        return json.dumps({"imports": imports}, separators=(",", ":"))

    @cached_property
    def import_map_digest(self) -> str:
        """The import map's hash as the CSP wants it."""
        return "sha256-" + b64encode(sha256(self.import_map.encode()).digest()).decode()

    @cached_property
    def script_urls(self) -> list[str]:
        """Every module's address, so that a browser fetches them side by side."""
        imports: dict[str, str] = json.loads(self.import_map)["imports"]
        return [url for name, url in imports.items() if name not in self._on_demand]

    @cached_property
    def _on_demand(self) -> dict[str, str]:
        """What a page loads only when somebody needs it: the emoji picker, and sending of files."""
        folder = "vendor/emoji-picker/"
        parts = [each for each in self._assets if each.startswith(folder) and each.endswith(".js")]
        found = {f"/static/{path}": self.url(path) for path in parts}
        return found | {
            "emoji-picker-element": self._library("emoji-picker", "index.js"),
            "tus": self._library("tus", "dist/tus.min.js"),
        }

    @property
    def _modules(self) -> list[str]:
        return sorted(
            path for path in self._assets if path.startswith("js/") and path.endswith(".js")
        )

    def _library(self, name: str, file: str) -> str:
        found = next(
            path
            for path in self._assets
            if path.startswith(f"vendor/{name}/") and path.endswith(file)
        )
        return self.url(found)

    def _joined_styles(self) -> Asset:
        """All style sheets as one; the global one first, since it orders the layers."""
        sheets = sorted(path for path in self._assets if path.startswith("css/"))
        return Asset(STYLESHEET, b"\n".join(self._assets[path].content for path in sheets))


def _read(folder: Path) -> list[Asset]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return [Asset(path.relative_to(folder).as_posix(), path.read_bytes()) for path in files]


def _content_type(filename: str) -> str:
    kind = mimetypes.guess_type(filename)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
