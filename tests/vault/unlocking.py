"""A second reader of zips under a password, written from the description of the format; it shares nothing with the writer."""

from __future__ import annotations

import hashlib
import hmac
import io
import zipfile

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR


def opened(data: bytes, password: str) -> dict[str, bytes]:
    """Return the entries of the zip `data`. Raises ValueError: another password, or a byte was changed."""
    found = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for entry in archive.infolist():
            lengths = data[entry.header_offset + 26 : entry.header_offset + 30]
            start = entry.header_offset + 30 + lengths[0] + 256 * lengths[1] + lengths[2] + 256 * lengths[3]
            sealed = data[start : start + entry.compress_size]
            keys = hashlib.pbkdf2_hmac("sha1", password.encode(), sealed[:16], 1000, 66)
            hidden, tag = sealed[18:-10], sealed[-10:]
            if sealed[16:18] != keys[64:]:
                raise ValueError("password")
            if hmac.new(keys[32:64], hidden, "sha1").digest()[:10] != tag:
                raise ValueError("changed")
            found[entry.filename] = b"".join(
                Cipher(AES(keys[:32]), CTR((n // 16 + 1).to_bytes(16, "little")))
                .encryptor()
                .update(hidden[n : n + 16])
                for n in range(0, len(hidden), 16)
            )
    return found
