"""Reading what callers send: strict, bounded, and with errors that name the place and never the value.

Rules
- At most 1 MiB, 500 requests, 500 elements a request. Unknown fields are refused; so is a time (`at` is ours).
- `actor` may be a word; everything else has the shape of docs/DECISIONS.md.

Example
    >>> read_questions(b'{"policy": "joinbase", "act": "collect", "purpose": "registration"}')[0][0].policy
    'joinbase'
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from troth.decisions import Actor, Claim, Item, Request
from troth.gate.errors import INSIST_OUTSIDE, MALFORMED, TOO_MUCH, BadRequest
from troth.vocabulary import Act, ActorKind, Plain

LARGEST = 1024 * 1024
MOST_REQUESTS = 500
MOST_ELEMENTS = 500


class Question(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """One step as it comes over the wire."""

    policy: str
    act: Act
    purpose: str
    subject: str | None = None
    data: list[str | Item] = []
    insist: list[str] = []
    function: str | None = None
    product: str | None = None
    actor: ActorKind | Actor = ActorKind.SYSTEM
    controller: str | None = None
    recipient: str | None = None
    region: str | None = None
    channel: str | None = None
    occasion: dict[str, str] = {}
    claim: Claim = Claim()

    def request(self) -> Request:
        """Return the step as a request. Raises BadRequest."""
        if len(self.data) > MOST_ELEMENTS:
            raise BadRequest(TOO_MUCH, what="data", most=MOST_ELEMENTS)
        elements = {each if isinstance(each, str) else each.element for each in self.data}
        outside = sorted(set(self.insist) - elements)
        if outside:
            raise BadRequest(
                INSIST_OUTSIDE, what=Plain(f"an element (place {self.insist.index(outside[0])})")
            )
        return Request(
            act=self.act,
            purpose=self.purpose,
            data=tuple(self.data),
            insist=tuple(self.insist),
            function=self.function,
            product=self.product,
            subject=self.subject,
            actor=Actor(self.actor) if isinstance(self.actor, ActorKind) else self.actor,
            controller=self.controller,
            recipient=self.recipient,
            region=self.region,
            channel=self.channel,
            occasion=self.occasion,
            claim=self.claim,
        )


def read_questions(body: bytes) -> tuple[list[Question], bool]:
    """Return (the questions in `body`, whether they came as a list). Raises BadRequest."""
    check_size(body)
    many = body.lstrip()[:1] == b"["
    questions = decode(body, list[Question]) if many else [decode(body, Question)]
    if len(questions) > MOST_REQUESTS:
        raise BadRequest(TOO_MUCH, what="the list", most=MOST_REQUESTS)
    return questions, many


def check_size(body: bytes) -> None:
    """Raise BadRequest when `body` is larger than 1 MiB."""
    if len(body) > LARGEST:
        raise BadRequest(TOO_MUCH, what="the body in bytes", most=LARGEST)


def decode(body: bytes, kind: Any) -> Any:
    """Return the JSON in `body` as a `kind`. Raises BadRequest with the place, never the value."""
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.ValidationError as error:
        where, what = place_of(str(error))
        raise BadRequest(MALFORMED, where=Plain(where), what=Plain(what)) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise BadRequest(MALFORMED, where=Plain("the body"), what=Plain("not JSON")) from None


_PLACE = re.compile(r"^(?P<what>.*?)(?: - at `(?:key in )?\$?(?P<where>[^`]*)`)?$", re.DOTALL)
_VALUE = re.compile(r"value '[^']*'|value \S+")


def place_of(message: str) -> tuple[str, str]:
    """Return (where, what) of a shape error, without the caller's values."""
    match = _PLACE.match(message)
    where = (match["where"] if match else None) or "the body"
    what = match["what"] if match else message
    return where.lstrip(".")[:80], _VALUE.sub("value", what)[:160]
