"""The tree against the known vectors of RFC 6962 and RFC 9162, and against wrong proofs."""

from __future__ import annotations

from itertools import product

import pytest

from troth.ledger import (
    EMPTY,
    EMPTY_ROOT,
    LeavesOnly,
    LogHead,
    append,
    append_many,
    check_consistency,
    check_inclusion,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root,
)
from troth.ledger.errors import FormatError, ProofError

# The eight leaves and their roots are those of the reference tests of Certificate Transparency.
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
A = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
B = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
C = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
D = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
E = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
F = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
G = "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"
HASHES = tuple(leaf_hash(leaf) for leaf in LEAVES)
READER = LeavesOnly(lambda start, end: HASHES[start:end])


def hexed(proof: tuple[bytes, ...]) -> list[str]:
    return [step.hex() for step in proof]


def split(size: int) -> int:
    k = 1
    while k * 2 < size:
        k *= 2
    return k


def inclusion_sides(index: int, size: int) -> list[str] | None:
    """Return on which side each step of a proof stands (RFC 9162, 2.1.3.1).

    Two places with the same sides read a proof alike. No check of a path can tell them apart: the size is signed
    together with the root for that reason.
    """
    if not 0 <= index < size:
        return None
    if size == 1:
        return []
    k = split(size)
    if index < k:
        return [*(inclusion_sides(index, k) or []), "right"]
    return [*(inclusion_sides(index - k, size - k) or []), "left"]


def consistency_sides(older: int, newer: int, complete: bool = True) -> list[str] | None:
    """Return the same for a consistency proof (RFC 9162, 2.1.4.1)."""
    if not 0 < older <= newer:
        return None
    if older == newer:
        return ["known"] if complete else ["given"]
    k = split(newer)
    if older <= k:
        return [*(consistency_sides(older, k, complete) or []), "right"]
    return [*(consistency_sides(older - k, newer - k, False) or []), "left"]


@pytest.mark.parametrize("size", range(9))
def test_the_roots_are_those_of_the_vectors(size):
    assert root(append_many(EMPTY, LEAVES[:size]).head).hex() == ROOTS[size]
    head = EMPTY
    for leaf in LEAVES[:size]:
        head = append(head, leaf).head
    assert root(head).hex() == ROOTS[size]


def test_the_root_of_nothing():
    assert root(EMPTY) == EMPTY_ROOT


@pytest.mark.parametrize(("index", "size", "proof"), [(0, 8, [A, B, C]), (5, 8, [D, E, G]), (0, 1, [])])
def test_inclusion_proofs_are_those_of_the_vectors(index, size, proof):
    assert hexed(inclusion_proof(index, size, READER)) == proof


@pytest.mark.parametrize(
    ("older", "newer", "proof"),
    [(1, 8, [A, B, C]), (6, 8, [F, E, G]), (2, 5, [B, D]), (1, 1, []), (0, 8, [])],
)
def test_consistency_proofs_are_those_of_the_vectors(older, newer, proof):
    assert hexed(consistency_proof(older, newer, READER)) == proof


@pytest.mark.parametrize(("index", "size"), [(index, size) for size in range(1, 9) for index in range(size)])
def test_an_inclusion_proof_holds_only_in_its_place(index, size):
    proof = inclusion_proof(index, size, READER)
    check_inclusion(HASHES[index], index, size, proof, bytes.fromhex(ROOTS[size]))
    for other, other_size in product(range(-1, 9), range(10)):
        if (other, other_size) == (index, size):
            continue
        with pytest.raises(ProofError):
            check_inclusion(HASHES[index], other, other_size, proof, bytes.fromhex(ROOTS[other_size % 9]))
        if inclusion_sides(other, other_size) != inclusion_sides(index, size):
            with pytest.raises(ProofError):
                check_inclusion(HASHES[index], other, other_size, proof, bytes.fromhex(ROOTS[size]))


@pytest.mark.parametrize("change", ["drop first", "drop last", "double", "append", "flip", "swap"])
def test_a_changed_inclusion_proof_fails(change):
    proof = list(inclusion_proof(5, 8, READER))
    changed = {
        "drop first": proof[1:],
        "drop last": proof[:-1],
        "double": [proof[0], *proof],
        "append": [*proof, proof[-1]],
        "flip": [bytes([proof[0][0] ^ 1]) + proof[0][1:], *proof[1:]],
        "swap": [proof[1], proof[0], proof[2]],
    }[change]
    with pytest.raises(ProofError) as caught:
        check_inclusion(HASHES[5], 5, 8, changed, bytes.fromhex(ROOTS[8]))
    assert caught.value.id == "ledger.wrong-inclusion"
    assert caught.value.evidence["expected"].hex() == ROOTS[8]


def test_every_consistency_proof_holds_and_no_other():
    for newer in range(1, 9):
        for older in range(newer + 1):
            proof = consistency_proof(older, newer, READER)
            old, new = bytes.fromhex(ROOTS[older]), bytes.fromhex(ROOTS[newer])
            check_consistency(older, old, newer, new, proof)
            for place in range(len(proof)):
                wrong = list(proof)
                wrong[place] = bytes(32)
                with pytest.raises(ProofError):
                    check_consistency(older, old, newer, new, wrong)
            with pytest.raises(ProofError):
                check_consistency(older, old, newer, new, [*proof, bytes(32)])
            with pytest.raises(ProofError):
                check_consistency(older, bytes(32), newer, new, proof)
            if older:
                with pytest.raises(ProofError):
                    check_consistency(older, old, newer, bytes(32), proof)


@pytest.mark.parametrize(
    ("older", "newer"), [(older, newer) for newer in range(2, 9) for older in range(1, newer)]
)
def test_a_consistency_proof_holds_only_for_its_sizes(older, newer):
    """With the true roots and other sizes: what a log would say that lies about how long it is."""
    proof = consistency_proof(older, newer, READER)
    old, new = bytes.fromhex(ROOTS[older]), bytes.fromhex(ROOTS[newer])
    for other, other_newer in product(range(12), range(12)):
        if consistency_sides(other, other_newer) != consistency_sides(older, newer):
            with pytest.raises(ProofError):
                check_consistency(other, old, other_newer, new, proof)


def test_a_shorter_log_follows_no_longer_one():
    with pytest.raises(ProofError) as caught:
        check_consistency(8, bytes.fromhex(ROOTS[8]), 7, bytes.fromhex(ROOTS[7]), ())
    assert caught.value.id == "ledger.shorter"


@pytest.mark.parametrize(("index", "size"), [(-1, 8), (8, 8), (0, 0)])
def test_there_is_no_proof_for_an_entry_that_is_not_there(index, size):
    with pytest.raises(ProofError) as caught:
        inclusion_proof(index, size, READER)
    assert caught.value.id == "ledger.out-of-range"


@pytest.mark.parametrize(("older", "newer"), [(-1, 8), (8, 7)])
def test_there_is_no_consistency_proof_backwards(older, newer):
    with pytest.raises(ProofError):
        consistency_proof(older, newer, READER)


def test_a_head_is_stored_as_size_and_bytes():
    head = append_many(EMPTY, LEAVES[:7]).head
    assert LogHead.unpack(head.size, head.packed) == head
    for size, packed in ((6, head.packed), (7, head.packed[:-1]), (7, head.packed + bytes(32)), (-1, b"")):
        with pytest.raises(FormatError) as caught:
            LogHead.unpack(size, packed)
        assert caught.value.id == "ledger.bad-head"


def test_a_leaf_never_passes_for_a_node():
    left, right = HASHES[:2]
    assert leaf_hash(left + right) != root(append_many(EMPTY, LEAVES[:2]).head)
