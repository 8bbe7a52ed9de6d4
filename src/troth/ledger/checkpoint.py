"""Checkpoints: what a log was at one size, signed (c2sp.org/tlog-checkpoint), and the change of a signing key.

Rules
- The text is three lines: origin, size in decimal, root in base64. Extension lines are refused.
- The origin is the name of the key that signs. One controller's log has one origin for ever; keys may follow each
  other under it.
- A key is replaced by an entry `ledger.key.rotated` that holds both public keys and the old key's signature over
  origin, index of that entry, and both keys. Whoever trusts the old key can so follow to the new one. Checkpoints
  of any size above that index are signed by the new key.
- Before signing, the signer's side recomputes the root from what is stored (`sign_checkpoint` takes the root that
  the caller recomputed; `verify_export` is how it is done from disk).

Example: see tests/unit/ledger/test_checkpoint.py.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from troth.ledger.entry import Entry, PolicyRef
from troth.ledger.errors import NOTE_TEXT, REWRITTEN, SHORTER, WRONG_ORIGIN, FormatError, ProofError
from troth.ledger.kinds import EntryKind
from troth.ledger.note import VerifierKey, check_name, decoded, encoded, key_of, open_note, sign_note
from troth.ledger.ports import SignatureVerifier, Signer
from troth.ledger.tree import HASH_LENGTH, LogHead, root

_SIZE = re.compile(r"0|[1-9][0-9]{0,15}")
_ROTATION = "troth ledger key rotation v1"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log was: its origin, number of entries, and root (32 bytes)."""

    origin: str
    size: int
    root: bytes

    def __post_init__(self) -> None:
        """Check each part. Raises FormatError."""
        check_name(self.origin)
        if self.size < 0 or len(self.root) != HASH_LENGTH:
            raise FormatError(NOTE_TEXT)

    @property
    def text(self) -> str:
        """The text that is signed."""
        return f"{self.origin}\n{self.size}\n{encoded(self.root)}\n"


def checkpoint_of(origin: str, head: LogHead) -> Checkpoint:
    """Return the checkpoint of the log `origin` at `head`."""
    return Checkpoint(origin, head.size, root(head))


def sign_checkpoint(checkpoint: Checkpoint, signer: Signer) -> bytes:
    """Return the signed note over `checkpoint`. Raises ProofError when the signer is of another origin."""
    _same_origin(checkpoint.origin, signer.name)
    return sign_note(checkpoint.text, [signer])


def open_checkpoint(note: bytes, key: VerifierKey, verifier: SignatureVerifier) -> Checkpoint:
    """Return the checkpoint in `note` once `key` is shown to have signed it.

    Lines of other keys (witnesses) may stand beside. Raises FormatError, SignatureError, ProofError (another origin).
    """
    checkpoint = read_checkpoint(open_note(note, key, verifier))
    _same_origin(key.name, checkpoint.origin)
    return checkpoint


def read_checkpoint(text: str) -> Checkpoint:
    """Return the checkpoint that the note text `text` says, in its one right form. Raises FormatError."""
    lines = text.split("\n")
    if len(lines) != 4 or lines[3] or not _SIZE.fullmatch(lines[1]):
        raise FormatError(NOTE_TEXT)
    try:
        found = Checkpoint(lines[0], int(lines[1]), decoded(lines[2]))
    except ValueError as error:
        raise FormatError(NOTE_TEXT) from error
    return found


def check_extends(older: Checkpoint, newer: Checkpoint) -> None:
    """Return when `newer` can follow `older` as far as these two alone show: same log, not shorter, not forked.

    Raises ProofError. Between different sizes a consistency proof or an export must show the rest.
    """
    evidence = {"older": older.text.encode(), "newer": newer.text.encode()}
    _same_origin(older.origin, newer.origin)
    if newer.size < older.size:
        raise ProofError(SHORTER, found=newer.size, expected=older.size, evidence=evidence)
    if newer.size == older.size and newer.root != older.root:
        raise ProofError(
            REWRITTEN, size=older.size, found=newer.root.hex(), expected=older.root.hex(), evidence=evidence
        )


def rotation_statement(origin: str, index: int, old: bytes, new: bytes) -> bytes:
    """Return what the old key signs when it hands over to `new` in entry `index` (both keys: 32 bytes)."""
    return f"{_ROTATION}\n{origin}\n{index}\n{old.hex()}\n{new.hex()}\n".encode()


def rotation_entry(
    at: str,
    controller: str,
    salt: str,
    index: int,
    old: Signer,
    new: VerifierKey,
    policy: PolicyRef | None = None,
) -> Entry:
    """Return the entry that must become number `index` of the log and makes `new` its signing key.

    Raises ProofError when the keys are of different origins.
    """
    _same_origin(old.name, new.name)
    before = key_of(old)
    signature = old.sign(rotation_statement(before.name, index, before.public_key, new.public_key))
    body = {"old": before.public_key.hex(), "new": new.public_key.hex(), "signature": signature.hex()}
    return Entry(EntryKind.KEY_ROTATED, at, controller, salt, policy=policy, body=body)


def _same_origin(expected: str, found: str) -> None:
    if expected != found:
        raise ProofError(WRONG_ORIGIN, expected=expected, found=found)
