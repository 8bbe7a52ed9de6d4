"""Where signing keys lie. `files` keeps Ed25519 keys in a directory; besides the vault, only key stores sign.

Example
    >>> Ed25519().fits(bytes(32), b"", bytes(64))
    False
"""

from troth.adapters.keystores.ed25519 import Ed25519, Ed25519Signer
from troth.adapters.keystores.files import FileKeyStore, KeyStoreError

__all__ = ["Ed25519", "Ed25519Signer", "FileKeyStore", "KeyStoreError"]
