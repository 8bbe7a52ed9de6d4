"""Where keys lie: `files` keeps Ed25519 keys that sign, `wrapping` those that wrap the vault's keys; `passwords` hashes.

Example
    >>> Ed25519().fits(bytes(32), b"", bytes(64))
    False
"""

from troth.adapters.keystores.ed25519 import Ed25519, Ed25519Signer
from troth.adapters.keystores.files import FileKeyStore, KeyStoreError
from troth.adapters.keystores.opening import open_device, open_service
from troth.adapters.keystores.passwords import Argon2Passwords
from troth.adapters.keystores.wrapping import FileWrapKeys

__all__ = [
    "Argon2Passwords",
    "Ed25519",
    "Ed25519Signer",
    "FileKeyStore",
    "FileWrapKeys",
    "KeyStoreError",
    "open_device",
    "open_service",
]
