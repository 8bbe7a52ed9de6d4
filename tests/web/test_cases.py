"""Requests and duties at the console over HTTP: stories with a clock that the test sets, roles, two persons, evidence."""

from __future__ import annotations

import html
import json
import re
from datetime import datetime, timedelta

import pytest

from tests.web.people import POLICY, ROOT, Site, fields
from tests.web.staff import at_work, hire, said, with_key
from troth.duties import complete
from troth.holdings.ports import Receipt
from troth.operators import ROLES
from troth.rights import Actor, Intake
from troth.web.console.case_views import DONE
from troth.web.console.cases import ACTS

DESK = (
    POLICY.replace("agreement:", "laws: [pipl]\ncalendar: CN\nagreement:", 1)
    + """
  delete: {en: Have it deleted, zh: 删除信息, within: 30 days, from: receipt, backups: {gone-within: 35 days}}
requests:
  en: Answered in thirty days
  zh: 三十日内答复
  calendar: CN
  first-look: 1 working day
  answer: {within: 30 days, from: receipt, pause: [proof, form], en: Answered, zh: 答复}
  proof: {ask-within: 1 working day, methods: [login, one-time-code, written-form]}
  fees: {free: 5 per 12 months, then: CNY 10, approve: privacy-officer, before-refusal: true}
  objection: {within: 30 days, reviewer: another-operator}
  extension: {by: 10 days}
grounds:
  refusing:
    en: When a request may be turned down
    zh: 可以拒绝请求的情形
    acts: []
    list:
      risk-to-others: {en: It puts others' rights at risk, zh: 危及他人合法权益, may: refuse, need: [evidence, approver]}
      malice: {en: It is made in bad faith, zh: 出于恶意, may: refuse, need: [evidence, approver]}
      legal-duty: {en: A legal duty of ours, zh: 履行法定义务, cannot: respond, need: [citation]}
"""
)
OFFICE = {"li.wei": ["officer"], "han.mei": ["officer"], "rev": ["reviewer"], "see": ["auditor"]}
NUMBER = re.compile(r"case(?:-[b-z]{4}){3}")


def known(site, policy, subject="u-1"):
    """Put somebody on file: an account that is open."""
    site.gate.state(policy, "account", "account", {"state": "open"}, subject)


def opened(*names, staff=OFFICE, places=("orders", "vault")):
    """A site with these policies (`shop`: the one above) and operators, and one person on file in each."""
    site = Site(
        *(DESK if each == "shop" else (ROOT / "policies" / f"{each}.yaml").read_text() for each in names)
    )
    site.places = places
    for login, roles in staff.items():
        hire(site, login, roles)
    for each in names:
        known(site, each)
    return site


@pytest.fixture
def shop():
    site = opened("shop")
    yield site
    site.gate.close()


@pytest.fixture
def joinbase():
    site = opened("joinbase")
    yield site
    site.gate.close()


def entered(browser, policy, kind="delete", **more):
    """Enter a letter as the form does; return the number of the request."""
    path = f"/console/{policy}/cases/new"
    page = browser.get(path)
    typed = {
        "kind": kind,
        "role": "subject",
        "subject": "u-1",
        "route": "mail",
        "day": "2026-02-06",
        "language": "zh",
        "words": "请删除我的全部信息",
        **more,
    }
    answer = browser.post(path, data={**fields(page.text, path), **typed})
    assert answer.status_code == 200, said(answer.text)
    return NUMBER.search(answer.url.path)[0]


def act(browser, policy, number, do, query="", **typed):
    """Use the form of an act on the page of a request; return the answer."""
    path = f"/console/{policy}/cases/{number}"
    page = browser.get(path + query)
    return browser.post(path, data={**fields(page.text, path, do=do), **typed})


def approve(browser, how="approve"):
    """Decide the first thing that waits; return the answer."""
    page = browser.get("/console/waiting")
    return browser.post("/console/waiting", data=fields(page.text, "/console/waiting", do=how))


def offered(browser, policy, number):
    """The acts that the page of a request offers."""
    return set(re.findall(r'id="act-(\w+)"', browser.get(f"/console/{policy}/cases/{number}").text))


def proved(site, policy, number):
    """Let two operators judge a proof, past the pages."""

    def step(proving, counts):
        people, now = ("aa" * 16, "bb" * 16), site.clock.now()
        return site.identity.judged(proving, "two-operators", people, "cd" * 32, now), None

    site.desk.change_proof(policy, number, step)


def carry_out(site, policy, number):
    """Do what a request opened, as workers do, and let the desk answer."""
    for duty in site.store.read(policy, lambda book: list(book.duties_about(number))):
        if duty.kind not in ("act-on-holding", "tell-recipient") or duty.state != "open":
            continue
        held = duty.claim(max(site.clock.now(), duty.ready), timedelta(minutes=5))
        also, digest = None, "ab" * 32
        if duty.kind == "act-on-holding":
            ordered = site.desk.order(policy, duty)
            receipt = Receipt(
                policy, duty.handle, duty.id, duty.part, ordered.act, "done", "now", {"records": 1}
            )
            also, digest = site.desk.settle(policy, duty, receipt), receipt.digest

        def work(book, duty=duty, held=held, also=also, digest=digest):
            book.keep_duty(held)
            if also is not None:
                also(book)
            complete(book, duty.id, held.fence, digest, site.clock.now())

        site.store.write(policy, work)
    site.desk.tick(policy)


def dead(site, policy, number, part="orders"):
    """Let a worker give up on a place."""

    def work(book):
        duty = book.duty(f"act-on-holding/{number}/{part}")
        held = duty.claim(max(site.clock.now(), duty.ready), timedelta(minutes=5))
        book.keep_duty(held)
        book.keep_duty(held.hand_over(held.fence, "holdings.no-place"))

    site.store.write(policy, work)


def busy(site, policy):
    """Requests in several states, the oldest late; return their numbers by name."""
    desk, by = site.desk, Actor("officer", "0f" * 16)
    found = {}
    for name, days in (("late", 40), ("dead", 6), ("verified", 4), ("waiting", 2), ("received", 0)):
        known(site, policy, f"p-{name}")
        at = site.clock.at
        site.clock.at = at - timedelta(days=days)
        intake = Intake("access", f"p-{name}", route="mail", by=Actor("operator", "0f" * 16))
        found[name] = desk.receive(policy, intake).id
        site.clock.at = at
    for name in ("dead", "verified"):
        proved(site, policy, found[name])
    desk.accept(policy, found["dead"], by)
    dead(site, policy, found["dead"])
    from troth.rights import Question

    desk.ask(policy, found["waiting"], Question("proof"), by)
    return found


def notes(site, policy):
    """The entries of a policy's ledger."""
    return [json.loads(each) for each in site.store.read(policy, lambda book: list(book.entries()))]


# --- stories


def test_a_letter_counts_from_its_real_receipt_and_is_carried_out_by_two(shop):
    first, second = at_work(shop), at_work(shop, "han.mei")
    number = entered(first, "shop")
    case = shop.desk.case("shop", number)
    assert case.received == datetime.fromisoformat("2026-02-06T00:00+08:00")
    page = first.get(f"/console/shop/cases/{number}").text
    assert (
        "2026-03-05" in page
    )  # 15 working days of the law: Spring Festival is off, 14 and 28 February are worked
    assert offered(first, "shop", number) == {
        "look",
        "ask",
        "code",
        "judge",
        "answer",
        "extend",
        "withdraw",
        "fail",
    }
    assert act(first, "shop", number, "look").url.query == b"done=look"
    assert "look" not in offered(first, "shop", number)
    seen = {"method": "two-operators", "seen": "Passport at the counter"}
    assert act(first, "shop", number, "judge", **seen).url.query == b"done=proposed"
    assert shop.desk.case("shop", number).state == "received"
    approve(second)
    assert shop.desk.case("shop", number).state == "verified"
    assert act(first, "shop", number, "accept").url.query == b"done=proposed"
    assert shop.desk.case("shop", number).state == "verified"  # nothing is erased by one
    approve(second)
    assert shop.desk.case("shop", number).state == "accepted"
    carry_out(shop, "shop", number)
    page = first.get(f"/console/shop/cases/{number}").text
    assert "您的请求已办结。" in page
    assert "Your request has been carried out." in page
    assert offered(first, "shop", number) == set()


def test_a_refusal_takes_ground_evidence_reasons_and_another_person(shop):
    first, second = at_work(shop), at_work(shop, "han.mei")
    number = entered(first, "shop")
    proved(shop, "shop", number)
    ground = "?refuse=risk-to-others"
    typed = {
        "evidence.evidence": "folder 9",
        "en": "It harms others.",
        "zh": "会危害他人。",
        "whole": "cannot be split",
    }
    for missing in typed:
        answer = act(first, "shop", number, "refuse", ground, **{**typed, missing: ""})
        assert said(answer.text) == "rights.guarded", missing
        assert answer.status_code == 409
    forged = act(first, "shop", number, "refuse", ground, **{**typed, "ground": "too-much-work"})
    assert said(forged.text) == "rights.guarded"  # no ground of the list
    before = len(notes(shop, "shop"))
    preview = act(first, "shop", number, "refuse", ground, **typed, preview="yes").text
    assert "It harms others." in preview
    assert "会危害他人。" in preview
    assert len(notes(shop, "shop")) == before  # trying keeps nothing
    assert act(first, "shop", number, "refuse", ground, **typed).url.query == b"done=proposed"
    assert shop.desk.case("shop", number).state == "verified"
    assert said(approve(first, "refuse").text) == ""  # taken back: it was theirs
    act(first, "shop", number, "refuse", ground, **typed)
    approve(second)
    case = shop.desk.case("shop", number)
    assert (case.outcome, case.ground) == ("refused", "risk-to-others")
    entry = next(each for each in notes(shop, "shop") if each["kind"] == "rights.case.refused")
    people = {each.id: each.handle for each in shop.doors.operators.all()}
    assert entry["body"]["operator"] == people["li.wei"]
    assert entry["body"]["approver"] == people["han.mei"]
    assert "harms others" not in json.dumps(notes(shop, "shop"))


def test_what_is_proposed_names_ids_and_digests_only(shop):
    first = at_work(shop)
    number = entered(first, "shop")
    act(first, "shop", number, "judge", method="two-operators", seen="Passport of Lin Xiaoyu")
    (proposal,) = shop.doors.approvals.waiting("shop")
    assert proposal.target == number
    assert "Lin Xiaoyu" not in json.dumps(dict(proposal.parameters))
    assert "Lin Xiaoyu" not in json.dumps(notes(shop, "shop"))
    second = at_work(shop, "han.mei")
    path = f"/console/shop/cases/{number}"
    page = second.get(path).text
    assert "Lin Xiaoyu" not in page
    opened_file = second.post(f"{path}/file", data=fields(page, f"{path}/file"))
    assert "Passport of Lin Xiaoyu" in opened_file.text
    people = {each.id: each.handle for each in shop.doors.operators.all()}
    read = [each["body"] for each in notes(shop, "shop") if each["body"].get("code") == "file-read"]
    assert [each["operator"] for each in read] == [people["han.mei"]]


def test_what_changed_meanwhile_is_not_done(shop):
    first, second = at_work(shop), at_work(shop, "han.mei")
    number = entered(first, "shop")
    proved(shop, "shop", number)
    act(first, "shop", number, "accept")
    act(first, "shop", number, "withdraw")
    assert said(approve(second).text) in ("rights.not-now", "")
    assert shop.desk.case("shop", number).state == "withdrawn"
    assert not [each for each in notes(shop, "shop") if each["kind"] == "rights.case.accepted"]


def test_a_reviewer_prepares_and_an_officer_decides(joinbase):
    reviewer, officer = at_work(joinbase, "rev"), at_work(joinbase)
    number = entered(reviewer, "joinbase")
    proved(joinbase, "joinbase", number)
    typed = {"evidence.citation": "PIPL 47", "en": "x", "zh": "x"}
    assert (
        act(reviewer, "joinbase", number, "accept", "?accept=law-demands", **typed).url.query
        == b"done=proposed"
    )
    assert said(approve(officer).text) == ""
    case = joinbase.desk.case("joinbase", number)
    people = {each.id: each.handle for each in joinbase.doors.operators.all()}
    assert (case.state, case.decider) == ("accepted", people["li.wei"])


def test_deleting_takes_a_ground_of_the_list_with_its_evidence(joinbase):
    first = at_work(joinbase)
    number = entered(first, "joinbase")
    proved(joinbase, "joinbase", number)
    page = first.get(f"/console/joinbase/cases/{number}?accept=unlawful-use").text
    assert 'name="evidence.finding"' in page
    assert 'name="evidence.citation"' not in page
    answer = act(first, "joinbase", number, "accept", "?accept=unlawful-use")
    assert said(answer.text) == "rights.guarded"
    done = act(first, "joinbase", number, "accept", "?accept=unlawful-use", **{"evidence.finding": "audit 3"})
    assert done.url.query == b"done=proposed"


def test_one_officer_alone_works_on_but_refuses_nothing_that_takes_two():
    site = opened("shop", staff={"li.wei": ["officer"], "rev": ["reviewer"]})
    first = at_work(site)
    number = entered(first, "shop")
    proved(site, "shop", number)
    typed = {"evidence.evidence": "f", "en": "x", "zh": "x", "whole": "x"}
    assert act(first, "shop", number, "refuse", "?refuse=malice", **typed).url.query == b"done=proposed"
    assert site.desk.case("shop", number).state == "verified"
    assert act(first, "shop", number, "accept").url.query == b"done=accept"
    site.gate.close()


def test_the_api_key_is_nobody_s_second_person():
    site = opened("shop", staff={})
    browser = with_key(site)
    number = entered(browser, "shop")
    answer = act(browser, "shop", number, "judge", method="two-operators", seen="x")
    assert said(answer.text) == "operators.key-is-nobody"
    assert site.desk.case("shop", number).state == "received"
    site.gate.close()


def test_a_part_is_held_back_on_a_ground(shop):
    first, second = at_work(shop), at_work(shop, "han.mei")
    number = entered(first, "shop", "access")
    proved(shop, "shop", number)
    element = next(iter(shop.gate.shelf.current("shop").policy.data))
    typed = {"held-evidence.evidence": "f", "en": "Others.", "zh": "涉及他人。", "withheld": element}
    assert act(first, "shop", number, "accept", "?hold=risk-to-others", **typed).url.query == b"done=proposed"
    approve(second)
    assert shop.desk.case("shop", number).withheld == (element,)


def test_the_person_is_asked_and_replies_by_telephone(shop):
    first = at_work(shop)
    number = entered(first, "shop")
    assert act(first, "shop", number, "ask", what="form", words="Please sign").url.query == b"done=ask"
    page = html.unescape(first.get("/console/shop/cases?state=waiting").text)
    assert number in page
    assert "waits for the person: a written form" in page
    assert act(first, "shop", number, "reply", words="It is on its way").url.query == b"done=reply"
    assert shop.desk.case("shop", number).state == "received"
    answer = act(
        first, "shop", number, "answer", en="We hold nothing.", zh="未查到。", outcome="nothing-held"
    )
    assert answer.url.query == b"done=answer"
    assert "We hold nothing." in answer.text


def test_an_automated_decision_is_reviewed_by_another_person(joinbase):
    first, reviewer = at_work(joinbase), at_work(joinbase, "rev")
    number = entered(first, "joinbase", "object-automated")
    proved(joinbase, "joinbase", number)
    assert act(first, "joinbase", number, "accept").url.query == b"done=accept"
    words = {"result": "overturned", "en": "The score was wrong.", "zh": "评分有误。"}
    assert said(act(first, "joinbase", number, "review", **words).text) == "rights.guarded"
    assert act(reviewer, "joinbase", number, "review", **words).url.query == b"done=review"
    case = joinbase.desk.case("joinbase", number)
    assert case.outcome == "fulfilled"
    assert "The score was wrong." in joinbase.desk.letter("joinbase", number)["en"]


def test_an_unsorted_letter_is_sorted(shop):
    first = at_work(shop)
    number = entered(first, "shop", "unsorted", subject="")
    assert "sort" in offered(first, "shop", number)
    assert act(first, "shop", number, "sort", kind="question").url.query == b"done=sort"
    assert shop.desk.case("shop", number).kind == "question"


@pytest.mark.parametrize("day", ["", "tomorrow", "2026-02-30", "2026-02-11"])
def test_a_receipt_is_a_real_day_that_is_not_ahead(shop, day):
    browser, path = at_work(shop), "/console/shop/cases/new"
    page = browser.get(path).text
    typed = {
        "kind": "delete",
        "role": "subject",
        "route": "mail",
        "language": "zh",
        "day": day,
        "words": "kept",
    }
    answer = browser.post(path, data={**fields(page, path), **typed})
    assert said(answer.text) == "rights.malformed"
    assert ">kept</textarea>" in answer.text


# --- the list, today and duties


def test_lists_find_by_state_lateness_and_number(shop):
    numbers, browser = busy(shop, "shop"), at_work(shop)
    for query, wanted in (
        ("", {"late", "dead", "verified", "waiting", "received"}),
        ("?state=waiting", {"waiting"}),
        ("?state=accepted", {"dead"}),
        ("?state=answered", set()),
    ):
        page = browser.get(f"/console/shop/cases{query}").text
        assert {name for name, number in numbers.items() if number in page} == wanted, query
    assert numbers["late"] in browser.get("/console/shop/cases?late=yes").text
    found = browser.get("/console/shop/cases", params={"number": numbers["dead"].upper()})
    assert found.url.path.endswith(numbers["dead"])
    assert "no request with this number" in browser.get("/console/shop/cases?number=case-x").text


def test_today_shows_what_waits_for_whom(shop):
    busy(shop, "shop")
    first = at_work(shop)
    act(first, "shop", entered(first, "shop"), "judge", method="two-operators", seen="x")
    page = first.get("/console/shop/desk?month=2026-02").text
    glance = {
        html.unescape(name): int(count)
        for count, name in re.findall(r"<strong>(\d+)</strong> <span>([^<]+)</span>", page)
    }
    assert glance["Waiting for the person"] == 1
    assert glance["Waiting for a second person"] == 1
    assert glance["For a person to do"] == 1
    assert glance["Overdue"] >= 1
    month = page[page.index('<table class="month">') : page.index("</table>", page.index('class="month"'))]
    assert (
        month.count('class="rest') == 14
    )  # 26 January to 1 March: eight days of weekends, six of the festival
    assert re.search(
        r'class="work[^"]*">\s*<span class="day">14</span>\s*<span class="why">work</span>', month
    )
    assert "Week from" in page


def test_a_dead_end_is_closed_with_evidence_and_who_did_it_is_recorded(shop):
    numbers, browser = busy(shop, "shop"), at_work(shop)
    path, id_ = "/console/shop/duties", f"act-on-holding/{numbers['dead']}/orders"
    page = browser.get(f"{path}?which=for-person").text
    form = fields(page, path, id=id_, do="close")
    assert browser.post(path, data={**form, "receipt": "not a digest"}).status_code == 400
    assert browser.post(path, data={**form, "receipt": "AB" * 32}).url.query == b"done=close"
    duty = shop.store.read("shop", lambda book: book.duty(id_))
    assert (duty.state, duty.receipt) == ("done", "ab" * 32)
    people = {each.id: each.handle for each in shop.doors.operators.all()}
    entry = [each["body"] for each in notes(shop, "shop") if each["kind"] == "rights.evidence.recorded"][-1]
    assert (entry["operator"], entry["digest"]) == (people["li.wei"], "ab" * 32)


def test_voiding_takes_two_and_a_reason_of_the_list(shop):
    numbers, first, second = busy(shop, "shop"), at_work(shop), at_work(shop, "han.mei")
    path, id_ = "/console/shop/duties", f"act-on-holding/{numbers['dead']}/orders"
    form = fields(first.get(f"{path}?which=for-person").text, path, id=id_, do="void")
    assert first.post(path, data={**form, "reason": "too-much-work"}).status_code == 400
    assert first.post(path, data={**form, "reason": "opened-in-error"}).url.query == b"done=proposed"
    assert shop.store.read("shop", lambda book: book.duty(id_)).state == "open"
    approve(second)
    assert shop.store.read("shop", lambda book: book.duty(id_)).state == "void"


def test_what_a_step_at_the_desk_ends_is_not_closed_as_a_duty(shop):
    numbers, browser = busy(shop, "shop"), at_work(shop)
    path = "/console/shop/duties"
    page = browser.get(path).text
    form = fields(page, path, do="close")
    for kind in ("decide", "answer", "acknowledge"):
        sent = {**form, "id": f"{kind}/{numbers['verified']}/-", "receipt": "ab" * 32}
        assert browser.post(path, data=sent).status_code == 404, kind


# --- roles


@pytest.mark.parametrize("role", ROLES)
def test_every_act_is_for_the_roles_of_the_table(role):
    site = opened("shop", staff={"boss": ["officer"], "one": [role]})
    number = site.desk.receive(
        "shop", Intake("access", "u-1", route="mail", by=Actor("operator", "0f" * 16))
    ).id
    browser, path = at_work(site, "one"), f"/console/shop/cases/{number}"
    mark = re.search(r'name="mark" value="([^"]+)"', browser.get(path).text)[1]
    for doing, roles in ACTS.items():
        answer = browser.post(path, data={"mark": mark, "do": doing})
        refused = answer.status_code == 403 and said(answer.text) == "operators.not-allowed"
        assert refused == (role not in roles), doing
    page = browser.get(f"/console/shop/cases/{number}").text
    assert ("Open the file" in page) == (role != "auditor")
    site.gate.close()


def test_an_auditor_sees_and_does_nothing(shop):
    numbers, browser = busy(shop, "shop"), at_work(shop, "see")
    for number in numbers.values():
        assert offered(browser, "shop", number) == set()
    page = browser.get("/console/shop/duties").text
    assert 'name="receipt"' not in page
    assert browser.get("/console/shop/cases/new").status_code == 403


def test_another_controller_s_requests_are_not_there():
    site = opened("shop", "joinbase", staff={"boss": ["officer"]})
    hire(site, "only", ["reviewer"], ["joinbase"])
    number = site.desk.receive(
        "shop", Intake("access", "u-1", route="mail", by=Actor("operator", "0f" * 16))
    ).id
    browser = at_work(site, "only")
    for path in ("desk", "cases", "duties", f"cases/{number}"):
        assert browser.get(f"/console/shop/{path}").status_code == 404, path
    assert browser.get(f"/console/joinbase/cases/{number}").status_code == 404
    site.gate.close()


def test_a_post_without_the_mark_of_its_session_does_nothing(shop):
    browser = at_work(shop)
    number = entered(browser, "shop")
    path = f"/console/shop/cases/{number}"
    assert browser.post(path, data={"do": "withdraw", "mark": "x"}).status_code == 403
    assert browser.post(f"{path}/file", data={"mark": "x"}).status_code == 403
    assert shop.desk.case("shop", number).state == "received"


def test_every_act_says_when_it_is_done():
    assert set(ACTS) <= DONE
