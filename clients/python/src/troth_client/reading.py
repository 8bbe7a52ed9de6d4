"""From bytes to answers: what is not exactly an answer to what was asked is none.

Rules
- Keys that are not known are ignored; a key that is known has the right shape or the whole answer is void.
- An answer fits its question: same policy, `only` within the elements asked, everything insisted on within a permit,
  a ledger entry under every permit.
- JSON with a doubled key, NaN or trailing bytes is void.

Example
    >>> answer_of(parsed(b'{"answer": "maybe"}'), Question("collect", "registration"), "jeejio")
    Traceback (most recent call last):
    troth_client.reading.Void
"""

from __future__ import annotations

import json
import re
from typing import Any, Literal

from troth_client.answers import (
    Answer,
    Obligation,
    Policy,
    Prompt,
    Question,
    Reason,
    Recorded,
    Standing,
    Text,
)

_PATH = re.compile(r"/v1/subjects/[A-Za-z0-9._~%:@!$&'()*+,;=/-]+")
_ANSWERS: dict[str, Literal["permit", "refuse", "ask"]] = {
    "permit": "permit",
    "refuse": "refuse",
    "ask": "ask",
}


class Void(Exception):
    """What came is not what was asked for. Never leaves this package."""


def parsed(body: bytes) -> Any:
    """Return the JSON in `body`. Raises Void."""
    try:
        return json.loads(body.decode("utf-8"), object_pairs_hook=_object, parse_constant=_constant)
    except (ValueError, RecursionError):
        raise Void from None


def answer_of(value: Any, question: Question, policy: str) -> Answer:
    """Return the answer in `value` to `question` under `policy`. Raises Void."""
    given = _mapping(value)
    word = _ANSWERS.get(_string(given, "answer"))
    if word is None:
        raise Void
    answer = Answer(
        word,
        _policy(_mapping(given.get("policy"))),
        tuple(_reason(each) for each in _list(given, "reasons")),
        _strings(given, "only"),
        tuple(prompt_of(each, policy) for each in _list(given, "ask")),
        tuple(_obligation(each) for each in _list(given, "obligations")),
        tuple(_reason(each) for each in _list(given, "also", optional=True)),
        _number(given, "entry"),
    )
    _check_fit(answer, question, policy)
    return answer


def _check_fit(answer: Answer, question: Question, policy: str) -> None:
    only = set(answer.only)
    fits = answer.policy.id == policy and only <= question.elements and bool(answer.reasons)
    if answer.permitted:
        fits = fits and answer.entry is not None and set(question.insist) <= only
        fits = fits and bool(only) == bool(question.elements) and not answer.ask
    if not fits:
        raise Void


def prompt_of(value: Any, policy: str) -> Prompt:
    """Return the prompt in `value`. Raises Void."""
    given = _mapping(value)
    put = _string(given, "put")
    if not _PATH.fullmatch(put) or {".", ".."} & set(put.split("/")):
        raise Void
    return Prompt(
        _string(given, "kind"),
        _text(given, "text"),
        _text(given, "shown"),
        put,
        policy,
        _word(given, "purpose"),
        _word(given, "permission"),
        _word(given, "recipient"),
        _word(given, "level"),
        _word(given, "by"),
        _word(given, "clause"),
    )


def standing_of(value: Any, policy: str) -> Standing:
    """Return what a person can choose, in `value`. Raises Void."""
    given = _mapping(value)
    return Standing(
        _string(given, "state"),
        prompt_of(given, policy),
        _string(given, "purpose"),
        _number(given, "sequence"),
        _word(given, "at"),
    )


def recorded_of(value: Any) -> Recorded:
    """Return the record in `value`. Raises Void."""
    given = _mapping(value)
    entry, new = _number(given, "entry"), given.get("new")
    if entry is None or not isinstance(new, bool):
        raise Void
    return Recorded(_string(given, "state"), entry, _word(given, "at"), new)


def error_of(value: Any) -> tuple[str, Text, Text]:
    """Return (id, text, help) of the server's error in `value`. Raises Void."""
    given = _mapping(_mapping(value).get("error"))
    return _string(given, "id"), _text(given, "text"), _text(given, "help")


def receipts_of(value: Any) -> list[dict[str, Any]]:
    """Return `value`, a list of objects. Raises Void."""
    return [_mapping(each) for each in list_of(value)]


def list_of(value: Any) -> list[Any]:
    """Return `value`, a list. Raises Void."""
    if not isinstance(value, list):
        raise Void
    return value


def _policy(given: dict[str, Any]) -> Policy:
    return Policy(_string(given, "id"), _word(given, "version"), _word(given, "hash"))


def _reason(value: Any) -> Reason:
    given = _mapping(value)
    remedy = _text(given, "remedy") if given.get("remedy") is not None else None
    return Reason(
        _string(given, "clause"),
        _string(given, "code"),
        _text(given, "text"),
        _strings(given, "source"),
        _word(given, "element"),
        remedy,
    )


def _obligation(value: Any) -> Obligation:
    given = _mapping(value)
    return Obligation(_string(given, "duty"), _string(given, "clause"), _strings(given, "concerns"))


def _text(given: dict[str, Any], name: str) -> Text:
    texts = _mapping(given.get(name))
    return Text(_string(texts, "en"), _string(texts, "zh"))


def _mapping(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Void
    return value


def _list(given: dict[str, Any], name: str, *, optional: bool = False) -> list[Any]:
    return [] if optional and name not in given else list_of(given.get(name))


def _strings(given: dict[str, Any], name: str) -> tuple[str, ...]:
    found = _list(given, name)
    if not all(isinstance(each, str) for each in found):
        raise Void
    return tuple(found)


def _string(given: dict[str, Any], name: str) -> str:
    value = given.get(name)
    if not isinstance(value, str):
        raise Void
    return value


def _word(given: dict[str, Any], name: str) -> str | None:
    return None if given.get(name) is None else _string(given, name)


def _number(given: dict[str, Any], name: str) -> int | None:
    value = given.get(name)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < 0):
        raise Void
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


def _constant(word: str) -> Any:
    raise ValueError
