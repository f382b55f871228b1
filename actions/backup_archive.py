"""What is inside a backup: the database, the uploaded files, and a signed manifest of both.

Nothing is trusted because it is in the archive: the manifest must carry our signature, every
member must be named in it with its size and hash, and no other name may be there. Nothing is
unpickled and no name of the archive is used as a path before it has been checked.
"""

import hmac
import json
import re
import zipfile
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from actions.backup_cipher import USE_SIGN, EnvelopeError, Sealing, key_id_of, unseal
from actions.disk import leave_room
from models.seal import Keyring

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
SIGNATURE: Final = "manifest.mac"
MOST_MANIFEST: Final = 64 << 20
PIECE: Final = 1 << 20
LEVEL: Final = 1
"""Of packing: the usual 6 takes more than twice the processor for a tenth less."""
SHELVES: Final = "files"
_NAME: Final = re.compile(r"database\.(db|dump)|files/([0-9a-f]{2})/(\2[0-9a-f]{62})")


class ArchiveError(Exception):
    """The archive is not as its manifest says, or its manifest is not ours."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself.

    `tables` counts rows; `missing` are files that rows name but the disk did not hold when the
    backup was made.
    """

    made_at: str
    engine: str
    schema: str
    database: str
    tables: Mapping[str, int]
    missing: tuple[str, ...] = ()
    members: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    format: int = FORMAT


def pack(
    target: Path, manifest: Manifest, database: Path, files: Iterable[Path], keyring: Keyring
) -> Manifest:
    """Write the backup file; the manifest with the hash and size of each member.

    Raises:
        NoRoomError: it would take the last of the disk.
    """
    members: dict[str, Mapping[str, Any]] = {}
    with target.open("wb") as file:
        sealing = Sealing(file, keyring)
        with zipfile.ZipFile(sealing, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as archive:
            members[manifest.database] = _add(archive, manifest.database, database, target.parent)
            for path in files:
                name = f"{SHELVES}/{path.parent.name}/{path.name}"
                if _NAME.fullmatch(name):
                    members[name] = _add(archive, name, path, target.parent, packed=False)
            told = json.dumps(asdict(manifest) | {"members": members}, ensure_ascii=False).encode()
            archive.writestr(MANIFEST, told)
            archive.writestr(SIGNATURE, _sign(keyring, keyring.newest, told))
        sealing.finish()
    return _manifest(told)


@contextmanager
def unpacked(source: Path, folder: Path, keyring: Keyring) -> Generator[tuple[Manifest, Path]]:
    """The manifest of a backup, and a folder with its members, each looked at.

    Raises:
        ArchiveError: the envelope, the signature, a name, a size or a hash is not right.
        NoRoomError: the disk has no room for it.
    """
    leave_room(folder, source.stat().st_size)
    inner = folder / "inner.zip"
    into = folder / "members"
    with source.open("rb") as file, _told():
        key_id = bytes.fromhex(key_id_of(file))
        with inner.open("wb") as plain:
            unseal(file, plain, keyring)
        with zipfile.ZipFile(inner) as archive:
            manifest = _trusted(archive, keyring, key_id)
            leave_room(folder, sum(int(said["bytes"]) for said in manifest.members.values()))
            for name, said in manifest.members.items():
                _take(archive, name, said, into)
    inner.unlink()
    yield manifest, into


@contextmanager
def _told() -> Generator[None]:
    """Any failure of reading is the archive's fault and is told as such."""
    try:
        yield
    except EnvelopeError as trouble:
        raise ArchiveError(str(trouble)) from trouble
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, NotImplementedError) as trouble:
        raise ArchiveError(f"not readable: {trouble}") from trouble


def _add(
    archive: zipfile.ZipFile, name: str, path: Path, folder: Path, *, packed: bool = True
) -> Mapping[str, Any]:
    """Add a file piece by piece, while `folder`, where the archive grows, has room."""
    entry = name if packed else zipfile.ZipInfo(name)  # an entry of its own is stored as it is
    found, size = sha256(), 0
    with path.open("rb") as source, archive.open(entry, "w", force_zip64=True) as target:
        while piece := source.read(PIECE):
            found.update(piece)
            size += len(piece)
            leave_room(folder)
            target.write(piece)
    return {"sha256": found.hexdigest(), "bytes": size}


def _trusted(archive: zipfile.ZipFile, keyring: Keyring, key_id: bytes) -> Manifest:
    """The manifest, once its signature and every name are known to be good."""
    names = archive.namelist()
    if len(names) != len(set(names)):
        raise ArchiveError("a name stands twice")
    if archive.getinfo(MANIFEST).file_size > MOST_MANIFEST:
        raise ArchiveError("the manifest is too large")
    told = archive.read(MANIFEST)
    if not hmac.compare_digest(archive.read(SIGNATURE), _sign(keyring, key_id, told)):
        raise ArchiveError("the manifest is not signed by this key")
    manifest = _manifest(told)
    if manifest.format != FORMAT:
        raise ArchiveError(f"made in format {manifest.format}, which this version does not know")
    for name in manifest.members:
        if not _NAME.fullmatch(name):
            raise ArchiveError(f"no name of ours: {name[:80]!r}")
    extra = set(names) ^ {*manifest.members, MANIFEST, SIGNATURE}
    if extra:
        raise ArchiveError(f"not as the manifest says: {min(extra)[:80]!r}")
    return manifest


def _take(archive: zipfile.ZipFile, name: str, said: Mapping[str, Any], into: Path) -> None:
    """Write one member under its checked name; stop at the first byte too many."""
    target = into / name
    target.parent.mkdir(parents=True, exist_ok=True)
    found, left = sha256(), int(said["bytes"])
    with archive.open(name) as source, target.open("xb") as file:
        while piece := source.read(PIECE):
            left -= len(piece)
            if left < 0:
                raise ArchiveError(f"larger than the manifest says: {name}")
            found.update(piece)
            file.write(piece)
    shelf = target.name if name.startswith(SHELVES) else said["sha256"]
    if left or found.hexdigest() != said["sha256"] or shelf != said["sha256"]:
        raise ArchiveError(f"not as the manifest says: {name}")


def _sign(keyring: Keyring, key_id: bytes, told: bytes) -> bytes:
    return hmac.digest(keyring.derive(key_id, USE_SIGN), told, "sha256").hex().encode()


def _manifest(told: bytes) -> Manifest:
    said = json.loads(told)
    return replace(Manifest(**said), missing=tuple(said["missing"]))
