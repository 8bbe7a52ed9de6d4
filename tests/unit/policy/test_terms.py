"""Terms: ids and versions that may be recorded, periods, conditions, demands, source lists."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from troth.ledger.values import is_id, is_version
from troth.policy import (
    Atom,
    Period,
    examine,
    expand,
    load,
    parse_atom,
    parse_condition,
    parse_period,
    promises,
)
from troth.policy.terms import Id, PolicyId, parse_day, parse_event, parse_policy_id, parse_version
from troth.policy.wording import Wrong
from troth.vocabulary import How, Level

IDS = TypeAdapter(Id)
HEAD = "troth: 1\nid: acme\nversion: v1\nlanguages: [en]\n"
NAME_LIKE = st.text(st.sampled_from("aZ09._-"), max_size=70) | st.from_regex(
    r"[a-z]([0-9]{1,4}[._-]?){1,4}[a-z]?", fullmatch=True
)


def takes(parse, value):
    try:
        parse(value)
    except (Wrong, ValidationError):
        return False
    return True


@given(NAME_LIKE)
@example("tel-138-0013-8000")
@example("a1234567")
@example("a123456")
@example("x.2023-07-20")
def test_what_an_id_may_be_is_what_the_ledger_records(value):
    fits = takes(IDS.validate_python, value)
    assert fits == (re.fullmatch(r"[a-zA-Z][a-zA-Z0-9._-]{0,63}", value) is not None and is_id(value))


@given(NAME_LIKE | st.from_regex(r"v?[0-9]{1,5}([.-][0-9a-z]{1,4}){0,4}", fullmatch=True))
@example("2023-07-20")
@example("2023-07-20.2")
@example("2023-02-30")
@example("20230720")
@example("1.2.3")
@example("1-beta")
@example("1000.1000")
def test_what_a_version_may_be_is_what_the_ledger_records(value):
    fits = takes(parse_version, value)
    assert not fits or is_version(value)
    assert fits == (is_version(value) and re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}", value) is not None)


@given(st.text(st.sampled_from("aZ09-"), max_size=42))
def test_what_a_policy_id_may_be(value):
    fits = takes(parse_policy_id, value)
    assert fits == takes(TypeAdapter(PolicyId).validate_python, value)
    assert not fits or (is_id(value) and value == value.lower() and len(value) <= 40)


@pytest.mark.parametrize(
    "content",
    [
        "data: {tel-138-0013-8000: {kind: name}}",
        "products: {crm.20230720: {en: CRM}}",
        "groups: {id-1234567: [a]}",
        "groups: {a: [b1234567]}",
        "purposes: {p1-2-3-4-5-6-7: {basis: contract}}",
        "recipients: {r0755-88881234: {role: processor}}",
        "grounds: {using: {acts: [use], list: {law-1234567: {need: [citation]}}}}",
        "overlays: {o: {key: customer, may-change: [purposes], for: {c13800138000: {}}}}",
        "trackers: {entries: {a: {category: c1234567}}}",
        "minors: {bands: {b1234567: {below: 14, refuses: all}}}",
    ],
)
def test_no_id_of_a_file_can_pass_for_a_number_of_a_person(content):
    messages = {each.message.id for each in examine(f"{HEAD}{content}\n")[1]}
    assert messages == {"policy.number-like"}


@pytest.mark.parametrize("head", ["id: acme-1234567", "version: a1234567"])
def test_nor_can_the_id_or_the_version_of_the_file(head):
    key = head.split(":")[0]
    text = re.sub(rf"^{key}: .*$", head, HEAD, flags=re.MULTILINE)
    assert {each.message.id for each in examine(text)[1]} == {"policy.number-like"}


def test_what_could_be_a_number_of_a_person_is_not_repeated():
    with pytest.raises(Wrong) as caught:
        parse_version("a1380013")
    assert "1380013" not in str(caught.value)


def test_every_clause_id_of_a_sound_file_may_be_recorded():
    text = f"grounds:\n  {'a' * 60}:\n    acts: [use]\n    list: {{{'b' * 40}: {{need: [citation]}}}}\n"
    _, findings, _ = examine(HEAD + text)
    assert [each.message.id for each in findings if each.severity == "error"] == ["policy.id-long"]
    shorter = load(HEAD + text.replace("b" * 40, "b" * 30))
    assert all(is_id(each.clause) for each in promises(shorter.policy))


@pytest.mark.parametrize("day", ["2023-07-20", "2024-02-29"])
def test_a_day(day):
    assert parse_day(day) == day


@pytest.mark.parametrize(
    "day", ["2023-02-29", "2023-7-20", "2023-07-20.2", "20230720", "1999-01-01", 20230720, None]
)
def test_no_day(day):
    with pytest.raises(Wrong, match=r"policy\.not-day"):
        parse_day(day)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("15 working days", Period(15, "working day")),
        ("1 hour", Period(1, "hour")),
        ("12 months", Period(12, "month")),
    ],
)
def test_a_period(text, period):
    assert parse_period(text) == period
    assert str(period) == text


@pytest.mark.parametrize(
    "text",
    ["0 days", "later", "15", "15 Days", "1.5 days", "15  days", "10000 days", "-1 day", "３ days", 3, None],
)
def test_no_period(text):
    with pytest.raises(Wrong, match=r"policy\.period"):
        parse_period(text)


@pytest.mark.parametrize(
    "text", ["soon", "reasonable", "a reasonable period", "合理期限", "必要期限", "as long as needed"]
)
def test_a_period_without_a_number_stays_open(text):
    for parse in (parse_period, parse_event):
        with pytest.raises(Wrong, match=r"policy\.open-period"):
            parse(text)


def test_an_event_is_an_id():
    assert parse_event("account-closed") == "account-closed"
    for value, message in (
        ("two years later", "not-event"),
        (5, "not-text"),
        ("a-13800000000", "number-like"),
    ):
        with pytest.raises(Wrong, match=message):
            parse_event(value)


@pytest.mark.parametrize(
    ("items", "ids"),
    [
        (["mjzk-041"], ["mjzk-041"]),
        (["mjzk-029..031", "033", 40], ["mjzk-029", "mjzk-030", "mjzk-031", "mjzk-033", "mjzk-040"]),
        (["mjzk-009..mjzk-011"], ["mjzk-009", "mjzk-010", "mjzk-011"]),
        (["a-1", "b-2", "3..4"], ["a-1", "b-2", "b-3", "b-4"]),
        (["a-1..500"], [f"a-{number}" for number in range(1, 501)]),
        ([], []),
    ],
)
def test_a_source_list_is_expanded(items, ids):
    assert expand(items) == ids


@pytest.mark.parametrize(
    ("items", "message"),
    [
        (["041"], "source-prefix"),
        (["mjzk"], "source-item"),
        (["mjzk-"], "source-item"),
        (["mjzk-001..jing-002"], "source-item"),
        (["mjzk-１２"], "source-item"),
        (["mjzk-٣"], "source-item"),
        (["mjzk-002..001"], "source-range"),
        (["mjzk-1..501"], "source-range"),
        (["MJZK-001"], "source-item"),
    ],
)
def test_a_source_list_that_is_wrong(items, message):
    with pytest.raises(Wrong, match=rf"policy\.{message}:"):
        expand(items)


def test_a_condition_splits_into_element_and_step():
    condition = parse_condition(
        {"act": "share", "sensitive": True, "data": ["a", "b"], "app-state": "background"}
    )
    assert dict(condition.of_element) == {"data": frozenset({"a", "b"}), "sensitive": frozenset({"true"})}
    assert dict(condition.of_step) == {"act": frozenset({"share"}), "app-state": frozenset({"background"})}
    assert condition.get("act") == frozenset({"share"})
    assert condition.get("kind") is None
    assert parse_condition(condition) is condition


def test_an_atom_of_each_kind():
    assert parse_atom("ticket") == Atom("evidence", words=("ticket",))
    assert parse_atom("instruction") == Atom("instruction")
    assert parse_atom(
        {"consent": "separate", "for": "x", "naming": "recipient", "by": ["own", "guardian"]}
    ) == Atom("consent", level=Level.SEPARATE, target="x", naming=("recipient",), by=("own", "guardian"))
    assert parse_atom({"guardian": "written"}).by == ("own",)
    assert parse_atom({"age": 18}) == Atom("age", age=18)
    assert parse_atom({"transport": "encrypted"}) == Atom("transport", words=("encrypted",))
    assert parse_atom({"authenticated": True}) == Atom("authenticated")
    either = parse_atom({"any": ["ticket", {"any": ["order", {"told": "purpose"}]}]})
    assert [leaf.kind for leaf in either.leaves()] == ["evidence", "evidence", "told"]
    assert parse_atom(either) is either


@pytest.mark.parametrize("kind", ["told", "role", "relation", "region", "form", "permission"])
def test_a_demand_for_nothing_is_refused(kind):
    with pytest.raises(Wrong, match=r"policy\.words"):
        parse_atom({kind: []})


@pytest.mark.parametrize(
    "value", [{}, [], 3, None, True, {"consent": "explicit", "told": ["a"]}, {"thing": 1}]
)
def test_what_is_no_demand_is_refused(value):
    with pytest.raises(Wrong, match=r"policy\.need-shape"):
        parse_atom(value)


@pytest.mark.parametrize("age", [0, -1, 150, True, "18", [18], None])
def test_what_is_no_age_is_refused(age):
    with pytest.raises(Wrong, match=r"policy\.need-age"):
        parse_atom({"age": age})


def test_how_a_promise_is_kept_follows_from_its_section():
    text = """
purposes: {help: {en: Help, basis: contract}}
rights: {access: {en: See your data, within: 15 days}}
controller: {en: Acme, name: Acme, contact: {email: privacy@acme.example}}
statements: {care: {en: Take care}, other: {how: attestation, en: Other}}
protection: {en: Measures, measures: {lock: {en: Locks, proof: probe}}}
grounds: {refusing: {list: {order: {en: Order}}}, using: {acts: [use], list: {law: {need: [citation]}}}}
gaps: {date: {en: No date}}
providing: {share: {gap: none}}
"""
    listed = {each.clause: (each.kind, each.how) for each in promises(load(HEAD + text).policy)}
    assert listed == {
        "purposes.help": ("offer", How.DECISION),
        "rights.access": ("rights", How.DUTY),
        "controller": ("controller", How.RECORD),
        "statements.care": ("statements", How.TEXT),
        "statements.other": ("statements", How.ATTESTATION),
        "protection": ("protection", How.ATTESTATION),
        "protection.measures.lock": ("protection", How.ATTESTATION),
        "grounds.refusing": ("lift", How.DUTY),
        "grounds.refusing.order": ("lift", How.DUTY),
        "grounds.using": ("lift", How.DECISION),
        "grounds.using.law": ("lift", How.DECISION),
        "gaps.date": ("gaps", How.TEXT),
        "providing.share": ("gap", How.DECISION),
    }
