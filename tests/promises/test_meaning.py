"""No row of a text is carried twice with conflicting meaning, and nothing is kept longer where it is reused.

The rules stand in `tests.promises.meaning`; each is tried here on a small policy that breaks it.
"""

from __future__ import annotations

import pytest

from tests.promises.meaning import carriers_of, kept_longer, said_differently
from tests.promises.rows import POLICIES, loaded
from tests.unit.notices.texts import small

every_policy = pytest.mark.parametrize("name", POLICIES)
YEAR, ACCOUNT = {"for": "12 months"}, {"until": "account-closed"}


@every_policy
def test_no_purpose_keeps_what_it_reuses_longer_than_where_it_has_it_from(name):
    assert kept_longer(loaded(name).compiled) == []


@every_policy
def test_no_two_clauses_say_different_things_about_one_row(name):
    assert said_differently(loaded(name).policy) == []


def test_many_rows_stand_in_several_clauses():
    """The rule above is about these: were there none, it would hold of anything."""
    assert sum(len(carriers_of(loaded(name).policy)) for name in POLICIES) > 400


def shop(first, second, **sections):
    """Return a small policy with two purposes, the second of which reuses the first; both name row shop-001."""
    said = {
        "source": ["shop-001"],
        "function": "basic",
        "basis": "agreement",
        "data": {"required": ["email"]},
    }
    return small(
        data={"email": {"kind": "contact.email", "en": "e-mail address", "zh": "电子邮箱"}},
        purposes={
            "open": {**said, "en": "Open an account", "zh": "注册账号", **first},
            "serve": {**said, "en": "Run the account", "zh": "提供账号服务", "reuses": ["open"], **second},
        },
        **sections,
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (YEAR, ACCOUNT),
        (ACCOUNT, YEAR),
        ({"for": "6 months"}, YEAR),
        (YEAR, {"for": "12 months", "from": "last-use"}),
        ("none", YEAR),
    ],
)
def test_a_longer_period_is_noticed(first, second):
    compiled = shop({"keep": first}, {"keep": second})
    (found,) = kept_longer(compiled)
    assert found.startswith("purposes.serve keeps email ")
    (said,) = said_differently(compiled.policy)
    assert said.startswith("shop-001 period: ")


def test_a_note_on_the_period_explains_it_and_one_on_something_else_does_not():
    why, other = {"decided": "a year is our period"}, {"decided": "the list is closed"}
    assert kept_longer(shop({"keep": ACCOUNT}, {"keep": YEAR, **why})) == []
    assert said_differently(shop({"keep": ACCOUNT}, {"keep": YEAR, **why}).policy) == []
    assert len(kept_longer(shop({"keep": ACCOUNT}, {"keep": YEAR, **other}))) == 1
    assert len(said_differently(shop({"keep": ACCOUNT}, {"keep": YEAR, **other}).policy)) == 1


def test_the_same_period_or_a_shorter_one_is_no_conflict():
    assert kept_longer(shop({"keep": YEAR}, {"keep": YEAR})) == []
    assert kept_longer(shop({"keep": YEAR}, {"keep": {"for": "30 days", "from": "collection"}})) == []
    assert kept_longer(shop({"keep": YEAR}, {"keep": "none"})) == []
    assert said_differently(shop({"keep": YEAR}, {"keep": YEAR}).policy) == []


def test_different_levels_and_numbers_and_roles_are_noticed():
    levels = shop({"basis": {"consent": "explicit"}}, {"basis": {"consent": "separate"}}).policy
    assert said_differently(levels) == [
        "shop-001 level: explicit in purposes.open; separate in purposes.serve"
    ]
    numbers = shop({"min-group": 10}, {"min-group": 20}).policy
    assert said_differently(numbers) == [
        "shop-001 count purposes min-group: 10 in purposes.open; 20 in purposes.serve"
    ]
    text = {"source": ["shop-002"], "en": "A carrier", "zh": "承运商"}
    case = {"recipients": ["carrier"], "roles": ["third-party"], "need": [{"consent": "separate"}]}
    roles = shop(
        {},
        {},
        recipients={"carrier": {**text, "role": "partner", "purposes": ["open"]}},
        providing={"share": {"cases": {"law": {**text, **case}}}},
    ).policy
    assert said_differently(roles) == [
        "shop-002 role carrier: partner in recipients.carrier; third-party in providing.share.law"
    ]


def test_different_deadlines_are_noticed():
    right = {"source": ["shop-003"], "en": "Ask", "zh": "查询", "routes": ["mail"]}
    rights = {"access": {**right, "within": "15 days"}, "correct": {**right, "within": "30 days"}}
    assert said_differently(shop({}, {}, rights=rights).policy) == [
        "shop-003 deadline rights within: 15 days in rights.access; 30 days in rights.correct"
    ]
