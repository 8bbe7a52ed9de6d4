"""Sealed personal data: one key per subject, one ciphertext per group of fields, opened by a permit only.

Example
    >>> permits.issue("acme", handle, Act.USE, "delivery", {"phone": "masked"}, entry=17).elements
    (('phone', 'masked'),)
"""

from troth.vault.permits import Permit, Permits

__all__ = ["Permit", "Permits"]
