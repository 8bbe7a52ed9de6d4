"""Scripted impostors over HTTP, at the real application: no package, no erasure; the known and the unknown are answered alike.

Threats 1 to 11: facts that are public, another request's proof, guessed codes, links that a bot follows, asking who is known,
guardians and agents who are none, another person's session, stolen numbers and cookies, erasure in another's name.
10,000 attempts, and the times of answers from a real server: `python -m tests.rights.test_impostors_http [ATTEMPTS [PAIRS]]`.
The times are those of asking, of the steps of a proof, and of the three forms of a pick-up with a wrong secret.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from itsdangerous import URLSafeSerializer

from tests.rights.impostor_house import (
    KEY,
    MARK,
    NOT_ME,
    NUMBER,
    PEOPLE,
    PICK_UP,
    PICK_UP_STEPS,
    PICK_UPS,
    POLICY,
    House,
)
from tests.rights.impostor_times import rank_sum, served, timed, timed_pick_ups
from tests.web.people import fields
from troth.assembly import Workers
from troth.duties import Duty

VARIES = {"date", "set-cookie"}

# --- the attacks


def guesses(house: House) -> None:
    """Guesses the code of a request in the victim's name, by the application that relays what is typed (3)."""
    case = house.ask(house.victim())
    if house.chance.random() < 0.2:
        house.send(case)
    for _ in range(6):
        code = f"{house.chance.randrange(10**8):08d}"
        house.attempt("guessed code", partial(house.event, case, "code", code=code))


def anothers_proof(house: House) -> None:
    """Types the victim's own code, meant for another request, into a new one (2, 4)."""
    victim = house.victim()
    old = house.ask(victim, "copy")
    code = house.send(old)
    new = house.ask(victim, "delete")
    house.attempt("another request's code", lambda: house.event(new, "code", code=code or "00000000"))


def another_session(house: House) -> None:
    """Is signed in as somebody else and asks about the victim (7)."""
    case = house.ask(house.victim())
    house.attempt("another's session", lambda: house.event(case, "signed-in", subject="x-stranger"))
    other = house.chance.choice(["guardian", "agent", "relative", "administrator", "authority"])
    for role in ("subject", other):
        house.attempt("steps of a stranger", partial(house.event, case, "withdraw", role=role, subject="x-1"))


def no_guardian(house: House) -> None:
    """Says to be the guardian or the agent of the victim (6)."""
    for role in ("guardian", "agent"):
        case = house.ask(house.victim(), "delete", role=role, requester=house.victim())
        house.attempt("no guardian", partial(house.event, case, "accept", role=role))
        house.attempt("no guardian", partial(house.event, case, "code", code="12345678"))


def no_officer(house: House) -> None:
    """Takes an officer's steps without the key, with another key, or as a person (10)."""
    case = house.ask(house.victim(), "cancel-account")
    for key in (None, "another-key-that-is-long", KEY):
        for event in ("accept", "look", "sort", "review"):
            house.attempt("no officer", partial(house.event, case, event, key, subject="x"))
    house.attempt(
        "unproved, to an officer", lambda: house.event(case, "accept", role="officer", operator="0f" * 16)
    )


def pages(house: House) -> None:
    """Comes by the pages: asks in the victim's name, presses everything, with GET and with POST, with and without a mark (1, 4, 9)."""
    visitor, kind = house.browser(), house.chance.choice(("copy", "delete"))
    path = f"/centre/{POLICY}/requests/new/{kind}"
    form = fields(visitor.get(path).text, path)
    answer = visitor.post(path, data={**form, "role": "subject", "subject": house.victim()})
    found = NUMBER.search(str(answer.url))
    if found is None:
        return
    case = found[0]
    house.cases.append(case)
    mark = {"mark": form.get("mark", "")}
    for step in ("package", "login", "code", "take-back", "confirm", "reply", "object"):
        place = f"/centre/{POLICY}/requests/{case}/{step}"
        house.attempt("followed link", partial(visitor.get, place))
        house.attempt("pressed", partial(visitor.post, place, data={**mark, "code": "00000000"}))
    thief = house.browser()
    house.attempt("stolen number", lambda: thief.post(f"/centre/{POLICY}/requests/{case}/package", data=mark))
    thief.cookies.update({each.name: (each.value or "")[:-2] + "AA" for each in visitor.cookies.jar})
    house.attempt("forged cookie", lambda: thief.get(f"/centre/{POLICY}/requests/{case}"))
    house.attempt(
        "guardian's link", lambda: thief.get(f"/centre/{POLICY}/guardian/mine/{'ab' * 8}/{'cd' * 16}")
    )


def secrets(house: House) -> None:
    """Knows the number of somebody's answer that lies ready: guesses its secret, takes another's, and objects in their name (5, 9)."""
    if len(house.lying) < 2:
        house.lying += [house.pick_up(PEOPLE - 1), house.pick_up(PEOPLE - 2)]
    (number, _), (_, another) = house.chance.sample(house.lying, 2)
    visitor = house.browser()
    mark = {"mark": fields(visitor.get(PICK_UP).text, PICK_UP)["mark"]}
    for secret in (f"{house.chance.getrandbits(160):x}", another, ""):
        for step in PICK_UP_STEPS.values():
            typed = {**mark, "number": number, "secret": secret, "words": "No."}
            house.attempt("secret of a pick-up", partial(visitor.post, PICK_UP + step, data=typed))
    house.attempt(
        "secret in a link", lambda: visitor.get(PICK_UP, params={"number": number, "secret": another})
    )


def erasures(house: House) -> None:
    """Reads one of the two contacts of the victim, and has them erased in their name; the owner says no in time (10)."""
    house.owners_say_no(house.clock.now())
    case = house.forge(house.chance.choice(("delete", "cancel-account")))
    if not case:
        return
    thief = house.browser()
    for event in ("code", "signed-in", "reply", "confirm", "not-me", "forged", "accept"):
        house.attempt("stolen contact", partial(house.event, case, event, subject="x-1", code="00000000"))
    place = f"/centre/{POLICY}/requests/{case}"
    for step in ("send-code", "code", "take-back", "confirm"):
        house.attempt("stolen contact, by the pages", partial(thief.post, f"{place}/{step}", data={}))
    fooled = partial(house.event, case, "accept", role="officer", operator="0f" * 16, ground="purpose-ended")
    house.attempt("stolen contact, to an officer", fooled)


ATTACKS = (
    erasures,
    guesses,
    guesses,
    guesses,
    another_session,
    no_guardian,
    no_officer,
    anothers_proof,
    pages,
    secrets,
)


def attack(house: House, attempts: int) -> None:
    """Make at least `attempts`; an hour passes between the rounds, so that limits by time do not do all the work."""
    while sum(house.tries.values()) < attempts:
        for each in ATTACKS:
            each(house)
        house.clock.go(hours=1)


def owed(house: House, number: str) -> list[Duty]:
    """Return the duties of a request."""
    return house.made.gate.store.read(POLICY, lambda book: list(book.duties_about(number)))


def records(house: House, handle: str) -> list[Any]:
    """Return what is kept of a person."""

    def work(book: Any) -> list[Any]:
        return list(book.records(handle))

    return house.made.gate.store.read(POLICY, work)


def _opened(house: House, number: str) -> bool:
    """Return whether an answer that lay ready was opened, taken, or objected to."""
    codes = [each["body"].get("code") for each in house.notes() if each["body"].get("case") == number]
    objected = any(each["body"].get("about") == number for each in house.notes())
    return objected or "pick-up-opened" in codes or "handed-out" in codes


def spoils(house: House) -> list[str]:
    """Return what the attackers got: proved or accepted requests, orders, erased people, packages."""
    house.owners_say_no(house.clock.now() + timedelta(hours=72))
    house.clock.go(hours=73)
    Workers(house.made).once()
    got = [f"{number} accepted" for number in house.forged if house.desk.case(POLICY, number).accepted]
    for number in dict.fromkeys(house.cases):
        case = house.desk.case(POLICY, number)
        duties = owed(house, number)
        proved = case.of.proof and case.proof is not None
        if proved or case.accepted is not None or any(each.kind == "act-on-holding" for each in duties):
            got.append(f"{number} {case.kind} {case.state}")
    gone = [handle for handle in house.handles if not records(house, handle)]
    got += [f"{number} opened" for number, _ in house.lying if _opened(house, number)]
    return [*got, *(f"erased {handle}" for handle in gone), *(["a package"] * house.packages)]


# --- alike


def sizes(cookie: str) -> tuple[str, int, int]:
    """The name of a cookie, and how long what it says and what is said of it are.

    A signed value is packed where that is shorter, and the letters of a new number pack now better, now worse: so it is
    measured as it was before.
    """
    name, _, rest = cookie.partition("=")
    value, _, attributes = rest.partition(";")
    packed, *signature = value.rsplit(".", 2)
    if len(signature) < 2:
        return name, len(value), len(attributes)
    said = URLSafeSerializer("").load_payload(packed.encode())
    return name, len(json.dumps(said)) + sum(map(len, signature)), len(attributes)


def shape(answer: Any) -> tuple[Any, ...]:
    """An answer without what is new in every answer: numbers of cases, marks, cookies' values, the clock of the machine."""
    text = NUMBER.sub("CASE", answer.text)
    text = MARK.sub("", text)
    headers = {name: value for name, value in answer.headers.items() if name not in VARIES}
    cookies = [sizes(each) for each in answer.headers.get_list("set-cookie")]
    headers = {name: NUMBER.sub("CASE", value) for name, value in headers.items()}
    return answer.status_code, tuple(sorted(headers.items())), tuple(cookies), text


def walked(house: House, subject: str, kind: str) -> list[tuple[Any, ...]]:
    """What somebody sees who asks about `subject`, by the pages and by the application's calls."""
    visitor = house.browser()
    path = f"/centre/{POLICY}/requests/new/{kind}"
    page = visitor.get(path)
    answer = visitor.post(
        path, data={**fields(page.text, path), "role": "subject", "subject": subject}, follow_redirects=False
    )
    seen, case = [page, answer], NUMBER.search(answer.headers["location"])
    assert case is not None
    place = f"/centre/{POLICY}/requests/{case[0]}"
    own = visitor.get(place)
    seen += [own, visitor.get(f"/centre/{POLICY}/requests")]
    for step in ("send-code", "code", "package", "take-back"):
        mark = MARK.search(visitor.get(place).text)
        form = {"mark": mark[1] if mark is not None else ""}
        seen.append(
            visitor.post(f"{place}/{step}", data={**form, "code": "12345678"}, follow_redirects=False)
        )
        if step == "send-code":
            Workers(house.made).once()
    made = house.call("/v1/requests", {"kind": kind, "subject": subject})
    seen.append(made)
    number = made.json()["case"]
    for event in ("send-code", "code", "signed-in", "withdraw"):
        seen.append(
            house.event(number, event, subject=subject if event == "withdraw" else "x-1", code="12345678")
        )
    return [shape(each) for each in seen]


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    built = House(tmp_path_factory.mktemp("impostors"), 20260303)
    yield built
    built.made.gate.close()


@pytest.mark.parametrize("kind", ["copy", "delete"])
def test_known_and_unknown_people_are_answered_alike_by_status_headers_and_body(house, kind):
    known, unknown = walked(house, f"u-{len(kind)}", kind), walked(house, f"n-{len(kind)}", kind)
    assert known == unknown


def test_known_and_unknown_numbers_are_answered_alike_at_the_pick_up(house):
    number, secret = house.pick_up(PEOPLE - 1)
    seen: dict[str, list[Any]] = {}
    for each in (number, "case-bbbb-bbbb-bbbb", "nonsense"):
        visitor = house.browser()
        for step in PICK_UP_STEPS.values():
            form = fields(visitor.get(PICK_UP).text, PICK_UP)
            typed = {**form, "number": each, "secret": "abcd-efgh", "words": "No."}
            seen.setdefault(step, []).append(shape(visitor.post(PICK_UP + step, data=typed)))
    for answers in seen.values():
        assert answers[0] == answers[1] == answers[2]
        assert answers[0][0] == 404
    assert house.desk.open_pick_up(POLICY, number, secret).case.id == number


def test_numbers_with_a_notice_and_without_are_answered_alike_where_they_are_disowned(house):
    number, seen = house.forge("delete"), []
    for each in (number, "case-bbbb-bbbb-bbbb", "nonsense"):
        visitor = house.browser()
        form = fields(visitor.get(NOT_ME).text, NOT_ME)
        seen.append(shape(visitor.post(NOT_ME, data={**form, "number": each, "code": "123456789012"})))
    assert seen[0] == seen[1] == seen[2]
    assert seen[0][0] == 404
    assert house.desk.case(POLICY, number).disowned is None
    house.owners_say_no(house.clock.now() + timedelta(hours=72))
    assert house.desk.case(POLICY, number).disowned is not None


def test_the_console_shows_what_cools_off_and_what_is_disowned_and_closes_it_as_forged(house):
    number, door = house.forge("cancel-account"), "/console/-/enter"
    console, place = house.browser(), f"/console/{POLICY}/cases/{number}"
    console.post(door, data={**fields(console.get(door).text, door), "key": KEY})
    assert "nobody can accept it before" in console.get(place).text
    assert "act-forged" not in console.get(place).text
    house.owners_say_no(house.clock.now() + timedelta(hours=72))
    page = console.get(place).text
    assert "this was not me" in page
    assert "act-accept" not in page
    done = console.post(place, data=fields(page, place, do="forged"))
    assert "It is closed as forged." in done.text
    assert house.desk.case(POLICY, number).state == "lapsed"
    house.forged.remove(number)


def test_impostors_over_http_get_no_package_and_erase_nobody(house):
    attack(house, 80)
    assert spoils(house) == []
    assert len(house.tries) >= 12, house.tries
    assert len(house.forged) > 1, "one from the test before, and those of this one"
    assert {house.desk.case(POLICY, each).state for each in house.forged} == {"waiting"}


# --- times, from a real server


def main(attempts: int, pairs: int) -> int:
    """Make `attempts`, then time `pairs`; print what came of it."""
    seed = int(time.time())
    with tempfile.TemporaryDirectory() as folder:
        house, began = House(Path(folder), seed), time.monotonic()
        attack(house, attempts)
        got = spoils(house)
        tries = sum(house.tries.values())
        print(
            f"seed {seed}: {tries} attempts on {len(set(house.cases))} requests in {time.monotonic() - began:.0f} s: {got}"
        )
        done = [each for each in house.forged if house.desk.case(POLICY, each).accepted]
        print(
            f"  {len(house.forged)} erasures and closings proved with one stolen contact of two: {len(done)} executed"
        )
        for kind, count in sorted(house.tries.items()):
            print(f"  {count:6} {kind}")
        house.made.gate.close()
    with tempfile.TemporaryDirectory() as folder:
        house = House(Path(folder), seed, f"sqlite:///{Path(folder) / 'books.db'}")
        numbers = [house.pick_up(each)[0] for each in range(PICK_UPS)]
        with served(house.app) as port:
            timed(house, port, max(pairs // 20, 5))  # warm
            found = timed(house, port, pairs)
            timed_pick_ups(house, port, max(pairs // 20, 5), numbers)
            found |= timed_pick_ups(house, port, pairs, numbers)
        house.made.gate.close()
    apart = False
    print(f"{pairs} pairs, known against unknown; and the known against themselves (every other one)")
    for name, both in found.items():
        known, unknown = both[True], both[False]
        p, noise = rank_sum(known, unknown), rank_sum(known[::2], known[1::2])
        gap = (statistics.median(known) - statistics.median(unknown)) * 1000
        itself = (statistics.median(known[::2]) - statistics.median(known[1::2])) * 1000
        apart = apart or p < 0.01 / len(found)
        print(f"  {name:10} median {statistics.median(known) * 1000:7.2f} ms, apart {gap:+.3f} ms, p {p:.3f};"
              f" noise {itself:+.3f} ms, p {noise:.3f}")  # fmt: skip
    return 1 if got or apart else 0


if __name__ == "__main__":
    given = [int(each) for each in sys.argv[1:]]
    sys.exit(main(given[0] if given else 10_000, given[1] if len(given) > 1 else 3_000))
