"""10,000 scripted impostors of every kind: none is taken for somebody else (threats 1 to 11)."""

from __future__ import annotations

from collections import Counter

from tests.unit.rights.identity.attackers import KINDS, World
from tests.unit.rights.identity.people import Counts
from troth.rights.identity import Session

ATTEMPTS = 10_000


def test_ten_thousand_impostors_prove_nothing():
    world, made, verified = World(20260210), Counter[str](), []
    while sum(made.values()) < ATTEMPTS:
        for kind in KINDS:
            tried = kind(world)
            made[kind.__name__] += len(tried)
            verified += [(kind.__name__, each) for each in tried if each.state == "verified"]
    assert verified == []
    assert set(made) == {kind.__name__ for kind in KINDS}
    assert min(made.values()) > 100, made


def test_the_people_themselves_still_can_afterwards():
    """The same world lets its real people in: the attack above fails for its own reasons."""
    world = World(7)
    for kind in KINDS:
        for _ in range(20):
            kind(world)
    world.counts = Counts()  # a day later, say
    for victim in list(world.people)[:100]:
        proving, letter = world.send(world.begin(victim))
        assert letter is not None
        after = world.steps.answer(proving, world.counts, letter.code, world.now)
        assert after.state == "verified"
        assert after.verified("acme", after.claim.case) is not None
        session = Session(victim, world.now)
        signed = world.steps.signed_in(world.begin(victim), session, world.people[victim], world.now)
        assert signed.state == "verified"
