"""What the controller's registers say: recipients, origins, instructions, evidence, holds, stop orders, lineage.

Rules
- A register entry is one statement and one ledger entry, like a choice; the newest one stands.
- `handle` is "" for what concerns the controller as a whole, or the person whom an entry is about.
- The ledger gets ids only. A reference of evidence stands in the statement, where a step that cites it is looked up.
- Values are those of the facts (docs/DECISIONS.md), under the same names; `until` is when an entry expires.

Example
    >>> register(book, "recipient", "getui", {"signed": True, "region": "CN"}, context).sequence
    3
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from troth.consent.errors import UNKNOWN_REGISTER, RegisterError
from troth.consent.ports import WritingBook
from troth.consent.recording import Change, Context, Recorded, find, record, stands
from troth.ledger import EntryKind, Value, is_id
from troth.vocabulary.errors import Plain

RECIPIENT, ORIGIN, INSTRUCTION, EVIDENCE = "recipient", "origin", "instruction", "evidence"
HOLD, STOP_ORDER, RECORD, RELATION, SERVICE = "hold", "stop-order", "record", "relation", "service"
EVENT = "event"
RESTRICTION = "restriction"
"""What a person had restricted by a request (PIPL 44); unlike a hold it keeps nothing from being erased (`restrictions`)."""

Body: TypeAlias = "Mapping[str, Value | None]"

LIVE, ENDED = "live", "ended"


def register(
    book: WritingBook, kind: str, key: str, value: Mapping[str, Any], context: Context, *, handle: str = ""
) -> Recorded:
    """Record that the register `kind` says `value` under `key`, about the person `handle` or the controller.

    The same value again changes nothing. A recipient that is not bound any more is bound again only by a new
    signature, which has to be said. Raises RegisterError for an unknown kind.
    """
    before = find(book, handle, kind, key) if kind == RECIPIENT and "signed" not in value else None
    if before is not None and (before.value.get("state") == ENDED or before.value.get("signed") is False):
        value = {**value, "signed": False}
    return _put(
        book, Change(handle, kind, key, {"state": LIVE, **value}, *_entry(kind, key, value, LIVE)), context
    )


def end(book: WritingBook, kind: str, key: str, context: Context, *, handle: str = "") -> Recorded:
    """Record that the register entry is no longer in force. Raises RegisterError for an unknown kind."""
    standing = find(book, handle, kind, key)
    value = {**(standing.value if standing else {}), "state": ENDED}
    return _put(book, Change(handle, kind, key, value, *_entry(kind, key, value, ENDED)), context)


def _put(book: WritingBook, change: Change, context: Context) -> Recorded:
    standing = find(book, change.handle, change.kind, change.key)
    if standing is not None and stands(standing, change.value):
        return Recorded(standing, new=False)
    return record(book, change, context, standing)


def _entry(kind: str, key: str, value: Mapping[str, Any], state: str) -> tuple[EntryKind, Body]:
    """Return the kind and the body of the ledger entry for a register entry."""
    if kind not in _BODIES:
        raise RegisterError(UNKNOWN_REGISTER, kind=kind, known=Plain(", ".join(sorted(_BODIES))))
    entry, body = _BODIES[kind]
    return entry, {**body(key, value), "state": value.get("state", state) if kind == SERVICE else state}


def _id(word: Any) -> str:
    """Return `word` as an id of the ledger: itself, or what stands for every one or an unknown one."""
    return "all" if word == "*" else word if is_id(word) else "undeclared"


def _ids(value: Mapping[str, Any], name: str) -> tuple[str, ...] | None:
    return tuple(value[name]) if value.get(name) is not None else None


def _of_recipient(key: str, value: Mapping[str, Any]) -> Body:
    return {
        "recipient": _id(key),
        "role": value.get("role"),
        "region": value.get("region"),
        "purposes": _ids(value, "purposes"),
        "until": value.get("until"),
    }


def _of_origin(key: str, value: Mapping[str, Any]) -> Body:
    return {
        "recipient": _id(key),
        "role": "origin",
        "purposes": _ids(value, "scope"),
        "until": value.get("until"),
    }


def _of_instruction(key: str, value: Mapping[str, Any]) -> Body:
    return {
        "role": value.get("role"),
        **{name: _ids(value, name) for name in ("purposes", "acts", "elements", "recipients")},
        "until": value.get("until"),
    }


def _of_evidence(key: str, value: Mapping[str, Any]) -> Body:
    return {"evidence": _id(value.get("kind")), "digest": value.get("digest"), "until": value.get("until")}


def _of_hold(key: str, value: Mapping[str, Any]) -> Body:
    return {"recipient": "own", "role": "hold", "elements": _ids(value, "elements")}


def _of_restriction(key: str, value: Mapping[str, Any]) -> Body:
    case = key if key != RESTRICTION else None
    return {
        "case": case,
        "elements": _ids(value, "elements"),
        "except": _ids(value, "but") or None,
        "until": value.get("lifting"),
    }


def _of_stop_order(key: str, value: Mapping[str, Any]) -> Body:
    return {"recipient": _id(key), "role": "stop-order"}


def _of_record(key: str, value: Mapping[str, Any]) -> Body:
    return {
        "recipient": _id(value.get("origin") or "own"),
        "role": "record",
        "elements": (_id(key),),
        "purposes": _ids(value, "collected-for"),
    }


def _of_relation(key: str, value: Mapping[str, Any]) -> Body:
    return {"recipient": _id(key), "role": "relation"}


def _of_event(key: str, value: Mapping[str, Any]) -> Body:
    return {
        "recipient": "own",
        "role": _id(key),
        "purposes": _ids(value, "purposes"),
        "from": value.get("on"),
    }


def _of_service(key: str, value: Mapping[str, Any]) -> Body:
    return {"recipient": "own", "role": "service"}


_BODIES: Mapping[str, tuple[EntryKind, Callable[[str, Mapping[str, Any]], Body]]] = {
    RECIPIENT: (EntryKind.REGISTER_CHANGED, _of_recipient),
    ORIGIN: (EntryKind.REGISTER_CHANGED, _of_origin),
    INSTRUCTION: (EntryKind.INSTRUCTION_CHANGED, _of_instruction),
    EVIDENCE: (EntryKind.EVIDENCE_RECORDED, _of_evidence),
    HOLD: (EntryKind.REGISTER_CHANGED, _of_hold),
    STOP_ORDER: (EntryKind.REGISTER_CHANGED, _of_stop_order),
    RECORD: (EntryKind.REGISTER_CHANGED, _of_record),
    RELATION: (EntryKind.REGISTER_CHANGED, _of_relation),
    SERVICE: (EntryKind.REGISTER_CHANGED, _of_service),
    EVENT: (EntryKind.REGISTER_CHANGED, _of_event),
    RESTRICTION: (EntryKind.RESTRICTION_CHANGED, _of_restriction),
}
