"""A copy under a password: another reader opens it, nobody without the password does, and a changed byte is noticed."""

from __future__ import annotations

import io
import zipfile

import pytest

from tests.vault.unlocking import opened
from troth.vault import locked
from troth.vault.errors import BadVault

PASSWORD = "abcd-efgh-ijkl-mnop-qrst-uvwx"
FILES = {"index.html": "陈思远".encode(), "data.json": b"", "data.csv": bytes(range(256)) * 4099}


def zipped() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in FILES.items():
            archive.writestr(name, data)
    return stream.getvalue()


def test_what_was_locked_comes_out_whole_with_the_password_only():
    salts = iter(bytes([n]) * 16 for n in range(1, 9))
    data = locked(zipped(), PASSWORD, lambda _: next(salts))
    assert opened(data, PASSWORD) == FILES
    assert "陈思远".encode() not in data
    with pytest.raises(ValueError, match="password"):
        opened(data, PASSWORD[:-1] + "y")
    at = data.index(b"data.csv") + 100
    with pytest.raises(ValueError, match="changed"):
        opened(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :], PASSWORD)


@pytest.mark.parametrize("weak", ["", "a" * 23, "密" * 24])
def test_a_password_that_somebody_thought_of_is_not_taken(weak):
    with pytest.raises(BadVault, match="password"):
        locked(zipped(), weak, bytes)
