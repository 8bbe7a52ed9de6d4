r"""The export: one file that holds a whole log and proves it; JSON Lines, every line in RFC 8785 form.

Rules
- Line 1 is the header: format, origin, size. Then one line an entry, in order, exactly the bytes of the leaf. The
  last line holds the signed checkpoint. Every line ends in one newline; nothing follows.
- Nothing in the file is outside the signature: the header repeats what the checkpoint signs and is compared with
  it, the entries give its root, and the checkpoint has exactly one signature line, of the key in force. A witness's
  line would be bytes that the given key cannot check; cosigned checkpoints are kept and handed over apart.

Example
    >>> head_line("ledger.example/acme", 0)
    b'{"export":"troth-ledger/1","origin":"ledger.example/acme","size":0}\n'
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from troth.ledger.checkpoint import checkpoint_of, sign_checkpoint
from troth.ledger.errors import WRONG_SIZE, ProofError
from troth.ledger.note import check_name
from troth.ledger.ports import Signer
from troth.ledger.tree import EMPTY, LogHead, append_many
from troth.vocabulary import canonical

FORMAT = "troth-ledger/1"
BATCH = 1000


def head_line(origin: str, size: int) -> bytes:
    """Return the first line of an export. Raises FormatError for a name that cannot be an origin."""
    check_name(origin)
    return canonical({"export": FORMAT, "origin": origin, "size": size}) + b"\n"


def checkpoint_line(note: bytes) -> bytes:
    """Return the last line of an export, around the signed checkpoint `note`."""
    return canonical({"checkpoint": note.decode("utf-8")}) + b"\n"


def export(entries: Iterable[bytes], size: int, signer: Signer) -> Iterator[bytes]:
    """Yield the lines of the export of the first `size` `entries` (bytes of each, in order), and sign their root.

    The root is recomputed here from the bytes given (which the caller reads from the store), never taken from
    memory. Raises ProofError at the end when there are fewer or more entries: nothing is signed then.
    """
    head = EMPTY
    yield head_line(signer.name, size)
    for batch in _batches(entries):
        head = append_many(head, batch).head
        for entry in batch:
            yield entry + b"\n"
    yield checkpoint_line(_signed(head, size, signer))


def export_signed(entries: Iterable[bytes], origin: str, size: int, checkpoint: bytes) -> Iterator[bytes]:
    """Yield the lines of an export under a `checkpoint` that is signed already (one signature line, size `size`)."""
    yield head_line(origin, size)
    for entry in entries:
        yield entry + b"\n"
    yield checkpoint_line(checkpoint)


def _signed(head: LogHead, size: int, signer: Signer) -> bytes:
    if head.size != size:
        raise ProofError(WRONG_SIZE, found=head.size, expected=size)
    return sign_checkpoint(checkpoint_of(signer.name, head), signer)


def _batches(entries: Iterable[bytes]) -> Iterator[list[bytes]]:
    batch: list[bytes] = []
    for entry in entries:
        batch.append(entry)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
