"""The tables are whole: every field of every clause, every matter, every word, as the documents say."""

from __future__ import annotations

import re
import typing

import pytest

from tests.house.tree import ROOT
from troth.policy import Policy
from troth.policy.clauses import AnyOf, Consented, ContinuedUse, DataLists, Decides, Keep, Levelled, dashed
from troth.policy.comparing.fields import FIELDS, TEXTS, field_of
from troth.policy.comparing.lengths import longer, never_longer
from troth.policy.comparing.matters import LABELS, Matter, Sense
from troth.policy.comparing.phrasing import LAW_TEXTS
from troth.policy.comparing.walking import _NOT_HERE, _SPECIAL
from troth.policy.comparing.weighing import _FLOOR, _REDUCED, WORDS
from troth.policy.desks import Extension
from troth.policy.parsing import _models
from troth.policy.terms import parse_period

WHOLE = {AnyOf, Consented, ContinuedUse, DataLists, Decides, Extension, Keep, Levelled}
"""Parts that a comparer takes as a whole."""


def models():
    """Return every model that a policy file is made of."""
    found, waiting = set(), [Policy]
    while waiting:
        model = waiting.pop()
        if model not in found:
            found.add(model)
            waiting += [inner for info in model.model_fields.values() for inner in inside(info.annotation)]
    return found


def inside(annotation):
    own = _models(annotation)
    return own or (_models(typing.get_args(annotation)[1]) if typing.get_origin(annotation) is dict else [])


def test_every_field_is_compared_or_is_a_text():
    forgotten = [
        f"{model.__name__}.{dashed(name)}"
        for model in models() - WHOLE
        for name, info in model.model_fields.items()
        if field_of(model, dashed(name)) is None
        and dashed(name) not in TEXTS | _NOT_HERE | {"settings"}
        and (model, dashed(name)) not in _SPECIAL
        and not inside(info.annotation)
    ]
    assert forgotten == []


def test_no_row_of_the_tables_is_without_a_field():
    fields = {each: {dashed(name) for name in each.model_fields} for each in models()}
    stale = [
        f"{model.__name__}.{name}"
        for model, rows in FIELDS.items()
        for name in rows
        if not any(name in own for each, own in fields.items() if issubclass(each, model))
    ]
    assert stale == []


def test_every_matter_has_a_label_and_stands_in_the_document():
    text = (ROOT / "docs" / "COMPARE.md").read_text(encoding="utf-8")
    table = text.partition("| `what` |")[2].partition("\n\n")[0]
    told = dict(re.findall(r"^\| `([a-z-]+)` \| ([^|]+) \|$", table, re.MULTILINE))
    assert set(LABELS) == set(Matter)
    assert {str(each): LABELS[each]["en"] for each in Matter} == told


def test_every_own_word_stands_in_the_document():
    text = (ROOT / "docs" / "COMPARE.md").read_text(encoding="utf-8")
    table = text.partition("| own word |")[2].partition("\n\n")[0]
    assert set(re.findall(r"`([a-z-]+)`", table.split("\n", 2)[2])) == set(WORDS)


def test_every_citation_has_a_text():
    assert {*_FLOOR.values(), *_REDUCED.values(), "pipl.21", "pipl.23"} <= set(LAW_TEXTS)
    assert set(_FLOOR) | set(_REDUCED) <= set(map(str, Matter))


def test_whatever_reduces_rights_weighs():
    outcomes = [each.outcome(sign) for each in Sense for sign in (1, -1, 0)]
    assert all(each.weighs for each in outcomes if each.reduces)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("30 days", "15 days", 1),
        ("12 months", "1 year", 0),
        ("2 weeks", "14 days", 0),
        ("13 months", "1 year", 1),
        ("24 hours", "1 day", -1),
        ("48 hours", "1 day", 1),
        ("30 days", "1 month", None),
        ("32 days", "1 month", 1),
        ("90 minutes", "1 hour", 1),
        ("15 working days", "15 days", None),
        ("16 working days", "15 working days", 1),
    ],
)
def test_periods(one, other, expected):
    first, second = parse_period(one), parse_period(other)
    assert longer(first, second) == expected
    assert longer(second, first) == (None if expected is None else -expected)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("15 working days", "15 days", True),
        ("15 working days", "16 days", False),
        ("15 days", "15 working days", False),
        ("15 days", "10 working days", False),
        ("15 days", "10 days", True),
    ],
)
def test_the_new_period_surely_ends_no_later(old, new, expected):
    assert never_longer(parse_period(old), parse_period(new)) is expected
