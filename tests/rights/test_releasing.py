"""Demands for release and disclosures: on a ground of the policy, with the order, named items and two persons, or not at all."""

from __future__ import annotations

import pytest

from tests.rights.desks import OFFICER, OPERATOR, OTHER, Office, at
from troth.rights import Acceptance, Actor
from troth.rights.errors import Guarded
from troth.rights.releasing import release_grounds, release_items

DEMAND = {
    "reference": "(2026) 12",
    "purpose": "legal-demand",
    "recipient": "public-authority",
    "citation": "article 54",
    "authority-demand": "letter of 3 March",
    "criminal-case": "A-17",
}
TWO = (OTHER.who,)


def office(policy="jeejio"):
    built = Office(policy, at("2026-03-03 10:00"), places=("vault",))
    handle = built.know("u-1")
    for element in ("name", "phone"):
        built.say(handle, "record", element, {"collected-for": ["registration"]})
    return built


def demanded(desk, kind="release", elements=("name", "phone")):
    case = desk.receive(kind, role="operator", route="mail", by=OPERATOR, elements=elements)
    return desk.judge(case, "written-form", "two-operators")


def accept(desk, case, ground="law-or-authority", approvers=TWO, by=OFFICER, **changed):
    evidence = {name: value for name, value in {**DEMAND, **changed}.items() if value}
    return desk.desk.accept(desk.policy, case.id, by, Acceptance(ground, evidence, approvers=approvers))


def test_a_demand_is_released_on_a_listed_ground_by_two_persons():
    desk = office()
    case = demanded(desk)
    assert release_items(desk.shelf.current("jeejio"), case, "law-or-authority") == (
        "reference", "purpose", "recipient", "citation", "authority-demand",
    )  # fmt: skip
    kept = accept(desk, case)
    assert (kept.state, kept.basis, kept.decider, kept.approver) == (
        "accepted", "law-or-authority", OFFICER.who, OTHER.who,
    )  # fmt: skip
    assert desk.desk.order("jeejio", desk.duties(kept)["act-on-holding:vault"]).order.elements == (
        "name",
        "phone",
    )


@pytest.mark.parametrize(
    ("ground", "changed", "approvers", "why"),
    [
        ("", {}, TWO, "a ground that the policy lists"),
        ("curiosity", {}, TWO, "a ground that the policy lists"),
        ("law-or-authority", {"reference": ""}, TWO, "reference"),
        ("law-or-authority", {"purpose": ""}, TWO, "purpose"),
        ("law-or-authority", {"recipient": ""}, TWO, "recipient"),
        ("law-or-authority", {"recipient": "partners"}, TWO, "no-case"),
        ("law-or-authority", {"citation": ""}, TWO, "evidence-missing"),
        ("law-or-authority", {"authority-demand": ""}, TWO, "evidence-missing"),
        ("law-or-authority", {"purpose": "usage-statistics"}, TWO, "not permit"),
        ("law-or-authority", {}, (), "approver"),
        ("law-or-authority", {}, (OFFICER.who,), "approver"),
        ("dispute", {"recipient": "dispute-party", "purpose": "dispute-handling", "dispute-case": "D-1"}, TWO,
         "evidence-missing"),
    ],
)  # fmt: skip
def test_what_a_demand_lacks_is_named_and_nothing_is_released(ground, changed, approvers, why):
    desk = office()
    case = demanded(desk)
    with pytest.raises(Guarded, match=why):
        accept(desk, case, ground, approvers, **changed)
    assert desk.case(case).state == "verified"
    assert "act-on-holding:vault" not in desk.duties(case)


def test_everything_is_never_released_and_a_missing_list_opens_nothing():
    desk = office()
    case = demanded(desk, elements=())
    for items in ("", "everything", "name, ghost"):
        with pytest.raises(Guarded, match="items"):
            accept(desk, case, items=items)
    assert accept(desk, case, items="name, phone").elements == ("name", "phone")
    qunyi = office("qunyi")
    case = demanded(qunyi, "disclose", ("nickname",))
    assert release_grounds(qunyi.shelf.current("qunyi"), "disclose") == {}
    with pytest.raises(Guarded, match="a ground that the policy lists"):
        accept(qunyi, case, "consented")


def test_what_a_person_has_not_agreed_to_is_not_published():
    desk = office()
    case = demanded(desk, "disclose", ("company-name",))
    with pytest.raises(Guarded, match="not permit"):
        accept(desk, case, "consented", purpose="publishing")
    kept = accept(desk, case, "criminal-justice")
    assert (kept.state, kept.basis) == ("accepted", "criminal-justice")


def test_what_is_never_published_is_not_published_on_any_ground():
    desk = office("jingdigital")
    policy = desk.shelf.current("jingdigital").policy
    never = next(name for name, each in policy.data.items() if (each.kind or "").startswith("biometric"))
    case = demanded(desk, "disclose", (never,))
    with pytest.raises(Guarded, match="never"):
        accept(desk, case, "prosecution", purpose="legal-compliance", evidence="e")


def test_the_package_goes_to_the_officer_and_not_into_the_persons_pages():
    desk = office()
    case = accept(desk, demanded(desk))
    desk.export(case, {"name": "王小明"})
    desk.work(case)
    desk.desk.tick("jeejio")
    case = desk.case(case)
    assert case.outcome == "fulfilled"
    with pytest.raises(Guarded, match="no copy"):
        desk.desk.hand_out("jeejio", case.id, Actor("operator", OPERATOR.who))
    assert dict(desk.desk.hand_out("jeejio", case.id, OFFICER)[0].values) == {"name": "王小明"}


def test_who_was_promised_to_be_told_first_is_told_or_nothing_is_published():
    """jingdigital tells purpose and kinds before a publication that the person agreed to (jing-144): that stands in the books, or it waits."""
    desk = office("jingdigital")
    case = demanded(desk, "disclose", ("feedback",))
    consent = {"for": "publication", "state": "given", "level": "separate", "by": "own"}
    desk.say(case.handle, "consent", "publication", {**consent, "acts": ["disclose"], "data": ["feedback"]})
    desk.say(case.handle, "record", "feedback", {"collected-for": ["enquiry"]})
    named = {
        "purpose": "publication",
        "recipient": "",
        "publication-assessment": "A-1",
        "publication-measures": "M-1",
    }
    with pytest.raises(Guarded, match="not-told"):
        accept(desk, case, "consented", **named)
    desk.say(case.handle, "notice", "publication", {"items": ["purpose", "kinds"], "purpose": "publication"})
    assert accept(desk, case, "consented", **named).state == "accepted"


def test_the_officer_decides_in_the_role_that_the_policy_has_for_it():
    """joinbase lets staff see data in a granted role alone; its orders are the privacy officer's. Told first, as mjzk-155 says."""
    desk = office("joinbase")
    case = demanded(desk, "disclose", ("comment",))
    consent = {"for": "publication", "state": "given", "level": "separate", "by": "own"}
    desk.say(case.handle, "consent", "publication", {**consent, "acts": ["disclose"], "data": ["comment"]})
    desk.say(case.handle, "age", "age", {"state": "declared", "at-least": 30})
    desk.say(case.handle, "record", "comment", {"collected-for": ["community"]})
    with pytest.raises(Guarded, match="not-told"):
        accept(desk, case, "consented", purpose="publication", recipient="")
    items = {"items": ["purpose", "kinds", "sensitive-items"], "purpose": "publication"}
    desk.say(case.handle, "notice", "publication", items)
    assert accept(desk, case, "consented", purpose="publication", recipient="").state == "accepted"


@pytest.mark.parametrize("policy", ["joinbase", "jeejio", "jingdigital", "qunyi", "generic-app"])
def test_what_docs_say_of_the_five_policies_no_exception_for_an_order_asks_for_a_notice(policy):
    """On a ground of an exception nothing has to be told: the policy promises nobody a notice then, or says itself that it falls away."""
    compiled = office(policy).shelf.current(policy)
    telling = {
        act for each in compiled.policy.demands.values() if _tells(each) for act in each.when.get("act") or ()
    }
    for table in compiled.policy.grounds.values():
        for act in {"share", "disclose"}.intersection(
            table.acts if any(each.gap is None for each in table.list.values()) else ()
        ):
            assert "told" in table.lifts or act not in telling, act
            assert not any(_tells(each) for each in table.list.values())


def _tells(clause):
    """Whether a clause needs that the person was told something."""
    return any(atom.kind == "told" for atom in clause.need)
