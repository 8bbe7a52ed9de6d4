"""Restricting, lifting, collecting and new versions in any order: what the gate refuses and the vault holds back is what stands."""

from __future__ import annotations

from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.api.shop import SHOP
from tests.rights.desks import OFFICER, SetClock, at
from troth.assembly import Settings, Workers, desk_of, install
from troth.consent import Context, register
from troth.decisions import Request
from troth.holdings.ports import Order
from troth.rights import Actor, Intake
from troth.rights.identity import Session
from troth.vault import VaultHolding
from troth.vault.errors import Restricted
from troth.vault.layout import fields_of
from troth.vocabulary import NOTHING, Act, Reach

NAMES = ("phone", "email", "nickname")
LATER = ("address", "birthday")
KINDS = {"address": "contact.address", "birthday": "demographic.date_of_birth"}
RIGHT = "rights:\n  restrict: {en: Have it restricted, zh: 限制处理, within: 15 days, from: receipt, routes: [centre]}\n"
ME = Actor("subject", "u-1")
CLAUSE = "law.pipl.restriction"
STEPS = st.one_of(
    st.tuples(st.just("restrict"), st.sets(st.sampled_from(NAMES), max_size=2), st.booleans()),
    st.tuples(st.just("lift"), st.integers(0, 3), st.booleans()),
    st.tuples(st.just("law"), st.sampled_from(NAMES), st.booleans()),
    st.tuples(st.just("version"), st.none(), st.booleans()),
)


class Shop:
    """A shop with one person in its vault, and a model of what is restricted of them."""

    def __init__(self, folder) -> None:
        self.clock = SetClock(at("2026-02-10 10:00"))
        self.made = install(Settings(folder, "memory:", "a-key-that-is-long-enough"), [], self.clock)
        self.made.gate.publish(SHOP + RIGHT, "shop")
        self.desk, self.workers = desk_of(self.made), Workers(self.made)
        self.store: Any = self.made.gate.store
        self.vault = self.made.vault
        self.later: list[str] = []
        digest = self.made.gate.digest("shop", "u-1")
        self.handle: Any = self.store.write("shop", lambda book: book.subject(digest, create=True))
        put: Any = self.vault.put
        values = {name: f"{name}-canary" for name in NAMES}
        fields = fields_of(self.vault.layouts("shop"), values)
        self.store.write("shop", lambda book: put(book, self.handle, fields, values))
        self.asked: dict[str, Reach] = {}
        self.law: set[str] = set()

    def restrict(self, elements, done) -> None:
        case = self.desk.receive("shop", Intake("restrict", "u-1", elements=tuple(sorted(elements))))
        session = Session(self.handle, self.clock.now())

        def proved(proving, _):
            return self.desk.identity.signed_in(proving, session, (), self.clock.now()), None

        self.desk.change_proof("shop", case.id, proved)
        self.desk.accept("shop", case.id, OFFICER)
        self.asked[case.id] = Reach.of(elements)
        if done:
            self.work()

    def lift(self, which, done) -> None:
        if self.asked:
            case = sorted(self.asked)[which % len(self.asked)]
            self.desk.lift("shop", case, ME)
            del self.asked[case]
        if done:
            self.work()

    def law_(self, element) -> None:
        """A sweep puts an element aside: a hold of its own, and the order to the vault."""
        value = {
            "elements": sorted({element, *self.law}),
            "purpose": "tax",
            "citation": "l",
            "basis": "restricted",
        }
        context = Context("2026-02-10T02:00:00.000Z", self.made.randomness)
        self.store.write(
            "shop", lambda book: register(book, "hold", "restricted-tax", value, context, handle=self.handle)
        )
        warrant = self.made.gate.permits.issue("shop", self.handle, Act.KEEP, "tax", {}, entry=0)
        order = Order(
            "shop", self.handle, f"sweep/{element}/vault", "retention", 0, (element,), warrant=warrant
        )
        VaultHolding(self.vault, self.clock).restrict(order, on=True)
        self.law.add(element)

    def version(self) -> None:
        if len(self.later) < len(LATER):
            self.later.append(LATER[len(self.later)])
            more = "\n".join(
                f"  {name}: {{kind: {KINDS[name]}, en: {name}, zh: 后来}}" for name in self.later
            )
            text = (SHOP + RIGHT).replace('version: "1"', f'version: "{len(self.later) + 1}"')
            self.made.gate.publish(text.replace("\nnotices:", f"\n{more}\nnotices:"), "shop")

    def work(self) -> None:
        self.clock.go(minutes=11)
        self.workers.once()

    # --- what is seen

    def check(self) -> None:
        reach = NOTHING
        for each in self.asked.values():
            reach |= each
        for name in (*NAMES, *self.later):
            request = Request(act=Act.USE, purpose="registration", data=(name,), subject="u-1")
            (reply,) = self.made.gate.ask("shop", [request])
            barred = any(each.clause == CLAUSE for each in reply.answer.reasons)
            assert barred is reach.covers(name), (name, "at the gate")
            assert self.held_back(name) is (reach.covers(name) or name in self.law), (name, "in the vault")

    def held_back(self, name) -> bool:
        """Whether the vault neither gives a value of `name` nor takes one."""
        found = []
        for act in (Act.USE, Act.COLLECT):
            permit = self.made.gate.permits.issue("shop", self.handle, act, "p", {name: "raw"}, entry=0)
            try:
                if act is Act.USE:
                    self.vault.read(permit, {name: "raw"})
                else:
                    self.vault.write(permit, {name: "another-canary"})
                found.append(False)
            except Restricted:
                found.append(True)
        assert found[0] == found[1] or name in self.later, "read and write say the same"
        return found[1]


@example(
    steps=[("law", "email", True), ("restrict", set(), True), ("version", None, True), ("lift", 0, True)]
)
@example(steps=[("restrict", {"phone"}, True), ("restrict", set(), True), ("version", None, True)])
@example(steps=[("restrict", {"phone"}, False), ("lift", 0, True), ("restrict", {"email"}, True)])
@settings(max_examples=6, deadline=None)
@given(steps=st.lists(STEPS, min_size=3, max_size=7))
def test_what_is_restricted_is_what_stands(tmp_path_factory, steps):
    shop = Shop(tmp_path_factory.mktemp("shop"))
    try:
        for what, how, done in steps:
            if what == "restrict":
                shop.restrict(how, done)
            elif what == "lift":
                shop.lift(how, done)
            elif what == "law":
                shop.law_(how)
            else:
                shop.version()
        for _ in range(4):  # a lift waits for what is just being restricted there
            shop.work()
        shop.check()
    finally:
        shop.made.gate.close()
