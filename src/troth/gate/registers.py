"""Facts that desks and other systems know: the account, evidence, holds, instructions, recipients.

Rules
- A value has the shape of the fact in docs/DECISIONS.md, plus `until` where it may expire; anything else is refused.
- Values are ids, dates, numbers and booleans; a reference of evidence is the key.

Example
    PUT /v1/subjects/u-1/facts/evidence/t-1 {"policy": "joinbase", "kind": "ticket"}
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from troth.consent import Context, Recorded, end, find, open_audience, opt_out, register, set_account
from troth.consent.ports import WritingBook
from troth.decisions import Evidence as EvidenceFact
from troth.decisions import Hold, Instruction, OriginFact, RecipientFact, Record
from troth.gate.declared import undeclared
from troth.gate.errors import BAD_FACT, BadRequest
from troth.gate.expiring import COLLECTED, dated
from troth.gate.shapes import fault_of
from troth.ledger import is_id, is_version
from troth.policy import Compiled
from troth.retention import EXTRA, read_hold
from troth.vocabulary import Plain

MOST_WORDS = 200
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
PERSONAL = frozenset(
    {ACCOUNT, OPT_OUT, AUDIENCE, "event", "evidence", "hold", "stop-order", "record", "relation"}
)
CHANGED = frozenset({ACCOUNT, OPT_OUT, AUDIENCE, "service"})
"""Kinds that have a state of their own, which is changed; the others are ended."""
OF_CONTROLLER = frozenset(
    {"event", "recipient", "origin", "instruction", "evidence", "stop-order", "service"}
)


def state_fact(
    book: WritingBook,
    compiled: Compiled,
    handle: str,
    kind: str,
    key: str,
    value: Mapping[str, Any],
    context: Context,
) -> Recorded:
    """Record the fact `kind` under `key`, about the person `handle` or (empty) the controller.

    Raises:
        BadRequest: the kind, key or value is not that of a fact, or names what the policy does not declare.
        StaleChoice: an opt-out is lifted, or an audience opened, by who did not see what stands.
    """
    if kind not in (PERSONAL if handle else OF_CONTROLLER):
        raise _bad("there is no such kind here", "此处没有这一类别")
    if not is_id(key) and key != "*":
        raise _bad("the key is not an id", "键不是标识符")
    _check_declared(compiled, kind, key, value)
    if kind == ACCOUNT:
        return _account(book, handle, value, context)
    if kind == OPT_OUT:
        return _opt_out(book, handle, key, value, context)
    if kind == AUDIENCE:
        return _audience(book, handle, key, value, context)
    checked = _checked(kind, key, value)
    if kind == "record":
        checked = dated(checked, find(book, handle, kind, key))
    return register(book, kind, key, checked, context, handle=handle)


def end_fact(book: WritingBook, handle: str, kind: str, key: str, context: Context) -> Recorded:
    """Record that the fact no longer holds. Raises BadRequest."""
    if kind in CHANGED or kind not in (PERSONAL if handle else OF_CONTROLLER):
        raise _bad("a fact of this kind is changed, not ended", "此类事实只能更改，不能终止")
    if not any(each.kind == kind and each.key == key for each in book.standing(handle)):
        raise _bad("nothing stands under this key", "此键下没有记录")
    return end(book, kind, key, context, handle=handle)


def _check_declared(compiled: Compiled, kind: str, key: str, value: Mapping[str, Any]) -> None:
    places = {name: given for name, given in value.items() if name != "replaces"}
    where = undeclared(compiled, kind, key, places)
    if where is not None:
        raise _bad(f"{where} names what the policy does not declare", f"{where} 不是政策中声明的内容")


def _opt_out(
    book: WritingBook, handle: str, key: str, value: Mapping[str, Any], context: Context
) -> Recorded:
    """Stopping is always taken; lifting must name the record that it replaces, so an old lift opens nothing."""
    if value.keys() - {"channel", "state", "replaces"}:
        raise _bad("it takes `channel`, `state` and `replaces`", "仅接受 channel、state、replaces")
    state = value.get("state", "stopped")
    if state not in ("stopped", "lifted"):
        raise _bad("`state` is stopped or lifted", "state 应为 stopped 或 lifted")
    channel = value.get("channel", "*")
    if not isinstance(channel, str):
        raise _bad("`channel` is a word", "channel 应为一个词")
    stop = state == "stopped"
    return opt_out(book, handle, key, channel, stop, context, expected=_seen(value))


def _audience(
    book: WritingBook, handle: str, key: str, value: Mapping[str, Any], context: Context
) -> Recorded:
    """Closing is always taken; opening again must name the record that it replaces."""
    if value.keys() - {"audience", "state", "replaces"} or "audience" not in value:
        raise _bad("it takes `audience`, `state` and `replaces`", "仅接受 audience、state、replaces")
    state = value.get("state", "open")
    if state not in ("open", "closed"):
        raise _bad("`state` is open or closed", "state 应为 open 或 closed")
    audience = value["audience"]
    if not isinstance(audience, str):
        raise _bad("`audience` is a word", "audience 应为一个词")
    return open_audience(book, handle, key, audience, state == "open", context, expected=_seen(value))


def _seen(value: Mapping[str, Any]) -> int | None:
    seen = value.get("replaces")
    if seen is not None and (not isinstance(seen, int) or isinstance(seen, bool) or seen < 0):
        raise _bad("`replaces` is the number of a record", "replaces 应为记录号")
    return seen


def _account(book: WritingBook, handle: str, value: Mapping[str, Any], context: Context) -> Recorded:
    state = _only(value, "state")
    if state not in ("none", "open", "closed", "unknown"):
        raise _bad("`state` is none, open, closed or unknown", "state 应为 none、open、closed 或 unknown")
    standing = next((s for s in book.standing(handle) if s.kind == ACCOUNT), None)
    if standing is not None and standing.value["state"] == "closed" and state != "closed":
        raise _bad("a closed account stays closed", "已注销的账号不能恢复")
    return set_account(book, handle, state, context, expected=standing.sequence if standing else None)


def _only(value: Mapping[str, Any], name: str, default: object = None) -> Any:
    """Return the one field that such a fact has. Raises BadRequest when there are others."""
    if value.keys() - {name}:
        raise _bad(f"it takes `{name}` and nothing else", f"仅接受 {name}")
    return value.get(name, default)


def _checked(kind: str, key: str, value: Mapping[str, Any]) -> dict[str, Any]:
    """Return `value` if it has the shape of the fact; ids only, so that nothing personal is kept in passing."""
    given = dict(value)
    if any(isinstance(each, (list, tuple)) and len(each) > MOST_WORDS for each in given.values()):
        raise _bad("a list is too long", "列表过长")
    until = given.pop("until", None)
    beside = {name: given.pop(name) for name in _BESIDE.get(kind, ()) if name in given}
    if until is not None and not _moment(until):
        raise _bad("`until` is an ISO date or instant", "until 应为 ISO 日期或时刻")
    if kind == "hold" and until is not None:
        given["until"] = _instant(until)
    shape = _SHAPES.get(kind)
    if shape is not None:
        own = {_KEY_FIELDS[kind]: key} if kind in _KEY_FIELDS else {}
        try:
            msgspec.convert({**given, **own}, shape)
        except msgspec.ValidationError as error:
            fault = fault_of(str(error))
            raise _bad(fault.what, fault.what_zh) from None
    elif kind == "service":
        if _only(given, "state") not in ("running", "ended", "unknown"):
            raise _bad("`state` is running, ended or unknown", "state 应为 running、ended 或 unknown")
    elif given:
        raise _bad("it takes no value but `until`", "除 until 外不接受其他值")
    _check_beside(kind, beside, {**given, **beside, "until": until})
    given |= {name: _instant(each) if name == "on" else each for name, each in beside.items()}
    for word in _words(given):
        if not is_id(word) and word != "*" and not is_version(word) and not _moment(word):
            raise _bad("a value is not an id", "值不是标识符")
    return {**given, "until": _instant(until)} if until is not None else given


_BESIDE: dict[str, frozenset[str]] = {
    "hold": EXTRA,
    "record": frozenset({COLLECTED}),
    "event": frozenset({"on", "purposes"}),
}
"""Fields of a fact that no decision looks at: retention does."""


def _check_beside(kind: str, beside: Mapping[str, Any], whole: Mapping[str, Any]) -> None:
    """Return when the fields that retention looks at are well formed. Raises BadRequest, BadHold."""
    if kind == "hold":
        if any(not isinstance(each, str) for each in beside.values()):
            raise _bad("an approver, a basis or a justification is an id", "批准人、依据和理由应为标识符")
        read_hold(whole).check()
    days = beside.get(COLLECTED, {})
    if not isinstance(days, Mapping) or not all(_moment(day) for day in days.values()):
        raise _bad(
            "`collected` has a date or an instant for each purpose", "collected 应为每个目的写明日期或时刻"
        )
    if beside.get("on") is not None and not _moment(beside["on"]):
        raise _bad("`on` is an ISO date or instant", "on 应为 ISO 日期或时刻")
    if not isinstance(beside.get("purposes", []), (list, tuple)):
        raise _bad("`purposes` is a list", "purposes 应为列表")


def _instant(until: str) -> str:
    """Return the instant that `until` names, as it is compared and recorded: UTC with milliseconds."""
    if len(until) == len("2026-01-01"):
        return f"{until}T00:00:00.000Z"
    return until if "." in until else until.replace("Z", ".000Z")


def _moment(value: object) -> bool:
    """Return whether `value` is an ISO date or instant, in UTC, since these are compared as text."""
    if not isinstance(value, str) or not _ISO.fullmatch(value):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


_ISO = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d{3})?Z)?")


def _bad(what: str, what_zh: str) -> BadRequest:
    return BadRequest(BAD_FACT, what=Plain(what), what_zh=Plain(what_zh))


def _words(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [word for pair in value.items() for each in pair for word in _words(each)]
    if isinstance(value, (list, tuple)):
        return [word for each in value for word in _words(each)]
    return []
