"""Pools of tries: strangers cannot lock anybody out, cannot guess more than before, and learn nothing by trying."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.rights.identity.people import KEY, LI, NOW, PHONE, Counts, claim, demand, identity, kept
from troth.rights.identity.codes import DIGITS, LONG_DIGITS
from troth.rights.identity.counting import (
    MOST_CODES_A_DAY,
    MOST_CODES_EVER,
    MOST_CODES_NEARBY,
    MOST_WRONG_NEARBY,
)
from troth.rights.identity.devices import REMEMBERED_FOR, known_as, remembered
from troth.rights.identity.pools import Pools, device_of
from troth.rights.identity.proving import DEVICE

DIGEST = "ab" * 32
WRONG = "none"


def attempt(counts, case, near, *, holder=LI, device=False, contacts=(PHONE,), now=NOW):
    """A sign-in with a code that was sent, from a network."""
    steps = identity(len(case))
    made = claim(case, holder=holder)
    made = replace(made, near=near)
    made = replace(made, person=device_of(made.person), pool=DEVICE) if device else made
    proving, letter = steps.send_code(steps.begin(made, demand(), now), contacts, counts, now)
    return steps, kept(proving), letter


def guesses(counts, near, *, device=False, now=NOW):
    """Try five wrong codes in one attempt; return how many of these could have been right at a code of eight digits."""
    steps, proving, _ = attempt(counts, f"case-{random.random()}", near, device=device, now=now)
    could = 0
    for _ in range(5):
        short = proving.tries_left > 0 and not proving.challenge.long
        could += proving.state == "open" and short and Pools(counts, proving.claim).room(now)
        proving = steps.answer(proving, counts, WRONG, now)
    return could


def test_strangers_guess_ten_times_a_day_whatever_networks_they_have():
    counts = Counts()
    for number in range(300):
        counts.kept = {
            key: each for key, each in counts.kept.items() if not each.codes or each.wrong
        }  # codes go out
        guesses(counts, f"near-{number % 60}")
    total = len(counts.tally(LI).wrong)
    assert total == 10
    assert guesses(counts, "near-of-another-day", now=NOW + timedelta(hours=24)) == 5


def test_several_networks_that_guess_lock_nobody_out_and_gain_nothing():
    """Two networks take the ten tries and the ten codes of the day: whoever else comes gets a longer code, which lets in."""
    counts = Counts()
    assert [guesses(counts, near) for near in ("n-1", "n-2", "n-3", "n-1", "n-2")] == [5, 5, 0, 0, 0]
    while attempt(counts, "flood", "n-1")[2] or attempt(counts, "flood", "n-2")[2]:
        pass  # until no code goes out for them any more
    steps, proving, letter = attempt(counts, "mine", "home")
    assert len(letter.code) == LONG_DIGITS
    for _ in range(4):
        proving = steps.answer(proving, counts, letter.code[:DIGITS], NOW)
    assert steps.answer(proving, counts, letter.code, NOW).state == "verified"
    steps, proving, letter = attempt(counts, "again", "elsewhere")
    for _ in range(5):
        proving = steps.answer(proving, counts, WRONG, NOW)
    assert steps.answer(proving, counts, letter.code, NOW).state == "open", "five tries, as for any code"
    assert len(counts.tally(LI).wrong) == 10, "tries at a longer code take nothing from anybody"


def test_one_network_uses_up_its_own_five_and_nothing_more():
    counts = Counts()
    assert sum(guesses(counts, "attacker") for _ in range(40)) == MOST_WRONG_NEARBY
    assert len(counts.tally(LI).wrong) == MOST_WRONG_NEARBY
    steps, proving, letter = attempt(counts, "theirs", "attacker")
    assert letter is None, "nor codes"
    steps, proving, letter = attempt(counts, "mine", "home")
    assert steps.answer(proving, counts, letter.code, NOW).state == "verified"


def test_a_remembered_device_has_five_of_its_own_that_nobody_else_can_use_up():
    counts = Counts()
    for number in range(50):
        guesses(counts, f"near-{number}")
    assert attempt(counts, "stranger", "home")[2] is None
    steps, proving, letter = attempt(counts, "mine", "home", device=True)
    assert len(letter.code) == DIGITS, "as on any other day"
    assert steps.answer(proving, counts, letter.code, NOW).state == "verified"
    assert sum(guesses(counts, "home", device=True) for _ in range(10)) == 5
    assert len(counts.tally(LI).wrong) + len(counts.tally(device_of(LI)).wrong) <= 15


def test_codes_are_bounded_by_network_by_person_and_by_device():
    counts = Counts()
    sent = [attempt(counts, f"a-{n}", "attacker")[2] for n in range(20)]
    assert len([each for each in sent if each]) == MOST_CODES_NEARBY
    second = [attempt(counts, f"a-{n}", "another")[2] for n in range(20)]
    assert len([each for each in second if each]) == MOST_CODES_A_DAY - MOST_CODES_NEARBY
    more = [attempt(counts, f"b-{n}", f"near-{n // 2}")[2] for n in range(80)]
    assert [bool(each) for each in more[:40]] == [True, False] * 20, (
        "one for each network that asked for none"
    )
    assert not any(more[40:])
    assert len(counts.tally(f"sign-in {LI}").codes) == MOST_CODES_EVER
    own = [attempt(counts, f"c-{n}", "home", device=True)[2] for n in range(20)]
    assert len([each for each in own if each]) == 5


def test_a_request_is_counted_by_the_source_of_its_answers():
    counts = Counts()
    steps, proving, letter = attempt(counts, "request", "")
    for _ in range(2):
        for _ in range(5):
            proving = steps.answer(proving, counts, WRONG, NOW, source="attacker")
        proving, letter = steps.send_code(proving, (PHONE,), counts, NOW)
    assert len(counts.tally(LI).wrong) == MOST_WRONG_NEARBY
    other, first = attempt(counts, "another request", "")[1:]
    assert len(first.code) == DIGITS
    assert steps.answer(other, counts, first.code, NOW, source="home").state == "verified"
    other = steps.answer(other, counts, first.code, NOW, source="attacker")
    assert other.state == "open"
    other, longer = steps.send_code(other, (PHONE,), counts, NOW)
    assert len(longer.code) == LONG_DIGITS, "who shares that network with the person locks nobody out"
    assert steps.answer(other, counts, longer.code, NOW, source="attacker").state == "verified"
    assert len(letter.code) == LONG_DIGITS


MOVES = st.lists(
    st.tuples(st.sampled_from(["code", "wrong", "later"]), st.sampled_from(["n-1", "n-2", "n-3"])),
    max_size=40,
)


@given(MOVES)
def test_known_and_unknown_people_are_counted_and_answered_alike(moves):
    seen = []
    for holder, contacts in ((LI, (PHONE,)), ("", ())):
        counts, at, states = Counts(), NOW, []
        steps, proving, _ = attempt(counts, "case", "n-1", holder=holder, contacts=contacts)
        for number, (move, near) in enumerate(moves):
            if move == "later":
                at += timedelta(hours=7)
            elif move == "code":
                steps, proving, _ = attempt(
                    counts, f"case-{number}", near, holder=holder, contacts=contacts, now=at
                )
            else:
                proving = kept(steps.answer(proving, counts, WRONG, at, source=f"source-{near}"))
            states.append((proving.state, proving.tries_left, len(json.dumps(proving.as_json()))))
        tallies = [(len(each.wrong), len(each.codes)) for each in counts.kept.values()]
        seen.append((states, tallies))
    assert seen[0] == seen[1]


def test_a_token_of_a_device_is_good_for_one_controller_one_person_and_ninety_days():
    token = remembered(KEY, "acme", DIGEST, NOW)
    assert known_as(KEY, "acme", token, NOW) == DIGEST
    assert known_as(KEY, "acme", token, NOW + REMEMBERED_FOR - timedelta(days=1)) == DIGEST
    assert known_as(KEY, "acme", token, NOW + REMEMBERED_FOR) == ""
    assert known_as(KEY, "other", token, NOW) == known_as(bytes(32), "acme", token, NOW) == ""
    for place in range(len(token)):
        changed = token[:place] + ("0" if token[place] != "0" else "1") + token[place + 1 :]
        assert known_as(KEY, "acme", changed, NOW) == ""
    for other in ("", ".", "..", "x" * 5000, token + " ", token.upper(), "ａ" * 64):
        assert known_as(KEY, "acme", other, NOW) == ""
