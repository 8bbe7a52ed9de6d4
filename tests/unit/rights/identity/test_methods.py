"""Which methods prove whom, how far, and what cannot be left out."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.unit.rights.identity.people import (
    CODES,
    LI,
    MAIL,
    MOTHER,
    NOW,
    PHONE,
    WANG,
    Counts,
    claim,
    contact,
    demand,
    identity,
    kept,
    marks,
)
from troth.rights.identity import (
    FRESH,
    LITTLE,
    METHODS,
    MOST,
    MUCH,
    NONE,
    Link,
    Session,
    demand_of,
)
from troth.rights.identity.errors import AnotherCase, AsksMore, BadProof
from troth.rights.identity.methods import REQUESTERS
from troth.rights.identity.pools import details_of

ONE, TWO = ("d1" * 16,), ("d1" * 16, "d2" * 16)
SEEN = "5e" * 32


def begun(least=MUCH, requester="subject", holder=LI, about=LI):
    return identity().begin(
        claim(requester=requester, holder=holder, about=about), demand(least, requester), NOW
    )


def test_a_fresh_login_is_a_whole_proof_and_an_old_one_half():
    steps, contacts = identity(), (PHONE, MAIL)
    fresh = steps.signed_in(begun(), Session(LI, NOW - FRESH), contacts, NOW)
    assert fresh.state == "verified"
    for session, known in (
        (Session(LI, NOW - FRESH - timedelta(seconds=1)), contacts),
        (Session(LI, NOW + timedelta(seconds=1)), contacts),
        (Session(LI, NOW), None),
        (Session(LI, NOW), (PHONE, contact("new", "mail", changed=NOW - timedelta(days=1)))),
    ):
        half = steps.signed_in(begun(), session, known, NOW)
        assert (half.state, half.weight(NOW)) == ("open", 1)


def test_somebody_else_signed_in_proves_nothing():
    for proving, handle in ((begun(), WANG), (begun(holder=""), ""), (begun(), "")):
        with pytest.raises(AnotherCase):
            identity().signed_in(proving, Session(handle, NOW), (PHONE,), NOW)


def test_signing_in_twice_is_one_proof_and_so_is_the_code_that_signed_in():
    steps, counts = identity(), Counts()
    proving = steps.signed_in(begun(MOST), Session(LI, NOW, PHONE.mark), None, NOW)
    proving = steps.signed_in(proving, Session(LI, NOW, PHONE.mark), None, NOW)
    assert proving.weight(NOW) == 1
    proving, none = steps.send_code(proving, (PHONE,), counts, NOW)
    assert none is None
    proving, letter = steps.send_code(proving, (MAIL,), counts, NOW)
    assert steps.answer(proving, counts, letter.code, NOW).state == "verified"


def test_sensitive_data_want_two_proofs():
    assert demand_of(MUCH, "subject", CODES, sensitive=True).weight == MOST
    assert demand_of(LITTLE, "subject", CODES, sensitive=True).weight == LITTLE


def test_nothing_demanded_is_verified_at_once_but_never_for_somebody_else():
    assert begun(NONE).state == "verified"
    for requester in ("guardian", "agent", "relative", "operator", "authority"):
        assert begun(NONE, requester).state == "open", requester


def test_a_letter_alone_opens_nothing_and_two_operators_do():
    steps = identity()
    letter = steps.judged(begun(), "written-form", ONE, SEEN, NOW)
    assert letter.state == "open"
    assert steps.judged(letter, "two-operators", TWO, SEEN, NOW).state == "verified"


@pytest.mark.parametrize(
    ("method", "people", "evidence"),
    [
        ("two-operators", ONE, SEEN),
        ("two-operators", ONE * 2, SEEN),
        ("two-operators", (*ONE, ""), SEEN),
        ("two-operators", TWO, ""),
        ("two-operators", TWO, "x" * 64),
        ("written-form", (), SEEN),
        ("one-time-code", TWO, SEEN),
        ("login", TWO, SEEN),
        ("fields", TWO, SEEN),
        ("nothing", TWO, SEEN),
        ("relative-proof", TWO, SEEN),  # not for a subject
        ("agent-authority", TWO, SEEN),
    ],
)
def test_what_operators_cannot_judge_is_refused(method, people, evidence):
    with pytest.raises(BadProof):
        identity().judged(begun(), method, people, evidence, NOW)


def test_a_method_outside_the_policys_list_is_refused():
    steps = identity()
    proving = steps.begin(claim(), demand_of(MUCH, "subject", ("one-time-code",)), NOW)
    with pytest.raises(BadProof):
        steps.signed_in(proving, Session(LI, NOW), (PHONE,), NOW)
    with pytest.raises(BadProof):
        steps.judged(proving, "written-form", TWO, SEEN, NOW)


def test_a_guardian_shows_the_link_and_who_they_are():
    steps = identity()
    link = Link(MOTHER, LI, NOW + timedelta(days=30))
    proving = begun(MUCH, "guardian", MOTHER)
    signed = steps.signed_in(proving, Session(MOTHER, NOW), (PHONE,), NOW)
    assert signed.state == "open"  # she is who she says, and nobody's guardian yet
    linked = steps.judged(proving, "guardian-identity", ONE, SEEN, NOW, link=link)
    assert linked.state == "open"  # there is such a guardian, and whoever asks is not yet she
    both = kept(steps.judged(signed, "guardian-identity", ONE, SEEN, NOW, link=link))
    assert both.state == "verified"
    verified = both.verified("acme", "case-1")
    assert verified is not None
    assert verified.until == link.until


@pytest.mark.parametrize(
    "link",
    [
        None,
        Link(WANG, LI, None),  # another guardian
        Link(MOTHER, WANG, None),  # of another child
        Link(MOTHER, LI, NOW),  # the child is of age today
        Link("", LI, None),
        Link(MOTHER, "", None),
    ],
)
def test_a_link_that_does_not_stand_is_no_link(link):
    with pytest.raises(BadProof):
        identity().judged(begun(MUCH, "guardian", MOTHER), "guardian-identity", ONE, SEEN, NOW, link=link)


def test_a_link_that_ended_before_the_rest_was_shown_counts_no_more():
    steps, birthday = identity(), NOW + timedelta(days=1)
    proving = begun(MUCH, "guardian", MOTHER)
    proving = steps.judged(proving, "guardian-identity", ONE, SEEN, NOW, link=Link(MOTHER, LI, birthday))
    late = steps.signed_in(proving, Session(MOTHER, birthday), (PHONE,), birthday)
    assert late.state == "open"


def test_an_agent_needs_the_authority_and_the_persons_own_yes():
    steps, counts = identity(), Counts()
    proving = begun(MUCH, "agent")
    with_paper = steps.judged(proving, "agent-authority", ONE, SEEN, NOW)
    assert with_paper.state == "open"
    sent, letter = steps.send_code(with_paper, (PHONE,), counts, NOW)
    assert steps.answer(sent, counts, letter.code, NOW).state == "verified"
    sent, letter = steps.send_code(proving, (PHONE,), counts, NOW)
    assert steps.answer(sent, counts, letter.code, NOW).state == "open"
    with pytest.raises(BadProof):
        steps.signed_in(proving, Session(LI, NOW), (PHONE,), NOW)


def test_a_relative_is_judged_by_two():
    steps = identity()
    proving = begun(MUCH, "relative", "")
    with pytest.raises(BadProof):
        steps.judged(proving, "relative-proof", ONE, SEEN, NOW)
    kin = steps.judged(proving, "relative-proof", TWO, SEEN, NOW)
    assert kin.state == "open"
    assert steps.judged(kin, "two-operators", TWO, SEEN, NOW).state == "verified"


def test_what_is_opened_by_an_operator_takes_two():
    steps = identity()
    proving = begun(MUCH, "operator", "")
    assert proving.state == "open"
    assert steps.judged(proving, "two-operators", TWO, SEEN, NOW).state == "verified"


def test_nothing_is_shown_after_the_end():
    steps = identity()
    done = steps.judged(begun(), "two-operators", TWO, SEEN, NOW)
    with pytest.raises(BadProof):
        steps.judged(done, "written-form", ONE, SEEN, NOW)


# --- details on file --------------------------------------------------------------------------------------------

ASKS = ("name", "phone", "registration-number", "cancel-reason")
STATED = {"name": "李雷", "phone": "+8613800138000", "registration-number": "R-1", "cancel-reason": "moved"}
FILED = {"name": "李雷", "phone": "+8613800138000", "registration-number": "R-1"}


def checked(stated, filed, *, counts=None, login=True):
    steps, tallies = identity(), counts or Counts()
    proving = begun()
    if login:
        proving = steps.signed_in(proving, Session(LI, NOW), None, NOW)
    proving = steps.state_fields(proving, ASKS, marks(stated))
    return steps.check_fields(kept(proving), marks(filed), tallies, NOW)


def test_each_detail_is_judged_on_its_own_and_one_wrong_fails():
    right = checked(STATED, FILED)
    assert right.judged == {
        "name": "right", "phone": "right", "registration-number": "right", "cancel-reason": "nothing",
    }  # fmt: skip
    assert right.state == "verified"
    for element in FILED:
        wrong = checked(STATED | {element: "another"}, FILED)
        assert wrong.judged[element] == "wrong"
        assert sorted(wrong.judged.values()).count("right") == 2
        assert wrong.state == "open"


def test_details_alone_prove_nothing_whatever_is_demanded():
    alone = checked(STATED, FILED, login=False)
    assert (alone.weight(NOW), alone.state) == (0, "open")


def test_nothing_on_file_is_no_proof():
    assert checked(STATED, {}).state == "open"


def test_wrong_details_count_as_tries_and_are_not_kept():
    counts = Counts()
    after = begun()
    for _ in range(12):
        after = checked(STATED | {"phone": "+8613900139000"}, FILED, counts=counts)
    assert not counts.tally(details_of(LI)).room(NOW)
    assert counts.tally(LI).room(NOW), "who states wrong details uses up nobody's codes"
    assert after.fields == {}
    assert checked(STATED, FILED, counts=counts).state == "open"


def test_what_was_not_asked_for_is_not_kept():
    proving = identity().state_fields(begun(), ("phone",), marks({"phone": "1", "id-card": "2"}))
    assert set(proving.fields) == {"phone"}


def test_no_more_is_asked_for_than_signing_up_took():
    steps = identity()
    with pytest.raises(AsksMore) as raised:
        steps.begin(claim(), demand(), NOW, asks=("phone", "id-card"), taken=("phone", "name"))
    assert "id-card" in str(raised.value)
    steps.begin(claim(), demand(), NOW, asks=("phone", "id-card"), taken=("phone",), justified=True)


def test_unknown_words_are_refused():
    for least, requester, allowed in (
        (MUCH, "stranger", CODES),
        (MUCH, "subject", ("face",)),
        (4, "subject", CODES),
        (-1, "subject", CODES),
    ):
        with pytest.raises(BadProof):
            demand_of(least, requester, allowed)


def test_the_table_is_whole():
    assert set(METHODS) == {
        "login", "one-time-code", "fields", "written-form", "two-operators", "guardian-identity",
        "signed-form", "agent-authority", "relative-proof",
    }  # fmt: skip
    for requester in REQUESTERS:
        wanted = demand_of(MOST, requester, CODES)
        assert set(wanted.must) <= set(wanted.methods)
        assert sum(METHODS[each].weight for each in wanted.methods) >= MUCH
