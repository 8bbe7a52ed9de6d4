"""Scripted impostors: each kind tries, with what it can get at, to prove to be somebody it is not.

An attacker sees everything that is public (answers, tries left, that a code was asked for), everything that was kept
(a copy of the store), its own messages, and whatever its kind adds: a stolen old code, a number taken over, a guardian's
link that ended. It never sees messages to contacts of others.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from tests.unit.rights.identity.people import (
    CODES,
    KEY,
    NOW,
    Counts,
    contact,
    identity,
    kept,
    marks,
)
from troth.rights.identity import (
    LIFE,
    MOST,
    MOST_TRIES,
    MUCH,
    Claim,
    Link,
    Proving,
    Session,
    demand_of,
)
from troth.rights.identity.codes import DIGITS, code_digest
from troth.vocabulary import TrothError

PEOPLE = 500
SEEN = "5e" * 32


class World:
    """A company with people whose contacts are on file; time goes on; counts outlive every request."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.steps = identity(seed)
        self.counts, self.now, self.cases = Counts(), NOW, 0
        self.parent = "c3" * 16
        self.people = {f"{n:032x}": self._contacts(n) for n in range(1, PEOPLE + 1)}
        self.values = {
            handle: {"phone": f"+8613{n:09d}", "name": f"name-{n}", "registration-number": f"R-{n * 7919}"}
            for n, handle in enumerate(self.people, 1)
        }

    @staticmethod
    def _contacts(n: int):
        return (contact(f"+8613{n:09d}"), contact(f"p{n}@mail.example", "mail"))

    def victim(self) -> str:
        return self.chance.choice(list(self.people))

    def begin(self, holder: str, requester: str = "subject", least: int = MUCH, about: str = ""):
        """Open a request in the name of `holder`."""
        self.cases += 1
        claim = Claim("acme", f"case-{self.cases}", requester, holder, about or holder, holder or "nobody", 7)
        return self.steps.begin(claim, demand_of(least, requester, CODES), self.now)

    def send(self, proving: Proving, contacts=None):
        """Have a code sent to what is on file; return the proof and the letter that its owner gets."""
        on_file = self.people.get(proving.claim.holder, ()) if contacts is None else contacts
        return self.steps.send_code(proving, on_file, self.counts, self.now)

    def type(self, proving: Proving, code: str) -> Proving:
        return kept_now(self.steps.answer(proving, self.counts, code, self.now, source=f"{self.cases:064x}"))

    def wait(self, span: timedelta) -> None:
        self.now += span

    def guess(self) -> str:
        return f"{self.chance.randrange(10**DIGITS):0{DIGITS}d}"


def kept_now(proving: Proving) -> Proving:
    """Every hundredth proof goes through where it is kept and back."""
    return kept(proving) if proving.claim.case.endswith("00") else proving


def guesser(world: World) -> list[Proving]:
    """Types numbers: popular ones, neighbours, all it has tries for, over codes and requests (3)."""
    proving, tried = world.begin(world.victim()), []
    for _ in range(3):
        proving, _ = world.send(proving)
        for code in ("00000000", "12345678", "", "x" * 999, world.guess(), world.guess(), world.guess()):
            proving = world.type(proving, code)
            tried.append(proving)
    return tried


def thief_of_the_store(world: World) -> list[Proving]:
    """Has what is kept, and tries every code under keys that it can think of (3)."""
    proving, _ = world.send(world.begin(world.victim()))
    asked = proving.challenge
    assert asked is not None
    binding = proving.binding(asked.number, asked.channel, asked.mark)
    keys = (b"", bytes(32), asked.mark.encode(), b"troth", KEY[::-1])
    for code in [world.guess() for _ in range(20)]:
        if any(code_digest(key, binding, code) == asked.digest for key in keys):
            return [world.type(proving, code)]
    return [world.type(proving, asked.digest[:DIGITS]), world.type(proving, asked.mark[:DIGITS])]


def own_code_for_another(world: World) -> list[Proving]:
    """Has a request and a code of its own, and types the code into the victim's request (1, 2)."""
    mine, letter = world.send(world.begin(world.victim()))
    assert letter is None or letter.code
    code = letter.code if letter else world.guess()
    theirs, _ = world.send(world.begin(world.victim()))
    swapped = replace(mine, claim=theirs.claim)  # a row copied over in the store
    return [world.type(theirs, code), world.type(swapped, code)]


def late_reader(world: World) -> list[Proving]:
    """Reads the victim's code after it was used, after it was voided, after ten minutes, after five tries (4)."""
    victim = world.victim()
    expired, letter = world.send(world.begin(victim, least=MOST))
    start = world.now
    if letter is None:
        return [expired]
    used = world.type(expired, letter.code)
    voided, _ = world.send(expired)
    spent = expired
    for _ in range(MOST_TRIES):
        spent = world.type(spent, world.guess())
    tried = [world.type(used, letter.code), world.type(voided, letter.code), world.type(spent, letter.code)]
    world.now = start + LIFE
    tried.append(world.type(expired, letter.code))
    reopened = world.begin(victim)  # the request again: it starts without proof
    tried += [reopened, world.type(reopened, letter.code)]
    return tried


def sim_swapper(world: World) -> list[Proving]:
    """Had the victim's number or mail changed to its own, reads what arrives there, and signs in with it (1, 9)."""
    victim = world.victim()
    days = world.chance.choice((0, 1, 6, 13))
    mine = contact("+8619900000000", changed=world.now - timedelta(days=days))
    later = contact("me@evil.example", "mail", since=world.now + timedelta(seconds=1))
    on_file = (mine, later)
    proving, letter = world.send(world.begin(victim), on_file)
    if letter is not None:
        proving = world.type(proving, letter.code)
    session = Session(victim, world.now, mine.mark)
    return [proving, world.steps.signed_in(world.begin(victim), session, on_file, world.now)]


def knows_the_facts(world: World) -> list[Proving]:
    """States everything that is public or bought: all details right, one wrong, guessed one by one (1)."""
    victim = world.victim()
    filed = marks(world.values[victim])
    tried = []
    for stated in (filed, filed | {"phone": "0" * 64}, {"name": filed["name"]}):
        proving = world.steps.state_fields(world.begin(victim), tuple(filed), stated)
        tried.append(world.steps.check_fields(proving, filed, world.counts, world.now))
    return tried


def forger_of_papers(world: World) -> list[Proving]:
    """Sends a letter with a forged signature; one operator believes it, or is in it with the forger (1, 16)."""
    tried = []
    alone = ("d1" * 16,)
    for requester, methods in (
        ("subject", ("written-form",)),
        ("guardian", ("signed-form",)),
        ("agent", ("agent-authority", "written-form")),
        ("authority", ("written-form",)),
        ("operator", ()),
        ("relative", ()),
    ):
        victim = world.victim()
        proving = world.begin(victim, requester)
        for method in methods:
            proving = world.steps.judged(proving, method, alone, SEEN, world.now)
        tried.append(proving)
        for method in ("two-operators", "relative-proof"):
            tried += refused(world.steps.judged, proving, method, alone * 2, SEEN, world.now)
    return tried


def false_guardian(world: World) -> list[Proving]:
    """Claims to be the parent: no link, another's link, a link that ended on the birthday (6)."""
    child, parent = world.victim(), world.parent
    tried = []
    for link in (
        None,
        Link("c4" * 16, child, None),
        Link(parent, "ff" * 16, None),
        Link(parent, child, world.now - timedelta(days=world.chance.randrange(400))),
    ):
        proving = world.begin(parent, "guardian", about=child)
        signed = world.steps.signed_in(proving, Session(parent, world.now), (), world.now)
        tried.append(signed)
        tried += refused(
            world.steps.judged, signed, "guardian-identity", ("d1" * 16,), SEEN, world.now, link=link
        )
    return tried


def one_of_the_household(world: World) -> list[Proving]:
    """Is signed in as somebody else on the shared device, or in the employer's account (7)."""
    victim, mine = world.victim(), "aa" * 16
    tried = []
    for handle in (mine, ""):
        tried += refused(
            world.steps.signed_in, world.begin(victim), Session(handle, world.now), (), world.now
        )
    old = Session(victim, world.now - timedelta(days=3))  # a session that was left open
    return [*tried, world.steps.signed_in(world.begin(victim), old, world.people[victim], world.now)]


def stranger_to_the_books(world: World) -> list[Proving]:
    """Asks in the name of somebody who is not known, and answers what never was sent (5)."""
    proving, letter = world.send(world.begin(""))
    assert letter is None
    return [world.type(proving, world.guess()) for _ in range(3)]


def with_one_channel(world: World) -> list[Proving]:
    """Has really got hold of one channel, and asks for a copy with sensitive data (1, 9)."""
    proving, letter = world.send(world.begin(world.victim(), least=MOST))
    if letter is None:
        return [proving]
    half = world.type(proving, letter.code)
    again, _ = world.send(half, (letter.contact, replace(letter.contact, channel="phone-call")))
    return [half, again]


def eraser(world: World) -> list[Proving]:
    """Wants the victim erased, and comes back every day for a month (10)."""
    victim, tried = world.victim(), []
    for _ in range(3):
        proving, _ = world.send(world.begin(victim))
        tried += [world.type(proving, world.guess()) for _ in range(2)]
        world.wait(timedelta(hours=8))
    return tried


def refused(step: Callable[..., Proving], *arguments: object, **options: object) -> list[Proving]:
    """Return what `step` gives, or nothing where it refuses."""
    try:
        return [step(*arguments, **options)]
    except TrothError:
        return []


KINDS: tuple[Callable[[World], list[Proving]], ...] = (
    guesser, thief_of_the_store, own_code_for_another, late_reader, sim_swapper, knows_the_facts,
    forger_of_papers, false_guardian, one_of_the_household, stranger_to_the_books, with_one_channel, eraser,
)  # fmt: skip
