"""A case from receipt to letter on real databases: several steps of one transaction pass the triggers one by one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.rights.desks import OFFICER, OPERATOR, OTHER, Office, at
from troth.rights import Acceptance, Draft, Refusal
from troth.rights.errors import Guarded, NoSuchCase, NotNow

KINDS = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(params=KINDS)
def office(request, tmp_path):
    """A desk on each kind of database."""
    url = (
        f"sqlite:///{tmp_path / 'books.db'}"
        if request.param == "sqlite"
        else request.getfixturevalue("postgres")
    )
    built = Office("joinbase", at("2026-02-10 10:00"), url=url, places=("vault", "crm"))
    yield built
    built.store.close()


def test_from_receipt_to_letter(office):
    office.know("u-1")
    target = next(iter(office.shelf.current("joinbase").policy.purposes))
    at_once = office.receive("withdraw", details={"target": target})
    assert (at_once.state, at_once.version) == ("answered", 4), "four steps in one transaction"
    case = office.receive("delete", words="请删除")
    with pytest.raises(NotNow):
        office.desk.accept("joinbase", case.id, OFFICER, Acceptance("ceased-use"))
    case = office.desk.accept("joinbase", office.sign_in(case).id, OFFICER, Acceptance("ceased-use"))
    office.work(case)
    assert office.desk.tick("joinbase").answered == 1
    assert office.case(case).outcome == "fulfilled"
    assert "我们的一个业务系统：删除，已完成" in office.desk.letter("joinbase", case.id)["zh"]
    assert office.desk.file("joinbase", case.id, OFFICER)["words"] == "请删除"
    assert [each.case.id for each in office.desk.of("joinbase", "u-1")] == sorted(
        [at_once.id, case.id], reverse=True
    )


def test_a_pick_up_its_tries_and_the_objection_made_with_it(office):
    """The rows of secrets and of tries are written over, and dropped, by every database in the same way."""
    desk, policy = office.desk, "joinbase"
    office.know("u-1")
    case = office.receive("access", role="relative", route="mail", by=OPERATOR)
    case = office.judge(case, "relative-proof", "two-operators")
    why = Refusal("legal-duty", {"citation": "a law"}, {"en": "No.", "zh": "不予办理。"}, "all of it")
    desk.refuse(policy, case.id, OFFICER, why, (OTHER.who,))
    digest = desk.draft(policy, case.id, OFFICER, Draft("pick-up"))
    office.store.write(policy, desk.approved(policy, case.id, digest, OTHER.who))
    secret = desk.issue_pick_up(policy, case.id, OFFICER, "letter")
    for _ in range(3):
        for number in (case.id, "case-bbbb-bbbb-bbbb", "no number\0at all"):
            with pytest.raises(NoSuchCase):
                desk.open_pick_up(policy, number, "wrong")
    assert desk.pick_up(policy, case.id).tries == 3
    complaint = desk.object_by_pick_up(policy, case.id, secret, "没有这样的法律。")
    opened = desk.open_pick_up(policy, case.id, secret)
    assert (opened.case.id, opened.objection) == (case.id, complaint.id)
    assert desk.open_pick_up(policy, complaint.id, secret).case.about == case.id
    digest = desk.draft(policy, case.id, OFFICER, Draft("pick-up"))
    office.store.write(policy, desk.approved(policy, case.id, digest, OTHER.who))
    new = desk.issue_pick_up(policy, case.id, OFFICER, "letter")
    assert desk.pick_up(policy, case.id).tries == 0
    assert desk.open_pick_up(policy, case.id, new).objection == complaint.id, "it is known to the new one too"


def test_two_who_pick_up_and_object_at_the_same_moment_get_one_copy_and_one_objection(office):
    """What a secret opens is taken in one transaction: nobody is between the look and the taking."""
    desk, policy = office.desk, "joinbase"
    office.know("u-1")
    case = office.receive("access", role="relative", route="mail", by=OPERATOR)
    case = desk.accept(policy, office.judge(case, "relative-proof", "two-operators").id, OFFICER)
    office.export(case, {"name": "王小明"})
    office.work(case)
    desk.tick(policy)
    digest = desk.draft(policy, case.id, OFFICER, Draft("pick-up"))
    office.store.write(policy, desk.approved(policy, case.id, digest, OTHER.who))
    secret = desk.issue_pick_up(policy, case.id, OFFICER, "letter")

    def attempt(step):
        try:
            return step()
        except (NoSuchCase, NotNow, Guarded):
            return None

    def both(step):
        with ThreadPoolExecutor(4) as threads:
            return [each for each in threads.map(attempt, [step] * 4) if each is not None]

    assert len(both(lambda: desk.collect(policy, case.id, secret))) == 1
    assert len(both(lambda: desk.object_by_pick_up(policy, case.id, secret, "No."))) == 1
    assert sum(each.case.kind == "complaint" for each in desk.of(policy, "u-1")) == 1
