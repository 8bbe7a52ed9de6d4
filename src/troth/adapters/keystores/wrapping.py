"""Keys that wrap keys, as files: one folder per controller, one file of 32 bytes per generation.

Rules
- A file is its owner's only (0600), appears whole or not at all, and is never written over: `make` keeps what is there.
- A file that others can read, a link, and a sample in place of a key are refused.
- `destroy` writes zeros over the file before it is removed. A disk that keeps old blocks (flash, snapshots) may still hold
  them: keep this folder on a disk that is encrypted itself, and its backup apart from the store's.
- Wrapping is by the cipher of the profile in force, with a random nonce, bound to the context that the vault gives.

Example
    >>> FileWrapKeys(directory, os.urandom).make("acme", 1)
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from urllib.parse import quote

from troth.ledger.ports import Randomness
from troth.vault import INTERNATIONAL, KeyCipher, Profile, check_secret
from troth.vault.errors import NO_KEY, NoKey
from troth.vocabulary import Plain

LENGTH = 32
NONCE = 12
SUFFIX = ".kek"


class FileWrapKeys:
    """Keys in `directory`. Implements `troth.vault.ports.KeyStore`."""

    def __init__(self, directory: Path, randomness: Randomness, profile: Profile = INTERNATIONAL) -> None:
        """Use `directory`; it is made, for its owner only, with the first key."""
        self._directory, self._randomness, self._profile = directory, randomness, profile
        self._open: dict[tuple[str, int], KeyCipher] = {}

    def make(self, controller: str, generation: int) -> None:
        """Make the key, unless it is there. Raises NoKey when the directory cannot be used."""
        file = self._file(controller, generation)
        aside = file.with_name(f".{file.name}.{os.getpid()}")
        try:
            self._keep_private(file.parent)
            if file.exists():
                return
            aside.unlink(missing_ok=True)
            descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(check_secret("vault", self._randomness(LENGTH)))
                stream.flush()
                os.fsync(stream.fileno())
            os.link(aside, file)
        except FileExistsError:
            return  # another process was first; its key is the one
        except OSError as error:
            raise _refused(controller, generation, error.strerror or "unknown", "密钥目录不可用") from None
        finally:
            aside.unlink(missing_ok=True)
        _flush(file.parent)

    def wrap(self, controller: str, generation: int, key: bytes, context: bytes) -> bytes:
        """Return `key` wrapped, bound to `context`. Raises NoKey, UnsafeSecret."""
        return self._key(controller, generation).seal(key, context, self._randomness(NONCE))

    def unwrap(self, controller: str, generation: int, wrapped: bytes, context: bytes) -> bytes:
        """Return the key that was wrapped with the same `context`. Raises NoKey, UnsafeSecret."""
        found = self._key(controller, generation).unseal(wrapped, context)
        if found is None:
            raise _refused(
                controller, generation, "it does not open the wrapped key", "它无法打开被封装的密钥"
            )
        return found

    def generations(self, controller: str) -> list[int]:
        """Return the generations that are there, in order."""
        names = (file.stem for file in self._folder(controller).glob(f"*{SUFFIX}"))
        return sorted(int(name) for name in names if name.isascii() and name.isdigit())

    def destroy(self, controller: str, generation: int) -> None:
        """Overwrite and remove the key. Raises NoKey when the file cannot be removed."""
        file = self._file(controller, generation)
        self._open.pop((controller, generation), None)
        try:
            with file.open("r+b") as stream:
                stream.write(bytes(LENGTH))
                stream.flush()
                os.fsync(stream.fileno())
            file.unlink()
            _flush(file.parent)
        except FileNotFoundError:
            return
        except OSError as error:
            raise _refused(controller, generation, error.strerror or "unknown", "密钥文件无法删除") from None

    def _keep_private(self, folder: Path) -> None:
        """Make the directory and `folder` in it for their owner only, and close a directory of ours that others may list."""
        for each in (self._directory, folder):
            each.mkdir(mode=0o700, parents=True, exist_ok=True)
            status = each.stat()
            if status.st_mode & 0o077 and status.st_uid == os.geteuid():
                each.chmod(0o700)

    def _key(self, controller: str, generation: int) -> KeyCipher:
        found = self._open.get((controller, generation))
        if found is None:
            secret = check_secret("vault", self._read(controller, generation))
            found = self._open[controller, generation] = KeyCipher(secret, self._profile)
        return found

    def _read(self, controller: str, generation: int) -> bytes:
        try:
            descriptor = os.open(self._file(controller, generation), os.O_RDONLY | os.O_NOFOLLOW)
        except OSError as error:
            raise _refused(controller, generation, error.strerror or "unknown", "密钥文件无法打开") from None
        with os.fdopen(descriptor, "rb") as stream:
            status = os.fstat(stream.fileno())
            if not stat.S_ISREG(status.st_mode) or status.st_mode & 0o077 or status.st_uid != os.geteuid():
                raise _refused(controller, generation, "others can read its file", "其他用户可读取该密钥文件")
            return stream.read(LENGTH + 1)

    def _folder(self, controller: str) -> Path:
        return self._directory / quote(controller, safe="").replace(".", "%2E")

    def _file(self, controller: str, generation: int) -> Path:
        return self._folder(controller) / f"{generation}{SUFFIX}"


def _refused(controller: str, generation: int, reason: str, reason_zh: str) -> NoKey:
    return NoKey(
        NO_KEY, controller=controller, generation=generation, reason=Plain(reason), reason_zh=Plain(reason_zh)
    )


def _flush(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
