"""Sealed personal data: one key per subject, one ciphertext per group of fields, opened by a permit only.

Rules
- Values go in and come out with a permit that the gate made for this very step; it is spent by being used.
- Erasing is a tombstone, the key and the rows destroyed in one transaction with the ledger entry, the bytes overwritten.

Example
    >>> permit = permits.issue("acme", handle, Act.USE, "delivery", {"phone": "masked"}, entry=17)
    >>> vault.read(permit, {"phone": "masked"})
    {'phone': '138****8000'}
"""

from troth.vault.archive import ArchiveWriter, first_line, pieces
from troth.vault.drilling import Drilled, drill
from troth.vault.files import SealedFiles
from troth.vault.finding import normal
from troth.vault.holding import VaultHolding
from troth.vault.layout import Field, Layout, layout_of
from troth.vault.locked_zip import SHORTEST, locked
from troth.vault.permits import Permit, Permits
from troth.vault.profiles import INTERNATIONAL, PROFILES, SM, KeyCipher, Profile
from troth.vault.restricting import OWN_REQUEST
from troth.vault.rotation import Progress, Rotation
from troth.vault.secrets import check_secret
from troth.vault.vault import Vault

__all__ = [
    "INTERNATIONAL",
    "OWN_REQUEST",
    "PROFILES",
    "SHORTEST",
    "SM",
    "ArchiveWriter",
    "Drilled",
    "Field",
    "KeyCipher",
    "Layout",
    "Permit",
    "Permits",
    "Profile",
    "Progress",
    "Rotation",
    "SealedFiles",
    "Vault",
    "VaultHolding",
    "check_secret",
    "drill",
    "first_line",
    "layout_of",
    "locked",
    "normal",
    "pieces",
]
