"""Signing keys as files: one directory, one folder per key name, one PEM file per key.

Rules
- The folder of a name is the name with everything but letters, digits, `.`, `-` and `_` percent-encoded, so two names never meet.
- `KEYID.pem` holds a secret (PKCS#8, mode 0600), `KEYID.pub` its verifier key to hand out, `current` the verifier
  key that signs now. Files appear whole or not at all: written aside, flushed, then linked or renamed.
- A secret that group or others can read is refused, as are a link in its place and a file that holds another key.
- Changing keys: `prepare` makes the next key; the ledger records `ledger.key.rotated`; `activate` makes it current.
  After a crash between the two, the ledger's last rotation says which key to activate.
- POSIX only: on a system without file modes the secrets belong in a key service.

Example: `signer = FileKeyStore(directory).open_or_create("ledger.example/acme")`.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from troth.adapters.keystores.ed25519 import Ed25519Signer
from troth.ledger import VerifierKey, check_name, key_of, read_key
from troth.ledger.errors import FormatError
from troth.vocabulary.errors import Message, Plain, TrothError

SEED_LENGTH = 32
LONGEST_FILE = 4096

NO_KEY = Message(
    "keystore.no-key",
    "there is no signing key {name}",
    "没有名为 {name} 的签名密钥",
    "create the key once, or point the key directory at the one that holds it",
    "请先创建密钥，或把密钥目录指向存放它的位置",
)
KEY_EXISTS = Message(
    "keystore.key-exists",
    "there is a signing key {name} already",
    "名为 {name} 的签名密钥已存在",
    "use the key that is there; to replace it, prepare a new one and record the rotation",
    "请使用现有密钥；如需更换，请先准备新密钥并记录轮换",
)
KEY_OPEN = Message(
    "keystore.key-open",
    "the secret key file {file} is not a plain file that only its owner can read",
    "私钥文件 {file} 不是仅所有者可读的普通文件",
    "set its mode to 0600 and its owner to the account that runs Troth; if others may have read it, rotate the key",
    "请把文件权限设为 0600，所有者设为运行 Troth 的账户；若可能已被他人读取，请轮换密钥",
)
KEY_BROKEN = Message(
    "keystore.key-broken",
    "the key file {file} does not hold the key that its name says",
    "密钥文件 {file} 的内容与其名称不符",
    "restore the file from the key backup; do not create a new key under this name",
    "请从密钥备份恢复该文件；不要用同一名称新建密钥",
)
NO_ACCESS = Message(
    "keystore.no-access",
    "the key directory cannot be used: {reason}",
    "无法使用密钥目录：{reason}",
    "check that the directory exists on a writable disk and belongs to the account that runs Troth",
    "请确认该目录位于可写磁盘上，并属于运行 Troth 的账户",
)


class KeyStoreError(TrothError):
    """A key cannot be used; nothing was signed."""


class FileKeyStore:
    """Ed25519 keys in `directory`. `random_bytes(count)` gives the secrets of new keys."""

    def __init__(self, directory: Path, random_bytes: Callable[[int], bytes] = os.urandom) -> None:
        """Use `directory`; it is made, for its owner only, with the first key."""
        self._directory = directory
        self._random = random_bytes

    def names_key(self, name: str) -> bool:
        """Return whether there is a current key `name`."""
        return (self._folder(name) / "current").is_file()

    def open_or_create(self, name: str) -> Ed25519Signer:
        """Return the current signer of `name`, made now if there is none. Raises KeyStoreError."""
        return self.open(name) if self.names_key(name) else self.create(name)

    def create(self, name: str) -> Ed25519Signer:
        """Make the first key `name` and return its signer. Raises KeyStoreError when there is one."""
        if self.names_key(name):
            raise KeyStoreError(KEY_EXISTS, name=name)
        signer = self._write(name)
        try:
            _write_new(self._folder(name) / "current", f"{key_of(signer).text}\n".encode(), 0o644)
        except FileExistsError as error:
            raise KeyStoreError(KEY_EXISTS, name=name) from error
        except OSError as error:
            raise _no_access(error) from error
        return signer

    def open(self, name: str, key: VerifierKey | None = None) -> Ed25519Signer:
        """Return the signer of `name`: the current one, or the one whose public key is `key`. Raises KeyStoreError."""
        wanted = key or self.current(name)
        file = self._folder(name) / f"{wanted.id.hex()}.pem"
        signer = Ed25519Signer(name, _read_secret(file))
        if key_of(signer) != wanted:
            raise KeyStoreError(KEY_BROKEN, file=file.name)
        return signer

    def current(self, name: str) -> VerifierKey:
        """Return the verifier key that signs for `name` now. Raises KeyStoreError."""
        file = self._folder(name) / "current"
        try:
            key = read_key(file.read_bytes()[:LONGEST_FILE].decode())
        except FileNotFoundError as error:
            raise KeyStoreError(NO_KEY, name=name) from error
        except OSError as error:
            raise _no_access(error) from error
        except (FormatError, ValueError) as error:
            raise KeyStoreError(KEY_BROKEN, file=file.name) from error
        if key.name != name:
            raise KeyStoreError(KEY_BROKEN, file=file.name)
        return key

    def prepare(self, name: str) -> Ed25519Signer:
        """Make a next key for `name` that does not sign yet, and return its signer. Raises KeyStoreError."""
        self.current(name)
        return self._write(name)

    def activate(self, name: str, key: VerifierKey) -> None:
        """Make `key` (made by `prepare`) the current one of `name`. Raises KeyStoreError when its secret is not here."""
        self.open(name, key)
        folder = self._folder(name)
        aside = folder / f"current.{key.id.hex()}"
        try:
            aside.unlink(missing_ok=True)
            _write_new(aside, f"{key.text}\n".encode(), 0o644)
            aside.replace(folder / "current")
            _flush_folder(folder)
        except OSError as error:
            raise _no_access(error) from error

    def _folder(self, name: str) -> Path:
        check_name(name)
        return self._directory / quote(name, safe="").replace("~", "%7E").replace(
            ".", "%2E", name.startswith(".")
        )

    def _write(self, name: str) -> Ed25519Signer:
        """Make a key `name` and write both its files."""
        signer = Ed25519Signer(name, self._random(SEED_LENGTH))
        key = key_of(signer)
        folder = self._folder(name)
        try:
            for each in (self._directory, folder):
                each.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write_new(folder / f"{key.id.hex()}.pem", signer.pem(), 0o600)
            _write_new(folder / f"{key.id.hex()}.pub", f"{key.text}\n".encode(), 0o644)
        except FileExistsError as error:
            raise KeyStoreError(KEY_EXISTS, name=name) from error
        except OSError as error:
            raise _no_access(error) from error
        return signer


def _no_access(error: OSError) -> KeyStoreError:
    return KeyStoreError(NO_ACCESS, reason=Plain(error.strerror or type(error).__name__))


def _write_new(file: Path, data: bytes, mode: int) -> None:
    """Write `file` whole, flushed to disk, or raise OSError; FileExistsError when it is there already."""
    aside = file.with_name(f".{file.name}.new")
    aside.unlink(missing_ok=True)
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.link(aside, file)
    finally:
        aside.unlink(missing_ok=True)
    _flush_folder(file.parent)


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _read_secret(file: Path) -> bytes:
    """Return the 32 bytes of the secret in `file`, once only its owner can read it. Raises KeyStoreError."""
    try:
        descriptor = os.open(file, os.O_RDONLY | os.O_NOFOLLOW)
    except FileNotFoundError as error:
        raise KeyStoreError(NO_KEY, name=file.name) from error
    except OSError as error:
        raise KeyStoreError(KEY_OPEN, file=file.name) from error
    with os.fdopen(descriptor, "rb") as stream:
        status = os.fstat(stream.fileno())
        if not stat.S_ISREG(status.st_mode) or status.st_mode & 0o077 or status.st_uid != os.geteuid():
            raise KeyStoreError(KEY_OPEN, file=file.name)
        data = stream.read(LONGEST_FILE)
    try:
        key = load_pem_private_key(data, password=None)
    except (ValueError, TypeError) as error:
        raise KeyStoreError(KEY_BROKEN, file=file.name) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyStoreError(KEY_BROKEN, file=file.name)
    return key.private_bytes_raw()
