"""What is owed because a program decides: nothing for the decision itself, a clock for whatever a person asks about it."""

from __future__ import annotations

import pytest

from tests.rights.desks import NAMES, OFFICER, OTHER, Office, at
from troth.rights import KINDS

REVIEW = {
    "joinbase": {"requests.decide": "2026-02-24"},
    "jeejio": {"requests.answer": "2026-03-09", "app.6": "2026-03-09", "gbt35273.8.7": "2026-03-12"},
    "jingdigital": {"requests.decide": "2026-02-24"},
    "qunyi": {"rights.object-automated": "2026-03-12", "app.6": "2026-03-09", "gbt35273.8.7": "2026-03-12"},
}
"""By policy: when the review has to be done that was asked for, and proved, on 10 February 2026, and what says so."""
BOTH = {"en": "This is why.", "zh": "理由如下。"}


@pytest.mark.parametrize("policy", REVIEW)
def test_every_policy_that_decides_has_a_clock_for_the_review_and_for_the_explanation(policy):
    office = Office(policy, at("2026-02-10 10:00"))
    read = office.shelf.current(policy).policy
    assert [each for each in read.purposes.values() if each.decides is not None]
    assert "object-automated" in read.rights
    office.know("u-1")
    case = office.sign_in(office.receive("object-automated"))
    case = office.desk.accept(policy, case.id, OFFICER)
    assert office.days(case, "decide:review") == REVIEW[policy]
    assert {"answer", "complete"} <= set(office.duties(case))
    office.clock.go(days=40)
    late = office.duties(case)["decide:review"]
    assert late.due.ends is not None
    assert late.due.ends < office.clock.now(), "what nobody has looked at is late, and is seen"
    done = office.desk.review(policy, case.id, OTHER, "upheld", BOTH)
    assert (done.state, office.duties(case)["decide:review"].state) == ("answered", "done")
    asked = office.receive("explain")
    assert office.days(asked, "answer"), "who asks for the rules is answered by a day, too"


@pytest.mark.parametrize("policy", NAMES)
def test_nothing_that_anybody_can_ask_is_without_a_day_for_its_answer(policy):
    office = Office(policy, at("2026-02-10 10:00"))
    office.know("u-1")
    without = [
        kind for kind in KINDS if not KINDS[kind].proof and not office.days(office.receive(kind), "answer")
    ]
    assert without == []
    counted = office.days(office.receive("question"), "answer")
    assert "requests.answer" in counted or "requests.kinds.question" in counted, (
        "it takes no proof, so it runs from receipt"
    )
