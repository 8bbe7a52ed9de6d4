"""Features of people and who speaks for them: pick-ups, guardians, decisions, restrictions, forwarded requests, transfers, forged requests.

Each is a feature of `tests.thousands.walking`. What it introduces (a relative's or guardian's contact, the words of an objection, a
recipient's address, an officer's reason) are values of the stranger who belongs to the person.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from typing import Any

from starlette.testclient import TestClient

from examples.company.company import POLICY, STEPS
from examples.company.people import Person as Invented
from tests.scenarios.company import Case, from_
from tests.thousands.bookshop import ORGANISATION
from tests.thousands.walking import MONTH, SEEN, Steps, Walk, home, sent, signed_in, text_of
from tests.web.office import entered
from tests.web.people import fields
from tests.web.staff import PASSWORD
from troth.operators import OUTSIDE

PICK_UP = f"/centre/{POLICY}/requests/pick-up"
GUARDIAN = f"/centre/{POLICY}/guardian"
AGE = 12


def told(other: Invented) -> dict[str, Any]:
    """Return words of an officer in both languages."""
    return {"en": f"As {other.word} says.", "zh": f"依{other.word}所述。"}


def entered_case(walk: Walk, person: Invented, kind: str, **more: str) -> Case:
    """Return a request that came by mail and that an officer enters."""
    day = walk.front.now.date().isoformat()
    number = entered(walk.by_operators().first, POLICY, kind, subject=person.subject, day=day, **more)
    return case_of(walk, person, number)


def case_of(walk: Walk, person: Invented, number: str) -> Case:
    """Return a request by its number."""
    found = walk.front.http.get(f"/v1/requests/{number}", params={"policy": POLICY})
    return Case(walk.front, POLICY, person.subject, found)  # type: ignore[arg-type]  # it has what a case needs of a company


# --- who never signs in


def pick_ups(walk: Walk, people: Sequence[Invented]) -> Steps:
    """A relative asks by mail, two judge, the answer is picked up with a secret, and objected to."""
    cases = []
    for each in people:
        other = walk.of(each)
        more = {"role": "relative", "requester": other.subject}
        case = entered_case(walk, each, "copy", words=f"{other.message} {other.phone} {other.email}", **more)
        for method in ("relative-proof", "two-operators"):
            walk.approved(case, "judge", method=method, seen=f"register, {other.name}")
        walk.approved(case, "accept")
        cases.append(case)
    yield from walk.done(cases)
    for each, case in zip(people, cases, strict=True):
        _picked_up(walk, each, case)
    yield None


def _picked_up(walk: Walk, person: Invented, case: Case) -> None:
    office, path = walk.by_operators(), f"{home(case.id)}/pick-up"
    sent(office.first, home(case.id), path, way="letter")
    office.approve()
    shown = sent(office.first, home(case.id), path, way="letter").text
    secret = shown.split('<code class="password">', 1)[1].split("</code>", 1)[0]
    browser = walk.front.browser("zh")
    opened = sent(browser, PICK_UP, PICK_UP, number=case.id, secret=secret)
    again = fields(opened.text, f"{PICK_UP}/objection")
    objected = browser.post(f"{PICK_UP}/objection", data={**again, "words": walk.of(person).address})
    if objected.status_code != 200:
        raise LookupError(f"no objection by pick-up: {text_of(objected)[:300]}")
    hidden = fields(opened.text, f"{PICK_UP}/package")
    walk.keep(person, "picked-up", browser.post(f"{PICK_UP}/package", data=hidden))


# --- children


def guardians(walk: Walk, people: Sequence[Invented]) -> Steps:
    """A child invites a guardian, who is verified, agrees, takes a copy and ends it; then the child is found, and removed."""
    parents = []
    for each in people:
        child, other = walk.front.person(each.subject), walk.of(each)
        for _ in range(2):  # the age, and then what a child may say
            child.say("agree", "account", STEPS["account"], age=AGE)
        mine = _invited(walk, each)
        link = mine.split("/")[-2]
        operator = walk.office.handles[0]
        walk.front.call(
            "POST", f"/v1/guardians/{link}/events", event="verify", method="guardian-identity", operators=[operator], evidence=SEEN,
        )  # fmt: skip
        child.yes("account", STEPS["account"], age=AGE, by="guardian")
        given = each.values()
        child.give("account", {name: given[name] for name in STEPS["account"]})
        parent = walk.front.browser("zh")
        parent.get(mine)
        again = _address(sent(parent, f"{GUARDIAN}/enter", f"{GUARDIAN}/enter").text)
        sent(parent, GUARDIAN, f"{GUARDIAN}/ask", kind="copy", words=f"{other.message} {other.phone}")
        parents.append((parent, again))
    yield None
    cases = [walk.front.person(each.subject).requests()[0] for each in people]
    for each, found in zip(people, cases, strict=True):
        if found["state"] == "verified":
            walk.approved(case_of(walk, each, found["case"]), "accept")
    yield from walk.done(
        [case_of(walk, each, found["case"]) for each, found in zip(people, cases, strict=True)]
    )
    for each, found, (parent, again) in zip(people, cases, parents, strict=True):
        parent.get(again)
        _taken(walk, each, parent, found["case"])
    yield from _found(walk, people)


def _invited(walk: Walk, person: Invented) -> str:
    """Let a child invite a guardian, who answers; return the guardian's own link."""
    child = walk.front.person(person.subject).come_in("zh")
    parent = walk.front.browser("zh")
    parent.get(_address(sent(child, GUARDIAN, f"{GUARDIAN}/invite").text))
    return _address(sent(parent, f"{GUARDIAN}/enter", f"{GUARDIAN}/answer").text)


def _address(page: str) -> str:
    return html.unescape(re.findall(r'id="address" value="([^"]+)"', page)[0])


def _taken(walk: Walk, person: Invented, parent: TestClient, case: str) -> None:
    """Let the guardian, who has opened the link for next time, come in, take the copy, and end the link."""
    sent(parent, f"{GUARDIAN}/enter", f"{GUARDIAN}/enter")
    path = f"{GUARDIAN}/package/{case}"
    walk.keep(person, "guardian", parent.post(path, data=fields(parent.get(GUARDIAN).text, path)))
    sent(parent, GUARDIAN, f"{GUARDIAN}/end")


def _found(walk: Walk, people: Sequence[Invented]) -> Steps:
    """The children are found without a guardian; two operators judge, and everything about them goes."""
    cases = []
    for each in people:
        body = {"subject": each.subject, "operator": walk.office.handles[0]}
        found = walk.front.call("POST", "/v1/minors/found", **body)
        case = case_of(walk, each, found["case"])
        walk.approved(case, "judge", method="two-operators", seen=f"school of {walk.of(each).name}")
        walk.approved(case, "accept")
        cases.append(case)
    yield from walk.done(cases)
    walk.gone += people


# --- decisions of a program


def decisions(walk: Walk, people: Sequence[Invented]) -> Steps:
    """A suggestion is registered with its inputs, seen, explained, contested, looked at again by an officer, and changed."""
    made = []
    for each in people:
        other = walk.of(each)
        step = walk.front.person(each.subject).ask("suggestions", from_("suggestions", "reading"), "profile")
        where = f"/v1/subjects/{each.subject}/decisions"
        texts = {
            name: {"en": f"{name}: {other.word}", "zh": f"{name}：{other.word}"} for name in ("tides", "moss")
        }
        body: dict[str, Any] = {
            "purpose": "suggestions", "model": "taste", "version": "1.0", "inputs": ["reading"], "digest": SEEN, "outcome": "tides",
            "outcomes": texts, "offered": ["explanation", "review"], "values": {"reading": f"{each.reading} {other.reading}"},
        }  # fmt: skip
        decision = walk.front.call("PUT", f"{where}/{step['entry']}", **body)["decision"]
        walk.front.call("GET", f"{where}/{decision}/explanation")
        asked = walk.front.call(
            "POST", f"{where}/{decision}/objections", words=f"{other.message} {other.phone}"
        )
        made.append((each, f"{where}/{decision}", case_of(walk, each, asked["case"])))
    yield from walk.prove(people, [case for _, _, case in made])
    yield None
    for each, where, _ in made:
        operator = walk.office.handles[0]
        walk.front.call("POST", f"{where}/inputs", operator=operator)
        review = {
            "operator": operator,
            "result": "overturned",
            "outcome": "moss",
            "text": told(walk.of(each)),
        }
        if walk.front.call("POST", f"{where}/reviews", **review)["state"] != "overturned":
            raise LookupError(f"the decision about {each.number} stands")
    yield from walk.done([case for _, _, case in made])
    for each, _, case in made:
        page = walk.front.person(each.subject).come_in("zh").get(f"/centre/{POLICY}/decisions")
        if walk.of(each).word not in page.text or walk.of(each).word not in case.letter("zh"):
            raise LookupError(f"{each.number} does not see what was found")


# --- restrictions


def restrictions(walk: Walk, people: Sequence[Invented]) -> Steps:
    """Every other one restricts two elements, and an officer lifts it after a notice; the others restrict everything, and lift it."""
    some, whole = people[::2], people[1::2]
    made = walk.asked("restrict", some, elements=["phone", "address"]) + walk.asked("restrict", whole)
    cases = {each.number: case for each, case in zip([*some, *whole], made, strict=True)}
    yield from walk.prove([*some, *whole], made)
    for case in made:
        walk.officer(case, "accept")
    yield from walk.done([cases[each.number] for each in some])
    for each in people:
        where = cases[each.number].now["restricted"]
        if where is None or where["whole"] != (each in whole):
            raise LookupError(f"nothing is restricted of {each.number}")
    for each in whole:
        cases[each.number].step("lift")
    for each in some:
        walk.officer(cases[each.number], "announce-lift", text=told(walk.of(each)))
    yield MONTH
    for each in people:
        if cases[each.number].now["restricted"] is not None:
            raise LookupError(f"{each.number} is restricted still")


# --- somebody else


def forwarded(walk: Walk, people: Sequence[Invented]) -> Steps:
    """A question about a customer's data goes to its administrator, who reads it and answers."""
    operators = walk.front.installation.doors.operators
    _, token = operators.invite(None, "ann", "ann", (OUTSIDE,), (POLICY,), ORGANISATION)
    operators.join_with_password(token, PASSWORD)
    cases = []
    for each in people:
        other = walk.of(each)
        words = f"{other.message} {other.phone} {other.email}"
        cases.append(
            walk.front.person(each.subject).request("question", words=words, organisation=ORGANISATION)
        )
    yield None
    browser = signed_in(walk.front, "ann")
    for each, case in zip(people, cases, strict=True):
        path = f"/console/{POLICY}/forwarded/{case.id}"
        if walk.of(each).phone not in browser.get(path).text:
            raise LookupError("the administrator does not see what was asked")
        sent(browser, path, path, **told(walk.of(each)))
    yield from walk.done(cases, outcome="forwarded")


def transfers(walk: Walk, people: Sequence[Invented]) -> Steps:
    """A copy goes to whom the person names: two decide, and an officer passes it on."""
    cases = walk.asked("transfer", people)
    yield from walk.prove(people, cases)
    yield None
    for case in cases:
        walk.approved(case, "accept")
    yield from walk.done(cases)
    for each, case in zip(people, cases, strict=True):
        first, path = walk.by_operators().first, home(case.id)
        opened = sent(first, path, f"{path}/file")
        if walk.of(each).email not in html.unescape(opened.text):
            raise LookupError("the officer does not see to whom it goes")
        hidden = fields(first.get(path).text, f"{path}/copy", how="plain")
        walk.keep(each, "transfer", first.post(f"{path}/copy", data=hidden))


def forged(walk: Walk, people: Sequence[Invented]) -> Steps:
    """Somebody who reads the mail of a person asks that everything goes; the person says that it was not them."""
    cases = walk.asked("delete", people)
    yield from walk.prove(people, cases)
    yield None
    for each, case in zip(people, cases, strict=True):
        letter = next(each for each in reversed(walk.front.letters_to(each)) if case.id in each.body)
        codes = re.findall(r"(?<!\d)\d{12}(?!\d)", letter.body)
        here = f"/centre/{POLICY}/requests/not-me"
        sent(walk.front.browser("zh"), here, here, number=case.id, code=codes[0])
        if not case.now["disowned"]:
            raise LookupError(f"the request in the name of {each.number} goes on")
        walk.by_operators().act(case, "forged")
    yield from walk.done(cases, "lapsed", "")
