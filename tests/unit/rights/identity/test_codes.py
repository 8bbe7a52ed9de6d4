"""One-time codes: bound, short-lived, used once, counted, never kept."""

from __future__ import annotations

import collections
from datetime import timedelta

import pytest

from tests.unit.rights.identity.people import (
    CODES,
    KEY,
    LI,
    LONG_AGO,
    MAIL,
    NOW,
    PHONE,
    Counts,
    claim,
    contact,
    demand,
    identity,
    kept,
    randomness,
)
from troth.rights.identity import (
    LIFE,
    MOST,
    MOST_CODES,
    MOST_TRIES,
    MOST_WRONG_A_DAY,
    SETTLED,
    Identity,
    Proving,
    demand_of,
)
from troth.rights.identity.codes import DIGITS, LONG_DIGITS, code_digest, new_code
from troth.rights.identity.counting import Tally
from troth.rights.identity.errors import BadProof


def sent(contacts=(PHONE,), counts=None, case="case-1", holder=LI, seed=1, now=NOW, **options):
    """Begin a request and send a code; return (identity, counts, proof, letter)."""
    steps, tallies = identity(seed), counts or Counts()
    begun = steps.begin(claim(case, holder=holder), demand(), now)
    proving, letter = steps.send_code(begun, contacts, tallies, now, **options)
    return steps, tallies, kept(proving), letter


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**DIGITS:0{DIGITS}d}"


def test_the_right_code_verifies_this_very_request():
    steps, counts, proving, letter = sent()
    after = kept(steps.answer(proving, counts, letter.code, NOW + LIFE - timedelta(seconds=1)))
    assert after.state == "verified"
    verified = after.verified("acme", "case-1")
    assert verified is not None
    assert verified.methods == ("one-time-code",)
    assert after.verified("acme", "case-2") is None
    assert after.verified("other", "case-1") is None
    assert proving.verified("acme", "case-1") is None


@pytest.mark.parametrize("typed", ["{a} {b}", "{a}-{b}", " {a}{b}\n", "full"])
def test_ways_to_type_it_are_forgiven(typed):
    steps, counts, proving, letter = sent()
    code = letter.code
    wide = code.translate({ord("0") + n: ord("０") + n for n in range(10)})
    text = wide if typed == "full" else typed.format(a=code[:4], b=code[4:])
    assert steps.answer(proving, counts, text, NOW).state == "verified"


def test_a_code_lives_ten_minutes():
    steps, counts, proving, letter = sent()
    assert steps.answer(proving, counts, letter.code, NOW + LIFE).state == "open"
    assert steps.answer(proving, counts, letter.code, NOW - timedelta(seconds=1)).state == "open"


def test_five_tries_and_the_sixth_is_too_late_even_if_right():
    steps, counts, proving, letter = sent()
    for left in range(MOST_TRIES, 0, -1):
        assert proving.tries_left == left
        proving = kept(steps.answer(proving, counts, wrong(letter.code), NOW))
    assert proving.tries_left == 0
    assert steps.answer(proving, counts, letter.code, NOW).state == "open"


def test_a_code_is_used_once():
    steps, counts = identity(), Counts()
    proving = steps.begin(claim(), demand(MOST), NOW)
    proving, letter = steps.send_code(proving, (PHONE, MAIL), counts, NOW)
    proving = steps.answer(proving, counts, letter.code, NOW)
    again = steps.answer(proving, counts, letter.code, NOW)
    assert (proving.state, again.weight(NOW), len(again.shown)) == ("open", 2, 1)
    assert again.challenge is not None
    assert again.challenge.fate == "used"


def test_a_new_code_voids_the_one_before():
    steps, counts, proving, first = sent()
    proving, second = steps.send_code(proving, (PHONE,), counts, NOW)
    assert steps.answer(proving, counts, first.code, NOW).state == "open"
    assert steps.answer(proving, counts, second.code, NOW).state == "verified"


def test_a_code_is_good_for_its_case_controller_channel_and_address_only():
    _, _, proving, letter = sent()
    binding = proving.binding(1, "sms", PHONE.mark)
    assert code_digest(KEY, binding, letter.code) == proving.challenge.digest
    import dataclasses

    for change in (
        {"case": "case-2"},
        {"controller": "other"},
        {"channel": "mail"},
        {"mark": MAIL.mark},
        {"number": 2},
    ):
        other = dataclasses.replace(binding, **change)
        assert code_digest(KEY, other, letter.code) != proving.challenge.digest
    assert code_digest(bytes(32), binding, letter.code) != proving.challenge.digest


def test_a_code_of_one_case_opens_no_other():
    counts = Counts()
    _, _, _, victims = sent(counts=counts, case="case-1")
    steps, _, other, _ = sent(counts=counts, case="case-2", seed=2)
    assert steps.answer(other, counts, victims.code, NOW).state == "open"


def test_wrong_tries_count_for_the_person_over_requests_and_a_right_code_is_no_way_round():
    counts = Counts()
    steps, _, early, code = sent(counts=counts, case="case-early", seed=7)
    for n in range(MOST_WRONG_A_DAY // MOST_TRIES):
        steps, _, proving, letter = sent(counts=counts, case=f"case-{n}", seed=n)
        for _ in range(MOST_TRIES):
            proving = steps.answer(proving, counts, wrong(letter.code), NOW)
    assert steps.answer(early, counts, code.code, NOW).state == "open"
    steps, _, proving, letter = sent(counts=counts, case="case-9", seed=9)
    assert (len(code.code), len(letter.code)) == (DIGITS, LONG_DIGITS), "from now on it takes another code"
    assert steps.answer(proving, counts, letter.code[:DIGITS], NOW).state == "open"
    assert steps.answer(proving, counts, letter.code, NOW).state == "verified"
    steps, _, proving, letter = sent(counts=counts, case="case-8", seed=8)
    tomorrow = NOW + timedelta(hours=24)
    proving, letter = steps.send_code(proving, (PHONE,), counts, tomorrow)
    assert len(letter.code) == DIGITS
    assert steps.answer(proving, counts, letter.code, tomorrow).state == "verified"


def test_wrong_tries_count_for_the_source_over_people():
    counts, source = Counts(), "5f" * 32
    for n in range(10):
        steps, _, proving, letter = sent(counts=counts, case=f"case-{n}", holder=f"{n:032x}", seed=n)
        for _ in range(MOST_TRIES):
            proving = steps.answer(proving, counts, wrong(letter.code), NOW, source=source)
    steps, _, proving, letter = sent(counts=counts, case="case-99", holder="ff" * 16, seed=99)
    assert steps.answer(proving, counts, letter.code, NOW, source=source).state == "open"
    assert steps.answer(proving, counts, letter.code, NOW, source="6a" * 32).state == "verified"


def test_codes_are_bounded_and_the_last_one_used_up_ends_it():
    steps, counts, proving, last = sent()
    for _ in range(1, MOST_CODES):
        proving, last = steps.send_code(proving, (PHONE,), counts, NOW)
    proving, none = steps.send_code(proving, (PHONE,), counts, NOW)
    assert none is None
    for _ in range(MOST_TRIES):
        proving = steps.answer(proving, counts, wrong(last.code), NOW)
    assert proving.state == "lapsed"
    assert steps.answer(proving, counts, last.code, NOW).state == "lapsed"


def test_sent_again_by_the_same_duty_it_counts_once():
    steps, counts, proving, first = sent(errand="deliver/case-1/code")
    letter = first
    for _ in range(20):
        proving, letter = steps.send_code(proving, (PHONE,), counts, NOW, errand="deliver/case-1/code")
    assert (proving.codes, proving.number, len(counts.tally(LI).codes)) == (1, 21, 1)
    assert steps.answer(proving, counts, first.code, NOW).state == "open"
    assert steps.answer(proving, counts, letter.code, NOW).state == "verified"


@pytest.mark.parametrize(
    "unusable",
    [
        contact("new", changed=NOW - SETTLED + timedelta(seconds=1)),  # a number that was taken over
        contact("late", since=NOW + timedelta(seconds=1)),  # on file only since the request
    ],
)
def test_a_contact_that_is_new_gives_way_to_another(unusable):
    _, _, proving, letter = sent((unusable, MAIL), prefer="sms")
    assert letter.contact == MAIL
    _, _, alone, none = sent((unusable,))
    assert none is None
    assert alone.tries_left == MOST_TRIES
    shape = {name: len(str(value)) for name, value in alone.as_json()["challenge"].items()}
    assert shape == {name: len(str(value)) for name, value in proving.as_json()["challenge"].items()} | {
        "channel": 3
    }  # and it looks the same


def test_a_contact_is_usable_again_once_it_has_stood():
    _, _, _, letter = sent((contact("old", changed=NOW - SETTLED),))
    assert letter is not None


def test_one_number_in_two_places_is_one_proof():
    steps, counts = identity(), Counts()
    same_number = contact("+8613800138000", "phone-call")
    proving = steps.begin(claim(), demand(MOST), NOW)
    proving, letter = steps.send_code(proving, (PHONE, same_number), counts, NOW)
    proving = steps.answer(proving, counts, letter.code, NOW)
    proving, second = steps.send_code(proving, (PHONE, same_number), counts, NOW)
    assert second is None
    proving, third = steps.send_code(proving, (PHONE, same_number, MAIL), counts, NOW)
    assert third.contact == MAIL
    assert steps.answer(proving, counts, third.code, NOW).state == "verified"


def test_what_is_kept_holds_no_code_and_no_address():
    _, _, proving, letter = sent()
    text = str(proving.as_json())
    assert letter.code not in text
    assert "13800138000" not in text
    assert letter.code not in repr(letter)


def test_codes_are_fair_and_long_enough():
    draw = randomness(5)
    codes = [new_code(draw) for _ in range(20_000)]
    assert all(len(code) == DIGITS >= 8 and code.isdigit() for code in codes)
    for place in range(DIGITS):
        counted = collections.Counter(code[place] for code in codes)
        assert set(counted) == set("0123456789")
        assert max(counted.values()) < 2_000 * 1.15
    assert len(set(codes)) > 19_990


def test_a_draw_beyond_the_fair_range_is_drawn_again():
    draws = iter([b"\xff" * 8, (42).to_bytes(8)])
    assert new_code(lambda _: next(draws)) == "00000042"


def test_a_code_that_went_nowhere_is_no_number():
    """Whoever has the key and the store finds no code of eight digits, nor any other that can be typed."""
    drawn: list[bytes] = []

    def draw(count):
        drawn.append(randomness(len(drawn) + 1)(count))
        return drawn[-1]

    steps = Identity(KEY, draw)
    begun = steps.begin(claim(holder=""), demand(), NOW)
    proving, none = steps.send_code(begun, (), Counts(), NOW)
    assert none is None
    assert [len(each) for each in drawn] == [16]
    for typed in (f"none-{drawn[0].hex()}", drawn[0].hex(), "none", ""):
        assert steps.answer(proving, Counts(), typed, NOW).state == "open"


def test_a_request_that_takes_no_code_sends_none():
    steps = identity()
    begun = steps.begin(claim(), demand_of(2, "subject", ("login",)), NOW)
    with pytest.raises(BadProof):
        steps.send_code(begun, (PHONE,), Counts(), NOW)


def test_a_tally_is_any_24_hours_and_bounded():
    tally = Tally()
    for hour in range(200):
        tally = tally.with_wrong(LONG_AGO + timedelta(hours=hour))
    assert len(tally.wrong) == 24
    assert Tally.of(tally.as_json()) == tally


@pytest.mark.parametrize("kept_badly", [None, {}, {"claim": 1}, "x", {"state": "verified"}])
def test_what_was_not_kept_whole_is_refused(kept_badly):
    with pytest.raises(BadProof):
        Proving.of(kept_badly)


def test_the_policies_own_methods_are_known():
    assert demand_of(2, "subject", CODES).methods == (
        "login", "one-time-code", "fields", "written-form", "two-operators",
    )  # fmt: skip
