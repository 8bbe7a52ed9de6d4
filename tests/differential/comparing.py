"""Compares two answers, and makes a case small on which they differ.

Rules
- Compared are the verdict, `only` as a set, the reasons as a set of (clause, code, element), and the wishes as a set of
  (kind, target, level, recipient, by, acts, data, region), of which only the highest level of one consent counts.
- Duties are compared with their clauses and what they concern; which instruction carried a step is the evaluator's alone.
- That a demand is `met` is compared apart from the other reasons: a difference in nothing else is of the kind `MET`.
- A case is made small by leaving out one thing after the other, as long as the two still differ.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import msgspec
from pydantic import ValidationError
from ruamel.yaml import YAML

from troth.decisions import Answer, Facts, Obligation, Reason, Request, decide
from troth.decisions.reference import decide_reference
from troth.policy import Policy, compile_policy
from troth.vocabulary import TrothError

Case = dict[str, Any]
MET = "met alone"
"""The kind of a difference in nothing but which met demands are told."""


def summary(answer: Answer) -> dict[str, Any]:
    """Return what is compared of `answer`."""
    levels: dict[tuple[str, ...], int] = {}
    for wish in answer.ask:
        about = (",".join(wish.acts), ",".join(sorted(wish.data)), wish.region)
        key = (wish.kind, wish.target, wish.recipient, wish.by, *about)
        levels[key] = max(levels.get(key, -1), wish.level.rank if wish.level else -1)
    return {
        "answer": str(answer.verdict),
        "only": sorted(set(answer.only)),
        "reasons": _told(each for each in answer.reasons if each.code != "met"),
        "met": _told(each for each in answer.reasons if each.code == "met"),
        "ask": sorted([*map(str, key), level] for key, level in levels.items()),
        "duties": sorted(_due(each) for each in answer.obligations),
    }


def _due(each: Obligation) -> str:
    concerns = () if each.duty == "log-instruction" else sorted(each.concerns)
    return f"{each.duty} by {each.clause} on {', '.join(concerns) or 'the step'}"


def _told(reasons: Iterable[Reason]) -> list[str]:
    return sorted({f"{each.code} by {each.clause} on {each.element or 'the step'}" for each in reasons})


def case_of(policy: dict[str, Any], facts: Facts, request: Request) -> Case:
    """Return policy, request and facts as plain data, without what stands at its default."""
    return {"policy": policy, "request": _stated(request), "facts": _stated(facts)}


def _stated(value: Any) -> Any:
    """Return `value` as plain data; of a structure only the fields that are not at their default."""
    if isinstance(value, msgspec.Struct):
        fields = msgspec.structs.fields(value)
        return {
            field.encode_name: _stated(getattr(value, field.name))
            for field in fields
            if field.required or getattr(value, field.name) != _default(field)
        }
    if isinstance(value, dict):
        return {key: _stated(child) for key, child in value.items()}
    if isinstance(value, tuple | list):
        return [_stated(child) for child in value]
    if isinstance(value, frozenset):
        return sorted(value)
    return str(value) if isinstance(value, str) else value


def _default(field: msgspec.structs.FieldInfo) -> Any:
    return field.default if field.default is not msgspec.NODEFAULT else field.default_factory()


def answers(case: Case) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Return what the reference and what the evaluator say of `case`; None if it is not a case any more."""
    try:
        policy = Policy.model_validate(case["policy"])
        request = msgspec.convert(case["request"], Request)
        facts = msgspec.convert(case["facts"], Facts)
    except (ValidationError, msgspec.ValidationError):
        return None
    try:
        compiled = compile_policy(policy)
    except TrothError:
        return None
    return summary(decide_reference(policy, facts, request)), summary(decide(compiled, facts, request))


def smallest(case: Case, holds: Callable[[Case], bool]) -> Case:
    """Return a case, made from `case` by leaving things out, of which `holds` is still true."""
    shrinking = True
    while shrinking:
        shrinking = False
        for path in sorted((each for each in _paths(case) if len(each) > 1), key=_rank, reverse=True):
            tried = _without(case, path)
            if tried is not None and holds(tried):
                case, shrinking = tried, True
    return case


def kind_of(reference: dict[str, Any], answer: dict[str, Any]) -> str:
    """Return in words how two summaries differ, so that one cause is told once; "" if they do not."""
    if reference["answer"] != answer["answer"]:
        return f"{reference['answer']} or {answer['answer']}"
    for part in ("only", "ask", "duties"):
        if reference[part] != answer[part]:
            return f"{reference['answer']}, {part}"
    apart = set(reference["reasons"]) ^ set(answer["reasons"])
    if not apart and reference["met"] != answer["met"]:
        return MET
    return (
        f"{reference['answer']}, reasons: {', '.join(sorted({each.split()[0] for each in apart}))}"
        if apart
        else ""
    )


def smallest_difference(case: Case, kind: str) -> Case:
    """Return the smallest case found on which the two evaluators still differ in this `kind`."""

    def still(tried: Case) -> bool:
        both = answers(tried)
        return both is not None and kind_of(*both) == kind

    return smallest(case, still)


def _rank(path: tuple[Any, ...]) -> tuple[Any, ...]:
    """Sort what holds much before what it holds, and the end of a list before its beginning."""
    return (-len(path), *(f"{each:06}" if isinstance(each, int) else each for each in path))


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    places = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in list(places):
        yield (*path, key)
        yield from _paths(child, (*path, key))


def _without(value: Any, path: tuple[Any, ...]) -> Any:
    """Return a copy of `value` without what stands at `path`; None if there is no such place."""
    key, rest = path[0], path[1:]
    if isinstance(value, dict):
        if key not in value:
            return None
        if not rest:
            return {each: child for each, child in value.items() if each != key}
        child = _without(value[key], rest)
        return None if child is None else {**value, key: child}
    if isinstance(value, list) and isinstance(key, int) and key < len(value):
        if not rest:
            return [*value[:key], *value[key + 1 :]]
        child = _without(value[key], rest)
        return None if child is None else [*value[:key], child, *value[key + 1 :]]
    return None


def written(case: Case, expect: dict[str, Any] | None = None) -> str:
    """Return `case` as a file of cases would hold it."""
    one = {"name": "found by comparison", "request": case["request"], "facts": case["facts"]}
    document = {"policy": case["policy"], "cases": [{**one, "expect": expect or {"answer": "refuse"}}]}
    yaml = YAML(typ="safe", pure=True)
    yaml.width = 120
    yaml.representer.ignore_aliases = lambda *_: True  # a case file knows no aliases
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]  # its stub says None
    stream = io.StringIO()
    yaml.dump(document, stream)
    return stream.getvalue()
