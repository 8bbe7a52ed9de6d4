"""Writes the golden files of the ledger's format 1, and adds to them; never changes a line that is there.

Rules
- What was ever written stays readable: the files in `v1` are what users hold. `entries.jsonl` only grows: a new kind
  or field adds a line. The other files are written once; the test compares them with what is written today.
- Keys, salts and texts are invented and fixed, so each run gives the same bytes.

Run it from the root of the project: `python -m tests.vectors.ledger.generate`.
"""

from __future__ import annotations

import json
from pathlib import Path

from tests.unit.ledger.material import (
    KEY,
    NEXT_KEY,
    NEXT_SIGNER,
    ORIGIN,
    SHOWN,
    SIGNER,
    TERMS,
    Random,
    full_entry,
    rotated_log,
    small_log,
)
from troth.adapters.keystores import Ed25519Signer
from troth.ledger import (
    EMPTY,
    FIELDS,
    EntryKind,
    LeavesOnly,
    append_many,
    checkpoint_of,
    consistency_proof,
    export,
    inclusion_proof,
    read_entry,
    receipt_for,
    root,
    sign_checkpoint,
)
from troth.ledger.note import key_of, sign_note

FOLDER = Path(__file__).parent / "v1"
WITNESS = Ed25519Signer("witness.example/one", bytes([7]) * 32)


def fixed_files() -> dict[str, bytes]:
    """Return the files that are written once, by name."""
    return {
        "keys.json": as_text({"key": KEY.text, "next": NEXT_KEY.text, "witness": key_of(WITNESS).text}),
        "export.jsonl": b"".join(export(small_log(), 4, SIGNER)),
        "export-empty.jsonl": b"".join(export([], 0, SIGNER)),
        "export-rotated.jsonl": b"".join(export(rotated_log(), 6, NEXT_SIGNER)),
        "checkpoint-2.txt": checkpoint(small_log()[:2]),
        "checkpoint-4-cosigned.txt": cosigned(small_log()),
        "receipt.json": receipt(small_log(), 1, with_texts=True),
        "receipt-without-texts.json": receipt(small_log(), 3, with_texts=False),
        "tree.json": as_text(tree()),
    }


def as_text(value: object) -> bytes:
    """Return `value` as JSON for people to read."""
    return json.dumps(value, indent=1).encode() + b"\n"


def checkpoint(entries: list[bytes]) -> bytes:
    """Return the signed checkpoint of the log of `entries`."""
    return sign_checkpoint(checkpoint_of(ORIGIN, append_many(EMPTY, entries).head), SIGNER)


def cosigned(entries: list[bytes]) -> bytes:
    """Return the checkpoint of the log of `entries`, signed by the log and by a witness."""
    return sign_note(checkpoint_of(ORIGIN, append_many(EMPTY, entries).head).text, [SIGNER, WITNESS])


def receipt(entries: list[bytes], index: int, with_texts: bool) -> bytes:
    """Return the receipt of entry `index`."""
    hashes = append_many(EMPTY, entries).leaf_hashes
    path = inclusion_proof(index, len(entries), LeavesOnly(lambda start, end: hashes[start:end]))
    return receipt_for(
        read_entry(entries[index]),
        index,
        path,
        checkpoint(entries),
        shown=SHOWN if with_texts else None,
        terms=TERMS if with_texts else None,
    )


def tree() -> dict[str, object]:
    """Return the roots and all proofs of the logs of up to nine leaves, whose data are their own numbers."""
    leaves = [str(number).encode() for number in range(9)]
    hashes = append_many(EMPTY, leaves).leaf_hashes
    reader = LeavesOnly(lambda start, end: hashes[start:end])
    return {
        "leaves": [leaf.hex() for leaf in leaves],
        "roots": [root(append_many(EMPTY, leaves[:size]).head).hex() for size in range(10)],
        "inclusion": [
            {
                "index": index,
                "size": size,
                "path": [step.hex() for step in inclusion_proof(index, size, reader)],
            }
            for size in range(1, 10)
            for index in range(size)
        ],
        "consistency": [
            {
                "older": older,
                "newer": newer,
                "path": [step.hex() for step in consistency_proof(older, newer, reader)],
            }
            for newer in range(1, 10)
            for older in range(1, newer + 1)
        ],
    }


def missing_entries(held: list[bytes]) -> list[bytes]:
    """Return a full entry for each kind that has a field (or is a kind) that no line of `held` shows."""
    seen = {(entry.kind, name) for entry in map(read_entry, held) for name in ("", *entry.body)}
    random = Random(f"golden/{len(held)}")
    return [
        full_entry(kind, random).bytes
        for kind in EntryKind
        if not {(kind, name) for name in ("", *FIELDS[kind].known)} <= seen
    ]


def held_entries() -> list[bytes]:
    """Return the lines of `entries.jsonl`, without newlines."""
    file = FOLDER / "entries.jsonl"
    return file.read_bytes().splitlines() if file.exists() else []


def main() -> None:
    """Write what is not there; say what is there and differs."""
    FOLDER.mkdir(exist_ok=True)
    for name, data in fixed_files().items():
        file = FOLDER / name
        if not file.exists():
            file.write_bytes(data)
        elif file.read_bytes() != data:
            print(f"{name} would be written otherwise today; it stays as it is")  # a script's answer
    with (FOLDER / "entries.jsonl").open("ab") as stream:
        stream.writelines(line + b"\n" for line in missing_entries(held_entries()))


if __name__ == "__main__":
    main()
