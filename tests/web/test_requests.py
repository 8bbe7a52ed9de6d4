"""Requests through the pages: asked, proved, answered, taken back, objected to; and nothing of anybody else's."""

from __future__ import annotations

import io
import json
import re
import zipfile

import pytest

from tests.vault.unlocking import opened
from tests.web.desk import OFFICER, OTHER, DeskSite, ask, at, mark_of, number, press, state, words
from tests.web.people import fields
from troth.decisions import Request
from troth.gate import Answered, Edge
from troth.rights import Question, Refusal
from troth.rights.errors import Guarded
from troth.vocabulary import Act

BOTH = {"en": "The order is unpaid.", "zh": "订单尚未付清。"}
BEFORE = ["offer-copy", "warn-backup", "warn-consequences"]


@pytest.fixture(scope="module")
def built():
    """Three of the policies with a desk; every test has people of its own."""
    site = DeskSite("jeejio", "joinbase", "qunyi")
    yield site
    site.gate.close()


# -- what can be asked for


def test_what_can_be_asked_for_with_both_limits_the_earlier_first(built):
    page = built.client("en").get("/centre/joinbase/requests").text
    for kind in (
        "access", "copy", "correct", "delete", "withdraw", "restrict", "object", "explain", "complaint",
        "question", "cancel-account", "preferences", "object-automated",
    ):  # fmt: skip
        assert f'href="/centre/joinbase/requests/new/{kind}"' in page
    card = page[page.index('id="ask-delete"') :].split("</article>")[0]
    days = re.findall(r'<time datetime="([0-9-]+)"', card)
    assert days[:2] == ["2026-02-25", "2026-03-09"], "promised, and by law"
    assert days[2:] == ["2026-02-25", "2026-03-09", "2026-03-12"], "each with its source"
    assert "15 days from the day we know who asks" in card
    assert "15 working days from receipt" in card
    assert "new/release" not in page
    assert "new/unsorted" not in page
    assert built.client().get("/centre/joinbase/requests/new/release").status_code == 404


# -- a request


def test_a_copy_is_asked_for_proved_by_a_fresh_sign_in_and_taken_once(built):
    built.know("qunyi", "copier")
    browser = built.person("copier", "qunyi", "zh")
    answer = ask(browser, "qunyi", "copy", elements=["phone", "nickname"])
    case = number(answer)
    assert state(answer.text) == "accepted"
    assert "请求已提交" in words(answer.text)
    assert "请求已提交" not in words(browser.get(answer.url.path).text), "it is said once"
    assert f"/requests/{case}" in browser.get("/centre/qunyi/requests").text
    built.work("qunyi", case, {"phone": "13800138000", "birth-date": "=1+1"})
    page = browser.get(f"/centre/qunyi/requests/{case}").text
    assert state(page) == "answered"
    assert f"您的请求 {case}" in words(page)
    built.clock.forward(minutes=20)
    assert "请重新登录后领取" in words(browser.get(f"/centre/qunyi/requests/{case}").text)
    stale = browser.post(
        f"/centre/qunyi/requests/{case}/package", data=fields(page, f"/centre/qunyi/requests/{case}/package")
    )
    assert "请先重新登录" in words(stale.text)
    again = built.person("copier", "qunyi", "zh")
    got = press(again, "qunyi", case, "package")
    assert got.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(got.content)) as archive:
        assert "13800138000" in archive.read("data.json").decode()
        assert 'lang="zh' in archive.read("index.html").decode()
    assert "副本已领取" in words(again.get(f"/centre/qunyi/requests/{case}").text)
    twice = again.post(f"/centre/qunyi/requests/{case}/package", data=mark_of(again, "qunyi"))
    assert twice.headers["content-type"].startswith("text/html"), "one time"
    assert built.desk.case("qunyi", case).confirmed == ("handed-out",)


def test_a_copy_is_taken_under_the_password_that_the_page_alone_shows(built):
    built.know("qunyi", "locker")
    browser = built.person("locker", "qunyi", "zh")
    case = number(ask(browser, "qunyi", "copy"))
    built.work("qunyi", case, {"phone": "13800138000"})
    path = f"/centre/qunyi/requests/{case}"
    page = browser.get(path).text
    shown = fields(page, f"{path}/locked")
    assert "文件密码" in words(page)
    assert shown["password"] in words(page)
    assert fields(browser.get(path).text, f"{path}/locked")["password"] != shown["password"], "kept nowhere"
    weak = browser.post(f"{path}/locked", data={**shown, "password": "12345678"})
    assert weak.headers["content-type"].startswith("text/html"), "nothing is handed out"
    got = browser.post(f"{path}/locked", data=shown)
    assert got.headers["content-type"] == "application/zip"
    assert b"13800138000" not in got.content
    with zipfile.ZipFile(io.BytesIO(got.content)) as archive:
        assert all(each.flag_bits & 1 and each.compress_type == 99 for each in archive.infolist())
    assert "13800138000" in opened(got.content, shown["password"])["data.json"].decode()
    twice = browser.post(f"{path}/locked", data=shown)
    assert twice.headers["content-type"].startswith("text/html"), "one time"
    assert built.desk.case("qunyi", case).confirmed == ("handed-out",)


def test_a_copy_waits_for_thirty_days(built):
    built.know("qunyi", "late-copier")
    browser = built.person("late-copier", "qunyi")
    case = number(ask(browser, "qunyi", "copy"))
    built.work("qunyi", case, {"phone": "x"})
    built.clock.forward(days=31)
    again = built.person("late-copier", "qunyi")
    assert "Ask for a new one" in words(again.get(f"/centre/qunyi/requests/{case}").text)
    refused = again.post(f"/centre/qunyi/requests/{case}/package", data=mark_of(again, "qunyi"))
    assert refused.headers["content-type"].startswith("text/html")


def test_an_old_sign_in_is_half_a_proof_and_a_code_the_rest(built):
    built.know("joinbase", "coder")
    browser = built.person("coder", "joinbase")
    built.clock.forward(minutes=30)
    answer = ask(browser, "joinbase", "delete", words="please")
    case = number(answer)
    assert state(answer.text) == "received"
    assert "signed in to the account" in words(answer.text)
    sent = press(browser, "joinbase", case, "send-code")
    assert "If a contact is on file, a code is on its way" in words(sent.text)
    parts = [each.part for each in built.store.read("joinbase", lambda book: list(book.duties_about(case)))]
    assert "code.1" in parts, "a worker sends it"
    code = built.code("joinbase", case)
    wrong = press(browser, "joinbase", case, "code", code="00000000" if code != "00000000" else "11111111")
    assert state(wrong.text) == "received"
    assert "Tries left: 4" in words(wrong.text)
    right = press(browser, "joinbase", case, "code", code=f"{code[:4]} {code[4:]}")
    assert state(right.text) == "verified"
    assert "Thank you, you are recognised" in words(right.text)
    assert "2026" in words(right.text)
    assert at(built, case, "joinbase").proof is not None


def collect(site, step):
    """Take a step of joinbase, answering whatever it asks first."""
    for _ in range(5):
        reply = site.gate.ask("joinbase", [step], Edge(transport="encrypted"))[0]
        if not reply.answer.ask:
            assert reply.answer.verdict.value == "permit", reply.answer
            return
        for prompt, _ in reply.prompts:
            wish = prompt.wish
            age = 30 if wish.kind == "age" else None
            said = Answered("joinbase", "agree", "en", prompt.shown["en"], wish.level, age=age)
            site.gate.put("joinbase", step.subject, wish.kind, wish.target, said)
    raise AssertionError("it never ends asking")


def test_a_contact_that_was_changed_just_now_makes_a_sign_in_too_little(built):
    built.know("joinbase", "changed")
    browser = built.person("changed", "joinbase")
    step = Request(
        act=Act.COLLECT,
        purpose="registration",
        data=("phone",),
        subject="changed",
        occasion={"trigger": "register"},
    )
    for _ in range(2):
        collect(built, step)
        built.clock.forward(minutes=1)
    answer = ask(browser, "joinbase", "access")
    assert state(answer.text) == "received", "a code is asked for beside the sign-in"


def test_what_may_be_changed_directly_is_changed_at_once(built):
    built.know("qunyi", "mover")
    browser = built.person("mover", "qunyi")
    page = browser.get("/centre/qunyi/requests/new/correct").text
    direct = page[page.index("You change these yourself") :].split("</fieldset>")[0]
    assert set(re.findall(r'name="new\.([a-z-]+)"', direct)) == {"nickname", "phone", "birth-date", "region"}
    answer = ask(browser, "qunyi", "correct", **{"new.nickname": "阿宁"})
    case = number(answer)
    assert state(answer.text) == "accepted"
    duty = next(
        each
        for each in built.store.read("qunyi", lambda book: list(book.duties_about(case)))
        if each.kind == "act-on-holding"
    )
    assert built.desk.order("qunyi", duty).values == {"nickname": "阿宁"}
    other = ask(browser, "qunyi", "correct", **{"new.position": "x"})
    assert state(other.text) == "verified", "somebody looks first"
    empty = ask(browser, "qunyi", "correct")
    assert empty.status_code == 400
    assert "at least one new value" in words(empty.text)


def test_a_consent_is_taken_back_and_stays_on_record_as_a_request(built):
    built.know("jeejio", "taker")
    given = next(each.target for each in built.gate.views("jeejio", "taker") if each.kind == "consent")
    built.agree("jeejio", "taker", given)
    browser = built.person("taker", "jeejio")
    answer = ask(browser, "jeejio", "withdraw", target=given)
    assert state(answer.text) == "answered"
    view = next(each for each in built.gate.views("jeejio", "taker") if each.target == given)
    assert view.state == "withdrawn"


# -- closing an account


def test_closing_an_account_exactly_as_the_text_says(built):
    built.know("jeejio", "closer")
    browser = built.person("closer", "jeejio", "zh")
    path = "/centre/jeejio/requests/new/cancel-account"
    form = browser.get(path).text
    assert re.findall(r'name="confirmed" value="([a-z-]+)"', form) == BEFORE
    assert re.findall(r'name="(detail\.[a-z-]+)"', form) == ["detail.phone"], "no more than the policy asks"
    assert "审核期：3 个工作日" in words(form)
    assert "尚有未付清的订单" in words(form)
    assert 'href="/centre/jeejio/requests/new/copy"' in form
    answer = ask(browser, "jeejio", "cancel-account", **{"detail.phone": "13800138000"})
    case = number(answer)
    assert state(answer.text) == "verified"
    assert "办理前请确认" in words(answer.text)
    some = press(browser, "jeejio", case, "confirm", confirmed=BEFORE[:2])
    assert re.findall(r'name="confirmed" value="([a-z-]+)"', some.text) == BEFORE[2:]
    done = press(browser, "jeejio", case, "confirm", confirmed=BEFORE[2:])
    assert "办理前请确认" not in words(done.text)
    assert built.gate.facts("jeejio", "closer").account == "open"
    built.clock.forward(days=14)
    back = press(browser2 := built.person("closer", "jeejio", "zh"), "jeejio", case, "take-back")
    assert state(back.text) == "withdrawn"
    assert "请求已撤回" in words(back.text)
    assert built.gate.facts("jeejio", "closer").account == "open"
    assert "take-back" not in back.text.split("<main")[1], "once"
    assert browser2.get("/centre/jeejio/me").status_code == 200


def test_an_account_is_closed_after_the_review_and_then_nothing_is_taken_back(built):
    built.know("jeejio", "gone")
    browser = built.person("gone", "jeejio")
    answer = ask(browser, "jeejio", "cancel-account", **{"detail.phone": "x"}, confirmed=BEFORE)
    case = number(answer)
    built.clock.forward(days=20)
    built.desk.accept("jeejio", case, OFFICER)
    browser = built.person("gone", "jeejio")
    page = browser.get(f"/centre/jeejio/requests/{case}").text
    assert state(page) == "accepted"
    assert "can no longer be taken back" in words(page)
    late = browser.post(f"/centre/jeejio/requests/{case}/take-back", data=mark_of(browser, "jeejio"))
    assert "That is not possible now" in words(late.text)
    assert state(late.text) == "accepted"
    built.work("jeejio", case)
    page = browser.get(f"/centre/jeejio/requests/{case}").text
    assert state(page) == "answered"
    assert "What goes on being valid" in words(page)


def test_what_is_missing_is_asked_for_and_nothing_beyond(built):
    built.know("joinbase", "former")
    browser = built.person("former", "joinbase", "zh")
    typed = {f"detail.{each}": "x" for each in ("name", "phone", "cancel-reason")}
    answer = ask(browser, "joinbase", "cancel-account", **typed, **{"detail.birthday": "1990"})
    case = number(answer)
    asked = re.findall(r'name="detail\.([a-z-]+)"', answer.text)
    assert asked == ["contact-phone"]
    assert "联系电话" in words(answer.text)
    nothing = press(browser, "joinbase", case, "reply")
    assert "未填写内容" in words(nothing.text)
    replied = press(browser, "joinbase", case, "reply", **{"detail.contact-phone": "13800138000"})
    assert "回复已提交" in words(replied.text)
    assert "birthday" not in json.dumps(built.desk.file("joinbase", case, OFFICER))


# -- objection, fee, lateness


def test_a_refusal_is_objected_to_and_another_person_looks(built):
    built.know("joinbase", "objector")
    browser = built.person("objector", "joinbase", "en")
    case = number(ask(browser, "joinbase", "delete"))
    why = Refusal("legal-duty", {"citation": "a law"}, BOTH, "all of it")
    built.desk.refuse("joinbase", case, OFFICER, why, (OTHER.who,))
    page = browser.get(f"/centre/joinbase/requests/{case}").text
    assert "The order is unpaid." in words(page)
    assert "Possible until" in words(page)
    empty = press(browser, "joinbase", case, "objection", words=" ")
    assert number(empty) == case
    answer = press(browser, "joinbase", case, "objection", words="No law says so.")
    second = number(answer)
    assert second != case
    assert f'href="/centre/joinbase/requests/{case}"' in answer.text
    assert at(built, second, "joinbase").about == case
    with pytest.raises(Guarded):
        built.desk.answer("joinbase", second, OFFICER, BOTH)
    built.desk.answer("joinbase", second, OTHER, BOTH)
    built.clock.forward(days=40)
    browser = built.person("objector", "joinbase", "en")
    assert "/objection" not in browser.get(f"/centre/joinbase/requests/{case}").text, "its time is over"


def test_what_the_desk_asks_for_is_replied_to(built):
    built.know("qunyi", "asked")
    browser = built.person("asked", "qunyi", "en")
    case = number(ask(browser, "qunyi", "restrict"))
    built.desk.ask("qunyi", case, Question("form"), OFFICER)
    page = browser.get(f"/centre/qunyi/requests/{case}").text
    assert state(page) == "waiting"
    assert "written form" in words(page)
    assert "This waits for you" in words(browser.get("/centre/qunyi/requests").text)
    answer = press(browser, "qunyi", case, "reply", words="It is in the post.")
    assert state(answer.text) == "verified"


def test_lateness_is_said(built):
    built.know("qunyi", "waiter")
    case = number(ask(built.person("waiter", "qunyi"), "qunyi", "restrict"))
    built.clock.forward(days=60)
    browser = built.person("waiter", "qunyi")
    assert "We are late with this" in words(browser.get(f"/centre/qunyi/requests/{case}").text)
    assert "We are late with this" in words(browser.get("/centre/qunyi/requests").text)


# -- public and private


def test_opening_warns_first_and_an_old_page_opens_nothing(built):
    built.know("jeejio", "shower")
    browser = built.person("shower", "jeejio", "en")
    page = browser.get("/centre/jeejio/preferences").text
    path = re.findall(r'href="(/centre/jeejio/preferences/[a-z-]+/public)"', page)[0]
    element = path.split("/")[4]
    warning = browser.get(path).text
    assert "They can copy it and pass it on" in words(warning)
    opened = browser.post(path, data={**fields(warning, path), "state": "open"})
    assert "Opened." in words(opened.text)
    assert "public" in built.gate.facts("jeejio", "shower").opened[element]
    closed = browser.post(path, data={**fields(opened.text, path), "state": "closed"})
    assert "Closed." in words(closed.text)
    old = browser.post(path, data={**fields(warning, path), "state": "open"})
    assert "It had changed" in words(old.text)
    assert "public" not in built.gate.facts("jeejio", "shower").opened.get(element, ())
    assert browser.post(path, data={"state": "open", "mark": "x"}).status_code == 403
    assert browser.get("/centre/jeejio/preferences/name/public").status_code == 404
    assert built.client().get("/centre/jeejio/preferences").status_code == 401
