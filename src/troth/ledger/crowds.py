"""Entries that say the same of many people, each about one of them: what they have in common is checked and written once.

Rules
- Each is an entry of its own, with its own salt, subject and leaf, so that it is proved alone. Its bytes are those that `Entry` gives.
- What differs is checked for each: the subject, and the one earlier entry that is cited, where the first of them cites one.

Example
    >>> first = Entry(EntryKind.ACCOUNT_CHANGED, "2026-01-02T03:04:05.678Z", "acme", "00" * 16,
    ...               subject="ab" * 16, body={"state": "closed", "cites": (7,)})
    >>> alike(first, [("ab" * 16, 7)], bytes) == [first.bytes]
    True
"""

from __future__ import annotations

from collections.abc import Sequence

from troth.ledger.entry import LONGEST_ENTRY, SALT_LENGTH, Entry
from troth.ledger.errors import BAD_VALUE, ENTRY_TOO_LONG, EntryError
from troth.ledger.ports import Randomness
from troth.ledger.values import HANDLE, INDEX, Shape
from troth.vocabulary.errors import Plain

_DIGITS, _HEX = 2 * SALT_LENGTH, "0123456789abcdef"


def alike(first: Entry, people: Sequence[tuple[str, int | None]], randomness: Randomness) -> list[bytes]:
    """Return the bytes of an entry like `first` for each of `people` (the subject, and the index that is cited, or None), with fresh salts.

    Raises EntryError, and nothing is written, when a subject or an index has another shape, or when an index stands where `first` cites
    nothing (or the other way round).
    """
    cites = first.body.get("cites")
    citing = isinstance(cites, tuple) and len(cites) == 1
    begun, middle = _parts(first, f'"cites":[{cites[0]}]' if isinstance(cites, tuple) and citing else "")
    _check(people, citing=citing)
    salts = randomness(SALT_LENGTH * len(people)).hex()
    found = [
        f'{begun}{cited if citing else ""}{middle}"salt":"{salts[at : at + _DIGITS]}","subject":"{subject}","v":1}}'.encode()
        for at, (subject, cited) in zip(range(0, len(salts), _DIGITS), people, strict=True)
    ]
    longest = max(map(len, found), default=0)
    if longest > LONGEST_ENTRY:
        raise EntryError(ENTRY_TOO_LONG, length=longest, most=LONGEST_ENTRY)
    return found


def _check(people: Sequence[tuple[str, int | None]], *, citing: bool) -> None:
    """Return when every subject is a handle, and every index one, or nothing. Raises EntryError."""
    subjects, cited = [subject for subject, _ in people], [index for _, index in people]
    if any(type(each) is not str or len(each) != _DIGITS for each in subjects) or "".join(subjects).strip(
        _HEX
    ):
        raise _bad("subject", HANDLE)
    whole = [each for each in cited if type(each) is int]
    if len(whole) != (len(cited) if citing else 0) or (
        not citing and any(each is not None for each in cited)
    ):
        raise _bad("cites", INDEX)
    if whole and (min(whole) < 0 or INDEX.take(max(whole)) is None):
        raise _bad("cites", INDEX)


def _parts(first: Entry, cited: str) -> tuple[str, str]:
    """Return what comes before the index that is cited, and what comes between it and the salt; without one, all before the salt."""
    said, _, _ = first.bytes.decode("ascii").rpartition('"salt":')
    if not cited:
        return said, ""
    before, _, after = said.partition(cited)
    return f'{before}"cites":[', f"]{after}"


def _bad(name: str, shape: Shape) -> EntryError:
    return EntryError(BAD_VALUE, field=name, wanted=Plain(shape.en), wanted_zh=Plain(shape.zh))
