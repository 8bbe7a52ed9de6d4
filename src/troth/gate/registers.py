"""Facts that desks and other systems know: the account, evidence, holds, instructions, recipients.

Rules
- A value has the shape of the fact in docs/DECISIONS.md, plus `until` where it may expire; anything else is refused.
- Values are ids, dates, numbers and booleans; a reference of evidence is the key.

Example
    PUT /v1/subjects/u-1/facts/evidence/t-1 {"policy": "joinbase", "kind": "ticket"}
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from troth.consent import Context, Recorded, end, open_audience, opt_out, register, set_account
from troth.consent.ports import WritingBook
from troth.decisions import Evidence as EvidenceFact
from troth.decisions import Hold, Instruction, OriginFact, RecipientFact, Record
from troth.gate.errors import BAD_FACT, BadRequest
from troth.ledger import is_id
from troth.vocabulary import Plain

ACCOUNT, OPT_OUT, AUDIENCE = "account", "opt-out", "audience"
_SHAPES: dict[str, type[msgspec.Struct]] = {
    "recipient": RecipientFact,
    "origin": OriginFact,
    "instruction": Instruction,
    "evidence": EvidenceFact,
    "hold": Hold,
    "record": Record,
}
_KEY_FIELDS = {"instruction": "id", "evidence": "reference"}
PERSONAL = frozenset({ACCOUNT, OPT_OUT, AUDIENCE, "evidence", "hold", "stop-order", "record", "relation"})
OF_CONTROLLER = frozenset({"recipient", "origin", "instruction", "evidence", "stop-order", "service"})


def state_fact(
    book: WritingBook, handle: str, kind: str, key: str, value: Mapping[str, Any], context: Context
) -> Recorded:
    """Record the fact `kind` under `key`, about the person `handle` or (empty) the controller.

    Raises:
        BadRequest: the kind, key or value is not that of a fact.
    """
    if kind not in (PERSONAL if handle else OF_CONTROLLER):
        raise BadRequest(BAD_FACT, kind=kind, what=Plain("there is no such kind here"))
    if not is_id(key) and key != "*":
        raise BadRequest(BAD_FACT, kind=kind, what=Plain("the key is not an id"))
    if kind == ACCOUNT:
        return _account(book, handle, value, context)
    if kind == OPT_OUT:
        channel = str(value.get("channel", "*"))
        return opt_out(book, handle, key, channel, True, context)
    if kind == AUDIENCE:
        audience = value.get("audience")
        if not is_id(audience):
            raise BadRequest(BAD_FACT, kind=kind, what=Plain("`audience` is missing"))
        return open_audience(book, handle, key, str(audience), True, context)
    return register(book, kind, key, _checked(kind, key, value), context, handle=handle)


def end_fact(book: WritingBook, handle: str, kind: str, key: str, context: Context) -> Recorded:
    """Record that the fact no longer holds. Raises BadRequest."""
    if kind == OPT_OUT:
        standing = next(
            (s for s in book.standing(handle) if s.kind == OPT_OUT and s.value["type"] == key), None
        )
        if standing is None:
            raise BadRequest(BAD_FACT, kind=kind, what=Plain("nothing stands under this key"))
        return opt_out(
            book, handle, key, standing.value["channel"], False, context, expected=standing.sequence
        )
    if kind in (ACCOUNT, AUDIENCE) or kind not in (PERSONAL if handle else OF_CONTROLLER):
        raise BadRequest(BAD_FACT, kind=kind, what=Plain("it is changed, not ended"))
    return end(book, kind, key, context, handle=handle)


def _account(book: WritingBook, handle: str, value: Mapping[str, Any], context: Context) -> Recorded:
    state = value.get("state")
    if state not in ("none", "open", "closed", "unknown"):
        raise BadRequest(BAD_FACT, kind=ACCOUNT, what=Plain("`state` is none, open, closed or unknown"))
    standing = next((s for s in book.standing(handle) if s.kind == ACCOUNT), None)
    if standing is not None and standing.value["state"] == "closed" and state != "closed":
        raise BadRequest(BAD_FACT, kind=ACCOUNT, what=Plain("a closed account stays closed"))
    return set_account(book, handle, state, context, expected=standing.sequence if standing else None)


def _checked(kind: str, key: str, value: Mapping[str, Any]) -> dict[str, Any]:
    """Return `value` if it has the shape of the fact; ids only, so that nothing personal is kept in passing."""
    given = dict(value)
    until = given.pop("until", None)
    if until is not None and not isinstance(until, str):
        raise BadRequest(BAD_FACT, kind=kind, what=Plain("`until` is an ISO date or instant"))
    if kind == "hold" and until is not None:
        given["until"] = until
    shape = _SHAPES.get(kind)
    if shape is not None:
        own = {_KEY_FIELDS[kind]: key} if kind in _KEY_FIELDS else {}
        try:
            msgspec.convert({**given, **own}, shape)
        except msgspec.ValidationError as error:
            raise BadRequest(BAD_FACT, kind=kind, what=Plain(str(error).split(" - at")[0])) from error
    elif kind == "service":
        if given.get("state") not in ("running", "ended", "unknown"):
            raise BadRequest(BAD_FACT, kind=kind, what=Plain("`state` is running, ended or unknown"))
    elif given:
        raise BadRequest(BAD_FACT, kind=kind, what=Plain("it takes no value but `until`"))
    for word in _words(given):
        if not is_id(word) and word != "*" and not word[:4].isdigit():
            raise BadRequest(BAD_FACT, kind=kind, what=Plain("a value is not an id"))
    return {**given, "until": until} if until is not None else given


def _words(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [word for each in value.values() for word in _words(each)]
    if isinstance(value, (list, tuple)):
        return [word for each in value for word in _words(each)]
    return []
