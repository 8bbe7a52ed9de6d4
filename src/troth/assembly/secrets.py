"""The secrets of an installation: made once, kept in files for their owner only.

Rules
- One file a secret, mode 0600, written whole or not at all. A secret that others can read is refused.
- A secret is 32 random bytes; the API key is the same, written in letters.
- What somebody sets instead (an API key, what a webhook is signed with) is refused when it is out of an example (threat 57).

Example
    >>> secrets.get("store")[:4]
    b'...'
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import stat
from itertools import pairwise
from pathlib import Path

from troth.ledger.ports import Randomness
from troth.vault import check_secret
from troth.vocabulary import Message, TrothError

LENGTH = 32
FEWEST = 6
"""How many different signs, and steps from sign to sign, a secret has at least: `1234...` and `abab...` have fewer."""
MADE = "troth_"
"""What a key that was made begins with."""
SAMPLES = (
    *(
        b"changeme",
        b"change-me",
        b"change_me",
        b"password",
        b"secret",
        b"example",
        b"sample",
        b"default",
        b"qwerty",
    ),
    *(b"paste_the", b"paste-the", b"your-key", b"your_key", b"your-api", b"your_api", b"yourwebhook"),
    *(
        b"changethis",
        b"change-this",
        b"replacethis",
        b"replaceme",
        b"replace-",
        b"insert-a",
        b"goeshere",
        b"placeholder",
    ),
    *(b"passw0rd", b"p@ssw0rd", b"troth_api_key", b"correct horse"),
    # The secrets that the specification of Standard Webhooks, and so much documentation and code after it, shows.
    *(
        base64.b64decode(each).lower()
        for each in (
            "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
            "plJ3nmyCDGBKInavdOK15jsl",
        )
    ),
)

OPEN_SECRET = Message(
    "settings.secret-open",
    "the secret file {file} is not a plain file of 32 bytes that only its owner can read",
    "密钥文件 {file} 不是仅所有者可读的 32 字节普通文件",
    "set its mode to 0600, or restore it from the backup of the home folder",
    "请将权限设为 0600，或从主目录备份恢复",
)
NO_HOME = Message(
    "settings.home",
    "the home folder cannot be used: {why}",
    "主目录不可用：{why}",
    "set TROTH_HOME to a folder on a writable disk",
    "请将 TROTH_HOME 设为可写磁盘上的目录",
)


class SettingsError(TrothError):
    """The installation's own files cannot be used."""


class Secrets:
    """The secrets in one folder."""

    def __init__(self, folder: Path, randomness: Randomness) -> None:
        """Keep secrets in `folder`, made of `randomness`."""
        self._folder, self._randomness = folder, randomness

    def get(self, name: str) -> bytes:
        """Return the 32 bytes of the secret `name`, made now if there is none. Raises SettingsError."""
        file = self._folder / f"{name}.secret"
        try:
            for each in (
                self._folder.parent,
                self._folder,
            ):  # what is made with its parents has the mode of nobody's choice
                each.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not file.exists():
                self._write(file, self._randomness(LENGTH))
            found = file.lstat()
            secret = file.read_bytes()
        except OSError as error:
            raise SettingsError(NO_HOME, why=error.strerror or "unknown") from error
        if not stat.S_ISREG(found.st_mode) or found.st_mode & 0o077 or len(secret) != LENGTH:
            raise SettingsError(OPEN_SECRET, file=file.name)
        return check_secret(name, secret)

    def api_key(self) -> tuple[str, bool]:
        """Return (the API key of this installation, whether it was made just now). Raises SettingsError."""
        new = not (self._folder / "api.secret").exists()
        text = base64.urlsafe_b64encode(self.get("api")).decode().rstrip("=")
        return f"troth_{text}", new

    @staticmethod
    def _write(file: Path, secret: bytes) -> None:
        aside = file.with_suffix(".new")
        aside.unlink(missing_ok=True)
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(secret)
            stream.flush()
            os.fsync(stream.fileno())
        os.link(aside, file)
        aside.unlink()


def is_sample(secret: bytes) -> bool:
    """Return whether `secret` is out of an example, or nobody drew it: letters that spell one, few signs, counting, the same again.

    The letters are those of the secret itself, or those that it is written with in Base64.
    """
    steps = {(after - before) % 256 for before, after in pairwise(secret)}
    again = any(secret[by:] == secret[:-by] for by in range(1, len(secret) // 2 + 1))
    said = secret.lower(), base64.b64encode(secret).lower()
    spelt = any(each in letters for letters in said for each in SAMPLES)
    return again or spelt or min(len(set(secret)), len(steps)) < FEWEST


def matches(expected: str, given: str) -> bool:
    """Return whether two keys are the same, in a time that does not tell where they differ."""
    return hmac.compare_digest(
        hashlib.sha256(expected.encode()).digest(), hashlib.sha256(given.encode()).digest()
    )
