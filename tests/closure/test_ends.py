"""The end of a service and of an organisation, from the plan to the certificate, through vault and worker."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from tests.closure.house import House, at
from troth.assembly import closings_of
from troth.closure import Plan
from troth.closure.errors import BadChange, ChangeGuarded, ChangeNotNow, NoSuchChange

TEXT = {"en": "The service ends.", "zh": "服务将终止。"}
BY = "0f" * 16
SEEN = "ab" * 32


@pytest.fixture
def qunyi(tmp_path):
    house: Any = House(tmp_path, "qunyi")
    house.closings = closings_of(house.installation)
    return house


def announced(house, day="2026-04-01", **more):
    change = house.closings.plan(house.policy, Plan("service-end", date.fromisoformat(day), TEXT, **more), BY)
    return house.closings.announce(house.policy, change.id, BY)


def test_an_end_needs_both_languages_and_thirty_days(qunyi):
    desk = qunyi.closings
    half = desk.plan("qunyi", Plan("service-end", date(2026, 4, 1), {"zh": "服务将终止。"}), BY)
    with pytest.raises(ChangeGuarded, match="en"):
        desk.announce("qunyi", half.id, BY)
    soon = desk.alter("qunyi", half.id, Plan("service-end", date(2026, 3, 31), TEXT), BY)
    with pytest.raises(ChangeGuarded, match="2026-04-01"):
        desk.announce("qunyi", soon.id, BY)
    later = desk.alter("qunyi", half.id, Plan("service-end", date(2026, 4, 1), TEXT), BY)
    assert desk.announce("qunyi", later.id, BY).state == "announced"
    with pytest.raises(ChangeNotNow):
        desk.announce("qunyi", later.id, BY)
    with pytest.raises(NoSuchChange):
        desk.announce("qunyi", "change-bbbb-bbbb-bbbb", BY)
    with pytest.raises(BadChange):
        desk.plan("qunyi", Plan("service-end", date(2026, 4, 1), TEXT, products=("no-such",)), BY)
    with pytest.raises(BadChange):
        desk.plan("qunyi", Plan("organisation-end", date(2026, 4, 1), TEXT, organisation="acme-school"), BY)


def test_it_takes_effect_when_the_day_and_the_notice_are_there(qunyi):
    change, desk = announced(qunyi), qunyi.closings
    qunyi.clock.at = at("2026-03-31 23:59")
    with pytest.raises(ChangeGuarded, match="2026-04-01"):
        desk.take_effect("qunyi", change.id)
    qunyi.clock.at = at("2026-04-01 00:00")
    with pytest.raises(ChangeGuarded, match="site"):
        desk.take_effect("qunyi", change.id)
    desk.posted("qunyi", change.id, "site", SEEN, BY)
    with pytest.raises(ChangeGuarded, match="2026-05-01"):
        desk.take_effect("qunyi", change.id)
    assert desk.tick("qunyi").effective == 0
    qunyi.clock.at = at("2026-05-01 00:00")
    assert desk.tick("qunyi").effective == 1
    assert desk.change("qunyi", change.id).state in ("effective", "completed")


def test_an_alteration_begins_the_lead_anew_and_a_cancelled_end_ends_nothing(qunyi):
    desk, change = qunyi.closings, announced(qunyi)
    desk.posted("qunyi", change.id, "site", SEEN, BY)
    qunyi.clock.at = at("2026-03-20 10:00")
    again = desk.alter("qunyi", change.id, Plan("service-end", date(2026, 4, 1), TEXT), BY)
    assert again.state == "planned"
    with pytest.raises(ChangeGuarded, match="2026-04-19"):
        desk.announce("qunyi", change.id, BY)
    desk.alter("qunyi", change.id, Plan("service-end", date(2026, 4, 19), TEXT), BY)
    desk.announce("qunyi", change.id, BY)
    qunyi.clock.at = at("2026-04-19 10:00")
    with pytest.raises(ChangeGuarded, match="not announced yet"):
        desk.take_effect("qunyi", change.id)
    desk.cancel("qunyi", change.id, BY)
    with pytest.raises(ChangeNotNow):
        desk.take_effect("qunyi", change.id)
    assert qunyi.person("u-1").ask("browse", act="serve", product="mpm-site")["answer"] == "permit"


def test_at_the_end_everything_goes_but_what_the_law_keeps(qunyi):
    """Two people; of one the law keeps the name. After the end: refused, erased, restricted, certified; then the hold ends."""
    desk = qunyi.closings
    for subject in ("a-1", "b-1"):
        qunyi.put_in(subject, "registration", phone="13800000000", name="x")
        qunyi.record(subject, "phone", **{"collected-for": ["registration"]})
        qunyi.record(subject, "name", **{"collected-for": ["registration"]})
    held = {"elements": ["name"], "purpose": "lawful-record", "citation": "law-1", "until": "2027-01-01"}
    qunyi.gate.state("qunyi", "hold", "lawful-record", held, subject="b-1")
    change = announced(qunyi)
    desk.posted("qunyi", change.id, "site", SEEN, BY)
    assert qunyi.person("a-1").ask("registration", ["phone"], product="mpm-platform")["answer"] == "ask"
    qunyi.clock.at = at("2026-04-01 08:00")
    effective = desk.take_effect("qunyi", change.id, BY)
    assert (effective.state, effective.people, effective.places) == ("effective", 2, ("vault",))
    assert qunyi.person("a-1").why_not("registration", ["phone"], product="mpm-platform") == {"state"}
    with pytest.raises(ChangeGuarded, match="vault"):
        desk.complete("qunyi", change.id, BY)
    assert qunyi.kept("a-1") == {"phone", "name"}
    qunyi.work()
    assert (qunyi.kept("a-1"), qunyi.kept("b-1"), qunyi.restricted("b-1")) == (set(), {"name"}, True)
    finish(qunyi, change)
    text = desk.certificate("qunyi", change.id)
    (vault,) = json.loads(text)["places"]
    assert (vault["place"], vault["people"], vault["held"], vault["because"]) == (
        "vault",
        2,
        1,
        ["lawful-record"],
    )
    assert vault["counts"]["keys"] == 2
    entry = next(each for each in qunyi.entries() if each["kind"] == "closure.change.completed")
    assert entry["body"]["digest"] == desk.change("qunyi", change.id).certificate
    assert "a-1" not in text
    assert qunyi.handle("a-1") not in text
    left = [each for each in qunyi.owed() if each.kind == "act-on-holding"]
    assert [each.about.endswith(".held") for each in left] == [True]
    qunyi.clock.at = at("2027-01-01 09:00")
    qunyi.work()
    assert qunyi.kept("b-1") == set()


def finish(house, change):
    """Complete it, unless a tick of the workers did."""
    house.closings.tick(house.policy)
    assert house.closings.change(house.policy, change.id).state == "completed"


def test_one_product_ends_alone(qunyi):
    """What was collected for the ended product alone goes; what another product uses too stays, and is served."""
    from troth.closure.reach import purposes_of

    compiled = qunyi.gate.shelf.current("qunyi")
    product, only = next(
        (name, sorted(found)[0])
        for name in compiled.policy.products
        if (found := purposes_of(compiled, (name,)))
    )
    qunyi.put_in("a-1", "registration", phone="13800000000", name="x")
    qunyi.record("a-1", "phone", **{"collected-for": [only]})
    qunyi.record("a-1", "name", **{"collected-for": ["registration", only]})
    change = announced(qunyi, products=(product,))
    qunyi.closings.posted("qunyi", change.id, "site", SEEN, BY)
    qunyi.clock.at = at("2026-04-01 08:00")
    qunyi.closings.take_effect("qunyi", change.id, BY)
    assert qunyi.person("a-1").why_not("browse", act="serve", product=product) >= {"state"}
    assert qunyi.person("a-1").ask("browse", act="serve", product="mpm-site")["answer"] == "permit"
    qunyi.work()
    assert qunyi.kept("a-1") == {"name"}


def test_an_organisation_leaves_and_its_members_keep_their_own(qunyi):
    """Its items go in every place, biometric ones too; another organisation's and the members' own stay."""
    both = {
        "controller": "acme-school",
        "role": "administrator",
        "purposes": ["daily-work"],
        "acts": ["collect"],
    }
    qunyi.gate.state("qunyi", "instruction", "activated", {**both, "elements": ["check-in", "face"]})
    qunyi.put_in(
        "m-1", "daily-work", **{"check-in": "9", "face": "f", "phone": "13800000000", "schedule": "s"}
    )
    qunyi.record("m-1", "check-in", **{"collected-for": ["daily-work"]})
    qunyi.record("m-1", "face", **{"collected-for": ["biometric-work"]})
    qunyi.record("m-1", "schedule", controller="other-school")
    qunyi.record("m-1", "phone", **{"collected-for": ["registration"]})
    plan = Plan("organisation-end", date(2026, 3, 2), TEXT, organisation="acme-school", request=SEEN)
    change = qunyi.closings.plan("qunyi", plan, BY)
    qunyi.closings.announce("qunyi", change.id, BY)
    done_ = qunyi.closings.take_effect("qunyi", change.id, BY)
    assert done_.people == 1
    qunyi.work()
    assert qunyi.kept("m-1") == {"phone", "schedule"}
    account = [each for each in qunyi.gate.statements("qunyi", "m-1") if each.kind == "account"]
    assert account == []
    finish(qunyi, change)
    certificate = json.loads(qunyi.closings.certificate("qunyi", change.id))
    assert [each["place"] for each in certificate["places"]] == ["vault"]
    assert certificate["organisation"] == "acme-school"
