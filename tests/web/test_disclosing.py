"""What an order demands to be published, from the letter to the officer's hand, beside what one demands to be released: pages alone."""

from __future__ import annotations

import io
import zipfile

import pytest

from tests.web.office import act, approve, entered, notes
from tests.web.people import fields
from tests.web.picking import NAME, POLICY, carry_out, open_site
from tests.web.staff import at_work, said

ORDER = {
    "reference": "(2026) 12",
    "purpose": "lawful-release",
    "criminal-case": "A-17",
    "authority-demand": "letter of 3 March",
    "items": "name, phone",
}
RECIPIENT = {"recipient": "public-authority"}


@pytest.fixture(scope="module")
def site():
    site = open_site()
    for element in ("name", "phone", "gender"):
        site.gate.state(POLICY, "record", element, {"collected-for": ["registration"]}, "u-1")
    yield site
    site.gate.close()


def given(kind):
    """The evidence that the form asks for."""
    return {
        f"evidence.{name}": value
        for name, value in (ORDER | (RECIPIENT if kind == "release" else {})).items()
    }


@pytest.mark.parametrize("kind", ["disclose", "release"])
def test_an_order_is_carried_out_by_two_and_taken_once_by_the_officer(site, kind):
    first, second = at_work(site), at_work(site, "han.mei")
    case = entered(first, POLICY, kind, role="operator")
    act(first, POLICY, case, "judge", method="written-form", seen="the order, stamped")
    act(first, POLICY, case, "judge", method="two-operators", seen="a call back to the court")
    assert site.desk.case(POLICY, case).state == "received", "one alone proves no order"
    approve(second)
    assert site.desk.case(POLICY, case).state == "verified"
    path = f"/console/{POLICY}/cases/{case}"
    ground, typed = "?accept=criminal-justice", given(kind)
    for missing in typed:
        assert f'name="{missing}"' in first.get(path + ground).text, missing
        answer = act(first, POLICY, case, "accept", ground, **{**typed, missing: ""})
        assert said(answer.text) == "rights.guarded", missing
    everything = act(first, POLICY, case, "accept", ground, **{**typed, "evidence.items": "everything"})
    assert said(everything.text) == "rights.guarded", "items are named one by one"
    forged = act(first, POLICY, case, "accept", ground, **{**typed, "ground": "curiosity"})
    assert said(forged.text) == "rights.guarded"
    assert act(first, POLICY, case, "accept", ground, **typed).url.query == b"done=proposed"
    assert site.desk.case(POLICY, case).state == "verified", "nothing goes out by one"
    approve(second)
    kept = site.desk.case(POLICY, case)
    assert (kept.state, kept.basis, kept.elements) == ("accepted", "criminal-justice", ("name", "phone"))
    assert kept.decider != kept.approver
    duty = site.store.read(POLICY, lambda book: book.duty(f"act-on-holding/{case}/vault"))
    assert site.desk.order(POLICY, duty).order.elements == ("name", "phone"), "no item that is not demanded"
    carry_out(site, case)
    page = first.get(path).text
    assert f"{path}/pick-up" not in page, "there is no secret for anybody: the officer takes it"
    hidden = fields(page, f"{path}/copy", how="plain")
    got = first.post(f"{path}/copy", data=hidden)
    with zipfile.ZipFile(io.BytesIO(got.content)) as archive:
        assert NAME in b"".join(archive.read(each) for each in archive.namelist()).decode()
    assert said(first.post(f"{path}/copy", data=hidden).text) == "rights.guarded", "once"
    told = [each["body"] for each in notes(site, POLICY) if each["body"].get("case") == case]
    assert told[-1]["code"] == "handed-out"
    assert NAME not in str(told)


@pytest.mark.parametrize("kind", ["disclose", "release"])
def test_the_person_sees_no_order_and_sees_the_request_of_an_agent(site, kind):
    """docs/RIGHTS.md says why; what somebody asked for in the person's name is theirs to see."""
    first, person = at_work(site), site.person(policy=POLICY)
    order = entered(first, POLICY, kind, role="operator")
    own = entered(first, POLICY, "access", role="agent", requester="")
    listed = person.get(f"/centre/{POLICY}/requests").text
    assert (own in listed, order in listed) == (True, False)
    assert person.get(f"/centre/{POLICY}/requests/{order}").status_code == 404
