"""What the ledger ever wrote stays readable, is written the same today, and is read the same in another language."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.unit.ledger.material import VERIFIER
from tests.vectors.ledger import generate
from troth.ledger import (
    FIELDS,
    EntryKind,
    check_consistency,
    check_inclusion,
    leaf_hash,
    open_checkpoint,
    read_entry,
    read_key,
    verify_export,
    verify_receipt,
)
from troth.ledger.note import decoded

V1 = generate.FOLDER
KEYS = {name: read_key(text) for name, text in json.loads((V1 / "keys.json").read_bytes()).items()}


def node() -> str | None:
    """Return node: of the system, or of the environment that script/setup makes."""
    beside = Path(generate.__file__).parents[3] / ".venv" / "bin" / "node"
    return shutil.which("node") or (str(beside) if beside.exists() else None)


needs_node = pytest.mark.skipif(
    node() is None, reason="needs node (script/setup brings one where there is none)"
)


def lines(name: str) -> list[bytes]:
    return (V1 / name).read_bytes().splitlines(keepends=True)


@pytest.mark.parametrize("name", sorted(generate.fixed_files()))
def test_the_golden_files_are_written_the_same_today(name):
    assert generate.fixed_files()[name] == (V1 / name).read_bytes()


def test_every_golden_file_has_a_generator():
    assert {path.name for path in V1.iterdir()} == {*generate.fixed_files(), "entries.jsonl"}


@pytest.mark.parametrize("line", lines("entries.jsonl"), ids=lambda line: json.loads(line)["kind"])
def test_every_entry_ever_written_is_read(line):
    assert read_entry(line[:-1]).bytes + b"\n" == line


def test_every_kind_and_field_has_a_golden_line():
    """A new kind or field: run `python -m tests.vectors.ledger.generate`, which adds a line and changes none."""
    assert generate.missing_entries(generate.held_entries()) == []


def test_a_kind_or_field_without_a_golden_line_is_noticed():
    held = generate.held_entries()
    missing = generate.missing_entries(held[1:])
    assert [read_entry(line).kind for line in missing] == [next(iter(EntryKind))]
    assert len(generate.missing_entries([])) == len(FIELDS)


@pytest.mark.parametrize(
    ("name", "key", "size"),
    [
        ("export.jsonl", "key", 4),
        ("export-empty.jsonl", "key", 0),
        ("export-rotated.jsonl", "key", 6),
        ("export-rotated.jsonl", "next", 6),
    ],
)
def test_every_export_ever_written_holds(name, key, size):
    previous = [(V1 / file).read_bytes() for file in ("checkpoint-2.txt", "checkpoint-4-cosigned.txt")]
    found = verify_export(lines(name), KEYS[key], VERIFIER, previous if size else ())
    assert found.size == size


@pytest.mark.parametrize("name", ["receipt.json", "receipt-without-texts.json"])
def test_every_receipt_ever_written_holds(name):
    found = verify_receipt((V1 / name).read_bytes(), KEYS["key"], VERIFIER)
    assert (found.shown is None) == (name == "receipt-without-texts.json")


@pytest.mark.parametrize("key", ["key", "witness"])
def test_a_cosigned_checkpoint_carries_both_signatures(key):
    note = (V1 / "checkpoint-4-cosigned.txt").read_bytes()
    if key == "key":
        assert open_checkpoint(note, KEYS[key], VERIFIER).size == 4
    else:
        text, signatures = note.split(b"\n\n")
        KEYS[key].check(text + b"\n", _signature(signatures, KEYS[key].name), VERIFIER)


def _signature(block: bytes, name: str) -> bytes:
    coded = next(line.split(" ")[2] for line in block.decode().splitlines() if line.split(" ")[1] == name)
    return decoded(coded)[4:]


def test_the_proofs_of_the_tree_hold():
    tree = json.loads((V1 / "tree.json").read_bytes())
    leaves = [bytes.fromhex(leaf) for leaf in tree["leaves"]]
    roots = [bytes.fromhex(found) for found in tree["roots"]]
    for case in tree["inclusion"]:
        path = [bytes.fromhex(step) for step in case["path"]]
        check_inclusion(
            leaf_hash(leaves[case["index"]]), case["index"], case["size"], path, roots[case["size"]]
        )
    for case in tree["consistency"]:
        path = [bytes.fromhex(step) for step in case["path"]]
        older, newer = case["older"], case["newer"]
        check_consistency(older, roots[older], newer, roots[newer], path)


# --- another language ----------------------------------------------------------------------------------------


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the verifier that is written in JavaScript from docs/LEDGER.md, in the folder of the golden files."""
    found = node()
    if found is None:
        pytest.fail("node is needed")
    return subprocess.run(
        [found, str(Path(generate.__file__).with_name("verify.mjs")), *arguments],
        cwd=V1,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@needs_node
@pytest.mark.parametrize(
    "arguments",
    [
        ("export", "export.jsonl", "key", "checkpoint-2.txt", "checkpoint-4-cosigned.txt"),
        ("export", "export-empty.jsonl", "key"),
        ("export", "export-rotated.jsonl", "key", "checkpoint-2.txt"),
        ("export", "export-rotated.jsonl", "next"),
        ("receipt", "receipt.json", "key"),
        ("receipt", "receipt-without-texts.json", "key"),
        ("tree", "tree.json"),
    ],
)
def test_another_language_accepts_what_we_write(arguments):
    found = run(*(KEYS[word].text if word in KEYS else word for word in arguments))
    assert found.returncode == 0, found.stderr
    if arguments[0] == "export":
        told, ours = (
            json.loads(found.stdout),
            verify_export(lines(arguments[1]), KEYS[arguments[2]], VERIFIER),
        )
        assert (told["size"], told["root"], told["kinds"]) == (ours.size, ours.root.hex(), ours.kinds)


@needs_node
@pytest.mark.parametrize(
    ("what", "file", "key"),
    [
        ("export", "export.jsonl", "key"),
        ("receipt", "receipt.json", "key"),
    ],
)
def test_another_language_refuses_every_changed_byte(what, file, key):
    found = run("mutate", what, file, KEYS[key].text)
    told = json.loads(found.stdout)
    assert told["tried"] == 2 * (V1 / file).stat().st_size
    assert told["passed"] == 0


@needs_node
@pytest.mark.parametrize(
    "arguments",
    [
        ("export", "export.jsonl", "next"),
        ("export", "export.jsonl", "witness"),
        ("export", "export.jsonl", "not-a-key"),
        ("export", "export-empty.jsonl", "key", "checkpoint-2.txt"),
        ("receipt", "receipt.json", "next"),
        ("receipt", "export.jsonl", "key"),
    ],
)
def test_another_language_refuses_what_does_not_hold(arguments):
    found = run(*(KEYS[word].text if word in KEYS else word for word in arguments))
    assert found.returncode == 1
    assert found.stderr.startswith("refused: ")
