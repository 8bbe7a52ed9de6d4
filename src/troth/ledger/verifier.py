"""The verifier: an export, a public key, and nothing else; says that the whole log holds, or where it does not.

Rules, in order (the numbers stand at the code)
1. The header is in its one right form and of the key's origin.
2. Every line between is an entry in its one right form: canonical, of a known kind, only ids and digests, of one
   controller, referring only to earlier entries.
3. Each change of the signing key is agreed to by the key before it; the given key is one of that chain.
4. The last line is the checkpoint, with exactly one signature, by the key in force at the end.
5. Size and root of the checkpoint are those of the entries; the header says the same.
6. Each earlier checkpoint that is given is signed by a key of the chain and is a beginning of this log.
- It reads line by line, in memory that does not grow with the file, and a line of at most 65,536 bytes.
- It raises; it never returns "not valid".

Example: `verify_export(bounded_lines(file.readline), read_key(key_text), verifier)`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from troth.ledger.checkpoint import Checkpoint, read_checkpoint, rotation_statement
from troth.ledger.entry import LONGEST_ENTRY, Entry, read_entry
from troth.ledger.errors import (
    FORWARD_REFERENCE,
    LINE_MISSING,
    LINE_NEWLINE,
    LINE_NO_CHECKPOINT,
    LINE_NO_ENTRY,
    LINE_NO_HEADER,
    LINE_SIGNATURES,
    LINE_TOO_LONG,
    NOT_SIGNED,
    REWRITTEN,
    SHORTER,
    WRONG_CONTROLLER,
    WRONG_ORIGIN,
    WRONG_ROOT,
    WRONG_ROTATION,
    WRONG_SIZE,
    FormatError,
    ProofError,
    SignatureError,
)
from troth.ledger.exporting import BATCH, FORMAT, checkpoint_line, head_line
from troth.ledger.kinds import EntryKind
from troth.ledger.note import Note, VerifierKey, read_note
from troth.ledger.ports import SignatureVerifier
from troth.ledger.tree import EMPTY, EMPTY_ROOT, append_many, root
from troth.vocabulary import CanonicalError, read_canonical

LONGEST_LINE = LONGEST_ENTRY + 1
_REFERENCES = ("replaces", "cites")


@dataclass(frozen=True, slots=True)
class Verified:
    """What was shown to hold. `controller` and the times are None for an empty log; `checkpoint` is the signed note."""

    origin: str
    size: int
    root: bytes
    controller: str | None
    kinds: Mapping[str, int]
    first: str | None
    last: str | None
    key: VerifierKey
    keys: tuple[VerifierKey, ...]
    checkpoint: bytes


def bounded_lines(readline: Callable[[int], bytes]) -> Iterator[bytes]:
    """Yield the lines that `readline(most)` gives, none longer than 65,537 bytes (the verifier refuses that one)."""
    while line := readline(LONGEST_LINE + 1):
        yield line


def verify_export(
    lines: Iterable[bytes],
    key: VerifierKey,
    verifier: SignatureVerifier,
    previous: Sequence[bytes] = (),
) -> Verified:
    """Return what the export in `lines` (each with its newline) proves to who trusts `key`.

    `previous`: signed checkpoints of this log that were kept elsewhere; each must be a beginning of it.
    Raises FormatError (not in its format, with the line), SignatureError (not by this key), ProofError (signed but
    contradictory: root, size, order, key change, rewritten history), all with evidence.
    """
    return _Run(key, verifier, previous).over(lines)


class _Run:
    """One run over one export. Holds one batch of entries, counters, and the keys seen."""

    def __init__(self, key: VerifierKey, verifier: SignatureVerifier, previous: Sequence[bytes]) -> None:
        self.key = key
        self.verifier = verifier
        self.notes = [(note, read_checkpoint(read_note(note).text)) for note in previous]
        self.marks = sorted({checkpoint.size for _, checkpoint in self.notes} - {0})
        self.roots = {0: EMPTY_ROOT}
        self.head = EMPTY
        self.batch: list[bytes] = []
        self.kinds: Counter[str] = Counter()
        self.controller: str | None = None
        self.first: str | None = None
        self.last: str | None = None
        self.chain: list[VerifierKey] = []
        self.line = 0

    def over(self, lines: Iterable[bytes]) -> Verified:
        """Read all `lines`, one behind, so that the last is known to be the last."""
        held: bytes | None = None
        size = -1
        for line in lines:
            self.line += 1
            self._check_line(line)
            if self.line == 1:
                size = self._header(line)  # 1
            elif held is not None:
                self._entry(held[:-1], self.line - 1)  # 2, 3
            held = line if self.line > 1 else None
        if held is None:
            raise FormatError(LINE_MISSING, line=self.line + 1)
        return self._close(held, size)

    def _check_line(self, line: bytes) -> None:
        if len(line) > LONGEST_LINE:
            raise FormatError(LINE_TOO_LONG, line=self.line)
        if line[-1:] != b"\n":
            raise FormatError(LINE_NEWLINE, line=self.line)

    def _header(self, line: bytes) -> int:
        """Return the size that the header says, once it is in its one right form and of the key's origin."""
        try:
            value = read_canonical(line[:-1], LONGEST_LINE)
        except CanonicalError as error:
            raise FormatError(LINE_NO_HEADER, line=1) from error
        if not isinstance(value, dict) or value.get("export") != FORMAT:
            raise FormatError(LINE_NO_HEADER, line=1)
        origin, size = value.get("origin"), value.get("size")
        if not isinstance(origin, str) or not isinstance(size, int) or isinstance(size, bool) or size < 0:
            raise FormatError(LINE_NO_HEADER, line=1)
        if origin != self.key.name:
            raise ProofError(WRONG_ORIGIN, expected=self.key.name, found=origin, evidence={"header": line})
        if head_line(origin, size) != line:
            raise FormatError(LINE_NO_HEADER, line=1)
        return size

    def _entry(self, data: bytes, line: int) -> None:
        """Take the entry on line number `line` into the tree."""
        index = line - 2
        try:
            entry = read_entry(data)
        except FormatError as error:
            raise FormatError(LINE_NO_ENTRY, line=line) from error
        if self.controller is None:
            self.controller, self.first = entry.controller, entry.at
        elif entry.controller != self.controller:
            raise ProofError(WRONG_CONTROLLER, line=line, evidence={"entry": data})
        if _greatest_reference(entry) >= index:
            raise ProofError(FORWARD_REFERENCE, line=line, evidence={"entry": data})
        if entry.kind is EntryKind.KEY_ROTATED:
            self._rotation(entry, index, line)
        self.last = entry.at
        self.kinds[entry.kind.value] += 1
        self.batch.append(data)
        size = index + 1
        if len(self.batch) == BATCH or (self.marks and size == self.marks[0]):
            self._flush()

    def _flush(self) -> None:
        """Take the batch into the tree and keep the root where an earlier checkpoint asks for it."""
        self.head = append_many(self.head, self.batch).head
        self.batch = []
        if self.marks and self.marks[0] == self.head.size:
            self.roots[self.marks.pop(0)] = root(self.head)

    def _rotation(self, entry: Entry, index: int, line: int) -> None:
        """Follow the change of key, once the key before it agreed (3)."""
        old, new = (bytes.fromhex(str(entry.body[name])) for name in ("old", "new"))
        before, after = VerifierKey(self.key.name, old), VerifierKey(self.key.name, new)
        evidence = {"entry": entry.bytes}
        if old == new or (self.chain and self.chain[-1] != before):
            raise ProofError(WRONG_ROTATION, line=line, evidence=evidence)
        try:
            statement = rotation_statement(self.key.name, index, old, new)
            before.check(statement, bytes.fromhex(str(entry.body["signature"])), self.verifier)
        except SignatureError as error:
            raise ProofError(WRONG_ROTATION, line=line, evidence=evidence) from error
        self.chain.extend([after] if self.chain else [before, after])

    def _close(self, line: bytes, size: int) -> Verified:
        """Check the last line against all that was read (4, 5, 6)."""
        self._flush()
        chain = self.chain or [self.key]
        if self.key not in chain:
            raise SignatureError(NOT_SIGNED, key=self.key.text, evidence={"checkpoint": line})
        note = self._note(line)
        signed = note.signatures[0]
        latest = chain[-1]
        if (signed.name, signed.id) != (latest.name, latest.id):
            raise SignatureError(NOT_SIGNED, key=latest.text, evidence={"checkpoint": note.bytes})
        latest.check(note.text.encode(), signed.signature, self.verifier)
        checkpoint = read_checkpoint(note.text)
        self._compare(checkpoint, size)
        self._extends(checkpoint, note.bytes, chain)
        return Verified(
            checkpoint.origin,
            checkpoint.size,
            checkpoint.root,
            self.controller,
            dict(sorted(self.kinds.items())),
            self.first,
            self.last,
            latest,
            tuple(chain),
            note.bytes,
        )

    def _note(self, line: bytes) -> Note:
        """Return the note on the last line, with its one signature."""
        try:
            value = read_canonical(line[:-1], LONGEST_LINE)
            text = value.get("checkpoint") if isinstance(value, dict) else None
            if not isinstance(text, str) or checkpoint_line(text.encode()) != line:
                raise FormatError(LINE_NO_CHECKPOINT, line=self.line)
            note = read_note(text.encode())
        except CanonicalError as error:
            raise FormatError(LINE_NO_CHECKPOINT, line=self.line) from error
        if len(note.signatures) != 1:
            raise FormatError(LINE_SIGNATURES, line=self.line)
        return note

    def _compare(self, checkpoint: Checkpoint, size: int) -> None:
        """Compare what is signed with what was read (5)."""
        found = root(self.head)
        evidence = {"checkpoint": checkpoint.text.encode(), "root": found}
        if checkpoint.origin != self.key.name:
            raise ProofError(WRONG_ORIGIN, expected=self.key.name, found=checkpoint.origin, evidence=evidence)
        for other in (checkpoint.size, size):
            if other != self.head.size:
                raise ProofError(WRONG_SIZE, found=self.head.size, expected=other, evidence=evidence)
        if checkpoint.root != found:
            raise ProofError(WRONG_ROOT, found=found.hex(), expected=checkpoint.root.hex(), evidence=evidence)

    def _extends(self, checkpoint: Checkpoint, note: bytes, chain: Sequence[VerifierKey]) -> None:
        """Check that each earlier checkpoint is signed by a key of the chain and is a beginning of this log (6)."""
        for data, older in self.notes:
            evidence = {"older": data, "newer": note}
            _signed_by_one_of(data, chain, self.verifier)
            if older.origin != checkpoint.origin:
                raise ProofError(
                    WRONG_ORIGIN, expected=checkpoint.origin, found=older.origin, evidence=evidence
                )
            if older.size > checkpoint.size:
                raise ProofError(SHORTER, found=checkpoint.size, expected=older.size, evidence=evidence)
            found = self.roots[older.size]
            if found != older.root:
                raise ProofError(
                    REWRITTEN,
                    size=older.size,
                    found=found.hex(),
                    expected=older.root.hex(),
                    evidence=evidence,
                )


def _signed_by_one_of(data: bytes, chain: Sequence[VerifierKey], verifier: SignatureVerifier) -> None:
    note = read_note(data)
    known = {(key.name, key.id): key for key in chain}
    mine = [(known[(s.name, s.id)], s) for s in note.signatures if (s.name, s.id) in known]
    if not mine:
        raise SignatureError(NOT_SIGNED, key=chain[0].text, evidence={"checkpoint": data})
    for key, signature in mine:
        key.check(note.text.encode(), signature.signature, verifier)


def _greatest_reference(entry: Entry) -> int:
    """Return the greatest index that `entry` refers to, or -1."""
    greatest = -1
    for name in _REFERENCES:
        value = entry.body.get(name, ())
        for item in value if isinstance(value, tuple) else (value,):
            greatest = max(greatest, int(item))
    return greatest
