"""The envelope of a backup: an AES-GCM stream under a key of the house, readable in one pass.

The header holds a mark, the id of the key, a salt and a nonce prefix; then come chunks of one
mebibyte, each sealed with its number and whether it is the last (the STREAM construction of
Hoang, Reyhanitabar, Rogaway and Vizár, 2015). A chunk that is changed, moved, left out or
added, and a file that ends too early, do not open.
"""

import secrets
from io import RawIOBase
from typing import IO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from models.seal import KEY_ID, Keyring, SealBrokenError

MARK: Final = b"ZHAGEN-BACKUP-1\n"
SALT: Final = 16
PREFIX: Final = 7
TAG: Final = 16
CHUNK: Final = 1 << 20
HEADER: Final = len(MARK) + KEY_ID + SALT + PREFIX
USE_SEAL: Final = b"backup"
USE_SIGN: Final = b"backup manifest"


class EnvelopeError(Exception):
    """The file is no backup of ours, is changed, is cut short, or needs another key."""


class Sealing(RawIOBase):
    """A file to write to: what is written is sealed chunk by chunk; close() seals the last."""

    def __init__(self, file: IO[bytes], keyring: Keyring) -> None:
        self._file = file
        self._header = b"".join(
            (MARK, keyring.newest, secrets.token_bytes(SALT), secrets.token_bytes(PREFIX))
        )
        self._cipher = _cipher(keyring, self._header)
        self._number = 0
        self._waiting = bytearray()
        file.write(self._header)

    def writable(self) -> bool:
        """It is for writing."""
        return True

    def write(self, data: object) -> int:
        """Take some bytes; what fills a chunk goes out."""
        more = bytes(data)  # ty: ignore[invalid-argument-type] - any buffer
        self._waiting += more
        while len(self._waiting) > CHUNK:
            self._send(bytes(self._waiting[:CHUNK]), last=False)
            del self._waiting[:CHUNK]
        return len(more)

    def finish(self) -> None:
        """Seal what is left as the last chunk; without this the file does not open."""
        self._send(bytes(self._waiting), last=True)
        self._waiting.clear()

    def _send(self, chunk: bytes, *, last: bool) -> None:
        nonce = _nonce(self._header, self._number, last=last)
        self._file.write(self._cipher.encrypt(nonce, chunk, self._header))
        self._number += 1


def key_id_of(file: IO[bytes]) -> str:
    """The id of the key a backup was sealed with; the file is at its start again afterwards.

    Raises:
        EnvelopeError: the file is no backup of ours.
    """
    header = file.read(HEADER)
    file.seek(0)
    if len(header) < HEADER or not header.startswith(MARK):
        raise EnvelopeError("no backup of ours")
    return header[len(MARK) :][:KEY_ID].hex()


def unseal(file: IO[bytes], into: IO[bytes], keyring: Keyring) -> None:
    """Open a whole backup into another file.

    Raises:
        EnvelopeError: another key, or the bytes were changed or cut short.
    """
    key_id_of(file)
    header = file.read(HEADER)
    cipher = _cipher(keyring, header)
    sealed, number = file.read(CHUNK + TAG), 0
    while True:
        ahead = file.read(CHUNK + TAG)
        try:
            into.write(cipher.decrypt(_nonce(header, number, last=not ahead), sealed, header))
        except InvalidTag as broken:
            raise EnvelopeError("changed, cut short, or another key") from broken
        if not ahead:
            return
        sealed, number = ahead, number + 1


def _cipher(keyring: Keyring, header: bytes) -> AESGCM:
    key_id = header[len(MARK) :][:KEY_ID]
    salt = header[len(MARK) + KEY_ID :][:SALT]
    try:
        base = keyring.derive(key_id, USE_SEAL)
    except SealBrokenError as other:
        raise EnvelopeError(f"sealed with key {key_id.hex()}, which is not given") from other
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=salt, info=USE_SEAL).derive(base))


def _nonce(header: bytes, number: int, *, last: bool) -> bytes:
    return header[-PREFIX:] + number.to_bytes(4, "big") + bytes([last])
