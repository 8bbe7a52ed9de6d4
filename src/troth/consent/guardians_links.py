"""A guardian's link to a child: invited by the child, taken up by the guardian, verified, ended by the birthday.

Rules
- Two events make a link: the minor's invitation and the guardian's own answer. Neither alone opens anything.
- The invitation is a secret that is handed out once and kept as a digest. Taking it up makes another one, which only the
  guardian knows; the child's is spent.
- Verified means: by the methods that the policy's level demands. Then evidence of who the guardian is stands under the link's id
  until the day on which the child outgrows a guardian, and from that day nothing rests on it.
- Ending is always accepted, by either side.

| state | invite | answer | verify | end |
|---|---|---|---|---|
| | invited | | | |
| invited | | answered | | ended |
| answered | | | active | ended |
| active | | | | ended |

Example
    >>> links_of(book.standing(child), at)[0].state
    'active'
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from troth.consent.facts import expired
from troth.consent.guardians_ages import outgrown
from troth.consent.ports import Statement, WritingBook
from troth.consent.recording import Change, Context, record
from troth.consent.registers import end as end_register
from troth.consent.registers import register
from troth.ledger import EntryKind, Value

LINK = "guardian-link"
EVIDENCE_KIND = "guardian-identity"
State = Literal["invited", "answered", "active", "ended"]
TABLE: dict[tuple[State | None, str], State] = {
    (None, "invite"): "invited",
    ("invited", "answer"): "answered",
    ("answered", "verify"): "active",
    ("invited", "end"): "ended",
    ("answered", "end"): "ended",
    ("active", "end"): "ended",
}


@dataclass(frozen=True, slots=True)
class GuardianLink:
    """A link as it stands. `id` is 32 hex; `secret` the digest of what lets the holder in; `guardian` their handle.

    `level` is what the policy demands; `until` the instant at which it ends by itself; `proving` what was shown so far (as JSON);
    `minor` and `answered` are the indexes of the two entries, `methods` how the guardian was verified.
    """

    id: str
    child: str
    state: State
    secret: str
    level: str
    until: str | None = None
    invited_until: str | None = None
    guardian: str = ""
    minor: int = -1
    answered: int = -1
    methods: tuple[str, ...] = ()
    proving: Mapping[str, Any] | None = None
    code: str = ""

    def value(self) -> dict[str, Any]:
        """Return it as a statement keeps it."""
        return {
            "state": self.state,
            "secret": self.secret,
            "level": self.level,
            "until": self.until,
            "invited-until": self.invited_until,
            "guardian": self.guardian,
            "minor": self.minor,
            "answered": self.answered,
            "methods": list(self.methods),
            "proving": dict(self.proving) if self.proving is not None else None,
            "code": self.code,
        }

    def stands(self, at: str) -> bool:
        """Return whether something may still be done under it at `at`."""
        if self.state == "invited" and self.invited_until is not None and self.invited_until <= at:
            return False
        return self.state != "ended" and (self.until is None or at < self.until)

    def after(self, event: str, **changed: Any) -> GuardianLink | None:
        """Return it after `event`, or None where the table has nothing."""
        state = TABLE.get((self.state, event))
        return None if state is None else replace(self, state=state, **changed)


def link_of(statement: Statement) -> GuardianLink:
    """Return the link that `statement` keeps."""
    value = statement.value
    return GuardianLink(
        statement.key,
        statement.handle,
        value["state"],
        value["secret"],
        value["level"],
        value.get("until"),
        value.get("invited-until"),
        value.get("guardian", ""),
        value.get("minor", -1),
        value.get("answered", -1),
        tuple(value.get("methods", ())),
        value.get("proving"),
        value.get("code", ""),
    )


def links_of(statements: Iterable[Statement], at: str) -> list[GuardianLink]:
    """Return the links of the child whose `statements` these are, that stand at `at`; none once it has grown up."""
    mine = list(statements)
    if any(each.kind == "age" and outgrown(each.value, at) for each in mine):
        return []
    return [found for each in mine if each.kind == LINK and (found := link_of(each)).stands(at)]


def keep_link(
    book: WritingBook,
    link: GuardianLink,
    entry: EntryKind,
    context: Context,
    **more: Value | None,
) -> int:
    """Keep `link` as it now is, with its entry about the child; return the index of the entry."""
    body: dict[str, Value | None] = {
        "link": link.id,
        "guardian": link.guardian or None,
        "by": context.by,
        **more,
    }
    return record(book, Change(link.child, LINK, link.id, link.value(), entry, body), context).sequence


def file_evidence(book: WritingBook, link: GuardianLink, form: str, context: Context) -> None:
    """File that the guardian of `link` was shown to be one, until the link ends by itself."""
    value: dict[str, Any] = {"kind": EVIDENCE_KIND, "form": form}
    if link.until is not None:
        value["until"] = link.until
    register(book, "evidence", link.id, value, context, handle=link.child)


def drop_evidence(book: WritingBook, link: GuardianLink, at: str, context: Context) -> None:
    """End the evidence of `link`, if it stands."""
    for each in book.standing(link.child):
        mine = each.kind == "evidence" and each.key == link.id
        if mine and each.value.get("state") != "ended" and not expired(each.value, at):
            end_register(book, "evidence", link.id, context, handle=link.child)
