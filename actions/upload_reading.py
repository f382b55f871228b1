"""What a file somebody gives us really is: told by its content, never by its name.

A picture is drawn anew, so that nothing but its pixels comes in: no place or owner in EXIF, no
second file behind it. A PDF is kept as it is, if nothing in it can act.
"""

import unicodedata
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PICTURE: Final = 5_000_000
MOST_PDF: Final = 2_000_000
MOST_BYTES: Final = max(MOST_PICTURE, MOST_PDF)
MOST_PIXELS: Final = 50_000_000
"""More than any phone's camera makes by default; a bomb of zeros unpacks to far more."""
LONGEST_SIDE: Final = 1600
GOOD_BYTES: Final = 300_000
QUALITIES: Final = (82, 72, 60, 48)
LONGEST_NAME: Final = 80
PDF_HEAD: Final = b"%PDF-"
PDF_TAIL: Final = b"%%EOF"
TAIL_ROOM: Final = 1024
ACTS: Final = (b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile", b"/RichMedia", b"/XFA")
"""Names by which a PDF runs something, or carries another file."""
MARKUP: Final = (b"<script", b"<html", b"<svg", b"<!doctype")
PICTURES: Final = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")

Fault = Literal["empty", "too-big", "not-a-kind", "broken", "too-many-pixels", "acts"]


class FileRefusedError(Exception):
    """This file is not taken; `code` says why."""

    def __init__(self, code: Fault) -> None:
        super().__init__(code)
        self.code: Fault = code


@dataclass(frozen=True, slots=True)
class Given:
    """A file as it will be kept: its kind, its bytes and a harmless name."""

    media: str
    body: bytes
    name: str

    @property
    def sha256(self) -> str:
        """The hash under which the bytes lie."""
        return sha256(self.body).hexdigest()


def read_upload(body: bytes, name: str) -> Given:
    """Take a JPG, PNG or PDF for what it is.

    Raises:
        FileRefusedError: it is empty, too big, something else, broken, or could act.
    """
    if not body:
        raise FileRefusedError("empty")
    if body.startswith(PICTURES):
        return Given("image/jpeg", _redrawn(body), harmless_name(name, "jpg"))
    if body.startswith(PDF_HEAD):
        return Given("application/pdf", _plain_pdf(body), harmless_name(name, "pdf"))
    raise FileRefusedError("too-big" if len(body) > MOST_BYTES else "not-a-kind")


def harmless_name(name: str, ending: str) -> str:
    """A name to save under: one that hides anything or is very long becomes `file`."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    stem = PurePosixPath(last).stem.strip(" .")
    hides = any(unicodedata.category(sign).startswith("C") for sign in name)
    if hides or not stem or len(stem) > LONGEST_NAME:
        stem = "file"
    return f"{stem}.{ending}"


def _plain_pdf(body: bytes) -> bytes:
    if len(body) > MOST_PDF:
        raise FileRefusedError("too-big")
    end = body.rfind(PDF_TAIL)
    if end < 0 or len(body) - end > TAIL_ROOM:
        raise FileRefusedError("broken")
    if any(name in body for name in ACTS) or any(tag in body.lower() for tag in MARKUP):
        raise FileRefusedError("acts")
    return body


def _redrawn(body: bytes) -> bytes:
    if len(body) > MOST_PICTURE:
        raise FileRefusedError("too-big")
    try:
        return _lighter(_drawn(body))
    except FileRefusedError:
        raise
    except Exception as trouble:  # a decoder fails in many ways on bytes made to break it
        raise FileRefusedError("broken") from trouble


def _drawn(body: bytes) -> "Image":
    """The picture upright, at most 1600 pixels long, on white."""
    from PIL import Image, ImageOps

    try:
        picture = Image.open(BytesIO(body), formats=("JPEG", "PNG"))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise FileRefusedError("too-many-pixels") from bomb
    if picture.width * picture.height > MOST_PIXELS:
        raise FileRefusedError("too-many-pixels")
    picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    coloured = upright.convert("RGBA")
    ground = Image.new("RGB", coloured.size, "white")
    ground.paste(coloured, mask=coloured.getchannel("A"))
    return ground


def _lighter(picture: "Image") -> bytes:
    """The picture as JPEG, in the best quality that is light enough, else in the least."""
    body = b""
    for quality in QUALITIES:
        file = BytesIO()
        picture.save(file, "JPEG", quality=quality, optimize=True)
        body = file.getvalue()
        if len(body) <= GOOD_BYTES:
            break
    return body
