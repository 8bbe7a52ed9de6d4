"""The RFC 9162 Merkle tree: hashes, appending, proofs and their checks.

Rules
- A leaf is SHA-256 of 0x00 and the entry's bytes, a node SHA-256 of 0x01 and its two children (2.1.1), so that
  a leaf never passes for a node.
- A log is carried by its `LogHead`: the size and the roots of its perfect subtrees, largest first (one per bit
  set in the size). Appending reads nothing else and costs two hashes an entry; the root costs one per peak.
- Proofs read hashes through `TreeReader`: level 0 holds the leaf hashes, level 1 the roots of 16 leaves, level 2
  of 256, and so on (each second level is one of C2SP tlog-tiles). Appending hands each finished subtree out once;
  a store that keeps them adds one row for fifteen entries, and a proof then reads at most 16 hashes a level.
  `LeavesOnly` computes them from the leaves, one hash a leaf of the log: fine up to some 10,000 entries.
- Checks raise; none returns a boolean that could be ignored.

Example
    >>> added = append_many(EMPTY, [b"one", b"two", b"three"])
    >>> added.head.size, len(added.head.peaks)
    (3, 2)
    >>> proof = inclusion_proof(0, 3, LeavesOnly(lambda start, end: added.leaf_hashes[start:end]))
    >>> check_inclusion(leaf_hash(b"one"), 0, 3, proof, root(added.head))
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from troth.ledger.errors import (
    BAD_HEAD,
    OUT_OF_RANGE,
    REWRITTEN,
    SHORTER,
    WRONG_INCLUSION,
    FormatError,
    ProofError,
)
from troth.ledger.ports import TreeReader

SUBTREE_HEIGHT = 4
SUBTREE_WIDTH = 1 << SUBTREE_HEIGHT
HASH_LENGTH = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()

_sha256 = hashlib.sha256


@dataclass(frozen=True, slots=True)
class LogHead:
    """All that appending needs: the number of leaves and the roots of the perfect subtrees, largest first."""

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a head that cannot be one. Raises FormatError."""
        if (
            self.size < 0
            or self.size.bit_count() != len(self.peaks)
            or any(len(p) != HASH_LENGTH for p in self.peaks)
        ):
            raise FormatError(BAD_HEAD, size=self.size)

    @property
    def packed(self) -> bytes:
        """The peaks in one value of 32 bytes each, as a store keeps them."""
        return b"".join(self.peaks)

    @classmethod
    def unpack(cls, size: int, packed: bytes) -> LogHead:
        """Return the head of `size` leaves whose peaks `packed` holds. Raises FormatError."""
        peaks = tuple(packed[at : at + HASH_LENGTH] for at in range(0, len(packed), HASH_LENGTH))
        return cls(size, peaks)


EMPTY = LogHead()


@dataclass(frozen=True, slots=True)
class Subtree:
    """A finished perfect subtree of 16**level leaves; a store may keep it so that proofs stay cheap."""

    level: int
    index: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Append:
    """What appending gave: the new head, the first index, a leaf hash an entry, and the subtrees now finished."""

    head: LogHead
    index: int
    leaf_hashes: tuple[bytes, ...]
    subtrees: tuple[Subtree, ...] = ()

    @property
    def leaf_hash(self) -> bytes:
        """The leaf hash of the first entry (of the only one, after `append`)."""
        return self.leaf_hashes[0]


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of a leaf (RFC 9162, 2.1.1)."""
    return _sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of a node over its two children (RFC 9162, 2.1.1)."""
    return _sha256(b"\x01" + left + right).digest()


def append(head: LogHead, entry: bytes) -> Append:
    """Return the log with `entry` at its end. Costs at most one hash a level, two on average."""
    peaks = list(head.peaks)
    leaf = carried = leaf_hash(entry)
    subtrees: list[Subtree] = []
    index, level = head.size, 0
    while index & 1:
        carried = node_hash(peaks.pop(), carried)
        index >>= 1
        level += 1
        if level % SUBTREE_HEIGHT == 0:
            subtrees.append(Subtree(level // SUBTREE_HEIGHT, index, carried))
    peaks.append(carried)
    return Append(LogHead(head.size + 1, tuple(peaks)), head.size, (leaf,), tuple(subtrees))


def append_many(head: LogHead, entries: Sequence[bytes]) -> Append:
    """Return the log with all `entries` at its end, in order: the same as `append` one by one, level by level."""
    leaves = [_sha256(b"\x00" + entry).digest() for entry in entries]
    return append_hashes(head, leaves)


def append_hashes(head: LogHead, leaves: Sequence[bytes]) -> Append:
    """As `append_many`, for entries whose leaf hashes are known (a store that rebuilds its head)."""
    size = head.size + len(leaves)
    old = list(head.peaks)  # smallest last
    peaks: list[bytes] = []  # smallest first
    subtrees: list[Subtree] = []
    row = list(leaves)
    level = 0
    while row or old:
        first = head.size >> level  # the index of row[0] among the subtrees of this height
        if level % SUBTREE_HEIGHT == 0 and level:
            subtrees.extend(Subtree(level // SUBTREE_HEIGHT, first + at, h) for at, h in enumerate(row))
        if first & 1:
            row.insert(0, old.pop())
        if (size >> level) & 1:
            peaks.append(row.pop())
        flat = b"".join(row)
        row = [_sha256(b"\x01" + flat[at : at + 64]).digest() for at in range(0, len(flat), 64)]
        level += 1
    return Append(LogHead(size, tuple(reversed(peaks))), head.size, tuple(leaves), tuple(subtrees))


def root(head: LogHead) -> bytes:
    """Return the root of the log (RFC 9162, 2.1.1); of an empty one, the hash of nothing."""
    if not head.peaks:
        return EMPTY_ROOT
    found = head.peaks[-1]
    for peak in reversed(head.peaks[:-1]):
        found = node_hash(peak, found)
    return found


class LeavesOnly:
    """A `TreeReader` over leaf hashes alone. `read(start, end)` returns the leaf hashes of that range, in order."""

    def __init__(self, read: Callable[[int, int], Sequence[bytes]]) -> None:
        """Read leaf hashes through `read`."""
        self._read = read

    def hashes(self, level: int, start: int, end: int) -> Sequence[bytes]:
        """Return the roots of the subtrees `start` to `end` (excluded) of 16**level leaves each."""
        width = 1 << (SUBTREE_HEIGHT * level)
        if level == 0:
            return self._read(start, end)
        return [_perfect(self._read(at * width, (at + 1) * width)) for at in range(start, end)]


def inclusion_proof(index: int, size: int, reader: TreeReader) -> tuple[bytes, ...]:
    """Return the audit path of entry `index` in the log of the first `size` entries (RFC 9162, 2.1.3.1).

    At most one hash a level, lowest first. Raises ProofError when there is no such entry.
    """
    if not 0 <= index < size:
        raise ProofError(OUT_OF_RANGE, index=index, size=size)
    path: list[bytes] = []
    low, high = 0, size
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            path.append(_subtree(middle, high, reader))
            high = middle
        else:
            path.append(_subtree(low, middle, reader))
            low = middle
    return tuple(reversed(path))


def inclusion_root(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes | None:
    """Return the root that `proof` leads to from `leaf`, or None when it cannot be a proof of this place.

    RFC 9162, 2.1.3.2: the length must fit, and each step is taken on the side that `index` and `size` say.
    """
    if not 0 <= index < size:
        return None
    place, last, found = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return None
        if place & 1 or place == last:
            found = node_hash(step, found)
            while place and not place & 1:
                place >>= 1
                last >>= 1
        else:
            found = node_hash(found, step)
        place >>= 1
        last >>= 1
    return found if last == 0 else None


def check_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], expected: bytes) -> None:
    """Return when `proof` shows that `leaf` is entry `index` of the log of `size` entries with root `expected`.

    Raises ProofError otherwise, with both roots.
    """
    found = inclusion_root(leaf, index, size, proof)
    if found != expected:
        raise ProofError(
            WRONG_INCLUSION,
            index=index,
            size=size,
            found=(found or b"").hex() or "none",
            expected=expected.hex(),
            evidence={"leaf": leaf, "proof": b"".join(proof), "expected": expected},
        )


def consistency_proof(older: int, newer: int, reader: TreeReader) -> tuple[bytes, ...]:
    """Return the proof that the log of `newer` entries begins with the log of `older` (RFC 9162, 2.1.4.1).

    Empty when `older` is 0 or equals `newer`. Raises ProofError when `older` is the greater.
    """
    if not 0 <= older <= newer:
        raise ProofError(OUT_OF_RANGE, index=older, size=newer)
    if older in (0, newer):
        return ()
    path: list[bytes] = []
    low, high = 0, newer
    while older < high:
        middle = low + _split(high - low)
        if older <= middle:
            path.append(_subtree(middle, high, reader))
            high = middle
        else:
            path.append(_subtree(low, middle, reader))
            low = middle
    if low:
        path.append(_subtree(low, high, reader))
    return tuple(reversed(path))


def consistency_roots(
    older: int, older_root: bytes, newer: int, proof: Sequence[bytes]
) -> tuple[bytes, bytes] | None:
    """Return the (older, newer) roots that `proof` leads to, or None when it cannot be a proof of these sizes.

    RFC 9162, 2.1.4.2, for 0 < older < newer.
    """
    steps = list(proof)
    if older & (older - 1) == 0:
        steps.insert(0, older_root)
    if not steps:
        return None
    place, last = older - 1, newer - 1
    while place & 1:
        place >>= 1
        last >>= 1
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return None
        if place & 1 or place == last:
            old, new = node_hash(step, old), node_hash(step, new)
            while place and not place & 1:
                place >>= 1
                last >>= 1
        else:
            new = node_hash(new, step)
        place >>= 1
        last >>= 1
    return (old, new) if last == 0 else None


def check_consistency(
    older: int, older_root: bytes, newer: int, newer_root: bytes, proof: Sequence[bytes]
) -> None:
    """Return when `proof` shows that the newer log begins with the older one. Raises ProofError otherwise."""
    evidence = {"older": older_root, "newer": newer_root, "proof": b"".join(proof)}
    if older > newer or older < 0:
        raise ProofError(SHORTER, found=newer, expected=older, evidence=evidence)
    found: tuple[bytes, bytes] | None
    if older == 0:
        found = (EMPTY_ROOT, newer_root) if not proof else None
    elif older == newer:
        found = (newer_root, newer_root) if not proof else None
    else:
        found = consistency_roots(older, older_root, newer, proof)
    if found != (older_root, newer_root):
        raise ProofError(
            REWRITTEN,
            size=older,
            found=found[0].hex() if found else "none",
            expected=older_root.hex(),
            evidence=evidence,
        )


def _split(width: int) -> int:
    """Return the largest power of two below `width` (which is at least 2)."""
    return 1 << ((width - 1).bit_length() - 1)


def _perfect(hashes: Sequence[bytes]) -> bytes:
    """Return the root over a power of two of hashes."""
    flat = b"".join(hashes)
    while len(flat) > HASH_LENGTH:
        flat = b"".join([_sha256(b"\x01" + flat[at : at + 64]).digest() for at in range(0, len(flat), 64)])
    return flat


def _subtree(low: int, high: int, reader: TreeReader) -> bytes:
    """Return the root over the leaves `low` to `high` (excluded); `low` is where a subtree of that width begins."""
    found: bytes | None = None
    parts: list[bytes] = []
    while low < high:  # perfect subtrees, largest first
        height = (high - low).bit_length() - 1
        level, rest = divmod(height, SUBTREE_HEIGHT)
        at = low >> (level * SUBTREE_HEIGHT)
        parts.append(_perfect(reader.hashes(level, at, at + (1 << rest))))
        low += 1 << height
    for part in reversed(parts):
        found = part if found is None else node_hash(part, found)
    return EMPTY_ROOT if found is None else found
