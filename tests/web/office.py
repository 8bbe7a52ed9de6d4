"""The request desk of a small shop for the tests of the console: its policy, its operators, forms as a browser sends them."""

from __future__ import annotations

import json
import re
from datetime import timedelta

from tests.web.people import POLICY, ROOT, Site, fields
from tests.web.staff import hire, said
from troth.duties import complete
from troth.holdings.ports import Receipt
from troth.rights import Actor, Intake

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
    return str(NUMBER.findall(answer.url.path)[0])


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
