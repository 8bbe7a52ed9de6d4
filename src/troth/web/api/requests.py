"""Reading what callers send: strict, bounded, and with errors that name the place and never the value.

Rules
- At most 1 MiB, 500 requests, 500 elements a request and 5,000 in all, 200 characters a word. Unknown fields are refused; so is a time
  (`at` is ours), and a key written twice, of which two readers might each see another one.
- `actor` may be a word; everything else has the shape of docs/DECISIONS.md.

Example
    >>> read_questions(b'{"policy": "joinbase", "act": "collect", "purpose": "registration"}')[0][0].policy
    'joinbase'
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated, Any

import msgspec
from starlette.requests import Request as HttpRequest

from troth.decisions import Actor, Claim, Item, Request
from troth.gate import Fault, fault_of
from troth.gate.errors import MALFORMED, TOO_MUCH, BadRequest
from troth.vocabulary import Act, ActorKind, Plain

LARGEST = 1024 * 1024
MOST_REQUESTS = 500
MOST_ELEMENTS = 500
MOST_IN_ALL = 5000
LONGEST = 200
NOT_JSON = Fault("the body", "请求体", "it is not JSON", "不是 JSON")
TOO_LONG = Fault(
    "data, actor or claim",
    "data、actor 或 claim",
    f"a word is longer than {LONGEST}",
    f"词的长度超过 {LONGEST}",
)
DOUBLED = Fault("the body", "请求体", "a key is written twice", "同一键出现两次")
Word = Annotated[str, msgspec.Meta(max_length=LONGEST)]


class Question(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """One step as it comes over the wire."""

    policy: Word
    act: Act
    purpose: Word
    subject: str | None = None
    data: list[Word | Item] = []
    insist: list[Word] = []
    function: Word | None = None
    product: Word | None = None
    actor: ActorKind | Actor = ActorKind.SYSTEM
    controller: Word | None = None
    recipient: Word | None = None
    region: Word | None = None
    channel: Word | None = None
    occasion: dict[Word, Word] = {}
    claim: Claim = Claim()

    def request(self) -> Request:
        """Return the step as a request. Raises BadRequest."""
        if len(self.data) > MOST_ELEMENTS:
            raise BadRequest(TOO_MUCH, what="data", what_zh=Plain(" data "), most=MOST_ELEMENTS)
        if any(len(word) > LONGEST for word in self._words()):
            raise malformed(TOO_LONG)
        elements = {each if isinstance(each, str) else each.element for each in self.data}
        for place, element in enumerate(self.insist):
            if element not in elements:
                where = f"insist[{place}]"
                raise malformed(Fault(f"at {where}", f"位置 {where}", "it is not in `data`", "不在 data 中"))
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

    def _words(self) -> Iterator[str]:
        """Yield the words inside parts whose shapes are those of the core, which sets no lengths."""
        for each in self.data:
            if isinstance(each, Item):
                yield from (each.element, each.form, each.precision or "", each.origin or "")
                yield from each.collected or ()
        if isinstance(self.actor, Actor):
            yield from self.actor.roles
        yield from (self.claim.case or "", self.claim.ground or "", self.claim.sub or "")
        yield from self.claim.evidence


async def body_of(request: HttpRequest) -> bytes:
    """Return the body of a call, of which no more than 1 MiB is ever read. Raises BadRequest."""
    found = bytearray()
    async for part in request.stream():
        found += part
        check_size(found)
    return bytes(found)


def read_questions(body: bytes) -> tuple[list[Question], bool]:
    """Return (the questions in `body`, whether they came as a list). Raises BadRequest."""
    many = body.lstrip()[:1] == b"["
    questions = decode(body, list[Question]) if many else [decode(body, Question)]
    if len(questions) > MOST_REQUESTS:
        raise BadRequest(TOO_MUCH, what=Plain("the list"), what_zh=Plain("列表"), most=MOST_REQUESTS)
    if sum(len(each.data) for each in questions) > MOST_IN_ALL:
        raise BadRequest(TOO_MUCH, what=Plain("all `data`"), what_zh=Plain("全部 data "), most=MOST_IN_ALL)
    return questions, many


def check_size(body: bytes | bytearray) -> None:
    """Raise BadRequest when `body` is larger than 1 MiB."""
    if len(body) > LARGEST:
        raise BadRequest(
            TOO_MUCH, what=Plain("the body (in bytes)"), what_zh=Plain("请求体（字节）"), most=LARGEST
        )


def decode(body: bytes, kind: Any) -> Any:
    """Return the JSON in `body` as a `kind`. Raises BadRequest with the place, never the value."""
    try:
        value = msgspec.json.decode(body, type=kind)
        json.loads(body, object_pairs_hook=_once)
    except msgspec.ValidationError as error:
        raise malformed(fault_of(str(error))) from None
    except (msgspec.DecodeError, ValueError, RecursionError):
        raise malformed(NOT_JSON) from None
    return value


def malformed(fault: Fault) -> BadRequest:
    """Return the error for a `fault` in what was sent."""
    return BadRequest(MALFORMED, **fault.values())


def _once(pairs: list[tuple[str, Any]]) -> None:
    if len({key for key, _ in pairs}) != len(pairs):
        raise malformed(DOUBLED)
