"""The desk: clocks, proof, fees, refusal, forwarding, objections, letters and figures, on a clock that the test sets."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.rights.desks import OFFICER, OPERATOR, OTHER, SYSTEM, Office, at
from troth.rights import Acceptance, Actor, Intake, Question, Refusal
from troth.rights.errors import BadCase, Guarded, NoSuchCase, NotNow, NotYours

PERSON = Actor("subject", "u-1")
BOTH = {"en": "This is why.", "zh": "理由如下。"}
START = at("2026-02-10 10:00")


def office(policy="joinbase", **more):
    built = Office(policy, START, **more)
    built.know("u-1")
    return built


# --- clocks ------------------------------------------------------------------------------------------------------


def test_three_clocks_promised_and_statutory():
    desk = office(places=("vault",))
    case = desk.receive("access")
    duties = desk.duties(case)
    assert {name: each.due.due.isoformat() for name, each in duties.items()} == {
        "acknowledge": "2026-02-11",
        "verify": "2026-02-11",
        "answer": "2026-03-09",
        "deliver:letter": "2026-03-09",
    }
    assert desk.days(case, "answer") == {"app.6": "2026-03-09"}, "the promised clock begins at verification"
    desk.clock.go(days=1)
    case = desk.sign_in(case)
    assert desk.days(case, "answer") == {
        "app.6": "2026-03-09",
        "gbt35273.8.7": "2026-03-13",
        "requests.answer": "2026-02-26",
    }
    assert case.state == "accepted", "whoever has just proved who they are sees their own data"
    assert desk.duties(case)["complete"].parent.startswith("answer/")


def test_a_question_for_proof_that_comes_late_stretches_nothing():
    desk = office()
    case = desk.receive("delete", route="mail", by=OPERATOR)
    assert desk.desk.tick("joinbase").late == 0
    desk.clock.at = at("2026-02-14 09:00")
    assert desk.desk.tick("joinbase").late == 1
    assert desk.days(case, "answer")["rights.delete"] == "2026-02-27", (
        "from the day on which we should have asked"
    )
    case = desk.desk.ask("joinbase", case.id, Question("proof"), OPERATOR)
    desk.clock.go(days=9)
    proved = desk.judge(case)
    assert proved.verifies == at("2026-02-12 00:00")
    assert desk.days(proved, "answer")["rights.delete"] == "2026-02-27"
    assert desk.desk.tick("joinbase").late == 0


def test_a_promised_clock_stands_still_for_a_listed_reason_once():
    desk = office()
    case = desk.receive("access", route="mail", by=OPERATOR)
    case = desk.judge(case)
    before = desk.days(case, "answer")
    case = desk.desk.ask("joinbase", case.id, Question("proof", words="which account?"), OPERATOR)
    assert desk.days(case, "answer")["requests.answer"] == "stands still"
    assert desk.days(case, "answer")["app.6"] == before["app.6"], "the law waits for nobody"
    desk.clock.go(days=5)
    case = desk.desk.reply("joinbase", case.id, PERSON, "that one")
    assert (case.state, desk.days(case, "answer")["requests.answer"]) == ("verified", "2026-03-02")
    case = desk.desk.ask("joinbase", case.id, Question("form"), OPERATOR)
    assert desk.days(case, "answer")["requests.answer"] == "2026-03-02", (
        "a form is none of the listed reasons"
    )


def test_nobody_replies_and_the_case_lapses():
    desk = office()
    case = desk.receive("delete")
    desk.clock.go(days=29)
    assert desk.desk.tick("joinbase").lapsed == 0
    desk.clock.go(days=3)
    assert desk.desk.tick("joinbase").lapsed == 1
    case = desk.case(case)
    states = {name: each.state for name, each in desk.duties(case).items()}
    assert (case.state, states["answer"], states["deliver:lapsed"]) == ("lapsed", "void", "open")
    assert desk.desk.tick("joinbase").lapsed == 0


def test_a_letter_keeps_its_real_receipt_and_only_an_operator_enters_one():
    desk = office("jingdigital")
    case = desk.receive("access", route="post", by=OPERATOR, received=at("2026-02-02 09:00"))
    assert desk.days(case, "answer")["app.6"] == "2026-02-28"
    for wrong in ({"received": at("2026-02-11 09:00"), "by": OPERATOR}, {"received": at("2026-02-02 09:00")}):
        with pytest.raises(BadCase):
            desk.receive("access", **wrong)


# --- proof -------------------------------------------------------------------------------------------------------


def test_a_proof_serves_its_own_request_only():
    desk = office(places=("vault",))
    mine, other = desk.receive("delete"), desk.receive("delete", "u-1")
    proving = desk.desk.proving("joinbase", desk.sign_in(mine).id)
    stolen = proving.verified("joinbase", mine.id)
    from troth.rights import asking
    from troth.rights.bench import Bench

    def steal(book):
        bench = Bench(book, desk.shelf.current("joinbase"), desk.clock.now(), desk.desk._tools)
        asking.prove(bench, bench.case(other.id), stolen, 2)

    with pytest.raises(Guarded, match="another request"):
        desk.store.write("joinbase", steal)
    with pytest.raises(NotNow):
        desk.desk.accept("joinbase", other.id, OFFICER, Acceptance("ceased-use"))


def test_known_and_unknown_people_get_the_same():
    desk = office()

    def shape(case):
        found = desk.desk.status("joinbase", case.id)
        clocks = [(each.kind, each.part, each.due, each.source, each.state) for each in found.clocks]
        proving = desk.desk.proving("joinbase", case.id)
        return case.state, case.due, case.asked, clocks, proving.demand, proving.state

    for kind in ("delete", "access", "cancel-account", "withdraw", "complaint"):
        known, unknown = desk.receive(kind, "u-1"), desk.receive(kind, "nobody")
        if kind != "withdraw":
            assert shape(known) == shape(unknown), kind
        assert (known.handle, unknown.handle) == (desk.know("u-1"), "")
    before = desk.receive("delete", "nobody")
    for method in ("two-operators",):
        judged = desk.judge(before, method)
        assert judged.state == "verified"
    with pytest.raises(Guarded, match="nobody of that name"):
        desk.desk.accept("joinbase", before.id, OFFICER, Acceptance("ceased-use"))
    answered = desk.desk.answer("joinbase", before.id, OFFICER, BOTH, "nothing-held")
    assert answered.outcome == "nothing-held"


def test_orders_are_for_accepted_requests_with_proof_only():
    desk = office(places=("vault",))
    case = desk.sign_in(desk.receive("delete", elements=("phone", "email")))
    accepted = desk.desk.accept("joinbase", case.id, OFFICER, Acceptance("ceased-use"))
    duty = desk.duties(accepted)["act-on-holding:vault"]
    ordered = desk.desk.order("joinbase", duty)
    assert (ordered.act, ordered.order.elements, ordered.order.clause) == (
        "erase",
        ("phone", "email"),
        "rights.delete",
    )
    other = desk.receive("delete")
    from dataclasses import replace

    with pytest.raises(Guarded):
        desk.desk.order("joinbase", replace(duty, about=other.id))
    desk.do(duty)
    desk.desk.tick("joinbase")
    with pytest.raises(Guarded):
        desk.desk.order("joinbase", duty)


# --- deciding ----------------------------------------------------------------------------------------------------


def test_erasing_on_request_needs_a_ground_of_the_list_and_its_evidence():
    desk = office(places=("vault",))
    case = desk.sign_in(desk.receive("delete"))
    for said in (None, Acceptance("because"), Acceptance("unlawful-use")):
        with pytest.raises(Guarded):
            desk.desk.accept("joinbase", case.id, OFFICER, said)
    done = desk.desk.accept("joinbase", case.id, OFFICER, Acceptance("unlawful-use", {"finding": "f-1"}))
    assert done.state == "accepted"
    assert "lapse-backup" in desk.duties(done)


def test_refusal_only_on_a_ground_of_the_list_with_everything_it_needs():
    desk = office()
    case = desk.judge(desk.receive("access", route="mail", by=OPERATOR))

    def refuse(
        ground, evidence=None, approvers=(), whole="No part can be read alone.", by=OFFICER, reason=None
    ):
        said = Refusal(ground, evidence or {}, BOTH if reason is None else reason, whole)
        return desk.desk.refuse("joinbase", case.id, by, said, approvers)

    for wrong in (
        lambda: refuse("we-do-not-want-to"),
        lambda: refuse("malice"),
        lambda: refuse("malice", {"evidence": "e"}),
        lambda: refuse("malice", {"evidence": "e"}, (OFFICER.who,)),
        lambda: refuse("malice", {"evidence": "e"}, (OTHER.who,), whole=""),
        lambda: refuse("malice", {"evidence": "e"}, (OTHER.who,), reason={"en": "why"}),
        lambda: refuse("business-secret", {"officer-reason": "r"}),
        lambda: refuse("repetitive"),
    ):
        with pytest.raises(Guarded):
            wrong()
    with pytest.raises(NotYours):
        refuse("malice", {"evidence": "e"}, (OTHER.who,), by=OPERATOR)
    assert desk.case(case).state == "verified"
    done = refuse("malice", {"evidence": "e"}, (OTHER.who,))
    letter = desk.desk.letter("joinbase", case.id)
    assert done.outcome == "refused"
    for words in ("主观恶意", "理由如下。", "异议", "诉讼", "privacy@joinbase.example"):
        assert words in letter["zh"]
    assert "e" not in {desk.kinds()[-1]}
    assert desk.duties(done)["deliver:letter"].state == "open"


def test_part_before_nothing():
    desk = office(places=("vault",))
    case = desk.judge(desk.receive("access", route="mail", by=OPERATOR))
    secret = Refusal("business-secret", {"officer-reason": "r"}, BOTH)
    with pytest.raises(Guarded):
        desk.desk.accept("joinbase", case.id, OFFICER, Acceptance(withheld=("phone",)))
    done = desk.desk.accept("joinbase", case.id, OFFICER, Acceptance(withheld=("phone",), withholding=secret))
    desk.work(done)
    desk.desk.tick("joinbase")
    letter = desk.desk.letter("joinbase", case.id)
    assert desk.case(case).outcome == "partly"
    assert "Left out: " in letter["en"]
    assert "涉及商业秘密" in letter["zh"]


def test_what_is_held_back_is_not_put_right():
    desk = office(places=("vault",))
    values = {"phone": "13800138000", "email": "f@mail.example"}
    case = desk.judge(
        desk.receive("correct", route="mail", by=OPERATOR, elements=tuple(values), details={"values": values})
    )
    secret = Refusal("business-secret", {"officer-reason": "r"}, BOTH)
    done = desk.desk.accept("joinbase", case.id, OFFICER, Acceptance(withheld=("phone",), withholding=secret))
    ordered = desk.desk.order("joinbase", desk.duties(done)["act-on-holding:vault"])
    assert (ordered.order.elements, dict(ordered.values)) == (("email",), {"email": "f@mail.example"})


def test_repeated_requests_are_counted_by_the_desk():
    desk = office(places=())
    case = desk.receive("copy", route="mail", by=OPERATOR)
    for number in range(3):
        case = desk.judge(desk.receive("access", route="mail", by=OPERATOR))
        assert case.earlier == number
        desk.clock.go(days=1)
    early = Refusal("repetitive", {}, BOTH, "It is the same again.")
    with pytest.raises(Guarded, match="enough earlier"):
        desk.desk.refuse("joinbase", case.id, OFFICER, early)
    fourth = desk.judge(desk.receive("access", route="mail", by=OPERATOR))
    with pytest.raises(Guarded, match="no fee"):
        desk.desk.ask("joinbase", fourth.id, Question("fee", approver=OTHER.who), OFFICER)
    assert desk.desk.refuse("joinbase", fourth.id, OFFICER, early).outcome == "refused"
    desk.clock.go(days=400)
    assert desk.receive("access", route="mail", by=OPERATOR).earlier == 0, "the window is over"
    assert desk.receive("inquire", route="mail", by=OPERATOR).earlier == 0


def test_no_more_is_asked_than_the_policy_lists():
    desk = office("jeejio")
    case = desk.receive("delete", route="customer-service", by=OPERATOR)
    with pytest.raises(Guarded):
        desk.desk.ask("jeejio", case.id, Question("detail", ("face-features",)), OPERATOR)
    with pytest.raises(BadCase):
        desk.desk.ask("jeejio", case.id, Question("blood"), OPERATOR)
    with pytest.raises(Guarded):
        desk.desk.extend("jeejio", case.id, OFFICER, "complex", BOTH)


def test_an_objection_goes_to_another_person():
    desk = office()
    case = desk.receive("question", "", role="anyone", route="mail", by=OPERATOR, words="?")
    with pytest.raises(Guarded):
        desk.desk.answer("joinbase", case.id, OFFICER, {"en": "call 13800138000", "zh": "请致电"})
    case = desk.desk.answer("joinbase", case.id, OFFICER, BOTH)
    person = Actor("anyone", case.id)
    objection = desk.desk.object("joinbase", case.id, person, "no")
    assert (objection.kind, objection.about) == ("complaint", case.id)
    with pytest.raises(Guarded, match="another person"):
        desk.desk.answer("joinbase", objection.id, OFFICER, BOTH)
    assert desk.desk.answer("joinbase", objection.id, OTHER, BOTH).state == "answered"
    desk.clock.go(days=31)
    with pytest.raises(Guarded):
        desk.desk.object("joinbase", case.id, person, "still no")


def test_an_unsorted_request_runs_on_the_shortest_clock_until_it_is_sorted():
    desk = office("jeejio")
    case = desk.receive("unsorted", route="mail", by=OPERATOR)
    with pytest.raises(NotNow):
        desk.desk.accept("jeejio", desk.judge(case).id, OFFICER)
    second = desk.receive("unsorted", route="mail", by=OPERATOR)
    sorted_ = desk.desk.sort("jeejio", second.id, "cancellation-question", OPERATOR)
    assert desk.days(sorted_, "answer")["requests.kinds.cancellation-question"] == "2026-02-13"


def test_an_automated_decision_is_looked_at_by_a_person():
    desk = office("jingdigital")
    case = desk.sign_in(desk.receive("object-automated"))
    case = desk.desk.accept("jingdigital", case.id, OFFICER)
    assert case.state == "accepted"
    with pytest.raises(Guarded):
        desk.desk.review("jingdigital", case.id, SYSTEM, "upheld", BOTH)
    done = desk.desk.review("jingdigital", case.id, OTHER, "overturned", BOTH)
    assert (done.state, done.outcome) == ("answered", "fulfilled")
    assert "This is why." in desk.desk.letter("jingdigital", case.id)["en"]


def test_a_consent_is_taken_back_at_once():
    desk = office("qunyi")
    purpose = next(iter(desk.shelf.current("qunyi").policy.purposes))
    case = desk.receive("withdraw", details={"target": purpose})
    assert (case.state, case.outcome) == ("answered", "fulfilled")
    assert "consent.choice.withdrawn" in desk.kinds()


# --- organisations -----------------------------------------------------------------------------------------------


def test_data_of_an_organisation_goes_to_the_organisation_and_comes_back_from_silence():
    desk = office("qunyi", places=("vault",))
    policy = desk.shelf.current("qunyi").policy
    owned = next(name for name, each in policy.data.items() if each.of not in (None, "individual"))
    case = desk.receive("access", elements=(owned,), organisation="school-1")
    assert "assist-controller" in desk.duties(case)
    case = desk.sign_in(case)
    assert case.state == "verified"
    with pytest.raises(Guarded, match="organisation"):
        desk.desk.accept("qunyi", case.id, OFFICER)
    desk.clock.at = at("2026-02-13 00:00")
    assert desk.desk.tick("qunyi").silent == 1
    assert desk.case(case).state == "accepted", "the platform answers instead"
    second = desk.receive("access", elements=(owned,))
    second = desk.desk.answer("qunyi", second.id, OPERATOR, BOTH, "forwarded")
    assert second.outcome == "forwarded"


# --- who sees what -----------------------------------------------------------------------------------------------


def test_lists_figures_and_the_file():
    desk = office()
    case = desk.receive("access", route="mail", by=OPERATOR, words="王小明 13800138000")
    other = desk.receive("question", "", role="anyone", route="mail", by=OPERATOR)
    desk.clock.go(days=3)
    found = desk.desk.cases("joinbase")
    assert [each.case.id for each in found] == sorted([case.id, other.id])  # due at one time, so by number
    assert {each.late for each in found} == {True}
    assert desk.desk.counts("joinbase") == {"received": 2}
    assert [each.case.id for each in desk.desk.of("joinbase", "u-1")] == [case.id]
    assert desk.desk.of("joinbase", "nobody") == []
    desk.desk.look("joinbase", case.id, OPERATOR)
    figures = desk.desk.figures("joinbase", START, START + timedelta(days=1))
    assert (figures.received, figures.late, figures.first_look) == (2, 2, timedelta(days=3))
    assert desk.desk.file("joinbase", case.id, OFFICER)["words"] == "王小明 13800138000"
    with pytest.raises(BadCase):
        desk.desk.file("joinbase", case.id, PERSON)
    with pytest.raises(NoSuchCase):
        desk.desk.case("joinbase", "case-bbbb-bbbb-bbbb")
    kept = b"".join(desk.store.read("joinbase", lambda book: list(book.entries()))).decode()
    assert "13800138000" not in kept + repr(found)
    assert "u-1" not in kept + repr(found)


def test_the_file_outlives_the_key_of_the_person_and_goes_with_its_own():
    desk = office(places=("vault",))
    case = desk.sign_in(desk.receive("delete"))
    case = desk.desk.accept("joinbase", case.id, OFFICER, Acceptance("ceased-use"))

    def die(book):
        if book.key_row(case.handle) is not None:
            book.drop_key(case.handle)

    desk.store.write("joinbase", die)
    desk.work(case)
    desk.desk.tick("joinbase")
    assert desk.desk.letter("joinbase", case.id)["zh"]
    desk.store.write("joinbase", lambda book: desk.desk._tools.files.drop(book, case.file))
    assert desk.desk.letter("joinbase", case.id) == {}


def test_who_may_not_ask_is_told_so():
    desk = office()
    for kind, role in (("disclose", "subject"), ("release", "subject"), ("cancel-account", "relative")):
        with pytest.raises(NotYours):
            desk.desk.receive("joinbase", Intake(kind, "u-1", role))
    for wrong in (
        Intake("nonsense", "u-1"),
        Intake("access", "u-1", route="telepathy"),
        Intake("access", "u-1", language="fr"),
    ):
        with pytest.raises(BadCase):
            desk.desk.receive("joinbase", wrong)
