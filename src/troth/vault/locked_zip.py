"""A copy that leaves the house: the entries of a zip under a password, so that the file alone tells nothing.

Rules
- AES-256 as WinZip's AE-2 writes it (`https://www.winzip.com/en/support/aes-encryption/`), which 7-Zip, Keka, libarchive and file managers of
  phones open. Keys are derived by 1,000 rounds of PBKDF2-HMAC-SHA-1, as the format has it; that is too few for a password
  that somebody thought of, so a password is only taken with the strength of a random one (24 signs or more).
- Names, and how long each file is, stay readable; what is in them does not. A changed byte is noticed.

Example
    >>> locked(pack(exports, labels, made="2026-02-10"), "abcd-efgh-ijkl-mnop-qrst-uvwx", os.urandom)[:2]
    b'PK'
"""

from __future__ import annotations

import hashlib
import hmac
import io
import struct
import zipfile

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from troth.ledger.ports import Randomness
from troth.vault.errors import BAD_VAULT, BadVault
from troth.vocabulary.errors import Plain

SHORTEST = 24
_ROUNDS, _SALT, _KEY, _CHECK, _TAG = 1000, 16, 32, 2, 10
_AES_EXTRA = struct.pack("<HHH2sBH", 0x9901, 7, 2, b"AE", 3, zipfile.ZIP_STORED)
_VERSION, _ENCRYPTED, _METHOD, _TIME, _DATE = 51, 1, 99, 0, 0x21
_PIECE = 1 << 20


def locked(data: bytes, password: str, randomness: Randomness) -> bytes:
    """Return the zip `data` with each of its entries under `password` (ASCII). Raises BadVault: it is too short."""
    if len(password) < SHORTEST or not password.isascii():
        raise BadVault(
            BAD_VAULT,
            rule=Plain(f"the password of a copy has {SHORTEST} ASCII signs or more"),
            rule_zh=Plain(f"副本密码须由不少于 {SHORTEST} 个 ASCII 字符组成"),
        )
    out, listed, count = bytearray(), bytearray(), 0
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for entry in archive.infolist():
            plain, name = archive.read(entry), entry.filename.encode("ascii")
            sealed = _sealed(plain, password.encode("ascii"), randomness(_SALT))
            shared = struct.pack(
                "<HHHHHIIIHH", _VERSION, _ENCRYPTED, _METHOD, _TIME, _DATE, 0, len(sealed), len(plain), len(name),
                len(_AES_EXTRA),
            )  # fmt: skip
            place = struct.pack("<HHHII", 0, 0, 0, entry.external_attr, len(out))
            listed += b"PK\1\2" + struct.pack("<H", 3 << 8 | _VERSION) + shared + place + name + _AES_EXTRA
            out += b"PK\3\4" + shared + name + _AES_EXTRA + sealed
            count += 1
    end = struct.pack("<HHHHIIH", 0, 0, count, count, len(listed), len(out), 0)
    return bytes(out + listed + b"PK\5\6" + end)


def _sealed(plain: bytes, password: bytes, salt: bytes) -> bytes:
    """Return salt, check value, ciphertext and tag of one entry."""
    keys = hashlib.pbkdf2_hmac("sha1", password, salt, _ROUNDS, 2 * _KEY + _CHECK)
    block = Cipher(algorithms.AES(keys[:_KEY]), modes.ECB()).encryptor()  # noqa: S305  # for the counter below
    hidden = bytearray()
    for start in range(
        0, len(plain), _PIECE
    ):  # the counter is little-endian, which no CTR mode of the library has
        piece = plain[start : start + _PIECE]
        first = start // 16 + 1
        blocks = b"".join(n.to_bytes(16, "little") for n in range(first, first + (len(piece) + 15) // 16))
        stream = block.update(blocks)[: len(piece)]
        mixed = int.from_bytes(piece, "little") ^ int.from_bytes(stream, "little")
        hidden += mixed.to_bytes(len(piece), "little")
    tag = hmac.new(keys[_KEY : 2 * _KEY], hidden, "sha1").digest()[:_TAG]
    return salt + keys[2 * _KEY :] + bytes(hidden) + tag
