"""A person chooses: the text they answered is found again, then the choice is recorded.

Rules
- `shown` must be the hash of a text that is in force for this very choice now: right level, recipient, version, and the
  last choice as it stands. Anything else is refused (409), and the caller shows the current text.
- The same answer to the same text, sent again, is the same record. An old yes after a no answers another text.
- A no and a withdrawal need no more than a yes does; a withdrawal needs nothing at all.

Example
    PUT /v1/subjects/u-1/consents/personalisation
    {"policy": "joinbase", "choice": "agree", "language": "zh", "shown": "..."}
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Literal, NamedTuple

import msgspec

from troth.calendars import calendar_of
from troth.consent import (
    Age,
    Choice,
    Context,
    GuardianChoice,
    Recorded,
    age_in,
    agree,
    band_end,
    choose,
    declare_age,
    expired,
    guardian_choice,
    outgrown,
    refuse_age,
    set_permission,
    show_notice,
)
from troth.consent.ports import Statement, WritingBook
from troth.decisions import Wish
from troth.gate.asking import Moment, reference
from troth.gate.errors import (
    BAD_CHOICE,
    NO_GUARDIAN,
    NOT_IN_FORCE,
    UNKNOWN_RECIPIENT,
    UNKNOWN_TARGET,
    BadRequest,
    NotInForce,
    Unknown,
)
from troth.gate.standing import last_choice, standing
from troth.gate.terms import terms_of
from troth.ledger import is_id
from troth.notices import (
    Prompt,
    acts_of,
    age_limits,
    elements_of,
    guardian_below,
    notice_items,
    prompt_of,
    targets_of,
)
from troth.policy import Compiled
from troth.vocabulary import OUTWARD, Act, Level, Plain, canonical


class Answered(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a person answered: the body of a PUT.

    `age` only for an age, and with it `until`, the day on which its band ends, where that is known; `by` guardian for a
    guardian's choice, `data` for a yes to some of the elements alone, `region` as the path of the prompt has it.
    """

    policy: str
    choice: Literal["agree", "refuse"]
    language: Literal["en", "zh"]
    shown: str
    level: Level | None = None
    recipient: str | None = None
    by: Literal["own", "guardian"] = "own"
    age: int | None = None
    until: date | None = None
    data: tuple[str, ...] | None = None
    region: str | None = None


Kind = Literal["consent", "agreement", "notice", "permission", "age"]


def put(
    book: WritingBook,
    versions: Sequence[Compiled],
    kind: Kind,
    target: str,
    handle: str,
    said: Answered,
    moment: Moment,
) -> Recorded:
    """Record what the person `handle` answered on `target`; a text of any of `versions` is in force for them.

    Raises:
        Unknown: the policy has nothing called `target`.
        NotInForce: the text answered is not in force.
        BadRequest: what was answered does not fit the question.
    """
    statements = book.standing(handle)
    _fits(kind, said)
    _known(versions, kind, target, said)
    answered = ((each, _answered(each, kind, target, statements, said)) for each in versions)
    compiled, prompt = next((each for each in answered if each[1] is not None), (versions[-1], None))
    if prompt is None:
        again = _again(versions[-1], statements, kind, target, said)
        if again is not None:
            return again
        raise NotInForce(NOT_IN_FORCE)
    if said.by == "guardian":
        _check_guardian(statements, moment.at)
    told = terms_of(compiled, prompt.wish.target, said.language, prompt.wish.recipient or None)
    context = Context(
        moment.at, moment.salt, reference(compiled), said.language, said.shown, said.by, terms=told.digest
    )
    book.keep_text(said.shown, prompt.text[said.language])
    book.keep_text(told.digest, canonical(told.json()).decode())
    last = last_choice(statements, prompt.wish, target)
    expected = last.sequence if last is not None else None
    return _RECORD[kind](_Record(book, compiled, prompt.wish, target, handle, said, context, expected))


def _known(versions: Sequence[Compiled], kind: Kind, target: str, said: Answered) -> None:
    clause = target.partition(":")[2]
    known = {
        "consent": any(target in targets_of(each) for each in versions),
        "permission": any(target in each.policy.permissions for each in versions),
        "notice": any(notice_items(each, clause) for each in versions),
        "agreement": True,
        "age": True,
    }[kind]
    if not known:
        raise Unknown(UNKNOWN_TARGET, policy=versions[-1].id)
    if said.recipient is not None and not any(said.recipient in each.policy.recipients for each in versions):
        raise Unknown(UNKNOWN_RECIPIENT, policy=versions[-1].id)


def candidates(compiled: Compiled, kind: Kind, target: str, said: Answered) -> Iterator[Wish]:
    """Yield every wish whose text could be in force for this choice."""
    levels: Iterable[Level] = (said.level,) if said.level is not None else Level
    region = said.region or ""
    if kind == "consent":
        clauses: list[tuple[str, ...]] = [()]
        clauses += [(act.value,) for act in sorted(OUTWARD)] + [(a.value,) for a in Act if a not in OUTWARD]
        named: list[tuple[str, ...]] = [(), *((element,) for element in elements_of(compiled, target))]
        for data in named:
            for level in levels:
                for acts in clauses:
                    yield Wish(
                        "consent", target, level, said.recipient or "", said.by, "", acts, data, region
                    )
    elif kind == "agreement":
        for level in levels:
            yield Wish("agreement", compiled.id, level)
    elif kind == "notice":
        _, _, clause = target.partition(":")
        yield Wish("notice", clause, None, said.recipient or "", "own", clause)
    else:
        yield Wish(kind, "age" if kind == "age" else target)


def _answered(
    compiled: Compiled, kind: Kind, target: str, statements: Sequence[Statement], said: Answered
) -> Prompt | None:
    """Return the prompt whose text, in the language answered, has the hash `shown`, or None."""
    purpose = target.partition(":")[0] if kind == "notice" else ""
    for wish in candidates(compiled, kind, target, said):
        prompt = prompt_of(compiled, wish, last_choice(statements, wish, target), purpose)
        if prompt.shown[said.language] == said.shown:
            return prompt
    return None


def _again(
    compiled: Compiled, statements: Sequence[Statement], kind: Kind, target: str, said: Answered
) -> Recorded | None:
    """Return the record that stands if it is this very answer, sent again."""
    if kind == "consent" and said.by == "own":
        named = [said.recipient] if said.recipient else []
        of_target = [s for s in statements if s.kind == "consent" and s.value["for"] == target]
        found = next(
            (s for s in of_target if _same_text(s, said) and [*s.value.get("recipients", ())] == named), None
        )
    else:
        purpose = target.partition(":")[0]
        keys = {
            "consent": ("guardian", _guardian_key(statements, target, said)),
            "agreement": ("agreement", ""),
            "notice": ("notice", "|".join((target, purpose, said.recipient or "")).rstrip("|")),
            "permission": ("permission", target),
            "age": ("age", ""),
        }
        found = standing(statements, *keys[kind])
    states = ("given", "granted", None) if said.choice == "agree" else ("refused", "denied")
    if found is None or not _same_text(found, said) or found.value.get("state") not in states:
        return None
    if (
        kind == "age"
        and said.choice == "agree"
        and found.value.get("band") != _declared_age(compiled, said).band
    ):
        return None
    return Recorded(found, new=False)


def _guardian_key(statements: Sequence[Statement], target: str, said: Answered) -> str:
    """Return the key of the guardian's choice that was made on this very text."""
    made = (s.key for s in statements if s.kind == "guardian" and s.value.get("shown") == said.shown)
    return next(made, target)


def _same_text(statement: Statement, said: Answered) -> bool:
    level = said.level is None or statement.value.get("level") == said.level.value
    chosen = said.data is None or sorted(statement.value.get("data") or ()) == sorted(said.data)
    return level and chosen and bool(statement.value.get("shown") == said.shown)


class _Record(NamedTuple):
    """One answer about to be recorded: `target` is the path's id, `expected` the record that it must rest on."""

    book: WritingBook
    compiled: Compiled
    wish: Wish
    target: str
    handle: str
    said: Answered
    context: Context
    expected: int | None

    @property
    def state(self) -> Literal["given", "refused"]:
        return "given" if self.said.choice == "agree" else "refused"


def _consent(each: _Record) -> Recorded:
    wish = each.wish
    level = wish.level or Level.EXPLICIT
    acts = wish.acts or acts_of(each.compiled, wish.target)
    data = _chosen(each.said, wish.data or elements_of(each.compiled, wish.target))
    to = wish.recipient or None
    if wish.by == "guardian":
        guardian = GuardianChoice(
            each.state, level, wish.target, verified=True, acts=acts, data=data, recipient=to
        )
        return guardian_choice(each.book, each.handle, guardian, each.context, expected=each.expected)
    region = _region(each.compiled, wish) if to else None
    choice = Choice(wish.target, each.state, level, to, acts, data, region=region)
    return choose(each.book, each.handle, choice, each.context, expected=each.expected)


def _fits(kind: Kind, said: Answered) -> None:
    """Raise BadRequest for a part of the answer that the question has no place for, or that no answer can be."""
    if said.data is not None and kind != "consent":
        _chosen(said, ())
    if said.age is not None and not 0 <= said.age <= 150:
        what, what_zh = "an age is a number of years from 0 to 150", "年龄须为 0 至 150 的整数"
        raise BadRequest(BAD_CHOICE, what=Plain(what), what_zh=Plain(what_zh))
    if said.region is not None and not is_id(said.region):
        raise BadRequest(BAD_CHOICE, what=Plain("`region` is an id"), what_zh=Plain("region 应为标识符"))


def _chosen(said: Answered, covered: tuple[str, ...]) -> tuple[str, ...]:
    """Return the elements that the choice is about: all that the text names, or those of them that were chosen."""
    if said.data is None:
        return covered
    if said.choice != "agree" or not said.data or not set(said.data) <= set(covered):
        what, what_zh = (
            "`data` names some of what the text lists, in a yes",
            "data 仅可在同意时列出文本所列的部分信息",
        )
        raise BadRequest(BAD_CHOICE, what=Plain(what), what_zh=Plain(what_zh))
    return tuple(each for each in covered if each in said.data)


def _region(compiled: Compiled, wish: Wish) -> str:
    """Return where the text said that the recipient is; `unknown` where it could not say."""
    recipient = compiled.policy.recipients.get(wish.recipient)
    return wish.region or (recipient.region if recipient is not None else None) or "unknown"


def _check_guardian(statements: Iterable[Statement], at: str) -> None:
    """A guardian speaks for a child only once evidence of who they are is on file (PIPL 31), and until it has grown up."""
    statements = list(statements)
    if any(each.kind == "age" and outgrown(each.value, at) for each in statements):
        raise BadRequest(NO_GUARDIAN)
    for proof in statements:
        value = proof.value
        if (
            proof.kind == "evidence"
            and value.get("kind") == "guardian-identity"
            and (value.get("state") == "live" and value.get("valid", True) and not expired(value, at))
        ):
            return
    raise BadRequest(NO_GUARDIAN)


def _agreement(each: _Record) -> Recorded:
    level = each.wish.level or Level.EXPLICIT
    return agree(each.book, each.handle, each.state, level, each.context, expected=each.expected)


def _notice(each: _Record) -> Recorded:
    if each.state == "refused":
        raise BadRequest(
            BAD_CHOICE, what=Plain("a notice is read, not refused"), what_zh=Plain("告知仅供阅读，不存在拒绝")
        )
    purpose = each.target.partition(":")[0]
    items = notice_items(each.compiled, each.wish.clause)
    recipient = each.wish.recipient or None
    return show_notice(
        each.book, each.handle, each.target, items, each.context, purpose=purpose or None, recipient=recipient
    )


def _permission(each: _Record) -> Recorded:
    granted = each.state == "given"
    return set_permission(
        each.book, each.handle, each.wish.target, granted, each.context, expected=each.expected
    )


def _age(each: _Record) -> Recorded:
    """A yes without a number says what the text asks: as old as the highest limit, or older. A no says nothing."""
    if each.state == "refused":
        return refuse_age(each.book, each.handle, each.context, expected=each.expected)
    age = _lasting(_declared_age(each.compiled, each.said), each)
    return declare_age(each.book, each.handle, age, each.context, expected=each.expected)


def _lasting(age: Age, each: _Record) -> Age:
    """Return `age` with the day on which its band ends: the one that was told, else the latest that fits the years."""
    compiled, years = each.compiled, each.said.age
    limits = age_limits(compiled)
    age = replace(age, guardian_below=guardian_below(compiled))
    ahead = tuple(limit for limit in limits if years is not None and years < limit)
    if years is None or not ahead:
        return age
    zone = calendar_of(compiled.policy.calendar or "CN").zone
    today = datetime.fromisoformat(each.context.at).astimezone(zone).date()
    latest = band_end(years, ahead[0], today)
    day = each.said.until or latest
    if not today < day <= latest:
        what, what_zh = "`until` does not fit the age", "until 与所声明的年龄不符"
        raise BadRequest(BAD_CHOICE, what=Plain(what), what_zh=Plain(what_zh))
    begins = datetime.combine(day, time(0), zone).astimezone(UTC)
    return replace(age, until=f"{begins:%Y-%m-%dT%H:%M:%S}.000Z", ahead=ahead)


def _declared_age(compiled: Compiled, said: Answered) -> Age:
    limits = age_limits(compiled)
    return age_in(said.age if said.age is not None else max(limits), limits)


_RECORD = {
    "consent": _consent,
    "agreement": _agreement,
    "notice": _notice,
    "permission": _permission,
    "age": _age,
}
