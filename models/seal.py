"""Sealed columns: what is kept encrypted, and the keyed index that finds it again."""

import hmac
import secrets
from collections.abc import Iterator
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_ID = 4
NONCE = 12
INDEX = 16


class SealBrokenError(Exception):
    """The bytes were not sealed by one of our keys for this place."""


class Keyring:
    """Seals with the newest key, opens with any; finds by an index that no key of theirs shows.

    `text` is one secret or several parted by commas, the newest first.
    """

    def __init__(self, text: str) -> None:
        secrets_ = [part.strip().encode() for part in text.split(",") if part.strip()]
        self._secrets = {_key_id(secret): secret for secret in secrets_}
        self._keys = {_key_id(secret): AESGCM(_derive(secret, b"seal")) for secret in secrets_}
        self._newest = _key_id(secrets_[0])
        self._index_key = _derive(secrets_[-1], b"index")

    def seal(self, text: str, place: str) -> bytes:
        """Encrypt for one place (table.column.uid); elsewhere it will not open."""
        nonce = secrets.token_bytes(NONCE)
        sealed = self._keys[self._newest].encrypt(nonce, text.encode(), place.encode())
        return self._newest + nonce + sealed

    def open(self, sealed: bytes, place: str) -> str:
        """Decrypt.

        Raises:
            SealBrokenError: another key, another place, or changed bytes.
        """
        key = self._keys.get(sealed[:KEY_ID])
        body = sealed[KEY_ID:]
        if key is None or len(body) <= NONCE:
            raise SealBrokenError
        try:
            return key.decrypt(body[:NONCE], body[NONCE:], place.encode()).decode()
        except InvalidTag as broken:
            raise SealBrokenError from broken

    def index(self, text: str) -> bytes:
        """The same 16 bytes for the same text, useless without the key."""
        return hmac.digest(self._index_key, text.encode(), "sha256")[:INDEX]

    @property
    def newest(self) -> bytes:
        """The id of the key that seals now."""
        return self._newest

    def is_newest(self, sealed: bytes) -> bool:
        """Whether these bytes were sealed by the newest key."""
        return sealed[:KEY_ID] == self._newest

    def derive(self, key_id: bytes, use: bytes) -> bytes:
        """32 bytes for another use than sealed columns.

        Raises:
            SealBrokenError: no key of ours has this id.
        """
        if key_id not in self._secrets:
            raise SealBrokenError
        return _derive(self._secrets[key_id], use)

    def key_ids(self) -> Iterator[str]:
        """The ids of the keys that can open, the newest first."""
        return (key.hex() for key in self._keys)


def digest(text: str) -> bytes:
    """The hash under which a random secret (token, code) is kept."""
    return sha256(text.encode()).digest()


def _key_id(secret: bytes) -> bytes:
    return sha256(b"zhagen key id" + secret).digest()[:KEY_ID]


def _derive(secret: bytes, use: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"zhagen " + use).derive(secret)
