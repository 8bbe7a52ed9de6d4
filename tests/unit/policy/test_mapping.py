"""The map of a policy: it says what the clauses say, no more and no less."""

from __future__ import annotations

from pathlib import Path

import pytest

from troth.policy import load, map_of

POLICY = """
troth: 1
id: shop
version: "1"
languages: [en]
laws: [pipl]
controller: {name: Shop, contact: {email: a@shop.example}}
agreement: {en: You agree, by: click, level: explicit}
data:
  phone: {kind: contact.phone_number, en: phone}
  email: {kind: contact.email, en: email}
  place: {kind: location.precise, en: place}
  city: {kind: contact.address.city, en: city}
groups: {reach: [phone, email]}
purposes:
  look: {en: Look, function: basic, basis: none, acts: [serve], data: {}}
  tips: {en: Tips, basis: {consent: separate}, data: {optional: [place]}, keep: none}
  account: {en: Account, function: basic, basis: agreement, data: {one-of: [reach], optional: [phone, city]}, keep: {for: 30 days, from: account-closed}}
  letters: {en: Letters, basis: agreement, acts: [use], reuses: [account]}
  slips: {en: Slips, basis: agreement, acts: [use], reuses: [letters], keep: none}
  echo: {en: Echo, basis: agreement, acts: [use], data: {optional: [phone]}}
  audit: {en: Audit, basis: ground, data: any}
  later: {gap: "what it takes"}
permissions: {location: {en: Place, data: [place]}}
messages:
  channels: {mail: {en: Mail, to: [email]}}
  types:
    news: {en: News, basis: {consent: explicit}, channels: [mail], data: {required: [email]}}
trackers:
  kinds: [cookie]
  before-choice: [needed]
  categories: {needed: {en: Needed}, counting: {en: Counting}}
  entries:
    session: {en: Session, category: needed, kind: cookie, data: [city], lives: visit}
    visits: {en: Visits, category: counting, kind: cookie, data: [city], lives: 90 days}
recipients:
  host: {role: processor, en: Host, region: SG, purposes: [account, news], signed: true}
  payer: {role: third-party, en: Payer, region: CN}
  police: {role: authority, en: Police}
providing:
  share: {cases: {paying: {en: Paying, recipients: [payer], purposes: [account], need: [{consent: separate}]}}}
grounds: {using: {acts: [use], lifts: [consent], list: {emergency: {need: [evidence]}}}}
retention: {letters: {en: Letters, purposes: [letters], for: 2 years, then: erase}}
"""
FILES = sorted((Path(__file__).parents[3] / "policies").glob("*.yaml"))


@pytest.fixture(scope="module")
def mapped():
    return map_of(load(POLICY).compiled)


@pytest.fixture
def row(mapped):
    return {each.id: each for each in mapped.rows}.__getitem__


def test_everything_that_can_be_asked_stands_in_it_in_order(mapped):
    assert [(each.id, each.group) for each in mapped.rows] == [
        ("look", "basic--none"),
        ("account", "basic--agreement"),
        ("letters", "additional--agreement"),
        ("slips", "additional--agreement"),
        ("echo", "additional--agreement"),
        ("tips", "additional--consent-separate"),
        ("audit", "additional--ground"),
        ("later", "additional--None"),
        ("news", "messages--consent-explicit"),
        ("session", "trackers--before-choice"),
        ("visits", "trackers--consent-explicit"),
    ]


@pytest.mark.parametrize(
    ("purpose", "elements"),
    [
        ("look", []),
        ("tips", [("place", "optional")]),
        ("account", [("phone", "one-of"), ("email", "one-of"), ("city", "optional")]),
        ("letters", [("phone", "reused"), ("email", "reused"), ("city", "reused")]),
        ("audit", [("phone", "any"), ("email", "any"), ("place", "any"), ("city", "any")]),
        ("news", [("email", "required")]),
        ("session", [("city", "required")]),
    ],
)
def test_each_element_once_on_its_strictest_list(row, purpose, elements):
    assert [(each.id, each.need) for each in row(purpose).elements] == elements


def test_what_is_sensitive_says_the_level_it_raises_to(row):
    place = row("tips").elements[0]
    assert (place.sensitive, place.level) == (True, "separate")
    assert not row("account").elements[0].sensitive


def test_recipients_come_from_their_own_lists_and_from_cases(mapped, row):
    found = [(each.id, each.role, each.abroad) for each in row("account").recipients]
    assert found == [("host", "processor", True), ("payer", "third-party", False)]
    assert [each.id for each in row("news").recipients] == ["host"]
    assert [each.id for each in mapped.everywhere] == ["police"]


@pytest.mark.parametrize(
    ("purpose", "key", "stated", "collects"),
    [
        ("tips", "none", True, True),
        ("account", "30-days--account-closed--erase", True, True),
        ("letters", "2-years--erase", True, False),
        ("audit", "not-stated", False, True),
        ("look", "not-stated", False, False),
        ("session", "visit--erase", True, True),
        ("visits", "90-days--erase", True, True),
    ],
)
def test_how_long(row, purpose, key, stated, collects):
    found = row(purpose)
    assert (found.keep.key, found.keep.stated, found.collects) == (key, stated, collects)


@pytest.mark.parametrize(
    ("purpose", "keepers"),
    [
        ("tips", ()),
        ("account", ()),
        ("letters", ("purposes.account",)),
        ("slips", ("purposes.account",)),  # by way of letters, which keep nothing of their own
        ("echo", ("purposes.account",)),
        ("audit", ()),
        ("later", ()),
        ("look", ()),
        ("session", ()),
    ],
)
def test_what_is_only_reused_is_kept_by_another(row, purpose, keepers):
    """A purpose that reuses what another one keeps is not one whose data are not kept."""
    assert row(purpose).kept_by == keepers


def test_levels_and_gaps(row):
    assert [row(each).level for each in ("account", "tips", "look", "session", "visits")] == [
        "explicit",
        "separate",
        None,
        None,
        "explicit",
    ]
    assert (row("later").gap, row("later").listed, row("later").collects) == ("what it takes", False, True)
    assert (row("look").listed, row("letters").listed, row("visits").listed) == (True, True, True)


def test_only_what_was_asked_for(mapped):
    assert [each.id for each in mapped.only(data=frozenset({"place"})).rows] == ["tips", "audit"]
    assert mapped.only(data=frozenset({"place"})).elements() == ("place",)
    assert [each.id for each in mapped.only(recipient="host").rows] == ["account", "news"]
    assert [each.id for each in mapped.only(group="basic--none").rows] == ["look"]
    assert [each.id for each in mapped.only(keep="none").rows] == ["slips", "tips"]
    assert mapped.only(keep="none", recipient="host").rows == ()
    assert mapped.only() == mapped


@pytest.mark.parametrize("file", FILES, ids=[each.stem for each in FILES])
def test_the_real_policies_lose_nothing(file):
    compiled = load(file.read_bytes()).compiled
    mapped = map_of(compiled)
    policy = compiled.policy
    entries = [
        *policy.purposes,
        *policy.messages.types,
        *policy.trackers.entries,
        *policy.supplements.entries,
    ]
    assert sorted(each.id for each in mapped.rows) == sorted(entries)
    for each in mapped.rows:
        assert {element.id for element in each.elements} == compiled.allowed[each.clause], each.id
    named = {(each, purpose) for each, entry in policy.recipients.items() for purpose in entry.purposes}
    found = {(each.id, row.id) for row in mapped.rows for each in row.recipients}
    assert named <= found
