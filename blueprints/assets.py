"""Static files held in memory: joined, fingerprinted and compressed once, at start."""

import gzip
import mimetypes
import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath

import brotli

STYLES = "zhagen.css"
"""The name of all style sheets joined."""
PREFIX = "/static/"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}
PACKED_ALREADY = {".png", ".jpg", ".webp", ".woff2", ".opus", ".m4a"}
_STRING = r'"[^"]*"'
_COMMENT = r"/\*.*?\*/"


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is sent: plain, brotli and gzip bytes, its type and its quoted ETag."""

    url: str
    body: bytes
    br: bytes
    gzip: bytes
    content_type: str
    etag: str


class Assets:
    """All static files of one start, found by name when written and by address when asked for."""

    def __init__(self, named: dict[str, Asset]) -> None:
        self._named = named
        self._by_url = {asset.url: asset for asset in named.values()}

    @classmethod
    def load(cls, static: Path) -> "Assets":
        """Read the folder `static`; its css/*.css become one sheet, other files stay themselves."""
        return cls({name: _asset(name, body) for name, body in _files(static)})

    def url(self, name: str) -> str:
        """The address of a file, such as "zhagen.css" or "img/icon.svg".

        Raises KeyError for a name that is not there: a page must not link to nothing.
        """
        return self._named[name].url

    def find(self, path: str) -> Asset | None:
        """The file at an address, or None."""
        return self._by_url.get(path)


def minify(css: str) -> str:
    """Style text without comments and idle space; quoted strings stay as they are."""
    bare = re.sub(f"({_STRING})|{_COMMENT}", lambda found: found[1] or "", css, flags=re.DOTALL)
    return re.sub(f'({_STRING})|([^"]+)', _squeezed, bare).strip()


def _squeezed(found: re.Match[str]) -> str:
    if found[1]:
        return found[1]
    text = re.sub(r"\s+", " ", found[2])
    text = re.sub(r" ?([{};,>]) ?", r"\1", text)
    return text.replace(": ", ":").replace(";}", "}")


def _files(static: Path) -> Iterator[tuple[str, bytes]]:
    sheets = sorted((static / "css").glob("*.css"))
    yield STYLES, minify("\n".join(sheet.read_text("utf-8") for sheet in sheets)).encode()
    for path in sorted(static.rglob("*")):
        if path.is_file() and path.parent != static / "css":
            yield path.relative_to(static).as_posix(), path.read_bytes()


def _asset(name: str, body: bytes) -> Asset:
    digest = sha256(body).hexdigest()
    path = PurePosixPath(name)
    kind = TYPES.get(path.suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    packed = path.suffix in PACKED_ALREADY
    return Asset(
        url=f"{PREFIX}{path.with_name(f'{path.stem}.{digest[:12]}{path.suffix}')}",
        body=body,
        br=brotli.compress(body, quality=1 if packed else 11),
        gzip=gzip.compress(body, 1 if packed else 9, mtime=0),
        content_type=kind,
        etag=f'"{digest[:20]}"',
    )
