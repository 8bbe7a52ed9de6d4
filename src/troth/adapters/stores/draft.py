"""A draft: what one work wants to write, kept aside until the whole of it is known to be good.

Rules
- Every store uses this one implementation of a `WritingBook`, so that all of them mean the same. A draft lies over
  a book (`Ground`) and reads through it; what it would change is in `changes`, and nothing underneath is touched.
- A work that fails leaves nothing, because its draft is thrown away. Drafts lie over drafts: the works of a group
  commit each have one over the group's, and `take` moves a good one down.
- Whatever keeps a duty keeps its ledger entries too: a duty is never opened, late or ended without one.
- `finish` is the last check: every statement and policy names an entry that exists.

Example
    >>> draft = Draft(ground, randomness, clock)
    >>> result = work(draft)
    >>> changes = draft.finish()
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from itertools import chain
from typing import Any, Protocol

import msgspec

from troth.adapters.stores.cases import CaseChanges, HeldCases, check_step
from troth.adapters.stores.duties import check_fence, entries_of_step
from troth.adapters.stores.duty_draft import HeldDuties
from troth.adapters.stores.papers import PaperDraft, Papers
from troth.adapters.stores.sealed import SealedChanges, SealedDraft, SealedGround
from troth.calendars import Clock
from troth.consent.errors import (
    BAD_WORK,
    STALE_STATEMENT,
    VERSION_CHANGED,
    BookError,
    StaleStatement,
    VersionChanged,
)
from troth.consent.ports import Book, PublishedPolicy, Statement
from troth.duties import Duty
from troth.ledger import Entry, LogHead, Subtree, alike, append, append_many, is_id, text_digest
from troth.ledger.ports import Randomness
from troth.operators.ports import PaperBook
from troth.rights import Case
from troth.rights.ports import CaseRows
from troth.vocabulary import canonical
from troth.vocabulary.errors import Plain

HANDLE_LENGTH = 16
LONGEST_VALUE = 65_535
GREATEST = 2**53 - 1

_HANDLE = re.compile(r"[0-9a-f]{32}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_KEY = re.compile(r"[!-~]{0,400}")
_decode = msgspec.json.decode
_encode = msgspec.json.Encoder(order="sorted").encode


@dataclass(frozen=True, slots=True)
class Row:
    """A statement as stores keep it: `value` is canonical JSON (RFC 8785)."""

    handle: str
    kind: str
    key: str
    sequence: int
    at: str
    value: str

    @property
    def statement(self) -> Statement:
        """The statement that the row holds."""
        return Statement(self.handle, self.kind, self.key, self.sequence, self.at, _decode(self.value))


class NewEntry(msgspec.Struct, frozen=True, gc=False):
    """An entry to be kept: its index, its subject (or None), its bytes and their leaf hash."""

    index: int
    subject: str | None
    data: bytes
    leaf_hash: bytes


@dataclass(slots=True)
class Changes:
    """What a draft changes. `head` is None when no entry was appended."""

    subjects: dict[str, str] = field(default_factory=dict)
    rows: dict[str, dict[tuple[str, str], Row]] = field(default_factory=dict)
    entries: list[NewEntry] = field(default_factory=list)
    subtrees: list[Subtree] = field(default_factory=list)
    head: LogHead | None = None
    policies: list[PublishedPolicy] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    duties: dict[str, Duty] = field(default_factory=dict)
    sealed: SealedChanges = field(default_factory=SealedChanges)
    cases: CaseChanges = field(default_factory=CaseChanges)
    papers: Papers = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Whether anything changes."""
        plain = self.subjects or self.rows or self.entries or self.policies or self.texts or self.duties
        return bool(plain or self.cases.steps or self.sealed or self.papers)

    def add(self, later: Changes) -> None:
        """Take over what `later`, made on top of these, changes."""
        self.subjects.update(later.subjects)
        for handle, rows in later.rows.items():
            self.rows.setdefault(handle, {}).update(rows)
        self.entries.extend(later.entries)
        self.subtrees.extend(later.subtrees)
        self.head = later.head or self.head
        self.policies.extend(later.policies)
        self.texts.update(later.texts)
        self.duties.update(later.duties)
        self.sealed.add(later.sealed)
        self.cases.add(later.cases)
        self.papers.update(later.papers)


def written(value: Mapping[str, Any]) -> str:
    """Return `value` as canonical JSON (RFC 8785). Raises CanonicalError for what has none.

    Nearly every value is a mapping of plain ASCII words, numbers and lists of words: for those the quick writer gives
    the same bytes.
    """
    if all(_is_word(name) and _is_simple(part) for name, part in value.items()):
        return _encode(value).decode()
    return canonical(value).decode()


def _is_word(value: object) -> bool:
    return type(value) is str and value.isascii() and value.isprintable()


def _is_simple(value: object) -> bool:
    if type(value) in (list, tuple):
        return all(map(_is_word, value))  # type: ignore[call-overload]  # the line above says that it is a list
    return (
        value is None
        or type(value) is bool
        or _is_word(value)
        or (type(value) is int and -GREATEST <= value <= GREATEST)
    )


def publication(policy: PublishedPolicy) -> tuple[int, str, str]:
    """Return what orders published versions: the ledger index, then id and version."""
    return policy.sequence, policy.id, policy.version


@lru_cache(maxsize=1024)
def check_controller(controller: str) -> None:
    """Return when `controller` may have a book. Raises BookError when it is no id."""
    if not is_id(controller):
        raise BookError(BAD_WORK, rule=Plain("a controller is an id"), rule_zh=Plain("处理者应为编号"))


class Ground(Book, SealedGround, CaseRows, PaperBook, Protocol):
    """What a draft lies over: a book in which a person's turn can be taken."""

    def claim(self, digest: str) -> str | None:
        """Return the handle for `digest` or None, and hold this person's turn until the transaction ends."""


class Draft(SealedDraft, HeldCases, HeldDuties, PaperDraft):
    """A `WritingBook` over `ground`; handles and salts come from `randomness`, the time of duties from `clock`."""

    def __init__(self, ground: Ground, randomness: Randomness, clock: Clock) -> None:
        """Begin with nothing changed."""
        self.controller = ground.controller
        self.changes = Changes()
        self.sealed = self.changes.sealed
        self.kept, self.beneath = self.changes.cases.latest, ground
        self.changed_papers = self.changes.papers
        self.under = self.papers_under = ground
        self._ground = ground
        self._randomness = randomness
        self._clock = clock
        self._head: LogHead | None = None
        self._read: dict[
            str, Sequence[Statement]
        ] = {}  # nothing underneath changes while the draft is written
        self._begin_duties(self.changes.duties, ground)
        self._finished = False

    # --- reading ---------------------------------------------------------------------------------------------

    def handle_of(self, digest: str) -> str | None:
        """Return the handle of the subject with this keyed digest, or None."""
        return self.changes.subjects.get(digest) or self._ground.handle_of(digest)

    def digest_of(self, handle: str) -> str | None:
        """Return the keyed digest of the subject with this handle, or None."""
        new = next((digest for digest, each in self.changes.subjects.items() if each == handle), None)
        return new or self._ground.digest_of(handle)

    def claim(self, digest: str) -> str | None:
        """Return the handle for `digest` or None, holding this person's turn."""
        return self.changes.subjects.get(digest) or self._ground.claim(digest)

    def standing(self, handle: str) -> Sequence[Statement]:
        """Return every standing statement about `handle`, by kind and key."""
        found = self._read.get(handle)
        if found is None:
            found = self._read[handle] = self._ground.standing(handle)
        changed = self.changes.rows.get(handle)
        if not changed:
            return list(found)
        merged = {(each.kind, each.key): each for each in found}
        merged.update((place, row.statement) for place, row in changed.items())
        return [merged[place] for place in sorted(merged)]

    def head(self) -> LogHead:
        """Return the ledger's head, with what this draft appended."""
        if self._head is None:
            self._head = self._ground.head()
        return self._head

    def entries(self, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Yield the bytes of the entries from `start` to `end` (excluded), in order."""
        base = self.head().size - len(self.changes.entries)
        last = self.head().size if end is None else end
        mine = self.changes.entries[max(start - base, 0) : max(last - base, 0)]
        return chain(self._ground.entries(start, min(last, base)), (each.data for each in mine))

    def entries_of(self, handle: str) -> Sequence[tuple[int, bytes]]:
        """Return (index, bytes) of the entries about `handle`, in order."""
        mine = [(each.index, each.data) for each in self.changes.entries if each.subject == handle]
        return [*self._ground.entries_of(handle), *mine]

    def hashes(self, level: int, start: int, end: int) -> Sequence[bytes]:
        """Return stored tree hashes, with those of this draft."""
        if level:
            mine = {each.index: each.hash for each in self.changes.subtrees if each.level == level}
        else:
            mine = {each.index: each.leaf_hash for each in self.changes.entries}
        split = min(max(start, min(mine, default=end)), end)
        return [
            *self._ground.hashes(level, start, split),
            *(mine[at] for at in range(split, end) if at in mine),
        ]

    def policies(self) -> Sequence[PublishedPolicy]:
        """Return the published versions, in the order of publication."""
        return sorted([*self._ground.policies(), *self.changes.policies], key=publication)

    def text(self, digest: str) -> str | None:
        """Return the text once shown whose SHA-256 is `digest`, or None."""
        return self.changes.texts.get(digest) or self._ground.text(digest)

    # --- writing ---------------------------------------------------------------------------------------------

    def keep_duty(self, duty: Duty) -> None:
        """Keep `duty` as it now is, with the ledger entry of its opening, lateness or end.

        Raises Fenced for a lower number than what is kept, BookError when closed.
        """
        self._need(True, "", "")
        standing = self.duty(duty.id)
        check_fence(standing, duty)
        for entry in entries_of_step(standing, duty, self.controller, self._clock, self._randomness):
            self.append(entry)
        self.changes.duties[duty.id] = duty

    def keep_case(self, case: Case, look: datetime | None = None) -> None:
        """Keep `case`, one step after what stands. Raises NotNow, Guarded, BadCase, BookError when closed."""
        self._need(True, "", "")
        check_step(self.case(case.id), case)
        self.changes.cases.keep(case, look)

    def subject(self, digest: str, *, create: bool) -> str | None:
        """Return the handle for `digest`, taking the turn of that person; a new random one if `create`."""
        self._need(
            bool(_DIGEST.fullmatch(digest)), "a digest is 64 hexadecimal digits", "摘要应为 64 位十六进制数字"
        )
        handle = self.claim(digest)
        if handle is None and create:
            handle = self.changes.subjects[digest] = self._randomness(HANDLE_LENGTH).hex()
            self._read[handle] = ()  # nothing can stand about somebody new
        return handle

    def state(self, statement: Statement) -> None:
        """Make `statement` stand. Raises StaleStatement when a newer one stands, BookError for a malformed one."""
        handle, kind, key, sequence = statement.handle, statement.kind, statement.key, statement.sequence
        self._need(
            not handle or _HANDLE.fullmatch(handle) is not None,
            "a handle is 32 hexadecimal digits, or empty for the controller",
            "代号应为 32 位十六进制数字，涉及处理者自身时为空",
        )
        self._need(
            is_id(kind) and _KEY.fullmatch(key) is not None,
            "a kind is an id, and a key is printable ASCII",
            "种类应为编号，键应为可打印的 ASCII 字符",
        )
        value = written(statement.value)
        self._need(len(value) <= LONGEST_VALUE, "a value is at most 65,535 bytes", "值最长为 65535 字节")
        for standing in self.standing(handle):
            if standing.kind == kind and standing.key == key and standing.sequence > sequence:
                raise StaleStatement(STALE_STATEMENT, kind=kind, standing=standing.sequence, given=sequence)
        self.changes.rows.setdefault(handle, {})[kind, key] = Row(
            handle, kind, key, sequence, statement.at, value
        )

    def append(self, entry: Entry) -> int:
        """Append `entry` to the ledger and return its index."""
        self._need(
            entry.controller == self.controller,
            "an entry belongs to the controller of its book",
            "条目必须属于所在账簿的处理者",
        )
        data = entry.bytes
        added = append(self.head(), data)
        self.changes.entries.append(NewEntry(added.index, entry.subject, data, added.leaf_hash))
        self.changes.subtrees.extend(added.subtrees)
        self._head = self.changes.head = added.head
        return added.index

    def append_alike(self, first: Entry, people: Sequence[tuple[str, int | None]]) -> int:
        """Append an entry like `first` for each of `people`, as `ledger.alike` makes it, with fresh salts; return the index of the first."""
        self._need(
            first.controller == self.controller,
            "an entry belongs to the controller of its book",
            "条目必须属于所在账簿的处理者",
        )
        data = alike(first, people, self._randomness)
        added = append_many(self.head(), data)
        mine = zip(people, data, added.leaf_hashes, strict=True)
        self.changes.entries += [
            NewEntry(at, who, each, leaf) for at, ((who, _), each, leaf) in enumerate(mine, added.index)
        ]
        self.changes.subtrees.extend(added.subtrees)
        self._head = self.changes.head = added.head
        return added.index

    def next_index(self) -> int:
        """Return the index that the next entry will have."""
        return self.head().size

    def publish(self, policy: PublishedPolicy) -> None:
        """Keep a published version; the same again changes nothing. Raises VersionChanged."""
        self._need(bool(policy.text) and "\0" not in policy.text, "a policy is a text", "政策应为文本")
        for known in self.policies():
            if (known.id, known.version) == (policy.id, policy.version):
                if known.hash != policy.hash:
                    raise VersionChanged(VERSION_CHANGED, policy=policy.id, version=policy.version)
                return
        self.changes.policies.append(policy)

    def keep_text(self, digest: str, text: str) -> None:
        """Keep a text that was shown, under its SHA-256."""
        self._need(
            text_digest(text) == digest and "\0" not in text,
            "a text is kept under its own SHA-256",
            "文本应以其自身的 SHA-256 保存",
        )
        if self.text(digest) is None:
            self.changes.texts[digest] = text

    # --- the end ---------------------------------------------------------------------------------------------

    def finish(self) -> Changes:
        """Return the changes, checked, and take no more. Raises BookError when something names no entry."""
        size = self.head().size if self.changes.rows or self.changes.policies else 0
        for rows in self.changes.rows.values():
            for row in rows.values():
                self._recorded(row.sequence, size)
        for policy in self.changes.policies:
            self._recorded(policy.sequence, size)
        self._finished = True
        return self.changes

    def take(self, finished: Changes) -> None:
        """Move the changes of a draft that lay over this one down into it."""
        self.changes.add(finished)
        self._read.update((handle, ()) for handle in finished.subjects.values())
        self._head = finished.head or self._head

    def _recorded(self, sequence: int, size: int) -> None:
        self._need(
            0 <= sequence < size,
            "what stands names the ledger entry that made it so",
            "每条现行记录都应指明形成它的台账条目",
        )

    def _need(self, holds: bool, rule: str, rule_zh: str) -> None:
        if self._finished:
            holds, rule, rule_zh = False, "a book is closed when its work ends", "操作结束后账簿即关闭"
        if not holds:
            raise BookError(BAD_WORK, rule=Plain(rule), rule_zh=Plain(rule_zh))
