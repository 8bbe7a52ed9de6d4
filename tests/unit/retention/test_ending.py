"""How long an element is kept: the union of its purposes, pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from troth.assembly.sweep_rules import rule_of, rules_of
from troth.holdings import read_places
from troth.policy import compile_policy, load
from troth.retention import (
    Group,
    Known,
    LegalHold,
    Measure,
    cutoff,
    end_of_rows,
    ending_of,
    events_in,
    keeping_of,
    measured,
    read_hold,
    review_from,
)
from troth.retention.errors import BadHold

POLICY = """
troth: 1
id: kept
version: "1"
effective: "2026-01-01"
languages: [en, zh]
laws: [pipl]
calendar: CN
region: CN
title: {en: What is kept, zh: 保存规则}
controller: {name: Kept, en: Kept answers for this, zh: 由本公司负责, contact: {email: privacy@kept.example}}
agreement: {by: click, level: explicit, shown: before-first-collection, takes-effect: announced-date, disagreeing: stops-everything,
  en: You agree by a click, zh: 点击即为同意}
data:
  email: {kind: contact.email, en: email address, zh: 电子邮箱}
  note: {kind: content.document, en: note, zh: 备注}
  log: {kind: device.log, en: log, zh: 日志}
purposes:
  account: {en: Account, zh: 账号, function: basic, basis: agreement, data: {optional: [email, note]}, keep: {until: account-closed}}
  survey: {en: Survey, zh: 调查, basis: agreement, data: {optional: [email, note]}, keep: {for: 30 days, then: erase}}
  letter: {en: Letter, zh: 通讯, basis: {consent: explicit}, data: {optional: [email]}, keep: {for: 12 months, then: restrict}, refused: {loses: [letter]}}
  paste: {en: Paste, zh: 粘贴, basis: agreement, data: {optional: [note]}, keep: none}
  reuse: {en: Reuse, zh: 沿用, basis: agreement, reuses: [account], keep: none}
  bills: {en: Bills, zh: 账单, basis: agreement, data: {optional: [email]}, keep: {until: ticket-closed, at-least: 6 months}}
  open-end: {en: No period, zh: 未写期限, basis: agreement, data: {optional: [email]}}
  least: {en: A shortest time only, zh: 仅有最短期限, basis: agreement, data: {optional: [log]}, keep: {for: 30 days}}
  later: {en: From an event, zh: 自事件起, basis: agreement, data: {optional: [note]}, keep: {for: 24 months, from: ticket-closed}}
"""
MAP = """
troth-map: 1
policy: kept
places:
  crm:
    sql: TROTH_PLACE_CRM
    columns: {visits: {id: none, mail: contact.email, note: content.document, seen: none}}
    tables:
      visits: {by: {mail: email}, data: {mail: email, note: note}, kept-by: {collected: seen, for: open-end}}
"""
DAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
END_30 = datetime(2026, 4, 1, 16, tzinfo=UTC)  # 24:00 in China on 1 April
CLOSED = datetime(2026, 3, 4, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def compiled():
    return load(POLICY, "kept").compiled


def end(compiled, element, *purposes, known=None, on=DAY, **days):
    keepings = {each: keeping_of(compiled, each, element) for each in purposes}
    collected = {each: days.get(each.replace("-", "_"), on) for each in purposes}
    return ending_of(keepings, collected, known or Known(), element)


def test_a_period_runs_from_the_day_after_collection(compiled):
    found = end(compiled, "email", "survey")
    assert (found.at, found.then, found.clauses) == (END_30, "erase", ("purposes.survey",))
    assert not found.due(END_30 - timedelta(seconds=1))
    assert found.due(END_30)


def test_the_last_purpose_decides(compiled):
    assert end(compiled, "email", "survey", "account").why == "open"
    closed = Known(events={"account-closed": DAY + timedelta(days=3)})
    assert end(compiled, "email", "survey", "account", known=closed).at == END_30
    later = Known(events={"account-closed": DAY + timedelta(days=300)})
    assert end(compiled, "email", "survey", "account", known=later).at == DAY + timedelta(days=300)


def test_the_latest_collection_of_a_purpose_counts_for_it_alone(compiled):
    found = end(compiled, "email", "survey", "letter", survey=DAY + timedelta(days=400))
    assert found.clauses == ("purposes.survey",)
    assert found.then == "erase"
    assert end(compiled, "email", "survey", "letter").then == "restrict"


def test_a_consent_taken_back_ends_its_purpose(compiled):
    gone = Known(taken_back={"letter": DAY + timedelta(days=1)})
    assert end(compiled, "email", "letter", known=gone).at == DAY + timedelta(days=1)
    assert end(compiled, "email", "survey", known=gone).at == END_30


def test_a_shortest_time_is_no_longest_one(compiled):
    closed = Known(events={"ticket-closed": DAY + timedelta(days=2)})
    assert end(compiled, "email", "bills").why == "open"
    assert end(compiled, "email", "bills", known=closed).at == datetime(2026, 9, 2, 16, tzinfo=UTC)
    late = DAY + timedelta(days=400)
    assert end(compiled, "email", "bills", known=Known(events={"ticket-closed": late})).at == late


def test_the_law_keeps_logs_for_six_months(compiled):
    found = end(compiled, "log", "least")
    assert found.at == datetime(2026, 9, 2, 16, tzinfo=UTC)
    assert "csl.23" in found.clauses


def test_what_is_not_known_is_never_old(compiled):
    assert end(compiled, "email", "survey", on=None).why == "no-day"
    assert end(compiled, "email", "survey", on=None).at is None
    assert end(compiled, "email", "open-end").why == "no-period"
    assert end(compiled, "email", "bills", on=None, known=Known(events={"ticket-closed": DAY})).at is None


def test_kept_for_nothing_goes_with_the_day_and_what_only_reuses_keeps_nothing(compiled):
    assert end(compiled, "note", "paste").at == datetime(2026, 3, 2, 16, tzinfo=UTC)
    assert end(compiled, "email", "survey", "reuse").at == END_30


def test_a_period_from_an_event_begins_with_it(compiled):
    assert end(compiled, "note", "later").at is None
    closed = Known(events={"ticket-closed": DAY})
    assert end(compiled, "note", "later", known=closed).at == datetime(2028, 3, 2, 16, tzinfo=UTC)


def test_an_event_of_one_purpose_ends_that_one(compiled):
    mine = Known(events={("ticket-closed", "later"): DAY})
    assert end(compiled, "note", "later", known=mine).at is not None
    assert end(compiled, "email", "bills", known=mine).at is None


def test_a_hold_keeps_until_its_end(compiled):
    until = DAY + timedelta(days=90)
    assert end(compiled, "email", "survey", known=Known(held={"email": until})).at == until
    assert end(compiled, "email", "survey", known=Known(held={"email": None})).why == "held"
    assert end(compiled, "email", "survey", known=Known(held={"note": None})).at == END_30


def test_a_purpose_that_nobody_knows_any_more_keeps_nothing(compiled):
    assert keeping_of(compiled, "gone", "email") is None
    assert ending_of({"gone": None}, {}, Known(), "email").due(DAY)


def test_the_events_of_a_file(compiled):
    assert events_in(compiled.policy) >= {"account-closed", "ticket-closed"}
    assert "collection" not in events_in(compiled.policy)


def test_rules_for_the_whole_file_are_the_fallback():
    text = POLICY + (
        "retention:\n"
        "  all: {en: a year, zh: 一年, for: 12 months, then: erase}\n"
        "  backup: {en: backups, zh: 备份, for: 35 days, from: backup, then: erase}\n"
        "  notes: {en: notes, zh: 备注, data: [note], at-least: 24 months}\n"
    )
    compiled = load(text, "kept").compiled
    assert end(compiled, "email", "open-end").at == datetime(2027, 3, 2, 16, tzinfo=UTC)
    assert end(compiled, "email", "open-end").clauses == ("purposes.open-end", "retention.all")
    assert end(compiled, "email", "survey").at == END_30
    assert end(compiled, "note", "survey").at == datetime(2028, 3, 2, 16, tzinfo=UTC)
    assert compile_policy(compiled.policy).version == "1"


@pytest.mark.parametrize(
    ("email", "note", "then"),
    [
        ("for: 12 months, then: restrict", "for: 24 months, then: erase", "erase"),
        ("for: 24 months, then: restrict", "for: 12 months, then: erase", "restrict"),
        ("for: 12 months, then: restrict", "for: 12 months, then: anonymise", "anonymise"),
    ],
)
def test_a_row_of_several_elements_ends_as_the_one_kept_longest(email, note, then):
    rules = (
        f"retention:\n  a: {{en: a, zh: 甲, data: [email], {email}}}\n"
        f"  b: {{en: b, zh: 乙, data: [note], {note}}}\n"
    )
    text = POLICY.replace("data: {optional: [email]}}", "data: {optional: [email, note]}}") + rules
    compiled = load(text, "kept").compiled
    found = [keeping_of(compiled, "open-end", each) for each in ("email", "note")]
    kept = [each for each in found if each is not None]
    assert len(kept) == 2
    assert end_of_rows(kept, DAY, "CN") == end_of_rows(kept[::-1], DAY, "CN") == then
    table = read_places(MAP).places["crm"].tables["visits"]
    assert table.kept is not None
    assert rule_of(compiled, "crm", table, table.kept, DAY).then == then


@pytest.mark.parametrize(
    ("first", "second", "at", "then"),
    [
        ("for: 12 months, then: restrict", "for: 30 days, then: erase", END_30, "erase"),
        ("for: 12 months, then: erase", "for: 30 days, then: anonymise", END_30, "anonymise"),
        ("for: 30 days, then: restrict", "for: 30 days, then: erase", END_30, "erase"),
        ("until: ticket-closed, then: anonymise", "for: 30 days, then: restrict", END_30, "restrict"),
        ("for: 12 months, then: erase", "until: ticket-closed, then: anonymise", CLOSED, "anonymise"),
    ],
)
def test_of_several_rules_on_one_element_the_one_whose_end_counts_says_what_then(first, second, at, then):
    known = Known(events={"ticket-closed": CLOSED} if at == CLOSED else {})
    for one, other in ((first, second), (second, first)):  # whichever comes first in the file
        rules = f"retention:\n  a: {{en: a, zh: 甲, data: [email], {one}}}\n  b: {{en: b, zh: 乙, purposes: [open-end], {other}}}\n"
        compiled = load(POLICY + rules, "kept").compiled
        found = end(compiled, "email", "open-end", known=known)
        assert (found.at, found.then) == (at, then)
        keeping = keeping_of(compiled, "open-end", "email")
        assert keeping is not None
        if len(keeping.longest) == 2:
            assert cutoff([keeping], DAY, "CN")[0] == date(2026, 1, 31)
            assert end_of_rows([keeping], DAY, "CN") == then


def test_what_is_restricted_first_goes_for_good_by_the_later_rule():
    rules = (
        "retention:\n  a: {en: a, zh: 甲, data: [email], for: 30 days, then: restrict}\n"
        "  b: {en: b, zh: 乙, purposes: [open-end], for: 24 months, then: erase}\n"
        "  c: {en: c, zh: 丙, purposes: [open-end], until: ticket-closed, then: anonymise}\n"
    )
    compiled = load(POLICY + rules, "kept").compiled
    first = end(compiled, "email", "open-end")
    late = datetime(2028, 3, 2, 16, tzinfo=UTC)
    assert (first.at, first.then, first.step, first.final) == (END_30, "restrict", late, "erase")
    after = end(compiled, "email", "open-end", known=Known(restricted=frozenset({"email"})))
    assert (after.at, after.then) == (late, "erase")
    closed = datetime(2026, 6, 1, tzinfo=UTC)
    sooner = Known({"ticket-closed": closed}, restricted=frozenset({"email"}))
    assert (
        end(compiled, "email", "open-end", known=sooner).at,
        end(compiled, "email", "open-end", known=sooner).then,
    ) == (closed, "anonymise")
    for until, then in (
        (datetime(2026, 9, 1, tzinfo=UTC), "restrict"),
        (datetime(2029, 1, 1, tzinfo=UTC), "erase"),
    ):
        found = end(compiled, "email", "open-end", known=Known(held={"email": until}))
        assert (found.at, found.then) == (until, then), "what is over by then decides"
    only = end(compiled, "email", "letter", known=Known(restricted=frozenset({"email"})))
    assert (only.at, only.why) == (None, "held"), "no later rule: until somebody ends it"
    both = end(compiled, "email", "open-end", "letter")
    assert (both.then, both.step) == ("restrict", None), "another purpose restricts it for good"


def test_a_table_is_restricted_first_and_erased_later():
    rules = (
        "retention:\n  a: {en: a, zh: 甲, purposes: [open-end], for: 30 days, then: restrict}\n"
        "  b: {en: b, zh: 乙, purposes: [open-end], for: 24 months, then: erase}\n"
    )
    table = read_places(MAP).places["crm"].tables["visits"]
    assert table.kept is not None
    found = rules_of(load(POLICY + rules, "kept").compiled, "crm", table, table.kept, DAY)
    assert [(each.then, (each.before or "")[:10]) for each in found] == [
        ("erase", "2024-03-02"),
        ("restrict", "2026-01-31"),
    ]
    alone = load(POLICY + rules.partition("  b:")[0], "kept").compiled
    assert [each.then for each in rules_of(alone, "crm", table, table.kept, DAY)] == ["restrict"]


def test_a_consent_taken_back_ends_as_the_strictest_rule_says():
    text = POLICY.replace(
        "open-end: {en: No period, zh: 未写期限, basis: agreement",
        "open-end: {en: No period, zh: 未写期限, basis: {consent: explicit}, refused: {loses: [open-end]}",
    )
    rules = (
        "retention:\n  a: {en: a, zh: 甲, data: [email], for: 30 days, then: restrict}\n"
        "  b: {en: b, zh: 乙, data: [email], for: 12 months, then: erase}\n"
    )
    found = end(
        load(text + rules, "kept").compiled, "email", "open-end", known=Known(taken_back={"open-end": CLOSED})
    )
    assert (found.at, found.then) == (CLOSED, "erase")


@pytest.mark.parametrize("missing", ["citation", "justification", "until", "approver", "second-approver"])
def test_what_the_law_only_permits_needs_everything(missing):
    whole = {
        "elements": ["email"], "purpose": "account", "citation": "civil.188", "until": "2027-01-01", "basis": "permitted",
        "justification": "case-7", "approver": "op-1", "second-approver": "op-2",
    }  # fmt: skip
    read_hold(whole).check()
    with pytest.raises(BadHold, match=missing):
        read_hold({**whole, missing: None}).check()
    with pytest.raises(BadHold):
        read_hold({**whole, "second-approver": "op-1"}).check()


def test_what_a_hold_lacks_is_shown():
    assert LegalHold(("email",), "account").findings() == ("no-basis", "no-citation", "no-end", "no-approver")
    assert (
        "no-citation" in LegalHold(("email",), "account", "own", "2027-01-01", "required", "op-1").findings()
    )


def test_a_hold_is_looked_at_two_weeks_before_its_end():
    assert review_from("2027-01-01", DAY) == (datetime(2026, 12, 18, tzinfo=UTC), 14)
    assert review_from("2026-03-04T09:00:00.000Z", DAY) == (DAY, 2)


def test_a_small_group_is_not_anonymous():
    measure = Measure(("city", "year"), 5)
    assert measured(measure, [Group(("A", 1), 7), Group(("B", 1), 5)]).passes
    found = measured(measure, [Group(("A", 1), 7), Group(("B", 1), 2)])
    assert (found.passes, found.smallest, found.small_groups, found.small_rows) == (False, 2, 1, 2)
    assert not measured(Measure(("city",), 1), [Group(("A",), 1)]).passes  # one alone is never hidden
