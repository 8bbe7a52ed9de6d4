"""Consents, the agreement and notices: what stands, what the ledger says, and what is stale."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.consent.people import POLICY, Person, context, text
from troth.consent import Choice, agree, choose, seen, show_notice, withdraw, withdraw_agreement
from troth.consent.errors import StaleChoice
from troth.ledger import EntryKind
from troth.vocabulary import Level

YES = Choice("newsletter", level=Level.SEPARATE, acts=("use", "contact"), data=("email",))
NO = Choice("newsletter", state="refused")


@pytest.fixture
def person():
    return Person()


def states(person):
    return {each.key: each.value["state"] for each in person.standing() if each.kind == "consent"}


def test_a_consent_keeps_what_it_covers_and_the_ledger_says_so(person):
    recorded = person.do(choose, YES, context(1))
    assert recorded.new
    (standing,) = person.standing()
    assert standing == recorded.statement
    assert standing.value == {
        "for": "newsletter",
        "level": "separate",
        "state": "given",
        "acts": ["use", "contact"],
        "data": ["email"],
        "by": "own",
        "version": POLICY.version,
        "language": "zh",
        "shown": text("text"),
    }
    (entry,) = person.entries()
    assert entry.kind is EntryKind.CONSENT_GIVEN
    assert entry.subject == person.handle
    assert entry.policy == POLICY
    assert dict(entry.body) == {
        "purpose": "newsletter",
        "level": "separate",
        "acts": ("use", "contact"),
        "elements": ("email",),
        "by": "own",
        "language": "zh",
        "shown": text("text"),
    }


def test_each_change_names_what_it_replaces(person):
    person.do(choose, YES, context(1, "a"))
    person.do(choose, NO, context(2, "b"), expected=0)
    person.do(withdraw, "newsletter", context(3, "c"))
    assert [entry.body.get("replaces") for entry in person.entries()] == [None, 0, 1]
    assert states(person) == {"newsletter": "withdrawn"}


def test_a_stale_choice_is_refused_and_nothing_is_written(person):
    person.do(choose, NO, context(1, "a"))
    for expected in (None, 5):
        with pytest.raises(StaleChoice):
            person.do(choose, YES, context(2, "a"), expected=expected)
    assert states(person) == {"newsletter": "refused"}
    assert len(person.entries()) == 1


def test_the_same_choice_on_the_same_text_is_answered_with_what_stands(person):
    first = person.do(choose, YES, context(1))
    again = person.do(choose, YES, context(9))
    assert (again.sequence, again.new) == (first.sequence, False)
    assert len(person.entries()) == 1
    with pytest.raises(StaleChoice):
        person.do(choose, YES, context(9, "another text"))


def test_a_yes_after_a_withdrawal_must_have_seen_it(person):
    person.do(choose, YES, context(1))
    gone = person.do(withdraw, "newsletter", context(2))
    with pytest.raises(StaleChoice):
        person.do(choose, YES, context(3))
    with pytest.raises(StaleChoice):
        person.do(choose, YES, context(3), expected=0)
    person.do(choose, YES, context(3, "b"), expected=gone.sequence)
    assert states(person) == {"newsletter": "given"}


def test_a_withdrawal_is_always_accepted_and_twice_is_once(person):
    first = person.do(withdraw, "newsletter", context(1))
    again = person.do(withdraw, "newsletter", context(2))
    assert (again.sequence, again.new) == (first.sequence, False)
    with pytest.raises(StaleChoice):
        person.do(choose, YES, context(3))


def test_withdrawing_a_purpose_withdraws_each_recipient(person):
    person.do(choose, YES, context(1))
    for name in ("getui", "amap"):
        expected = seen(person.standing(), "newsletter", name)
        person.do(choose, Choice("newsletter", recipient=name), context(2), expected=expected)
    person.do(choose, Choice("support", recipient="getui"), context(3))
    person.do(withdraw, "newsletter", context(4))
    assert states(person) == {
        "newsletter": "withdrawn",
        "newsletter|getui": "withdrawn",
        "newsletter|amap": "withdrawn",
        "support|getui": "given",
    }
    withdrawn = [entry for entry in person.entries() if entry.kind is EntryKind.CONSENT_WITHDRAWN]
    assert sorted(entry.body.get("recipient", "") for entry in withdrawn) == ["", "amap", "getui"]


def test_withdrawing_one_recipient_leaves_the_others(person):
    person.do(choose, YES, context(1))
    person.do(choose, Choice("newsletter", recipient="getui"), context(2), expected=0)
    person.do(withdraw, "newsletter", context(3), recipient="getui")
    assert states(person) == {"newsletter": "given", "newsletter|getui": "withdrawn"}
    assert person.standing()[1].value["recipients"] == ["getui"]


def test_refusing_a_purpose_withdraws_each_recipient(person):
    person.do(choose, Choice("newsletter", recipient="getui"), context(1))
    person.do(choose, NO, context(2), expected=0)
    assert states(person) == {"newsletter": "refused", "newsletter|getui": "withdrawn"}


def test_a_yes_to_a_recipient_is_stale_once_the_purpose_was_withdrawn(person):
    person.do(withdraw, "newsletter", context(1))
    late = Choice("newsletter", recipient="getui")
    with pytest.raises(StaleChoice):
        person.do(choose, late, context(2))
    person.do(choose, late, context(3), expected=seen(person.standing(), "newsletter", "getui"))


def test_a_yes_to_everybody_is_stale_once_one_recipient_was_withdrawn(person):
    person.do(choose, YES, context(1))
    person.do(withdraw, "newsletter", context(2), recipient="getui")
    wider = Choice("newsletter", level=Level.WRITTEN)
    with pytest.raises(StaleChoice):
        person.do(choose, wider, context(3, "b"), expected=0)
    person.do(choose, wider, context(3, "b"), expected=seen(person.standing(), "newsletter"))


def test_choices_about_two_recipients_do_not_disturb_each_other(person):
    person.do(choose, Choice("newsletter", recipient="getui"), context(1))
    person.do(choose, Choice("newsletter", recipient="amap"), context(1))
    assert states(person) == {"newsletter|getui": "given", "newsletter|amap": "given"}


DISCLOSE = Choice("newsletter", level=Level.SEPARATE, acts=("disclose",), data=("email",))
SHARE = Choice("newsletter", level=Level.SEPARATE, acts=("share",), recipient="getui")
WIDE = Choice("newsletter", acts=("collect", "disclose", "share", "use"), data=("email",))


def given_all(person):
    for number, choice in enumerate((WIDE, DISCLOSE, SHARE, replace(SHARE, acts=("transfer",)))):
        expected = seen(person.standing(), "newsletter", choice.recipient)
        person.do(choose, choice, context(number, f"text {number}"), expected=expected)


def test_a_consent_to_one_act_stands_beside_the_consent_to_the_rest(person):
    given_all(person)
    assert states(person) == {
        "newsletter": "given",
        "newsletter||disclose": "given",
        "newsletter|getui|share": "given",
        "newsletter|getui|transfer": "given",
    }
    assert person.standing()[0].value["acts"] == ["collect", "disclose", "share", "use"]


def test_withdrawing_the_target_withdraws_each_act(person):
    given_all(person)
    person.do(withdraw, "newsletter", context(9))
    assert set(states(person).values()) == {"withdrawn"}
    assert len(states(person)) == 4
    assert not person.do(withdraw, "newsletter", context(10)).new


def test_withdrawing_a_recipient_withdraws_each_act_towards_it(person):
    given_all(person)
    person.do(withdraw, "newsletter", context(9), recipient="getui")
    assert states(person) == {
        "newsletter": "given",
        "newsletter||disclose": "given",
        "newsletter|getui": "withdrawn",
        "newsletter|getui|share": "withdrawn",
        "newsletter|getui|transfer": "withdrawn",
    }


def test_refusing_one_act_leaves_the_rest(person):
    given_all(person)
    person.do(choose, replace(DISCLOSE, state="refused"), context(9), expected=3)
    assert states(person) == {
        "newsletter": "given",
        "newsletter||disclose": "refused",
        "newsletter|getui|share": "given",
        "newsletter|getui|transfer": "given",
    }


def test_a_withdrawal_again_names_the_newest_record(person):
    person.do(withdraw, "newsletter", context(1))
    person.do(choose, DISCLOSE, context(2), expected=0)
    again = person.do(withdraw, "newsletter", context(3))
    assert (again.new, again.sequence) == (True, 2)
    assert set(states(person).values()) == {"withdrawn"}


def test_a_yes_to_one_act_is_stale_once_the_target_was_withdrawn(person):
    person.do(withdraw, "newsletter", context(1))
    for late in (DISCLOSE, SHARE, WIDE):
        with pytest.raises(StaleChoice):
            person.do(choose, late, context(2))


def test_the_agreement_is_a_choice_too(person):
    person.do(agree, "given", Level.EXPLICIT, context(1))
    with pytest.raises(StaleChoice):
        person.do(agree, "refused", Level.EXPLICIT, context(2))
    person.do(withdraw_agreement, context(3))
    assert not person.do(withdraw_agreement, context(4)).new
    with pytest.raises(StaleChoice):
        person.do(agree, "given", Level.EXPLICIT, context(5))
    person.do(agree, "given", Level.EXPLICIT, context(6), expected=1)
    kinds = [entry.kind for entry in person.entries()]
    assert kinds == [
        EntryKind.AGREEMENT_ACCEPTED,
        EntryKind.AGREEMENT_WITHDRAWN,
        EntryKind.AGREEMENT_ACCEPTED,
    ]


def test_a_notice_shown_again_is_the_same_record(person):
    items = ("recipient-name", "purpose")
    first = person.do(show_notice, "providing.share", items, context(1), recipient="getui")
    again = person.do(show_notice, "providing.share", items, context(2), recipient="getui")
    other = person.do(show_notice, "providing.share", items, context(3), recipient="amap")
    changed = person.do(show_notice, "providing.share", items, context(4, "new"), recipient="getui")
    assert (again.sequence, again.new) == (first.sequence, False)
    assert other.sequence == 1
    assert changed.new
    assert [each.key for each in person.standing()] == ["providing.share||amap", "providing.share||getui"]


def test_the_ledger_says_who_entered_it(person):
    operator = "cd" * 16
    person.do(choose, YES, context(1, operator=operator, channel="call-centre", product="app"))
    (entry,) = person.entries()
    assert (entry.body["operator"], entry.body["channel"], entry.body["product"]) == (
        operator,
        "call-centre",
        "app",
    )
