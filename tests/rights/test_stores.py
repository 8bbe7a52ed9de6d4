"""A case from receipt to letter on real databases: several steps of one transaction pass the triggers one by one."""

from __future__ import annotations

import pytest

from tests.rights.desks import OFFICER, Office, at
from troth.rights import Acceptance
from troth.rights.errors import NotNow

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
