"""Entries: made checked, written canonically, read back exactly; nothing personal gets in."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from enum import Enum, IntEnum

import pytest

from tests.unit.ledger.material import AT, POLICY, SAMPLE, Random, consent, entry, full_entry, subject
from tests.unit.ledger.test_values import PERSONAL
from troth.ledger import FIELDS, Entry, EntryKind, PolicyRef, instant, new_salt, read_entry
from troth.ledger import values as shapes
from troth.ledger.errors import EntryError, FormatError
from troth.vocabulary import canonical

KINDS = list(EntryKind)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_written_and_read_back(kind):
    for made in (entry(kind, Random()), full_entry(kind, Random())):
        assert read_entry(made.bytes) == made
        assert made.bytes == canonical(made.json())


def test_a_kind_is_area_subject_action():
    for kind in KINDS:
        assert len(kind.value.split(".")) == 3
    assert set(FIELDS) == set(KINDS)


def test_no_kind_has_a_field_of_free_text():
    """Every field of every kind has one of the shapes that test_values.py tries personal values on."""
    used = {shape for fields in FIELDS.values() for shape in fields.known.values()}
    assert used <= set(SAMPLE)


def test_only_the_reference_fields_hold_indexes():
    """The verifier follows `replaces` and `cites`; an index under another name would go unchecked."""
    for fields in FIELDS.values():
        for name, shape in fields.known.items():
            assert (shape in (shapes.INDEX, shapes.INDEXES)) == (name in ("replaces", "cites"))


@pytest.mark.parametrize("name", PERSONAL)
@pytest.mark.parametrize("kind", KINDS)
def test_a_personal_value_is_refused_in_every_field(kind, name):
    """Smuggled in as a value or inside a list, in every field of every kind."""
    good = full_entry(kind, Random())
    for field in FIELDS[kind].known:
        for smuggled in (PERSONAL[name], (PERSONAL[name],)):
            with pytest.raises(EntryError) as caught:
                replace(good, body={**good.body, field: smuggled})
            assert caught.value.id == "ledger.bad-value"
            if len(PERSONAL[name]) > 4:
                assert PERSONAL[name] not in str(caught.value)
                assert PERSONAL[name] not in caught.value.text("zh")


@pytest.mark.parametrize("name", PERSONAL)
def test_a_personal_value_is_refused_beside_the_body(name):
    good = consent(Random())
    value = PERSONAL[name]
    for part in ("controller", "subject", "salt", "at"):
        with pytest.raises(EntryError):
            replace(good, **{part: value})  # type: ignore[arg-type]
    for part in ("id", "version", "hash"):
        with pytest.raises(EntryError):
            replace(POLICY, **{part: value})


@pytest.mark.parametrize("name", PERSONAL)
def test_a_personal_value_is_refused_as_the_name_of_a_field(name):
    good = consent(Random())
    with pytest.raises(EntryError) as caught:
        replace(good, body={**good.body, PERSONAL[name]: "a"})
    assert caught.value.id == "ledger.unknown-field"
    if len(PERSONAL[name]) > 4:
        assert PERSONAL[name] not in str(caught.value)


def test_a_number_cannot_carry_a_telephone_number():
    good = consent(Random())
    with pytest.raises(EntryError):
        replace(good, body={**good.body, "replaces": 13800138000})


@pytest.mark.parametrize("value", [{"a": "b"}, [["a"]], 1.5, None, b"ab"])
def test_a_body_is_flat(value):
    good = consent(Random())
    with pytest.raises(EntryError):
        replace(good, body={**good.body, "channel": value})


def test_members_of_enums_are_recorded_as_their_content():
    class Old(str, Enum):  # noqa: UP042  # the old kind is what is tried
        """As written before StrEnum: its members do not print as their content."""

        PHONE = "phone"

    class Number(IntEnum):
        ONE = 1

    made = entry(
        EntryKind.STEP_REFUSED,
        Random(),
        act=Old.PHONE,
        clauses=[Old.PHONE, "b"],
        cites=[Number.ONE],
        steps=Number.ONE,
    )
    assert b'"act":"phone"' in made.bytes
    assert b'"cites":[1],"clauses":["phone","b"]' in made.bytes
    assert read_entry(made.bytes) == made
    assert made.bytes == canonical(made.json())


def test_what_a_kind_needs_is_demanded():
    good = consent(Random())
    for change, message in (
        ({"subject": None}, "ledger.needs"),
        ({"policy": None}, "ledger.needs"),
        ({"body": {k: v for k, v in good.body.items() if k != "shown"}}, "ledger.missing-field"),
        ({"kind": "consent.choice.given"}, "ledger.unknown-kind"),
    ):
        with pytest.raises(EntryError) as caught:
            replace(good, **change)
        assert caught.value.id == message
        assert caught.value.help("zh")


def test_an_error_says_what_to_do_in_both_languages():
    with pytest.raises(EntryError) as caught:
        entry(EntryKind.CONSENT_REFUSED, Random(), purpose="13800138000")
    assert caught.value.text("en") == "the field `purpose` does not hold an id"
    assert caught.value.text("zh") == "字段 `purpose` 的值不符合要求：应为编号"
    assert "personal values" in caught.value.help("en")
    assert "个人信息" in caught.value.help("zh")


def test_a_body_cannot_be_changed_afterwards():
    body = {"state": "open"}
    made = Entry(EntryKind.ACCOUNT_CHANGED, AT, "acme", "0" * 32, subject("li"), None, body)
    body["state"] = "13800138000"
    assert made.body["state"] == "open"
    with pytest.raises(TypeError):
        made.body["state"] = "x"  # type: ignore[index]


def test_an_entry_has_a_greatest_length():
    most = ("a" * 100,) * 500
    with pytest.raises(EntryError) as caught:
        _ = (
            full_entry(EntryKind.STEP_REFUSED, Random()).bytes
            and entry(EntryKind.STEP_REFUSED, Random(), clauses=most, elements=most).bytes
        )
    assert caught.value.id == "ledger.entry-too-long"


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.replace(b'"v":1', b'"v":2'),
        lambda data: data.replace(b'"v":1', b'"v":true'),
        lambda data: data.replace(b'"v":1', b'"v":1.0'),
        lambda data: data.replace(b'"v":1', b'"v": 1'),
        lambda data: data.replace(b'"v":1', b'"v":1,"w":1'),
        lambda data: data.replace(b'"v":1', b'"v":1,"v":1'),
        lambda data: data.replace(b'"salt"', b'"s\\u0061lt"'),
        lambda data: data.replace(b"consent.choice.given", b"consent.choice.wanted"),
        lambda data: data.replace(b'"kind":"consent.choice.given"', b'"kind":["consent.choice.given"]'),
        lambda data: data.replace(b'"controller":"acme"', b'"controller":null'),
        lambda data: data + b" ",
        lambda data: data + b"\n",
        lambda data: b" " + data,
        lambda data: data[:-1],
        lambda data: b"",
        lambda data: b"[]",
        lambda data: b"null",
        lambda data: b"[" * 100_000,
        lambda data: b"[" * 60_000,
        lambda data: b'{"a":' * 10_000,
        lambda data: b"\xff" + data,
        lambda data: json.dumps(json.loads(data), indent=1).encode(),
    ],
)
def test_only_the_written_bytes_are_read(change):
    with pytest.raises(FormatError) as caught:
        read_entry(change(consent(Random()).bytes))
    assert caught.value.id == "ledger.bad-entry-bytes"


def test_a_policy_has_exactly_its_three_parts():
    written = json.loads(consent(Random()).bytes)
    for policy in ({**written["policy"], "note": "a"}, {"id": "acme"}, "acme", ["acme"]):
        with pytest.raises(FormatError):
            read_entry(canonical({**written, "policy": policy}))


def test_an_instant_is_utc_with_milliseconds_cut():
    moment = datetime(2026, 1, 2, 11, 4, 5, 678_999, timezone(timedelta(hours=8)))
    assert instant(moment) == AT
    assert instant(datetime(2026, 12, 31, 23, 59, 59, 999_999, UTC)) == "2026-12-31T23:59:59.999Z"
    with pytest.raises(EntryError):
        instant(datetime(2026, 1, 2))


def test_a_salt_is_sixteen_random_bytes():
    random = Random()
    salts = {new_salt(random) for _ in range(100)}
    assert len(salts) == 100
    assert {len(salt) for salt in salts} == {32}


def test_two_people_who_do_the_same_have_different_leaves():
    random = Random()
    assert entry(EntryKind.STEP_REFUSED, random).bytes != entry(EntryKind.STEP_REFUSED, random).bytes


def test_the_policy_is_part_of_the_entry():
    assert read_entry(consent(Random()).bytes).policy == PolicyRef("acme", "2025-12-01", POLICY.hash)
