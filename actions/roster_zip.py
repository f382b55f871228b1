"""Workbooks are archives: what one unpacks to is counted before anything else opens it.

The sizes an archive declares may lie, and names in it may be twice there or lead elsewhere
(ASVS 5.2.3, CWE-409). So every entry is unpacked here under a ceiling, and the reader gets a new
archive of only the parts it needs, made from what was counted.
"""

import zlib
from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

MOST_ENTRIES: Final = 2_000
MOST_BYTES: Final = 48 << 20
"""A sheet of 20,000 rows with all columns unpacks to some 20 MB."""
MOST_RATIO: Final = 150
"""Sheets shrink to a tenth, empty ones to a hundredth; 42.zip to a thousandth and less."""
FREE_BYTES: Final = 4 << 20
"""Below this the ratio does not matter."""
HEADER: Final = 30
LOCKED: Final = 0x1
KEPT: Final = ("xl/", "_rels/", "META-INF/")
KEPT_WHOLE: Final = frozenset({"[Content_Types].xml", "content.xml", "styles.xml", "mimetype"})
TEXTS: Final = (".xml", ".rels")


class UnreadableError(Exception):
    """A file cannot be read as a roster; `code` says why, `params` what its words need."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def unpacked(raw: bytes) -> bytes:
    """A plain archive of the parts of a workbook that hold its cells.

    Raises:
        UnreadableError: broken, bomb, locked, kind (an archive of something else).
    """
    try:
        with ZipFile(BytesIO(raw)) as archive:
            infos = archive.infolist()
    except (BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as wrong:
        raise UnreadableError("broken") from wrong
    _refuse_declared(infos, len(raw))
    _refuse_kind({info.filename for info in infos})
    return _made_anew(raw, [info for info in infos if _needed(info.filename)])


def _refuse_declared(infos: list[ZipInfo], size: int) -> None:
    names = [info.filename for info in infos]
    total = sum(info.file_size for info in infos)
    if len(infos) > MOST_ENTRIES or total > MOST_BYTES:
        raise UnreadableError("bomb")
    if total > FREE_BYTES and total > size * MOST_RATIO:
        raise UnreadableError("bomb")
    if len(set(names)) != len(names):
        raise UnreadableError("broken")
    if any(info.flag_bits & LOCKED for info in infos):
        raise UnreadableError("locked")


def _refuse_kind(names: set[str]) -> None:
    if "EncryptedPackage" in names:
        raise UnreadableError("locked")
    if "xl/workbook.xml" not in names and not {"content.xml", "mimetype"} <= names:
        raise UnreadableError("kind")


def _needed(name: str) -> bool:
    return name in KEPT_WHOLE or (name.startswith(KEPT) and name.endswith(TEXTS))


def _made_anew(raw: bytes, infos: list[ZipInfo]) -> bytes:
    left = MOST_BYTES
    made = BytesIO()
    with ZipFile(made, "w", ZIP_STORED) as clean:
        for info in infos:
            body = _inflated(raw, info, left)
            left -= len(body)
            if info.filename == "META-INF/manifest.xml" and b"encryption-data" in body:
                raise UnreadableError("locked")
            clean.writestr(info.filename, body)
    return made.getvalue()


def _inflated(raw: bytes, info: ZipInfo, most: int) -> bytes:
    """What an entry unpacks to, whatever it declares."""
    start = info.header_offset + HEADER
    lengths = raw[start - 4 : start]
    start += int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little")
    packed = memoryview(raw)[start : start + info.compress_size]
    if info.compress_type == ZIP_STORED:
        return bytes(packed)
    if info.compress_type != ZIP_DEFLATED:
        raise UnreadableError("broken")
    try:
        body = zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, most + 1)
    except zlib.error as wrong:
        raise UnreadableError("broken") from wrong
    if len(body) > most:
        raise UnreadableError("bomb")
    if zlib.crc32(body) != info.CRC:
        raise UnreadableError("broken")
    return body
