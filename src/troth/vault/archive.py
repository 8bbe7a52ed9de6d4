"""An archive: a long file, encrypted piece by piece, that is whole or is nothing.

Rules
- The first line says in plain words what the file is; it is bound into every piece.
- A piece is at most `LARGEST` bytes, compressed, then sealed by AES-256-GCM under a key of this file alone (HKDF of the installation's
  backup key and a random salt); its number and whether it is the last are bound in, so a piece that is changed, dropped, doubled,
  swapped or cut off is noticed.
- Compression is before encryption and over the books alone: nobody outside chooses what lies beside a secret in them.

Example
    >>> with open("a.backup", "wb") as file:
    ...     writer = ArchiveWriter(file, key, os.urandom, {"made": "2026-01-02T03:04:05.678Z"})
    ...     writer.write(b"..."); writer.close()
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from troth.ledger.ports import Randomness
from troth.vault.errors import BAD_ARCHIVE, BadArchive
from troth.vocabulary import Plain

FORMAT = 1
LARGEST = 1 << 20
LONGEST_LINE = 4096
SALT = 32
MORE, LAST = b"\0", b"\1"


class ArchiveWriter:
    """Writes one archive; it is one only after `close`."""

    def __init__(self, file: IO[bytes], key: bytes, randomness: Randomness, said: Mapping[str, Any]) -> None:
        """Begin the archive in `file` with `said` in its first line, under the installation's backup `key`."""
        salt = randomness(SALT)
        line = (
            json.dumps({"troth-backup": FORMAT, **said, "salt": salt.hex()}, sort_keys=True).encode() + b"\n"
        )
        self._file, self._cipher, self._bound = file, _cipher(key, salt), line
        self._pending, self._number = bytearray(), 0
        file.write(line)

    def write(self, data: bytes) -> None:
        """Add `data`."""
        self._pending += data
        while len(self._pending) > LARGEST:
            self._piece(bytes(self._pending[:LARGEST]), MORE)
            del self._pending[:LARGEST]

    def close(self) -> None:
        """Write the last piece."""
        self._piece(bytes(self._pending), LAST)
        self._pending.clear()

    def _piece(self, data: bytes, mark: bytes) -> None:
        sealed = self._cipher.encrypt(_nonce(self._number), zlib.compress(data, 6), self._bound + mark)
        self._file.write(len(sealed).to_bytes(4, "big") + mark + sealed)
        self._number += 1


def first_line(file: IO[bytes]) -> dict[str, Any]:
    """Return what the first line of an archive says. Raises BadArchive."""
    line = file.readline(LONGEST_LINE)
    try:
        said = json.loads(line)
        salt = bytes.fromhex(said["salt"])
    except (ValueError, TypeError, KeyError):
        raise _bad("it is no backup of Troth", "不是 Troth 的备份文件") from None
    if said.get("troth-backup") != FORMAT or len(salt) != SALT:
        raise _bad("its format is of another Troth", "其格式属于其他版本的 Troth")
    file.seek(0)
    found: dict[str, Any] = said
    return found


def pieces(file: IO[bytes], key: bytes) -> Iterator[bytes]:
    """Yield what is in the archive, piece by piece, each proved before it is given. Raises BadArchive."""
    said = first_line(file)
    line = file.readline(LONGEST_LINE)
    cipher, number = _cipher(key, bytes.fromhex(said["salt"])), 0
    while True:
        head = file.read(5)
        if len(head) < 5:  # four bytes of length and the mark
            raise _bad("it is cut off", "文件不完整")
        length, mark = int.from_bytes(head[:4], "big"), head[4:]
        sealed = file.read(length) if length <= 2 * LARGEST else b""
        try:
            opened = cipher.decrypt(_nonce(number), sealed, line + mark)
            yield _inflated(opened)
        except (InvalidTag, ValueError, zlib.error):
            raise _bad(
                "a piece was changed, or the backup key is another", "有数据块被改动，或备份密钥不符"
            ) from None
        number += 1
        if mark == LAST:
            break
    if file.read(1):
        raise _bad("there is more after its end", "结尾之后还有数据")


def _inflated(data: bytes) -> bytes:
    run = zlib.decompressobj()
    found = run.decompress(data, LARGEST + 1)
    if len(found) > LARGEST or not run.eof:
        raise ValueError
    return found


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt, b"troth-backup").derive(key))


def _nonce(number: int) -> bytes:
    """Counted: the key is of this file alone."""
    return number.to_bytes(12, "big")


def _bad(why: str, why_zh: str) -> BadArchive:
    return BadArchive(BAD_ARCHIVE, why=Plain(why), why_zh=Plain(why_zh))
