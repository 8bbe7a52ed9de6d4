"""Long work, ends, children, places by hand, many requests and retention at the console: who may, what follows, what is refused."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.web.office import act, approve, entered, known, notes, opened, proved
from tests.web.people import fields
from tests.web.staff import at_work, said
from troth.assembly import Alike, Approval, BulkWork, allow, approval_of
from troth.assembly.ends_watched import watch_ends
from troth.assembly.sweep_findings import note_findings
from troth.assembly.sweep_standing import OWN, RUN, SWEEP
from troth.closure.certificate import Added, count
from troth.consent import Age, Context, declare_age
from troth.consent.ports import Statement
from troth.duties import Run, Term, about_word, open_duty, unfinished
from troth.duties import opened as duty_of
from troth.ledger import instant
from troth.retention import Counted, Rule, Swept
from troth.rights import Actor

DIGEST = "ab" * 32
TEXT = {"zh": "服务将终止。", "en": "The service ends."}


@pytest.fixture(scope="module")
def office():
    """One desk for all of these tests; each has a person of its own."""
    site = opened("shop")
    site.places = ()
    yield site
    site.gate.close()


class Crew:
    """The browsers of two officers, a reviewer and an auditor, each signed in when first asked for."""

    def __init__(self, office):
        self.office, self.browsers = office, {}

    def __getitem__(self, login):
        if login not in self.browsers:
            self.browsers[login] = at_work(self.office, login)
        return self.browsers[login]


@pytest.fixture
def crew(office):
    return Crew(office)


# --- runs


def test_a_run_counts_on_after_it_was_killed_and_says_when_it_ends(office, crew):
    start = office.clock.at
    watch = office.office.runs.watch("shop", "rotation", "keys", of=100)
    for second in range(1, 9):
        office.clock.at = start + timedelta(seconds=second * 5)
        watch.tell(second * 5, 100)
    assert watch.run.ends == office.clock.at.astimezone(UTC) + timedelta(seconds=60)
    assert "rotating keys" in crew["see"].get("/console/shop/runs").text.lower()
    office.clock.forward(minutes=50)
    assert "interrupted" in crew["see"].get("/console/shop/runs").text
    again = office.office.runs.watch("shop", "rotation", "keys", of=100)
    office.clock.forward(seconds=10)
    again.tell(20, 60)
    assert (again.run.id, again.run.done, again.run.of) == (watch.run.id, 60, 100)
    assert again.run.ends - again.run.seen == timedelta(seconds=20), (
        "the time in which nothing ran is no work"
    )
    again.end()
    page = Crew(office)["see"].get(f"/console/shop/runs?run={again.run.id}").text
    assert 'value="60"' in page
    assert page.count("<polyline") == 1
    assert len(re.findall(r"<tr><th scope=\"row\">", page)) >= 2, "the same stands in a table"


def test_what_a_run_is_about_is_said_in_words(office, crew):
    for kind, about in (
        ("restore", "backup-20261122T100000000Z"),
        ("sweep", "books"),
        ("rotation", "generation-2"),
        ("scan", "shop.orders"),
    ):
        office.office.runs.watch("shop", kind, about).end()
    page = crew["see"].get("/console/shop/runs?lang=zh").text
    for word in ("2026-11-22 10:00 UTC 的备份", "账本", "第 2 代密钥", "shop.orders"):
        assert f"<span>{word}</span>" in page
    assert not re.search("backup-2026|>books<|generation-2", page)
    assert about_word("books", "en") == "the books"


def test_a_run_that_was_over_at_once_is_not_said_to_have_nothing_yet(office, crew):
    run = office.office.runs.watch("shop", "scan", "over-at-once", of=3)
    page = f"/console/shop/runs?lang=zh&run={run.run.id}"
    assert "暂无可绘制的数据" in crew["see"].get(page).text
    run.tell(3, 3)
    run.end()
    ended = crew["see"].get(page).text
    assert "作业用时很短，没有进度曲线" in ended
    assert "暂无可绘制的数据" not in ended


def test_runs_never_pile_up_and_a_curve_is_thinned():
    run = Run.begun("sweep", "run-00-x", datetime(2026, 2, 10, tzinfo=UTC), of=1000)
    for second in range(1, 1000):
        run = run.told(second, 1000, run.started + timedelta(seconds=second))
    assert len(run.points) <= 60
    assert (run.points[0], run.points[-1]) == ((0, 0), (999, 999))
    assert Run.of_value(json.loads(json.dumps(run.value()))) == run


def test_slots_are_used_again(office):
    for number in range(30):
        office.office.runs.watch("shop", "scan", f"place-{number}").end()
    assert len(office.office.runs.known("shop")) == 24


# --- children


def test_a_found_child_stops_at_once_under_the_name_of_who_found_it(office, crew):
    known(office, "shop", "child-1")
    page = crew["rev"].get("/console/shop/children").text
    answer = crew["rev"].post(
        "/console/shop/children",
        data={**fields(page, "/console/shop/children"), "subject": "child-1", "below": "14"},
    )
    case = office.desk.case("shop", answer.url.path.rsplit("/", 1)[1])
    assert (case.kind, case.state) == ("remove-minor", "received")
    rev = next(each for each in office.doors.operators.all() if each.id == "rev")
    assert any(
        each["body"].get("operator") == rev.handle
        for each in notes(office, "shop")
        if each["kind"] == "rights.case.received"
    )
    assert crew["see"].post("/console/shop/children", data={}).status_code == 403


def test_the_exact_day_is_told_at_the_console_under_the_name_of_who_saw_it(office, crew):
    known(office, "shop", "child-2")
    office.gate._write("shop", "child-2", lambda book, handle: declare_age(
        book, handle, Age("under-14", 0, "2030-01-01T16:00:00.000Z", (14,), 14),
        Context(instant(office.clock.now()), office.gate._randomness),
    ))  # fmt: skip
    page = crew["rev"].get("/console/shop/children").text
    where = "/console/shop/children/day"

    def told(on):
        return crew["rev"].post(
            where, data={**fields(page, where), "child": "child-2", "turns": "14", "on": on}
        )

    assert "rights.guarded" in told("2030-02-01").text, "later than the declared age allows"
    assert "rights.guarded" in told("soon").text
    assert told("2029-05-04").url.params["done"] == "day"
    (age,) = [each for each in office.gate.statements("shop", "child-2") if each.kind == "age"]
    assert (age.value["until"], age.value["how"]) == ("2029-05-03T16:00:00.000Z", "evidence")
    assert crew["see"].post(where, data={}).status_code == 403


# --- places by hand


def test_what_is_ordered_by_hand_is_opened_done_and_attested_once(office, crew):
    office.places = office.folders = ("paper",)
    known(office, "shop", "u-hand")
    browser = crew["li.wei"]
    number = entered(browser, "shop", "access", subject="u-hand", day="2026-02-06")
    proved(office, "shop", number)
    act(browser, "shop", number, "accept")
    order = f"/console/shop/by-hand/order?id=act-on-holding%2F{number}%2Fpaper"
    listed = browser.get("/console/shop/by-hand").text
    assert number in listed
    page = browser.get(order).text
    assert "u-hand" not in page, "about whom it is, is opened by a button"
    action = "/console/shop/by-hand/order"
    told = browser.post(action, data=fields(page, action, do="open")).text
    assert "u-hand" in told
    assert notes(office, "shop")[-1]["body"]["code"] == "file-read"
    form = fields(page, action, do="attest")
    late = {**form, "when": "2027-01-01T09:00", "count": "1", "evidence": DIGEST}
    assert said(browser.post(action, data=late).text) == "holdings.not-by-hand"
    local = (office.clock.at + timedelta(hours=7, minutes=30)).strftime("%Y-%m-%dT%H:%M")
    typed = {**form, "when": local, "count": "2", "evidence": DIGEST, "value.phone": "13800138000"}
    assert 'id="done"' in browser.post(action, data=typed).text
    duty = office.store.read("shop", lambda book: book.duty(f"act-on-holding/{number}/paper"))
    assert duty.state == "done"
    office.desk.tick("shop")
    (export,) = office.desk.exports("shop", number)
    assert export.values == {"phone": "13800138000"}
    entry = next(
        each
        for each in reversed(notes(office, "shop"))
        if each["kind"] == "holdings.order.answered" and "done" in each["body"]
    )
    officer = next(each for each in office.doors.operators.all() if each.id == "li.wei")
    assert (entry["body"]["operator"], entry["body"]["receipt"]) == (officer.handle, DIGEST)
    assert entry["body"]["done"] < entry["at"], "two clocks"
    assert "13800138000" not in str(notes(office, "shop"))
    assert browser.get(order).status_code == 404, "it is done once"
    office.places = office.folders = ()


def test_data_that_are_due_later_are_ordered_from_that_day_on_in_words(office, crew):
    """Nobody is told today to do what is to be done in a month, nor by an id."""
    office.places = office.folders = ("paper",)
    due = office.clock.at.astimezone(UTC) + timedelta(days=30)
    id_ = f"expiry-erase-16-{due:%Y%m%dT%H%M}"
    term = Term(1, "working day", "CN", "duties.expiry")
    duty = duty_of(
        "act-on-holding",
        about=id_,
        part="paper",
        anchor=due,
        clauses=("retention",),
        terms=(term,),
        act="erase",
    )
    office.store.write("shop", lambda book: open_duty(book, duty))
    browser, order = crew["li.wei"], f"/console/shop/by-hand/order?id=act-on-holding%2F{id_}%2Fpaper"
    for language, words in (("zh", ("到期数据", "起办理")), ("en", ("data past their time", " on</td>"))):
        for path in ("/console/shop/by-hand", order):
            page = browser.get(f"{path}{'&' if '?' in path else '?'}lang={language}").text
            assert words[0] in page
            assert f">{id_}<" not in page
        listed = browser.get(f"/console/shop/by-hand?lang={language}").text
        (row,) = re.findall(rf"<tr>(?:(?!</tr>).)*{id_}.*?</tr>", listed, re.S)
        assert words[1] in row
        assert not re.search("<td>(待办|open)", row)
        assert 'name="evidence"' not in browser.get(order).text, "it is not said before that it is done"
    assert office.office.by_hand.begins(duty) == due
    today, office.clock.at = office.clock.at, office.clock.at + timedelta(days=31)
    assert 'name="evidence"' in Crew(office)["li.wei"].get(order).text
    assert re.search("<td>(待办|open)", Crew(office)["li.wei"].get("/console/shop/by-hand?lang=zh").text)
    office.places, office.folders, office.clock.at = (), (), today


# --- many requests


def many(office, count, kind="access"):
    """So many proved requests of one kind; return their numbers."""
    from troth.rights import Intake

    found = []
    for number in range(count):
        known(office, "shop", f"m-{kind}-{number}")
        intake = Intake(kind, f"m-{kind}-{number}", route="mail", by=Actor("operator", "0f" * 16))
        found.append(office.desk.receive("shop", intake).id)
        proved(office, "shop", found[-1])
    return found


def test_many_requests_are_tried_proposed_approved_and_done_by_the_worker(office, crew, monkeypatch):
    monkeypatch.setattr("troth.assembly.bulk.SOME", 2)
    first, second, path = crew["li.wei"], crew["han.mei"], "/console/shop/bulk"
    numbers = many(office, 5)
    chosen = f"{path}?kind=access&state=verified&act=refuse&ground=risk-to-others"
    page = first.get(chosen).text
    assert all(each in page for each in numbers)
    form = {
        **fields(page, path, kind="access"),
        "case": numbers,
        "evidence.evidence": "folder 9",
        "zh": "恕难提供。",
        "en": "We cannot.",
    }
    short = first.post(path, data={**form, "do": "try"}).text
    assert "rights.guarded" in short or "0 would" in short, "what a step demands is told by the trial"
    form["whole"] = "every part shows others"
    before = len(notes(office, "shop"))
    tried = first.post(path, data={**form, "do": "try"}).text
    assert "5 would go through" in tried
    assert len(notes(office, "shop")) == before, "a trial keeps nothing"
    assert 'id="done"' in first.post(path, data={**form, "do": "propose"}).text
    assert {office.desk.case("shop", each).state for each in numbers} == {"verified"}
    waiting = second.get("/console/waiting").text
    assert "恕难提供。" in waiting, "who approves sees the words"
    approve(second)
    (proposal,) = [each for each in office.doors.approvals.known("shop") if each.kind == "rights.bulk"]
    numbers = list(proposal.parameters["cases"])  # in the order in which they are worked on
    act_alone(office, numbers[3])
    duty = next(
        each
        for each in office.store.read("shop", lambda book: unfinished(book, 500))
        if each.kind == "act-in-bulk"
    )
    work = BulkWork(
        office.desk,
        office.office.bulk,
        office.doors.approvals,
        office.store,
        office.clock,
        office.gate.shelf.current,
    )
    killed: Any = Killed(office.desk, after=2)
    with pytest.raises(SystemExit):
        BulkWork(
            killed,
            office.office.bulk,
            office.doors.approvals,
            office.store,
            office.clock,
            office.gate.shelf.current,
        ).perform("shop", duty)
    run = office.office.runs.known("shop")[0]
    assert (run.kind, run.done, run.of, run.state) == ("bulk", 2, 5, "running")
    done = work.perform("shop", duty)
    office.store.write("shop", done.also)
    run = office.office.runs.known("shop")[0]
    assert (run.done, run.state, run.left_over) == (5, "done", (numbers[3],))
    outcomes = [office.desk.case("shop", each).outcome for each in numbers]
    assert outcomes == ["refused", "refused", "refused", "", "refused"]
    case = office.desk.case("shop", numbers[0])
    assert case.decider in {each.handle for each in office.doors.operators.all() if each.id == "li.wei"}
    assert numbers[3] in first.get(f"/console/shop/runs?run={run.id}").text


def act_alone(office, number):
    """Somebody takes one of them back in the meantime."""
    office.desk.withdraw("shop", number, Actor("operator", "0f" * 16))


class Killed:
    """A desk that is killed after so many steps."""

    def __init__(self, desk, after):
        self._desk, self._left = desk, after

    def one_of_many(self, *given):
        if not self._left:
            raise SystemExit
        self._left -= 1
        return self._desk.one_of_many(*given)


def test_a_trial_says_why_not(office):
    numbers = many(office, 1, "delete")
    trial = office.office.bulk.tried(
        "shop", Actor("officer", "0f" * 16), Alike("refuse", (*numbers, "case-none"), "no-such")
    )
    assert trial.through == 0
    assert len(trial.others) == 2


# --- retention

RULE = Rule("crm", "visits", "seen", "2026-01-01T00:00:00.000Z", "erase", ("purposes.tips",), ("interest",))


def swept(office, state, why="", due=80):
    """A sweep that ended so, noted as a run notes it."""
    found = Swept(RULE, state, Counted(due, 100), {"deleted": due} if state == "done" else {}, why=why)
    compiled, now = office.gate.shelf.current("shop"), office.clock.now()
    rule = {"place": "crm", "table": "visits", "column": "seen", "before": RULE.before, "then": "erase", "clauses": [],
            "state": state, "due": due, "rows": 100, "undated": 0, "oldest": None, "done": dict(found.done), "held": 0,
            "why": why or None, "smallest_group": None}  # fmt: skip
    report = {
        "policy": "shop",
        "at": now.isoformat(),
        "dry_run": False,
        "entries": 3,
        "people": 2,
        "unknown": {},
        "more": False,
        "rules": [rule],
    }

    def work(book):
        book.state(
            Statement(
                OWN,
                SWEEP,
                RUN,
                book.next_index() - 1,
                instant(now),
                {"upto": 0, "epoch": "", "held": [], "report": report},
            )
        )
        return note_findings(book, compiled, [found], DIGEST, now)

    return office.store.write("shop", work)


def findings(office):
    return [
        each
        for each in office.store.read("shop", lambda book: unfinished(book, 500))
        if each.kind == "resolve-finding"
    ]


def test_a_large_share_is_a_finding_and_goes_when_two_operators_say_so(office, crew):
    first, second, path = crew["li.wei"], crew["han.mei"], "/console/shop/retention"
    assert swept(office, "stopped", "share") == 1
    assert swept(office, "stopped", "share") == 1
    assert len(findings(office)) == 1, "once, however often it is found"
    assert "share" in findings(office)[0].id
    page = first.get(path).text
    assert "80" in page
    assert crew["rev"].post(path, data={}).status_code == 403
    assert 'id="done"' in first.post(path, data=fields(page, path)).text
    at = instant(office.clock.now())
    given = lambda: office.store.read("shop", lambda book: approval_of(book, "crm", "visits", at))  # noqa: E731
    assert given() is None
    approve(second)
    by = {each.id: each.handle for each in office.doors.operators.all()}
    assert (given().most, given().by, given().second) == (80, by["li.wei"], by["han.mei"])
    said_by = [
        each["body"]["operator"]
        for each in notes(office, "shop")
        if each["body"].get("evidence") == "sweep-allowed"
    ]
    assert said_by == [by["li.wei"], by["han.mei"]]
    assert swept(office, "done") == 0
    assert findings(office) == []
    office.clock.forward(days=8)
    assert approval_of_now(office) is None, "it lasts a week"


def approval_of_now(office):
    at = instant(office.clock.now())
    return office.store.read("shop", lambda book: approval_of(book, "crm", "visits", at))


def test_what_was_allowed_is_used_up(office):
    from troth.assembly.sweep_approvals import used

    moment = office.doors.operators.moment()

    def work(book):
        given = allow(book, Approval("crm", "orders", 10, "0f" * 16), moment.now, moment.randomness)
        used(book, given, 7)
        left = approval_of(book, "crm", "orders", moment.at)
        return left and left.most

    assert office.store.write("shop", work) == 3


# --- ends


def test_an_end_is_planned_announced_by_two_walked_and_certified(office, crew):
    first, second = crew["li.wei"], crew["han.mei"]
    for each in ("e-1", "e-2", "e-3"):
        known(office, "shop", each)
    page = first.get("/console/shop/ends").text
    form = fields(page, "/console/shop/ends")
    wrong = first.post("/console/shop/ends", data={**form, "kind": "service-end", "day": "soon"})
    assert (wrong.status_code, said(wrong.text)) == (400, "closure.malformed")
    made = first.post("/console/shop/ends", data={**form, "kind": "service-end", "day": "2026-04-01", **TEXT})
    path = made.url.path
    number = path.rsplit("/", 1)[1]
    assert said(crew["rev"].post(path, data={**form, "do": "announce"}).text) == "operators.not-allowed"
    assert 'id="second"' in first.post(path, data=fields(first.get(path).text, path, do="announce")).text
    assert office.office.closings.change("shop", number).state == "planned", "nobody was told"
    approve(second)
    assert office.office.closings.change("shop", number).state == "announced"
    early = first.post(path, data=fields(first.get(path).text, path, do="take-effect"))
    assert said(early.text) == "closure.guarded"
    posted = {**fields(first.get(path).text, path, do="posted"), "place": "site", "evidence": DIGEST}
    assert 'id="done"' in first.post(path, data=posted).text
    assert second.get(f"{path}/certificate").status_code == 404
    office.clock.forward(days=60)
    crew = Crew(office)
    first = crew["li.wei"]
    office.places = ("orders",)
    assert 'id="done"' in first.post(path, data=fields(first.get(path).text, path, do="take-effect")).text
    runs, ends = office.office.runs, office.office.closings
    people = ends.change("shop", number).people
    assert (watch_ends(runs, ends, "shop"), people > 2) == (1, True)

    def emptied(book):
        count(book, number, "orders", Added({"rows": 1}, (DIGEST,), (), ()), 0, "2026-04-19T00:00:00.000Z")

    office.store.write("shop", emptied)
    watch_ends(runs, ends, "shop")
    (run,) = [each for each in runs.known("shop") if each.kind == "erase"]
    assert (run.about, run.done, run.of, run.state) == (number, 1, people, "running")
    for _ in range(people - 1):
        office.store.write("shop", emptied)
    watch_ends(runs, ends, "shop")
    assert runs.one("shop", run.id).state == "done"
    assert 'id="done"' in first.post(path, data=fields(first.get(path).text, path, do="complete")).text
    certificate = crew["see"].get(f"{path}/certificate").json()
    assert (certificate["change"], certificate["kind"]) == (number, "service-end")
    walked = [each for each in notes(office, "shop") if each["kind"].startswith("closure.")]
    handles = {each.handle for each in office.doors.operators.all()}
    assert {each["body"].get("operator", "") for each in walked if "subject" not in each} <= handles
