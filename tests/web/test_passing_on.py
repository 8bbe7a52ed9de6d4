"""A copy for somebody whom the person names: the form asks whom, two decide, and an officer passes it on, or the person takes it."""

from __future__ import annotations

import io
import zipfile

import pytest

from tests.web.office import act, approve, notes
from tests.web.people import fields
from tests.web.picking import NAME, POLICY, carry_out, open_site
from tests.web.staff import at_work, said

FORM = f"/centre/{POLICY}/requests/new/transfer"
WHOM = "Blue Heron Books, move@blue-heron.example"


@pytest.fixture(scope="module")
def site():
    site = open_site()
    yield site
    site.gate.close()


def asked(person, site):
    """Ask for it as the form does, without a word and then with it, by a sign-in that proves it; return the number."""
    typed = fields(person.get(FORM).text, FORM) | {"role": "subject"}
    assert "Say in your own words" in person.post(FORM, data=typed).text, "to nobody is no request"
    answer = person.post(FORM, data={**typed, "words": WHOM})
    case = answer.url.path.rsplit("/", 1)[1]
    assert site.desk.case(POLICY, case).state == "verified", "it is decided by people, whoever asks"
    return case


def accepted(site, case):
    """Let two officers decide, and the places do their part."""
    first = at_work(site)
    assert act(first, POLICY, case, "accept").url.query == b"done=proposed", (
        "what goes to somebody else takes two"
    )
    approve(at_work(site, "han.mei"))
    carry_out(site, case)
    assert site.desk.case(POLICY, case).outcome == "fulfilled"
    return first


def test_an_officer_passes_it_on_to_whom_the_person_named_once(site):
    person = site.person(policy=POLICY)
    case = asked(person, site)
    first, path = accepted(site, case), f"/console/{POLICY}/cases/{case}"
    page = first.get(path).text
    assert "for whom the person named" in page
    opened = first.post(f"{path}/file", data=fields(page, f"{path}/file"))
    assert WHOM in opened.text
    hidden = fields(page, f"{path}/copy", how="plain")
    with zipfile.ZipFile(io.BytesIO(first.post(f"{path}/copy", data=hidden).content)) as archive:
        assert NAME in archive.read("data.json").decode()
    assert said(first.post(f"{path}/copy", data=hidden).text) == "rights.guarded", "once"
    own = f"/centre/{POLICY}/requests/{case}"
    assert f"{own}/package" not in person.get(own).text, "the person sees that it went"
    told = [each["body"] for each in notes(site, POLICY) if each["body"].get("case") == case]
    assert told[-1]["code"] == "handed-out"
    assert WHOM not in str(told)


def test_the_person_takes_it_instead_and_nobody_takes_what_is_for_them_alone(site):
    person = site.person(policy=POLICY)
    case = asked(person, site)
    first, own = accepted(site, case), f"/centre/{POLICY}/requests/{case}"
    page = person.get(own).text
    got = person.post(f"{own}/package", data=fields(page, f"{own}/package"))
    assert got.content[:2] == b"PK"
    assert f"{case}/copy" not in first.get(f"/console/{POLICY}/cases/{case}").text
