"""Signing in by a contact on file, in an installation: attempts in its books, contacts out of its vault.

Rules
- Attempts are sealed with the vault's keys; whoever has a number or an address is found through its blind indexes, under a
  permit of the gate for this one search.
- Tries are counted with those of requests.

Example
    >>> sign_ins_of(installation).begin("joinbase", "138 0013 8000", "zh")
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from troth.assembly.opening import Installation
from troth.assembly.secrets import Secrets
from troth.gate import search_permit
from troth.notices.ports import Post
from troth.policy import Compiled
from troth.rights import BookCounts, Identity, SignInPost, SignIns, VaultOnFile
from troth.vault import SealedFiles


def sign_ins_of(installation: Installation) -> SignIns:
    """Return the attempts to come in of `installation`."""
    gate, randomness = installation.gate, installation.randomness
    secrets = Secrets(installation.settings.home / "secrets", randomness)
    store: Any = gate.store  # every store of ours keeps sealed rows
    return SignIns(
        store,
        Identity(secrets.get("identity"), randomness),
        SealedFiles(installation.vault.keyring, randomness),
        gate.digest,
        BookCounts,
        installation.clock,
        randomness,
    )


def sign_in_post(
    installation: Installation,
    contacts: VaultOnFile,
    name_of: Callable[[Compiled, str], str],
    channels: Sequence[str],
) -> dict[str, Post]:
    """Return who delivers the codes of `installation`, by the first word of the duties."""
    gate, vault = installation.gate, installation.vault

    def search(controller: str, value: str, entry: int) -> Mapping[str, Sequence[str]]:
        layout = vault.layouts(controller)
        elements = sorted(
            each.element for each in layout.values() if each.kind in SignInPost.kinds and each.findable
        )
        if not elements:
            return {}
        permit = gate.store.read(controller, lambda book: search_permit(book, gate.permits, elements, entry))
        return {element: vault.find(permit, element, value) for element in elements}

    def named(controller: str, language: str) -> str:
        return name_of(gate.shelf.current(controller), language)

    post = SignInPost(sign_ins_of(installation), contacts, search, named, channels, installation.clock)
    return dict.fromkeys(SignInPost.parts, post)
