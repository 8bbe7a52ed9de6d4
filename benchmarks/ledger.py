"""How fast the ledger is, as ratios in one run on one machine.

Rules
- Every case is timed in 7 rounds whose order rotates; the median counts. A number of one run is never compared with
  a number of another.
- Before timing, answers are compared: appending one by one and in batches gives one root, proofs hold.
- The floor is what hashing alone costs in Python: a loop of two SHA-256 for each entry.

Run it: `python benchmarks/ledger.py [ENTRIES]` (default 20,000). Prints microseconds an entry and the ratio to the
floor.
"""

from __future__ import annotations

import hashlib
import os
import statistics
import sys
import time
from collections.abc import Callable

from troth.adapters.keystores import Ed25519, Ed25519Signer
from troth.ledger import (
    EMPTY,
    Entry,
    EntryKind,
    LogHead,
    PolicyRef,
    Value,
    append,
    append_many,
    check_inclusion,
    checkpoint_of,
    export,
    inclusion_proof,
    key_of,
    leaf_hash,
    open_checkpoint,
    read_entry,
    receipt_for,
    root,
    sign_checkpoint,
    verify_export,
    verify_receipt,
)

ROUNDS = 7
AT = "2026-01-02T03:04:05.678Z"
POLICY = PolicyRef("acme", "2025-12-01", hashlib.sha256(b"policy").hexdigest())
SUBJECT = hashlib.sha256(b"li").hexdigest()[:32]
SIGNER = Ed25519Signer("ledger.example/acme", bytes(range(32)))
BODY: dict[str, Value] = {
    "act": "collect",
    "purpose": "registration",
    "product": "app",
    "clauses": ("purposes.registration", "purposes.registration.data"),
    "elements": ("name", "email", "phone"),
    "only": ("name", "email"),
    "obligations": ("log",),
}


def decision(salt: str) -> Entry:
    """Return the entry of one ordinary decision."""
    return Entry(EntryKind.STEP_PERMITTED, AT, "acme", salt, SUBJECT, POLICY, BODY)


class Kept:
    """Leaf hashes and finished subtrees, as a store keeps them."""

    def __init__(self) -> None:
        """Start empty."""
        self.rows: dict[tuple[int, int], bytes] = {}

    def grow(self, entries: list[bytes]) -> LogHead:
        """Take `entries` and return the head."""
        added = append_many(EMPTY, entries)
        self.rows |= {(0, place): leaf for place, leaf in enumerate(added.leaf_hashes)}
        self.rows |= {(subtree.level, subtree.index): subtree.hash for subtree in added.subtrees}
        return added.head

    def hashes(self, level: int, start: int, end: int) -> list[bytes]:
        """Return a row of hashes."""
        return [self.rows[level, at] for at in range(start, end)]


def cases(count: int) -> dict[str, Callable[[], object]]:
    """Return what is timed, by name; each does its work `count` times."""
    salts = [hashlib.sha256(str(number).encode()).hexdigest()[:32] for number in range(count)]
    entries = [decision(salt).bytes for salt in salts]
    store, verifier, key = Kept(), Ed25519(), key_of(SIGNER)
    head = store.grow(entries)
    note = sign_checkpoint(checkpoint_of(SIGNER.name, head), SIGNER)
    lines = list(export(entries, count, SIGNER))
    few = range(0, count, max(1, count // 200))
    places = [place for _ in range(count // len(few) + 1) for place in few][:count]
    proofs = {place: inclusion_proof(place, count, store) for place in few}
    leaves = {place: leaf_hash(entries[place]) for place in few}
    top = root(head)
    signature_tries = range(count // 20)
    message, signature = b"message", SIGNER.sign(b"message")

    def one_by_one() -> LogHead:
        grown = EMPTY
        for entry in entries:
            grown = append(grown, entry).head
        return grown

    def in_batches(size: int) -> LogHead:
        grown = EMPTY
        for start in range(0, count, size):
            grown = append_many(grown, entries[start : start + size]).head
        return grown

    def check_all() -> None:
        for place in places:
            check_inclusion(leaves[place], place, count, proofs[place], top)

    def floor() -> None:
        sha256 = hashlib.sha256
        for entry in entries:
            sha256(b"\x01" + sha256(b"\x00" + entry).digest() + b"01234567890123456789012345678901").digest()

    if not one_by_one() == in_batches(7) == in_batches(1000) == head:
        raise SystemExit("appending in different ways gave different logs")
    for place in few:
        check_inclusion(leaves[place], place, count, proofs[place], top)
    return {
        "floor: 2 SHA-256": floor,
        "append_many(1000)": lambda: in_batches(1000),
        "append_many(100)": lambda: in_batches(100),
        "append one by one": one_by_one,
        "make an entry and its bytes": lambda: [decision(salt).bytes for salt in salts],
        "read an entry": lambda: [read_entry(entry) for entry in entries],
        "export": lambda: list(export(entries, count, SIGNER)),
        "verify an export": lambda: verify_export(lines, key, verifier),
        "inclusion proof, make": lambda: [inclusion_proof(place, count, store) for place in places],
        "inclusion proof, check": check_all,
        "Ed25519 check (each twentieth)": lambda: [
            verifier.fits(SIGNER.public_key, message, signature) for _ in signature_tries
        ],
        "open a checkpoint (each twentieth)": lambda: [
            open_checkpoint(note, key, verifier) for _ in signature_tries
        ],
    }


def consent_receipts(count: int) -> float:
    """Return the median microseconds to verify a receipt, signature included, in a log of `count` entries."""
    entry = Entry(
        EntryKind.CONSENT_GIVEN, AT, "acme", "0" * 32, SUBJECT, POLICY,
        {"purpose": "registration", "level": "explicit", "language": "en", "shown": POLICY.hash},
    )  # fmt: skip
    store = Kept()
    head = store.grow([entry.bytes] + [decision(f"{at:032x}").bytes for at in range(1, count)])
    note = sign_checkpoint(checkpoint_of(SIGNER.name, head), SIGNER)
    receipt = receipt_for(entry, 0, inclusion_proof(0, count, store), note)
    key, verifier = key_of(SIGNER), Ed25519()
    times = []
    for _ in range(ROUNDS * 30):
        start = time.perf_counter()
        verify_receipt(receipt, key, verifier)
        times.append((time.perf_counter() - start) * 1e6)
    return statistics.median(times)


def main() -> None:
    """Time every case and print the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    todo = cases(count)
    times: dict[str, list[float]] = {name: [] for name in todo}
    names = list(todo)
    for turn in range(ROUNDS):
        for name in names[turn:] + names[:turn]:
            start = time.perf_counter()
            todo[name]()
            divisor = count // 20 if "twentieth" in name else count
            times[name].append((time.perf_counter() - start) / divisor * 1e6)
    median = {name: statistics.median(found) for name, found in times.items()}
    rows = [
        f"{count} entries, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {sys.version.split()[0]}",
        f"{'case':38}{'us each':>10}{'x floor':>10}",
        *(
            f"{name:38}{found:10.2f}{found / median['floor: 2 SHA-256']:10.2f}"
            for name, found in median.items()
        ),
        f"{'verify a receipt, signature included':38}{consent_receipts(count):10.2f}",
    ]
    sys.stdout.write("\n".join(rows) + "\n")


if __name__ == "__main__":
    main()
