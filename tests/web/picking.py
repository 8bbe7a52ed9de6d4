"""A site on which who does not sign in picks answers up, and what its tests do past the pages."""

from __future__ import annotations

from fastapi import FastAPI

from tests.web.desk import DeskSite
from tests.web.office import notes, opened
from tests.web.people import fields
from troth.rights import Acceptance, Actor, Draft, Intake, Refusal
from troth.web import centre, console
from troth.web.api.desk import router as requests_api

POLICY, STRICT = "jeejio", "joinbase"
"""One without a list of grounds to refuse on, and one with it."""
NAME = "林小雨"
OPERATOR = Actor("operator", "aa" * 16)
OFFICER, OTHER = Actor("officer", "0f" * 16), Actor("officer", "1f" * 16)
WHY = {"en": "It would lay open somebody else.", "zh": "会泄露他人信息。"}


def page_of(policy=POLICY):
    """The path of the page of pick-ups."""
    return f"/centre/{policy}/requests/pick-up"


PAGE = page_of()


def open_site(*policies):
    """The site with one desk behind the centre, the console and the calls of the application."""
    site = opened(*(policies or (POLICY,)), places=("vault",))
    site.app = FastAPI()
    site.app.add_middleware(site.frame.headers)
    site.app.mount("/assets", site.frame.static())
    site.app.include_router(site.frame.home(site.gate))
    site.app.include_router(centre.router(site.gate, site.frame, None, site.desk))
    site.app.include_router(console.router(site.gate, site.frame, site.desk, site.office))
    site.app.include_router(requests_api(site.desk, lambda: None))
    return site


def judged(site, case, *methods, policy=POLICY):
    """Let two operators judge, past the pages."""
    for method in methods:

        def step(proving, counts, method=method):
            people, now = ("aa" * 16, "bb" * 16), site.clock.now()
            return site.identity.judged(proving, method, people, "cd" * 32, now), None

        site.desk.change_proof(policy, case, step)


def carry_out(site, case, policy=POLICY):
    """Do what a request opened, as workers do, and let the desk answer."""
    for duty in site.store.read(policy, lambda book: list(book.duties_about(case))):
        if duty.kind == "act-on-holding" and duty.state == "open":
            DeskSite._do(site, policy, duty, {"name": NAME})
    site.desk.tick(policy)


def received(site, role="relative", policy=POLICY, **more):
    """A request of somebody who speaks for another one, judged by two; return its number."""
    case = site.desk.receive(policy, Intake("access", "u-1", role, "mail", OPERATOR, **more)).id
    judged(
        site, case, "relative-proof" if role == "relative" else "written-form", "two-operators", policy=policy
    )
    return case


def answered(site, role="relative", policy=POLICY, **more):
    """One that was carried out and answered; return its number."""
    case = received(site, role, policy, **more)
    site.desk.accept(policy, case, OFFICER, Acceptance())
    carry_out(site, case, policy)
    assert site.desk.case(policy, case).outcome == "fulfilled"
    return case


def refused(site, role="relative", **more):
    """One that was turned down, under the policy that lists grounds; return its number."""
    case = received(site, role, STRICT, **more)
    said = Refusal("legal-duty", {"citation": "a law"}, WHY, "No part can be given.")
    site.desk.refuse(STRICT, case, OFFICER, said, (OTHER.who,))
    return case


def granted(site, case, policy=POLICY):
    """Let two operators agree that a request is picked up, past the pages."""
    digest = site.desk.draft(policy, case, OFFICER, Draft("pick-up"))
    site.store.write(policy, site.desk.approved(policy, case, digest, OTHER.who))


def secret_of(site, case, policy=POLICY):
    """A secret for a request that two operators let be picked up, past the pages."""
    granted(site, case, policy)
    return site.desk.issue_pick_up(policy, case, OFFICER, "letter")


def typed(browser, number, secret, policy=POLICY, step="", **more):
    """Type number and secret in at the door, or in the form for an objection there; return the page."""
    action = page_of(policy) + step
    hidden = fields(browser.get(page_of(policy)).text, action)
    return browser.post(action, data={**hidden, "number": number, "secret": secret, **more})


def secret_on(page):
    """The secret that a page shows."""
    return page.split('<code class="password">', 1)[1].split("</code>", 1)[0]


def codes(site, case, policy=POLICY):
    """The notes of a request, in order."""
    return [
        each["body"]["code"]
        for each in notes(site, policy)
        if each["body"].get("case") == case and "code" in each["body"]
    ]
