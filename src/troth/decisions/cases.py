"""Cases: steps with the answers that they must get, in a file that any language can read and any company can write.

Rules
- A file holds one policy (written out, or the id of one), facts that every case starts from, and cases.
- A case's `facts` replace the file's facts key by key. `answer` must be exact; so must `only` where it is given.
- Each of `codes` and `clauses` must be among the reasons, or what comes `also`; each of `ask` among the wishes.
  An empty list says that there is none.
- Nothing is read from disk here; a mistake names its line and what to write.

Example
    >>> file = load_cases('''
    ... policy: {troth: 1, id: a, version: "1", languages: [en]}
    ... cases:
    ...   - name: what is not listed is refused
    ...     request: {act: use, purpose: x}
    ...     expect: {answer: refuse, codes: [unknown-purpose]}
    ... ''')
    >>> file.cases[0].request.purpose
    'x'
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from pydantic import ValidationError

from troth.decisions.answer import Answer, Wish
from troth.decisions.facts import Facts
from troth.decisions.request import Request
from troth.policy import Document, Policy, read
from troth.vocabulary import CODES, Message, Plain, TrothError, Verdict

BAD_CASE = Message(
    "cases.bad-case",
    "line {line}: {what}",
    "第 {line} 行：{what_zh}",
    "mend the line; docs/DECISIONS.md has a file of cases under `Cases`, and what requests and facts may hold",
    "请修改该行；docs/DECISIONS.md 的 `Cases` 一节有用例文件示例，请求与事实的写法也在其中",
)

Path = tuple[str | int, ...]
Decide = Callable[[Facts, Request], Answer]
"""An evaluator that already holds its policy."""

FILE_KEYS = ("policy", "facts", "cases")
CASE_KEYS = ("name", "rows", "request", "facts", "expect")
EXPECT_KEYS = ("answer", "only", "codes", "clauses", "ask")
WISH_KEYS = ("kind", "purpose", "target", "level", "recipient", "by", "clause", "acts", "data")


class CaseError(TrothError):
    """A file of cases cannot be used; `line` counts from 1."""

    def __init__(self, line: int, what: str, what_zh: str) -> None:
        """Say where, and `what` is wrong, in both languages."""
        self.line = line
        super().__init__(BAD_CASE, line=line, what=Plain(what), what_zh=Plain(what_zh))


@dataclass(frozen=True)
class Expected:
    """The answer that a case must get; None is not looked at."""

    answer: Verdict
    only: tuple[str, ...] | None = None
    codes: tuple[str, ...] | None = None
    clauses: tuple[str, ...] | None = None
    ask: tuple[Mapping[str, Any], ...] | None = None


@dataclass(frozen=True)
class Case:
    """One step: what is asked, what is known, and the answer that must come. `line` is where its name stands."""

    name: str
    request: Request
    facts: Facts
    expect: Expected
    rows: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True)
class CaseFile:
    """The cases of one file. `policy` is the one written out in it; else `policy_id` names it."""

    policy: Policy | None
    policy_id: str
    cases: tuple[Case, ...]


@dataclass(frozen=True)
class Outcome:
    """Whether a case passed; `why` says in one line per difference what came instead."""

    passed: bool
    why: str = ""


def load_cases(text: str | bytes) -> CaseFile:
    """Return the cases in `text`.

    Raises:
        Unreadable: the text is not the strict YAML of a policy file.
        CaseError: with the line, when something is not a case.
    """
    document = read(text)
    _keys(document, (), FILE_KEYS, ("policy", "cases"))
    policy, policy_id = _policy(document)
    defaults = _mapping(document, ("facts",)) if "facts" in document.data else {}
    _converted(document, ("facts",), defaults, Facts)
    cases = document.data["cases"]
    if not isinstance(cases, list) or not cases:
        raise _bad(
            document, ("cases",), "`cases` is a list with at least one case", "cases 应为至少含一条的列表"
        )
    return CaseFile(
        policy, policy_id, tuple(_case(document, number, defaults) for number in range(len(cases)))
    )


def run_case(case: Case, decide: Decide) -> Outcome:
    """Return whether `decide` gives the step of `case` the answer that the case expects."""
    answer = decide(case.facts, case.request)
    why = "\n".join(_differences(case.expect, answer))
    return Outcome(not why, why)


def _differences(expect: Expected, answer: Answer) -> Iterable[str]:
    if answer.verdict != expect.answer:
        yield f"the answer is {answer.verdict}, not {expect.answer} ({_told(answer)})"
    if expect.only is not None and sorted(answer.only) != sorted(expect.only):
        yield f"only is {_names(answer.only)}, not {_names(expect.only)}"
    found = (*answer.reasons, *answer.also)
    yield from _missing("code", expect.codes, {each.code for each in found}, answer)
    yield from _missing("clause", expect.clauses, {each.clause for each in found}, answer)
    if expect.ask == () and answer.ask:
        yield f"{len(answer.ask)} wishes came where none was expected"
    for wish in expect.ask or ():
        if not any(_fits(wish, each) for each in answer.ask):
            yield f"no wish is {dict(wish)}; asked is {[_plain(each) for each in answer.ask]}"


def _missing(what: str, wanted: tuple[str, ...] | None, found: set[str], answer: Answer) -> Iterable[str]:
    for each in wanted or ():
        if each not in found:
            yield f"no reason has the {what} {each} ({_told(answer)})"
    if wanted == () and found:
        yield f"no reason was expected to have a {what} ({_told(answer)})"


def _told(answer: Answer) -> str:
    """Return the reasons of `answer` on one line."""
    told = [
        f"{each.code} by {each.clause}{f' on {each.element}' if each.element else ''}"
        for each in answer.reasons
    ]
    return "; ".join(told) or "no reasons"


def _names(names: Iterable[str]) -> str:
    return f"[{', '.join(sorted(names))}]"


def _plain(wish: Wish) -> dict[str, Any]:
    """Return what `wish` says, without what it leaves at its default."""
    every: dict[str, Any] = msgspec.to_builtins(wish)
    empty: dict[str, Any] = msgspec.to_builtins(Wish(""))
    return {key: value for key, value in every.items() if value != empty[key]}


def _fits(wanted: Mapping[str, Any], wish: Wish) -> bool:
    every: dict[str, Any] = msgspec.to_builtins(wish)
    every["purpose"] = every["target"]
    return all(
        sorted(every[key]) == sorted(value) if isinstance(value, list) else every[key] == value
        for key, value in wanted.items()
    )


# --- reading -------------------------------------------------------------------------------------------------------


def _case(document: Document, number: int, defaults: Mapping[str, Any]) -> Case:
    path: Path = ("cases", number)
    data = _mapping(document, path)
    _keys(document, path, CASE_KEYS, ("name", "request", "expect"))
    if not isinstance(data["name"], str):
        raise _bad(
            document, (*path, "name"), "`name` says in words what the case shows", "name 应为说明该例的文字"
        )
    own = _mapping(document, (*path, "facts")) if "facts" in data else {}
    _converted(document, (*path, "facts"), own, Facts)
    return Case(
        name=data["name"],
        request=_converted(document, (*path, "request"), data["request"], Request),
        facts=_converted(document, (*path, "facts"), {**defaults, **own}, Facts),
        expect=_expected(document, (*path, "expect")),
        rows=_strings(document, (*path, "rows"), data.get("rows", [])),
        line=document.line((*path, "name")),
    )


def _expected(document: Document, path: Path) -> Expected:
    data = _mapping(document, path)
    _keys(document, path, EXPECT_KEYS, ("answer",))
    if data["answer"] not in tuple(Verdict):
        words = ", ".join(Verdict)
        raise _bad(document, (*path, "answer"), f"`answer` is one of {words}", f"answer 应为 {words} 之一")
    lists = {
        key: _strings(document, (*path, key), data[key]) if key in data else None
        for key in ("only", "codes", "clauses")
    }
    for place, code in enumerate(lists["codes"] or ()):
        if code not in CODES:
            raise _bad(document, (*path, "codes", place), *_unknown("code", code, CODES))
    ask = data.get("ask")
    if ask is not None and not isinstance(ask, list):
        raise _bad(document, (*path, "ask"), "`ask` is a list of wishes", "ask 应为列表")
    for place, _ in enumerate(ask or ()):
        _keys(document, (*path, "ask", place), WISH_KEYS, ("kind",))
    return Expected(Verdict(data["answer"]), **lists, ask=None if ask is None else tuple(ask))


def _policy(document: Document) -> tuple[Policy | None, str]:
    written = document.data["policy"]
    if isinstance(written, str):
        return None, written
    if not isinstance(written, dict):
        raise _bad(
            document, ("policy",), "`policy` is a policy or the id of one", "policy 应为一份政策或其标识"
        )
    try:
        policy = Policy.model_validate(written)
    except ValidationError as error:
        first = error.errors()[0]
        what = f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
        raise _bad(document, ("policy", *first["loc"]), what, f"政策内容有误：{what}") from error
    return policy, policy.id


_AT = re.compile(r" - at `(?:key in )?\$(?P<path>[^`]*)`$")


def _converted(document: Document, path: Path, data: Any, kind: Any) -> Any:
    """Return `data`, which stands at `path`, as a `kind`."""
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError as error:
        told = str(error)
        match = _AT.search(told)
        steps = re.findall(r"[^.\[\]]+", match["path"].split("[...]")[0]) if match else []
        field = re.search(r"unknown field `([^`]*)`", told)
        if field:
            steps.append(field[1])
        places = tuple(int(step) if step.isdecimal() else step for step in steps)
        what = told[: match.start()] if match else told
        where = ".".join(map(str, (path[-1], *steps)))
        raise _bad(document, (*path, *places), f"{where}: {what}", f"{where} 有误：{what}") from error


def _keys(document: Document, path: Path, known: Iterable[str], needed: Iterable[str]) -> None:
    data = _mapping(document, path)
    for key in data:
        if key not in known:
            raise _bad(document, (*path, key), *_unknown("key", key, known))
    for key in needed:
        if key not in data:
            raise _bad(document, path, f"`{key}` is missing", f"缺少 {key}")


def _unknown(what: str, word: str, known: Iterable[str]) -> tuple[str, str]:
    """Return the sentence, in both languages, for a `word` that is not `known`, with the nearest that is."""
    near = difflib.get_close_matches(word, list(known), 1)
    hint = f"; did you mean `{near[0]}`?" if near else f"; write one of: {', '.join(known)}"
    hint_zh = f"，是否想写 {near[0]}？" if near else f"，可用：{'、'.join(known)}"
    return (
        f"no {what} is called `{word}`{hint}",
        f"没有名为 {word} 的{'键' if what == 'key' else '代码'}{hint_zh}",
    )


def _at(document: Document, path: Path) -> Any:
    value: Any = document.data
    for step in path:
        value = value[step]
    return value


def _mapping(document: Document, path: Path) -> dict[str, Any]:
    value = _at(document, path)
    if not isinstance(value, dict):
        name = path[-1] if path else "the file"
        raise _bad(document, path, f"`{name}` is a mapping", f"{name} 应为键值")
    return value


def _strings(document: Document, path: Path, value: Any) -> tuple[str, ...]:
    many = [value] if isinstance(value, str) else value
    if not isinstance(many, list) or not all(isinstance(each, str) for each in many):
        raise _bad(document, path, f"`{path[-1]}` is a list of words", f"{path[-1]} 应为词语列表")
    return tuple(many)


def _bad(document: Document, path: Path, what: str, what_zh: str) -> CaseError:
    return CaseError(document.line(path), what, what_zh)
