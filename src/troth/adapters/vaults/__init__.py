"""What a vault keeps beside its store: the list of erasures, in files outside the store's backup set.

Example
    >>> FileTombstones(directory, secret).add("acme", [handle], "2026-02-10T09:00:00.000Z")
    1
"""

from troth.adapters.vaults.tombstones import FileTombstones

__all__ = ["FileTombstones"]
