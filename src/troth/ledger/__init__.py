"""The ledger: what happened, append-only and tamper-evident, checkable offline by a stranger.

Rules
- One log per controller. An entry holds ids, digests, bounded integers and booleans: never a personal value, never
  free text (`kinds`, `values`).
- Pure: no files, no clock, no randomness, no cryptography package. Signing, checking, salts and stored hashes come
  in through `ports`. It knows nothing of consent or decisions: only the shape of what they record.
- A store keeps per controller the entries (index, bytes, leaf hash), one row with the `LogHead`, and, so that proofs
  stay cheap, the finished `Subtree`s. The format is docs/LEDGER.md.

Example
    >>> entry = Entry(EntryKind.ACCOUNT_CHANGED, "2026-01-02T03:04:05.678Z", "acme", "00" * 16,
    ...               subject="ab" * 16, body={"state": "closed"})
    >>> added = append(EMPTY, entry.bytes)
    >>> added.index, added.head.size
    (0, 1)
"""

from troth.ledger.checkpoint import (
    Checkpoint,
    check_extends,
    checkpoint_of,
    open_checkpoint,
    rotation_entry,
    sign_checkpoint,
)
from troth.ledger.crowds import alike
from troth.ledger.entry import Entry, PolicyRef, instant, new_salt, read_entry
from troth.ledger.exporting import export, export_signed
from troth.ledger.kinds import FIELDS, EntryKind, Fields
from troth.ledger.note import VerifierKey, check_name, key_of, read_key
from troth.ledger.receipt import RECEIPT_KINDS, VerifiedReceipt, receipt_for, text_digest, verify_receipt
from troth.ledger.terms import DataTerm, Party, Terms, read_terms
from troth.ledger.tree import (
    EMPTY,
    EMPTY_ROOT,
    Append,
    LeavesOnly,
    LogHead,
    Subtree,
    append,
    append_hashes,
    append_many,
    check_consistency,
    check_inclusion,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root,
)
from troth.ledger.values import LONGEST_LIST, UNDECLARED, Value, is_id, is_version
from troth.ledger.verifier import Verified, bounded_lines, verify_export

__all__ = [
    "Append", "Checkpoint", "DataTerm", "EMPTY", "EMPTY_ROOT", "Entry", "EntryKind", "FIELDS", "Fields",
    "LONGEST_LIST", "LeavesOnly", "LogHead", "Party", "PolicyRef", "RECEIPT_KINDS", "Subtree", "Terms", "UNDECLARED", "Value", "Verified",
    "VerifiedReceipt", "VerifierKey", "alike", "append", "append_hashes", "append_many", "bounded_lines",
    "check_consistency", "check_extends", "check_inclusion", "check_name", "checkpoint_of", "consistency_proof",
    "export", "export_signed", "inclusion_proof", "instant", "is_id", "is_version", "key_of",
    "leaf_hash", "new_salt", "open_checkpoint", "read_entry", "read_key", "read_terms", "receipt_for", "root",
    "rotation_entry", "sign_checkpoint", "text_digest", "verify_export", "verify_receipt",
]  # fmt: skip
