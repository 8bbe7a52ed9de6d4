"""The ledger against the definitions of RFC 9162 written out slowly, on generated logs."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tests.unit.ledger.material import KEY, SIGNER, VERIFIER, Random, entry
from troth.ledger import (
    EMPTY,
    EntryKind,
    LeavesOnly,
    append,
    append_hashes,
    append_many,
    check_consistency,
    check_inclusion,
    consistency_proof,
    export,
    inclusion_proof,
    leaf_hash,
    root,
    verify_export,
)
from troth.ledger.errors import LedgerError, ProofError
from troth.ledger.tree import SUBTREE_WIDTH


def naive_root(leaves: list[bytes]) -> bytes:
    """RFC 9162, 2.1.1, as it is written."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + naive_root(leaves[:k]) + naive_root(leaves[k:])).digest()


def naive_path(m: int, leaves: list[bytes]) -> list[bytes]:
    """RFC 9162, 2.1.3.1, as it is written."""
    if len(leaves) == 1:
        return []
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    if m < k:
        return [*naive_path(m, leaves[:k]), naive_root(leaves[k:])]
    return [*naive_path(m - k, leaves[k:]), naive_root(leaves[:k])]


def naive_consistency(m: int, leaves: list[bytes], complete: bool = True) -> list[bytes]:
    """RFC 9162, 2.1.4.1, as it is written."""
    n = len(leaves)
    if m == n:
        return [] if complete else [naive_root(leaves)]
    k = 1
    while k * 2 < n:
        k *= 2
    if m <= k:
        return [*naive_consistency(m, leaves[:k], complete), naive_root(leaves[k:])]
    return [*naive_consistency(m - k, leaves[k:], False), naive_root(leaves[:k])]


logs = st.lists(st.binary(max_size=8), max_size=70)


class StoredTree:
    """A store that keeps leaf hashes and the finished subtrees that appending hands out."""

    def __init__(self) -> None:
        self.kept: dict[tuple[int, int], bytes] = {}

    def take(self, added) -> None:
        for place, leaf in enumerate(added.leaf_hashes):
            self.kept[0, added.index + place] = leaf
        for subtree in added.subtrees:
            assert (subtree.level, subtree.index) not in self.kept
            self.kept[subtree.level, subtree.index] = subtree.hash

    def hashes(self, level, start, end):
        return [self.kept[level, at] for at in range(start, end)]


class LogMachine(RuleBasedStateMachine):
    """A log that grows in any mixture of ways is the list of its entries."""

    def __init__(self) -> None:
        super().__init__()
        self.leaves: list[bytes] = []
        self.head = EMPTY
        self.store = StoredTree()
        self.roots = [naive_root([])]

    def _grown(self, added, leaves: list[bytes]) -> None:
        assert added.index == len(self.leaves)
        self.leaves += leaves
        assert added.leaf_hashes == tuple(leaf_hash(leaf) for leaf in leaves)
        self.head = added.head
        self.store.take(added)

    @rule(leaf=st.binary(max_size=8))
    def add_one(self, leaf):
        self._grown(append(self.head, leaf), [leaf])

    @rule(leaves=st.lists(st.binary(max_size=8), max_size=40))
    def add_many(self, leaves):
        self._grown(append_many(self.head, leaves), leaves)

    @rule(leaves=st.lists(st.binary(max_size=8), max_size=8))
    def add_hashes(self, leaves):
        self._grown(append_hashes(self.head, [leaf_hash(leaf) for leaf in leaves]), leaves)

    @rule(data=st.data())
    def prove_an_entry(self, data):
        if not self.leaves:
            return
        size = data.draw(st.integers(1, len(self.leaves)))
        index = data.draw(st.integers(0, size - 1))
        proof = inclusion_proof(index, size, self.store)
        assert list(proof) == naive_path(index, self.leaves[:size])
        check_inclusion(leaf_hash(self.leaves[index]), index, size, proof, naive_root(self.leaves[:size]))

    @rule(data=st.data())
    def prove_a_beginning(self, data):
        newer = data.draw(st.integers(0, len(self.leaves)))
        older = data.draw(st.integers(0, newer))
        proof = consistency_proof(older, newer, self.store)
        assert list(proof) == (naive_consistency(older, self.leaves[:newer]) if older else [])
        check_consistency(
            older, naive_root(self.leaves[:older]), newer, naive_root(self.leaves[:newer]), proof
        )

    @invariant()
    def the_root_is_that_of_the_list(self):
        assert self.head.size == len(self.leaves)
        assert root(self.head) == naive_root(self.leaves)


LogMachine.TestCase.settings = settings(max_examples=60, stateful_step_count=20)
TestLog = LogMachine.TestCase


@given(logs, st.data())
def test_a_forged_entry_is_never_included(leaves, data):
    if not leaves:
        return
    index = data.draw(st.integers(0, len(leaves) - 1))
    forged = data.draw(st.binary(max_size=8).filter(lambda leaf: leaf not in leaves))
    proof = inclusion_proof(
        index, len(leaves), LeavesOnly(lambda a, b: [leaf_hash(leaf) for leaf in leaves[a:b]])
    )
    with pytest.raises(ProofError):
        check_inclusion(leaf_hash(forged), index, len(leaves), proof, naive_root(leaves))


@given(st.integers(0, 600), st.lists(st.integers(0, 400), max_size=4))
@settings(max_examples=25)
def test_subtrees_kept_by_a_store_prove_what_the_leaves_prove(first, more):
    """Proofs from stored subtrees equal proofs from leaves alone."""
    head, store = EMPTY, StoredTree()
    leaves: list[bytes] = []
    for count in (first, *more):
        batch = [str(len(leaves) + place).encode() for place in range(count)]
        added = append_many(head, batch)
        head, leaves = added.head, leaves + batch
        store.take(added)
    assert sum(level == 1 for level, _ in store.kept) == len(leaves) // SUBTREE_WIDTH
    hashes = [leaf_hash(leaf) for leaf in leaves]
    alone = LeavesOnly(lambda start, end: hashes[start:end])
    for index in {0, len(leaves) // 2, len(leaves) - 1} - {-1}:
        if index < len(leaves):
            assert inclusion_proof(index, len(leaves), store) == inclusion_proof(index, len(leaves), alone)
    for older in {1, len(leaves) // 3, len(leaves)}:
        if older <= len(leaves):
            proof = consistency_proof(older, len(leaves), store)
            assert proof == consistency_proof(older, len(leaves), alone)


ENTRIES = [entry(EntryKind.STEP_REFUSED, Random(), act="use", clauses=()).bytes]
_random = Random("many")
ENTRIES += [entry(EntryKind.STEP_REFUSED, _random, act="use", clauses=()).bytes for _ in range(11)]


@given(
    st.lists(st.integers(0, 11), min_size=1, max_size=12, unique=True),
    st.lists(st.integers(0, 11), max_size=13),
)
def test_an_export_holds_for_its_entries_in_their_order_and_no_others(kept, other):
    lines = list(export([ENTRIES[at] for at in kept], len(kept), SIGNER))
    assert verify_export(lines, KEY, VERIFIER).size == len(kept)
    if other != kept:
        swapped = [lines[0], *(ENTRIES[at] + b"\n" for at in other), lines[-1]]
        with pytest.raises(LedgerError):
            verify_export(swapped, KEY, VERIFIER)
