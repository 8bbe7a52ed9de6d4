"""Intake: how a request comes to the desk, in one transaction with its number, its clocks and its sealed file.

Rules
- Nobody is turned away at the door: what is missing is asked for in the same transaction. Only what nobody may be asked
  for is refused: details beyond what the policy lists for this right.
- A letter or a call keeps its real receipt date, which an operator enters; it never lies ahead.
- A person who is not known gets the same case, the same duties and the same answer as one who is, after the same work: what a
  known one asked for before is counted once it is proved who asks, and not while the answer is waited for.
- What concerns data of an organisation goes to the organisation (`forwarding`).

Example
    >>> desk.receive("joinbase", Intake(kind="delete", subject="u-1", route="centre"))
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from troth.ledger import EntryKind, instant, is_id
from troth.policy import Compiled, DataLists, parse_period
from troth.rights import clocks
from troth.rights.bench import Bench
from troth.rights.cancelling import RIGHT, cancelling_of
from troth.rights.case import GROUNDED, SYSTEM, Actor, Asked, Case, bad, guarded
from troth.rights.errors import NOT_YOURS, NotYours
from troth.rights.kinds import STAFF, kind_of
from troth.vocabulary import Plain

SELF_SERVICE = frozenset({"centre", "settings", "app", "member-center", "api"})
"""Routes on which the person is asked for proof in the same breath."""
ROUTES = SELF_SERVICE | {"mail", "phone", "post", "sms", "chat", "counter", "customer-service", "console"}
RECEIVED = "received"
"""The part of the duty to acknowledge a request to its person."""
LONGEST_WORDS = 20_000
MOST_DETAILS = 50


@dataclass(frozen=True)
class Intake:
    """A request as it comes in.

    `subject` is the company's reference for the person it is about (empty: nobody named), `role` who asks, `requester` the
    reference of a guardian or an agent, `by` who enters it here; `words`, `contact` and `details` are sealed. `elements` limits it to some data; `organisation` says that it is
    about data of that organisation; `received` is the real receipt of a letter or a call.
    """

    kind: str
    subject: str = field(default="", repr=False)
    role: str = "subject"
    route: str = "centre"
    by: Actor | None = None
    words: str = field(default="", repr=False)
    language: str = "zh"
    contact: Mapping[str, str] = field(default_factory=dict, repr=False)
    details: Mapping[str, Any] = field(default_factory=dict, repr=False)
    requester: str = field(default="", repr=False)
    elements: tuple[str, ...] = ()
    confirmed: tuple[str, ...] = ()
    organisation: str = ""
    received: datetime | None = None
    about: str = ""


def open_case(bench: Bench, intake: Intake, handle: str) -> Case:
    """Keep a new case for `intake` about the person with `handle` (empty: unknown). Raises BadCase, NotYours."""
    compiled = bench.compiled
    by = intake.by or Actor(intake.role)
    received = check_intake(compiled, intake, by, bench.now)
    case = Case(
        id=bench.new_number(),
        kind=intake.kind,
        state="received",
        handle=handle,
        file=bench.tools.randomness(16).hex(),
        role=intake.role,
        route=intake.route,
        policy=compiled.version,
        received=received,
        opened=bench.now,
        language=intake.language,
        entered=by.operator,
        about=intake.about,
        elements=tuple(intake.elements),
        confirmed=tuple(intake.confirmed),
        asked=_asked_at_once(compiled, intake, bench.now),
    )
    digest = bench.write_file(case, file_of(bench, intake))
    body = {
        "kind": case.kind,
        "role": case.role,
        "route": case.route,
        "received": instant(case.received),
        "about": case.about or None,
        "elements": case.elements,
        "digest": digest,
    }
    return bench.keep(
        case,
        EntryKind.CASE_RECEIVED,
        by,
        body,
        lambda kept: clocks.open_first(bench.book, kept, compiled),
    )


def acknowledge(bench: Bench, case: Case) -> Case:
    """Send the number to who did not see it on a page, as an operator entered it, unless another message has it at once; return `case`."""
    told = not case.open or case.forwarded is not None
    if case.entered and case.role == "subject" and case.kind not in GROUNDED and not told:
        clocks.open_for(bench.book, case, bench.compiled, "deliver", part=RECEIVED)
    return case


def file_of(bench: Bench, intake: Intake) -> dict[str, Any]:
    """Return what the sealed file of a new case holds. The salt keeps its digest from being guessed."""
    return {
        "salt": bench.tools.randomness(16).hex(),
        "subject": intake.subject,
        "words": intake.words,
        "contact": dict(intake.contact),
        "details": dict(intake.details),
        "organisation": intake.organisation,
    }


def check_intake(compiled: Compiled, intake: Intake, by: Actor, now: datetime) -> datetime:
    """Return the receipt of `intake`. Raises BadCase, NotYours, Guarded."""
    kind = kind_of(intake.kind)
    if intake.role not in kind.openers or by.role not in (intake.role, *STAFF):
        raise NotYours(NOT_YOURS, event=Plain("receive"), role=Plain(intake.role))
    if intake.language not in ("zh", "en"):
        raise bad("the language is zh or en", "语言应为 zh 或 en")
    right = compiled.policy.rights.get(kind.right)
    points = compiled.policy.contacts.points if compiled.policy.contacts is not None else {}
    if intake.route not in ROUTES | set(points) | set(right.routes if right is not None else ()):
        raise bad("the route is none of the policy's", "受理渠道不在政策所列范围内")
    unknown = [each for each in intake.elements if each not in compiled.policy.data]
    if unknown or not all(is_id(each) for each in (*intake.confirmed, *intake.elements)):
        raise bad("it names data that the policy does not declare", "所列数据未在政策中声明")
    if len(intake.words) > LONGEST_WORDS or len(intake.details) > MOST_DETAILS:
        raise bad("it is too long", "内容过长")
    _check_details(compiled, intake)
    received = intake.received or now
    if received.tzinfo is None or received > now or (intake.received is not None and not by.operator):
        raise bad(
            "the receipt is the real one, which an operator enters", "收到时间应为实际时间，由工作人员录入"
        )
    return received


def _check_details(compiled: Compiled, intake: Intake) -> None:
    if "correct" in kind_of(intake.kind).acts and "values" in intake.details:
        _check_values(compiled, intake, intake.details["values"])
    if intake.kind != RIGHT:
        return
    found = cancelling_of(compiled)
    more = [name for name in intake.details if name not in found.asks]
    if more and not found.justified:
        raise guarded("receive", "it holds more than the policy asks for", "所填内容超出政策要求的项目")


def _check_values(compiled: Compiled, intake: Intake, values: object) -> None:
    """Check that new values are texts of what is to be put right, and of nothing else: `elements` is what is decided."""
    named = frozenset(intake.elements) or frozenset(compiled.policy.data)
    if not isinstance(values, Mapping) or not named.issuperset(values):
        raise bad("it has new values of what it is not about", "更正内容超出请求所列的数据")
    if not all(isinstance(each, str) for each in values.values()):
        raise bad("a new value is a text", "更正内容应为文本")


def missing_of(compiled: Compiled, intake: Intake) -> tuple[str, ...]:
    """Return which of the details that the policy asks for are not there; of alternatives one is enough."""
    if intake.kind != RIGHT:
        return ()
    asks = cancelling_of(compiled).asks
    given = {name for name, value in intake.details.items() if str(value).strip()}
    choices = _alternatives(compiled, asks)
    left = [name for name in asks if name not in given]
    if choices & given:
        left = [name for name in left if name not in choices]
    return tuple(left)


def _alternatives(compiled: Compiled, asks: tuple[str, ...]) -> frozenset[str]:
    """Return those of `asks` of which one is enough: the purpose that takes exactly these says so."""
    for purpose in compiled.policy.purposes.values():
        lists = purpose.data
        if isinstance(lists, DataLists) and lists.one_of and set(lists.names()) == set(asks):
            return frozenset(lists.one_of)
    return frozenset()


def lapse_of(compiled: Compiled, now: datetime) -> datetime | None:
    """Return until when a person who is asked at `now` can reply, or None when the policy sets no end."""
    proof = compiled.policy.requests.proof if compiled.policy.requests is not None else {}
    given = proof.get("lapse-after")
    return clocks.period_end(compiled.policy, now, parse_period(given)) if given else None


def _asked_at_once(compiled: Compiled, intake: Intake, now: datetime) -> tuple[Asked, ...]:
    """Return the question for proof, where the page asks it as the request is made."""
    if intake.route not in SELF_SERVICE or not kind_of(intake.kind).proof:
        return ()
    return (Asked("proof", now, lapse_of(compiled, now)),)


def ask_for_missing(bench: Bench, case: Case, intake: Intake) -> Case:
    """Ask in the same transaction for what a request does not say that the policy wants said; return the case."""
    left = missing_of(bench.compiled, intake)
    if not left:
        return case
    until = lapse_of(bench.compiled, bench.now)
    asked = (*case.asked, Asked("detail", bench.now, until, items=left))
    waiting = case.step("ask", SYSTEM, bench.now, asked=asked)
    return bench.keep(waiting, EntryKind.CASE_ASKED, SYSTEM, {"code": "detail"})
