"""Guardians and automated decisions through the pages of an installation as it is served."""

from __future__ import annotations

import html
import io
import re
import zipfile
from datetime import datetime, timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.api.calling import KEY
from tests.closure.house import House
from tests.vault.unlocking import opened as unlocked
from tests.web.desk import ask, number
from tests.web.people import fields
from troth.assembly import Guardians, desk_of
from troth.consent import links_of
from troth.rights import Actor
from troth.web import make_app

FAMILY = {"product": "family"}
SEEN, JUDGES = "cd" * 32, ["aa" * 16, "bb" * 16]
PAGE = "/centre/qunyi/guardian"


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """Qunyi as it is served, with a pupil of fifteen."""
    made: Any = House(tmp_path_factory.mktemp("house"), "qunyi")
    made.app = make_app(made.installation)
    made.guardians = Guardians(made.installation, desk_of(made.installation))
    pupil = made.person("pupil-1")
    pupil.say("agree", "registration", ["phone", "name"], age=15, **FAMILY)
    pupil.say("agree", "registration", ["phone", "name"], **FAMILY)
    return made


def visitor(house):
    """A browser of its own."""
    return TestClient(house.app, headers={"accept-language": "en"}, base_url="http://troth.example")


def inside(house, subject):
    """A browser in which `subject` has come in by a link."""
    browser = visitor(house)
    path = f"/v1/subjects/{subject}/links?policy=qunyi"
    link = browser.post(path, headers={"Authorization": f"Bearer {KEY}"}).json()
    door = browser.get(link["path"])
    came = browser.post("/centre/-/enter", data=fields(door.text, "/centre/-/enter"))
    assert came.status_code == 200, came.text
    return browser


def words(page):
    """What a page says, without markup."""
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


def address(page):
    """The link that a page shows once."""
    return html.unescape(re.findall(r'id="address" value="([^"]+)"', page)[0])


def press(browser, step, **typed):
    """Use a form of the page of guardians, or of their door."""
    page = browser.get(f"{PAGE}/enter" if step in ("answer", "enter") else PAGE).text
    return browser.post(f"{PAGE}/{step}", data={**fields(page, f"{PAGE}/{step}"), **typed})


def test_a_child_invites_and_a_verified_guardian_asks_for_it(house):
    child = inside(house, "pupil-1")
    assert f'href="{PAGE}"' in child.get("/centre/qunyi/requests").text
    invitation = address(press(child, "invite").text)
    assert 'id="address"' not in child.get(PAGE).text, "it is shown once"

    parent = visitor(house)
    opened = parent.get(invitation)
    assert opened.url.path == f"{PAGE}/enter", "the secret is out of the address"
    assert "pupil-1" not in opened.text
    answered = press(parent, "answer")
    mine = address(answered.text)
    assert mine != invitation
    waiting = parent.get(PAGE).text
    assert "Nothing is shown yet" in words(waiting)
    assert "/ask" not in waiting

    late = visitor(house)
    late.get(invitation)
    assert press(late, "answer").status_code == 404, "an invitation works once"

    link = mine.split("/")[-2]
    for method in ("guardian-identity", "signed-form"):
        house.guardians.verify("qunyi", link, method, JUDGES, SEEN)
    again = visitor(house)
    assert "What stands for the child" not in words(again.get(mine).text), "opening it lets nobody in"
    entered = press(again, "enter")
    assert "What stands for the child" in words(entered.text)
    next_time = address(entered.text)
    assert next_time != mine
    thief = visitor(house)
    thief.get(mine)
    assert "Nothing is shown yet" in words(press(thief, "enter").text), "a link lets in once"
    parent_now = parent.get(PAGE).text
    assert "Nothing is shown yet" in words(parent_now), "what the link let in before is over, too"
    made = press(again, "ask", kind="complaint", words="A stranger writes to my child.")
    assert "The request is in" in words(made.text)
    assert 'data-state="received"' in made.text
    access = press(again, "ask", kind="access")
    assert re.findall(r'<article class="card" data-state="([a-z]+)"', access.text) != []
    page = again.get(PAGE).text
    hidden = fields(page, f"{PAGE}/ask")
    assert again.post(f"{PAGE}/ask", data={"kind": "access"}).status_code == 403
    assert again.post(f"{PAGE}/ask", data={**hidden, "kind": "release"}).status_code == 400
    own = child.get("/centre/qunyi/requests").text
    assert "as parent or guardian of a child" in words(own), "the child sees that it was asked for"

    ended = press(again, "end")
    assert "Open the invitation" in words(ended.text)
    gone = visitor(house)
    gone.get(next_time)
    assert "Nothing is shown yet" in words(press(gone, "enter").text)


def test_who_is_of_age_needs_no_guardian_and_a_stranger_sees_nothing(house):
    house.gate.state("qunyi", "account", "account", {"state": "open"}, "grown-1")
    assert "No guardian speaks for you" in words(press(inside(house, "grown-1"), "invite").text)
    stranger = visitor(house)
    stranger.get(f"{PAGE}/mine/{'0' * 32}/{'1' * 64}")
    page = press(stranger, "enter").text
    assert "Nothing is shown yet" in words(page)
    empty = visitor(house).get(PAGE).text
    assert "Open the invitation" in words(empty)
    assert "<form" not in empty.split("<main", 1)[1]


def test_a_request_through_the_application_as_it_is_served(house):
    house.gate.state("qunyi", "account", "account", {"state": "open"}, "served-1")
    browser = inside(house, "served-1")
    answer = ask(browser, "qunyi", "copy")
    assert 'data-state="accepted"' in answer.text
    case = number(answer)
    listed = house.http.get(f"/v1/requests/{case}?policy=qunyi").json()
    assert listed["state"] == "accepted"


def guardian_of(house, child):
    """A browser of a verified guardian, and the link for next time."""
    parent = visitor(house)
    parent.get(address(press(inside(house, child), "invite").text))
    mine = address(press(parent, "answer").text)
    for method in ("guardian-identity", "signed-form"):
        house.guardians.verify("qunyi", mine.split("/")[-2], method, JUDGES, SEEN)
    return parent, mine


def test_a_guardian_sees_and_takes_only_what_they_asked_for(house):
    pupil = house.person("pupil-2")
    pupil.say("agree", "registration", ["phone", "name"], age=15, **FAMILY)
    pupil.say("agree", "registration", ["phone", "name"], **FAMILY)
    (one, _), (other, theirs) = guardian_of(house, "pupil-2"), guardian_of(house, "pupil-2")
    mine = re.findall(r"case(?:-[b-z]{4}){3}", press(one, "ask", kind="copy").text)[0]
    press(other, "ask", kind="complaint", words="Another matter.")
    assert mine in one.get(PAGE).text
    assert mine not in other.get(PAGE).text
    hidden = fields(other.get(PAGE).text, f"{PAGE}/ask")
    assert other.post(f"{PAGE}/package/{mine}", data=hidden).status_code == 404
    early = one.post(f"{PAGE}/package/{mine}", data=fields(one.get(PAGE).text, f"{PAGE}/ask"))
    assert "That is not possible now" in words(early.text), "there is no copy yet"

    one.get(theirs)
    assert mine in one.get(PAGE).text, "a link that somebody opens here replaces nothing"
    assert one.get(theirs, follow_redirects=False).headers["referrer-policy"] == "no-referrer"
    fresh = press(one, "link")
    assert "This is the link for next time" in words(fresh.text)
    one.get(address(fresh.text))
    assert mine in press(one, "enter").text


# -- the copy under a password

OFFICER = Actor("officer", "0f" * 16)


@pytest.fixture(scope="module")
def ready(house):
    """Two verified guardians of a pupil whose data are in the vault, and the number of the first one's copy, ready to be taken."""
    pupil = house.person("pupil-3")
    pupil.say("agree", "registration", ["phone", "name"], age=15, **FAMILY)
    pupil.say("agree", "registration", ["phone", "name"], **FAMILY)
    (one, link), (other, _) = guardian_of(house, "pupil-3"), guardian_of(house, "pupil-3")
    (prompt,) = pupil.ask("registration", ["phone", "name"], **FAMILY)["ask"]
    assert pupil.put(prompt).status_code == 200
    assert pupil.give("registration", HELD, **FAMILY)
    case = re.findall(r"case(?:-[b-z]{4}){3}", press(one, "ask", kind="copy").text)[0]
    carry_out(house, case)
    press(other, "ask", kind="complaint", words="Another matter.")
    return one, other, case, link


HELD = {"phone": "13500135097", "name": "Ying Ying"}


def carry_out(house, case):
    """An officer accepts; workers do what is owed, until the answer is there."""
    desk = desk_of(house.installation)
    desk.accept("qunyi", case, OFFICER)
    while desk.case("qunyi", case).open:
        assert house.work()


def locked_form(browser, case):
    """The form for the copy under a password, as the page of the guardian has it."""
    return fields(browser.get(PAGE).text, f"{PAGE}/locked/{case}")


def is_zip(answer):
    return answer.headers["content-type"] == "application/zip"


def test_a_guardian_takes_the_copy_under_the_password_of_the_page_once(house, ready):
    one, other, case, link = ready
    shown = locked_form(one, case)
    assert locked_form(one, case)["password"] != shown["password"], "new each time, and kept nowhere"
    path = f"{PAGE}/locked/{case}"
    mark = fields(other.get(PAGE).text, f"{PAGE}/ask")
    theirs = other.post(path, data={**shown, **mark})
    assert theirs.status_code == 404, "another guardian's of the same child"
    stranger = visitor(house)
    stranger.get(PAGE)
    assert not is_zip(stranger.post(path, data=shown))
    assert one.post(path, data={"password": shown["password"]}).status_code == 403, "no mark"
    weak = one.post(path, data={**shown, "password": "1234"})
    assert "That is not possible now" in words(weak.text)
    assert not is_zip(one.post(f"{PAGE}/locked/case-bbbb-bbbb-bbbb", data=shown))
    _, foreign = guardian_with_copy(house, "pupil-4")
    assert one.post(f"{PAGE}/locked/{foreign}", data=shown).status_code == 404, "another child's"

    house.clock.forward(minutes=16)
    assert "come in anew" in words(one.get(PAGE).text)
    stale = one.post(path, data=shown)
    assert "Come in anew by your link first" in words(stale.text)
    one.get(link)
    press(one, "enter")
    page = one.get(PAGE).text
    shown = fields(page, f"{PAGE}/locked/{case}")
    assert shown["password"] in words(page), "it stands there to be noted down"
    got = one.post(path, data=shown)
    assert is_zip(got)
    assert got.headers["cache-control"] == "no-store"
    assert HELD["name"].encode() not in got.content
    with zipfile.ZipFile(io.BytesIO(got.content)) as archive:
        assert all(each.flag_bits & 1 and each.compress_type == 99 for each in archive.infolist())
    inside = unlocked(got.content, shown["password"])
    assert HELD["name"] in inside["data.json"].decode()
    again = one.post(path, data=shown)
    assert not is_zip(again)
    assert "That is not possible now" in words(again.text)
    assert "The copy was taken" in words(one.get(PAGE).text)
    assert not is_zip(one.post(f"{PAGE}/package/{case}", data=shown))


def guardian_with_copy(house, child, wait=lambda: None):
    """A copy that is ready for the guardian of another child, who came in after `wait`: their browser, and its number."""
    pupil = house.person(child)
    pupil.say("agree", "registration", ["phone", "name"], age=15, **FAMILY)
    pupil.say("agree", "registration", ["phone", "name"], **FAMILY)
    parent, mine = guardian_of(house, child)
    wait()
    parent.get(mine)
    press(parent, "enter")
    case = re.findall(r"case(?:-[b-z]{4}){3}", press(parent, "ask", kind="copy").text)[0]
    carry_out(house, case)
    return parent, case


def test_from_the_birthday_on_the_guardian_takes_nothing(house):
    """The copy is ready and the form open in the browser of who came in just now, and the child has come of age meanwhile."""

    def birthday():
        handle, now = house.handle("pupil-5"), house.clock.now().isoformat()
        (link,) = house.store.read("qunyi", lambda book: links_of(book.standing(handle), now))
        return datetime.fromisoformat(link.until)

    def day_before():
        house.clock.at = birthday() - timedelta(minutes=2)

    parent, case = guardian_with_copy(house, "pupil-5", day_before)
    shown = locked_form(parent, case)
    house.clock.at = birthday()
    for step in ("locked", "package"):
        late = parent.post(f"{PAGE}/{step}/{case}", data=shown)
        assert not is_zip(late), step
        assert late.status_code == 404, step
    assert "Nothing is shown yet" in words(parent.get(PAGE).text)
    house.work()
    assert parent.post(f"{PAGE}/locked/{case}", data=shown).status_code == 404
    assert "handed-out" not in desk_of(house.installation).case("qunyi", case).confirmed
