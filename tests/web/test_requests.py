"""Requests through the pages: asked, proved, answered, taken back, objected to; and nothing of anybody else's."""

from __future__ import annotations

import html
import io
import json
import re
import zipfile

import pytest

from tests.web.desk import NUMBER, OFFICER, OTHER, DeskSite, ask, number, press
from tests.web.people import fields, forms
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


def words(page: str) -> str:
    """What a page says, without markup."""
    body = page.split("<main", 1)[-1].split("</main", 1)[0]
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)))


def state(page: str) -> str:
    """The state on the page of a request."""
    found = re.search(r'<dd data-state="([a-z]+)"', page)
    assert found is not None
    return found[1]


def at(site, case, policy):
    return site.desk.case(policy, case)


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
    twice = again.post(f"/centre/qunyi/requests/{case}/package", data=_mark(again, "qunyi"))
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
    refused = again.post(f"/centre/qunyi/requests/{case}/package", data=_mark(again, "qunyi"))
    assert refused.headers["content-type"].startswith("text/html")


def _mark(browser, policy):
    """The mark of any form of this visitor."""
    page = browser.get(f"/centre/{policy}/requests/new/access").text
    hidden = fields(page, f"/centre/{policy}/requests/new/access")
    return {"mark": hidden["mark"]}


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
            break
        for prompt, _ in reply.prompts:
            wish = prompt.wish
            age = 30 if wish.kind == "age" else None
            said = Answered("joinbase", "agree", "en", prompt.shown["en"], wish.level, age=age)
            site.gate.put("joinbase", step.subject, wish.kind, wish.target, said)
    assert reply.answer.verdict.value == "permit", reply.answer


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
    late = browser.post(f"/centre/jeejio/requests/{case}/take-back", data=_mark(browser, "jeejio"))
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


# -- without a sign-in


def same(page: str) -> str:
    """A page without what differs from visit to visit: its number, mark, and the case's."""
    page = re.sub(r'name="mark" value="[^"]*"', "", page)
    return NUMBER.sub("CASE", page)


def test_known_and_unknown_people_get_the_same_pages(built):
    built.know("joinbase", "known-1")
    found = []
    for subject in ("known-1", "nobody-1"):
        browser = built.client("en")
        pages = [browser.get("/centre/joinbase/requests/new/access")]
        answer = ask(browser, "joinbase", "access", subject=subject)
        case = number(answer)
        pages += [answer, press(browser, "joinbase", case, "send-code")]
        built.code("joinbase", case)
        pages.append(press(browser, "joinbase", case, "code", code="12345678"))
        pages.append(browser.get("/centre/joinbase/requests"))
        pages.append(press(browser, "joinbase", case, "take-back"))
        found.append([(each.status_code, len(each.content), same(each.text)) for each in pages])
    assert found[0] == found[1]


def test_the_code_opens_what_a_stranger_never_sees(built):
    built.know("qunyi", "remote")
    browser = built.client("en")
    case = number(ask(browser, "qunyi", "copy", subject="remote"))
    code = built.code("qunyi", case)
    right = press(browser, "qunyi", case, "code", code=code)
    assert state(right.text) == "accepted"
    built.work("qunyi", case, {"phone": "13800138000"})
    got = press(browser, "qunyi", case, "package")
    assert got.headers["content-type"] == "application/zip"

    stranger = built.client("en")
    lurking = number(ask(stranger, "qunyi", "restrict", subject="remote"))
    owner = built.person("remote", "qunyi")
    page = owner.get(f"/centre/qunyi/requests/{lurking}").text
    assert "made without signing in" in words(page), "the person is asked whether it was them"
    assert state(press(owner, "qunyi", lurking, "login").text) == "verified"
    built.desk.answer("qunyi", lurking, OFFICER, BOTH, "unable")
    seen = stranger.get(f"/centre/qunyi/requests/{lurking}").text
    assert BOTH["en"] not in seen
    assert "could not be carried out" not in words(seen)
    assert BOTH["en"] in owner.get(f"/centre/qunyi/requests/{lurking}").text
    assert "/package" not in seen
    assert "/objection" not in seen


def test_a_choice_of_a_stranger_takes_no_effect(built):
    built.know("jeejio", "victim")
    given = next(each.target for each in built.gate.views("jeejio", "victim") if each.kind == "consent")
    built.agree("jeejio", "victim", given)
    stranger = built.client("en")
    answer = ask(stranger, "jeejio", "withdraw", subject="victim", target=given, words="stop it")
    assert answer.status_code == 200
    view = next(each for each in built.gate.views("jeejio", "victim") if each.target == given)
    assert view.state == "given"


def test_a_question_needs_no_account_and_its_answer_is_shown(built):
    browser = built.client("zh")
    short = ask(browser, "jeejio", "question", role="anyone")
    assert short.status_code == 400
    assert "请用您自己的话说明" in words(short.text)
    case = number(ask(browser, "jeejio", "question", role="anyone", words="为什么？", contact="a@b.example"))
    built.desk.answer("jeejio", case, OFFICER, BOTH)
    assert BOTH["zh"] in words(browser.get(f"/centre/jeejio/requests/{case}").text)
    assert built.desk.file("jeejio", case, OFFICER)["contact"] == {"reply": "a@b.example"}


def test_coming_back_by_number_and_account(built):
    built.know("jeejio", "returner")
    first = built.client("en")
    case = number(ask(first, "jeejio", "delete", subject="returner"))
    path = "/centre/jeejio/requests/find"
    other = built.client("en")

    def find(**typed):
        return other.post(path, data={**fields(other.get(path).text, path), **typed})

    missing = find(number="case-bbbb-bbbb-bbbb", subject="returner")
    wrong = find(number=case, subject="somebody-else")
    assert (missing.status_code, wrong.status_code) == (404, 404)
    blank = {"case-bbbb-bbbb-bbbb": "X", case: "X"}
    texts = [
        re.sub("|".join(blank), "X", re.sub(r'name="mark" value="[^"]*"', "", each.text))
        for each in (missing, wrong)
    ]
    assert texts[0] == texts[1]
    assert state(find(number=case.upper(), subject="returner").text) == "received"
    gone = other.post("/centre/jeejio/requests/forget", data=_mark(other, "jeejio"))
    assert case not in gone.text
    assert other.get(f"/centre/jeejio/requests/{case}").status_code == 404


@pytest.mark.parametrize("subject", ["", "a/b", "x" * 201, "a\u200bb"])
def test_a_reference_that_is_none_is_said_on_the_form(built, subject):
    answer = ask(built.client("en"), "jeejio", "access", subject=subject, words="keep me")
    assert answer.status_code == 400
    assert 'id="errors"' in answer.text
    assert "keep me" in answer.text


# -- nobody else's


STEPS = ("login", "send-code", "code", "reply", "confirm", "take-back", "objection", "package")


def test_no_path_leads_to_somebody_elses_request(built):
    built.know("jeejio", "owner")
    built.know("jeejio", "thief")
    case = number(ask(built.person("owner", "jeejio"), "jeejio", "access"))
    before = at(built, case, "jeejio")
    for browser in (built.person("thief", "jeejio"), built.client("en"), built.person("owner", "qunyi")):
        mark = _mark(browser, "jeejio")
        for wanted in (case, "case-bbbb-bbbb-bbbb"):
            page = browser.get(f"/centre/jeejio/requests/{wanted}", headers={"accept-language": "en"})
            assert page.status_code == 404
            answers = [page] + [
                browser.post(
                    f"/centre/jeejio/requests/{wanted}/{step}",
                    data={**mark, "words": "x", "code": "1", "confirmed": "x"},
                )
                for step in STEPS
            ]
            assert {each.status_code for each in answers} == {404}
            assert len({same(each.text).replace(wanted, "") for each in answers[1:]}) == 1
        theirs = browser.get(f"/centre/jeejio/requests/{case}").text
        none = browser.get("/centre/jeejio/requests/case-bbbb-bbbb-bbbb").text
        assert same(theirs) == same(none)
        assert case not in browser.get("/centre/jeejio/requests").text
    assert at(built, case, "jeejio") == before


def test_every_form_carries_a_mark_and_none_works_without(built):
    built.know("qunyi", "marked")
    browser = built.person("marked", "qunyi")
    case = number(ask(browser, "qunyi", "restrict"))
    before = at(built, case, "qunyi")
    anonymous = built.client("en")
    anonymous.get("/centre/qunyi/requests/new/access")
    for visitor in (browser, anonymous):
        for path in (
            "/centre/qunyi/requests/new/access",
            "/centre/qunyi/requests/find",
            f"/centre/qunyi/requests/{case}",
        ):
            for action, hidden, _ in forms(visitor.get(path).text):
                assert hidden.get("mark"), action
        for mark in ({}, {"mark": "guessed"}, _mark(built.person("other", "qunyi"), "qunyi")):
            sent = {
                **mark,
                "words": "x",
                "role": "subject",
                "subject": "marked",
                "confirmed": "x",
                "code": "1",
            }
            for step in STEPS:
                answer = visitor.post(f"/centre/qunyi/requests/{case}/{step}", data=sent)
                assert answer.status_code == 403, step
            for path in ("new/access", "find", "forget"):
                assert visitor.post(f"/centre/qunyi/requests/{path}", data=sent).status_code == 403
    assert at(built, case, "qunyi") == before
    assert len(built.desk.of("qunyi", "marked")) == 1


def test_signing_out_forgets_what_was_asked_for_others(built):
    built.know("qunyi", "guardian-1")
    built.know("qunyi", "child-1")
    browser = built.person("guardian-1", "qunyi")
    case = number(ask(browser, "qunyi", "access", role="guardian", subject="child-1"))
    page = browser.get(f"/centre/qunyi/requests/{case}").text
    assert "a verified guardian" in words(page), "our staff has to see that they are one"
    assert at(built, case, "qunyi").role == "guardian"
    child = built.person("child-1", "qunyi")
    seen = child.get(f"/centre/qunyi/requests/{case}").text
    assert "Somebody else made this request about you" in words(seen)
    assert "<form" not in seen.split("<main", 1)[1]
    leave = fields(page, "/centre/-/leave")
    browser.post("/centre/-/leave", data=leave)
    assert browser.get(f"/centre/qunyi/requests/{case}").status_code == 404


def test_hostile_words_are_text(built):
    built.know("qunyi", "hostile")
    browser = built.person("hostile", "qunyi")
    payload = '"><script>alert(1)</script>{{7*7}}'
    wrong = ask(browser, "qunyi", "correct", words="x" * 4001, **{"new.nickname": payload})
    assert "<script>alert" not in wrong.text
    assert "{{7*7}}" in html.unescape(wrong.text)


# -- public and private


def test_opening_warns_first_and_an_old_page_opens_nothing(built):
    built.know("jeejio", "shower")
    browser = built.person("shower", "jeejio", "en")
    page = browser.get("/centre/jeejio/preferences").text
    path = re.search(r'href="(/centre/jeejio/preferences/[a-z-]+/public)"', page)[1]
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
