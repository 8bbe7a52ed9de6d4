"""Who holds one contact has no more than one: not a second by adding it, not two proofs over it, not the owner's word by replying."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.rights.desks import OFFICER, OPERATOR
from tests.rights.test_disowned import DELETING, LONG_AGO, MARKS, home, proof_of
from troth.rights import Acceptance, Actor, Contact
from troth.rights.errors import Guarded, NoSuchCase, NotYours

OLD = (
    Contact("mail", "email", MARKS["email"], LONG_AGO),
    Contact("sms", "mobile", MARKS["mobile"], LONG_AGO),
)


@pytest.mark.parametrize(
    ("added", "since", "usable"),
    [
        (timedelta(days=1), LONG_AGO, False),
        (timedelta(days=13), LONG_AGO, False),
        (timedelta(days=15), LONG_AGO, True),
    ],
)
def test_a_contact_that_was_added_of_late_is_no_second_one(added, since, usable):
    made = home()
    made.person("u-1", "email", "mobile", "phone")
    case = made.typed(made.receive("cancel-account").id, "email")
    assert case.cooling is not None
    mine = Contact("sms", "phone", "ef" * 32, made.clock.now() - added)
    chosen = made.identity.chosen(
        made.desk.proving("jingdigital", case.id),
        (OLD[0], mine),
        made.clock.now(),
    )
    assert (chosen == mine) is usable
    both = (Contact("mail", "email", "aa" * 32, mine.since - timedelta(hours=2)), mine)
    fresh = made.desk.proving("jingdigital", made.receive("copy", "u-9").id)
    assert made.identity.chosen(fresh, both, made.clock.now()) == both[0], "what came together is as good"


def test_sorting_is_no_way_round_the_second_proof(monkeypatch):
    made = home("jeejio")
    made.person("u-1", "email", "phone")
    monkeypatch.setitem(proof_of(made, "jeejio"), "sensitive", "two-proofs")
    case = made.receive("unsorted", words="A copy of everything, please.")
    made.desk.sort("jeejio", case.id, "copy", OPERATOR)
    assert made.typed(case.id, "email").proof is None
    assert made.typed(case.id, "phone").proof is not None


def test_a_sign_in_and_a_code_over_one_contact_are_one_proof(monkeypatch):
    made = home("jeejio")
    made.person("u-1", "email", "phone")
    monkeypatch.setitem(proof_of(made, "jeejio"), "sensitive", "two-proofs")
    case = made.receive("copy")
    made.sign_in(case)
    assert made.typed(case.id, "email").proof is None, "the sign-in may have come by that contact"
    assert made.typed(case.id, "phone").proof is not None


@pytest.mark.parametrize("hours", [1, 80])
def test_who_replies_to_a_not_me_holds_the_request_up_no_longer_than_before(hours):
    made = home()
    stopped = made.forged("delete")
    made.no(stopped)
    made.desk.reply("jingdigital", stopped.id, Actor("subject", "p-1"), words="It was me.")
    made.clock.go(hours=hours)
    with pytest.raises(Guarded, match="not theirs"):
        made.desk.accept("jingdigital", stopped.id, OFFICER, DELETING)
    after = made.judge(stopped)
    assert (after.state, after.disowned, after.cooling) == ("verified", None, None)
    assert made.parts(after, "decide")["not-me"] == "done"
    assert len(made.notices(after.id)) == 4, "and every contact hears of that"
    assert made.desk.accept("jingdigital", after.id, OFFICER, Acceptance(DELETING.ground)).state == "accepted"


@pytest.mark.parametrize("hours", [1, 80])
def test_what_was_replied_to_a_not_me_can_still_be_closed_as_forged(hours):
    made = home()
    case = made.forged("delete")
    made.no(case)
    made.desk.reply("jingdigital", case.id, Actor("subject", "p-1"), words="It was me.")
    made.clock.go(hours=hours)
    assert made.desk.forged("jingdigital", case.id, OPERATOR).state == "lapsed"
    assert made.parts(case, "decide")["not-me"] in ("done", "void")


@pytest.mark.parametrize("step", ["withdraw", "lift"])
@pytest.mark.parametrize("by", [OPERATOR, OFFICER])
def test_nobody_of_ours_lifts_what_is_just_being_restricted_without_a_word(step, by):
    made = home()
    made.person("u-1")
    case = made.typed(made.receive("restrict").id, "email")
    case = made.desk.accept("jingdigital", case.id, OFFICER) if case.accepted is None else case
    made.receive("complaint", words="It is not true.")
    with pytest.raises((Guarded, NotYours)):
        getattr(made.desk, step)("jingdigital", case.id, by)
    assert made.desk.restriction("jingdigital", case.id).restriction is not None
    getattr(made.desk, step)("jingdigital", case.id, Actor("subject", "u-1"))
    assert made.desk.restriction("jingdigital", case.id).restriction is None


@pytest.mark.parametrize(("hours", "waits"), [(1, False), (23, False), (25, True), (24 * 8, True)])
def test_a_review_that_ran_before_the_owner_heard_of_it_is_no_wait(hours, waits):
    """The notice goes out with the proof: who asks, lets the review run, and proves then, does not get round the cooling-off."""
    made = home("jeejio")
    made.person("u-1", "email", "phone")
    seen = ("offer-copy", "warn-backup", "warn-consequences")
    case = made.receive("cancel-account", route="settings", details={"phone": "1"}, confirmed=seen)
    made.clock.go(hours=hours)
    case = made.typed(case.id, "email")
    assert (case.cooling is not None) is waits
    with pytest.raises(Guarded, match="cooling-off" if hours > 72 else "review"):
        made.desk.accept("jeejio", case.id, OFFICER)


def test_a_notice_that_goes_out_late_stops_nothing_a_second_time():
    made = home()
    case = made.typed(made.typed(made.receive_known("cancel-account"), "email").id, "mobile")
    code = made.desk.disowning_code("jingdigital", case.id)
    made.desk.disown("jingdigital", case.id, code)
    assert made.judge(case).disowned is None, "two operators recognised the person"
    assert made.desk.disowning_code("jingdigital", case.id) == code, (
        "of another contact's notice, sent after that"
    )
    with pytest.raises(NoSuchCase):
        made.desk.disown("jingdigital", case.id, code)
