"""A case under any sequence of calls and passing time: no act without proof of itself, nothing owed is lost, ends are ends."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.rights.desks import OFFICER, OPERATOR, OTHER, Office, at
from troth.duties import ENDS as OVER
from troth.ledger import read_entry
from troth.rights import ENDS, Acceptance, Actor, Question, Refusal
from troth.rights.states import PROVED
from troth.vocabulary import TrothError

BOTH = {"en": "Why.", "zh": "理由。"}
PERSON = Actor("subject", "u-1")
KINDS = (
    "access",
    "correct",
    "delete",
    "withdraw",
    "restrict",
    "cancel-account",
    "object-automated",
    "complaint",
)
CALLS = {
    "look": lambda desk, case, by: desk.look("joinbase", case, by),
    "ask": lambda desk, case, by: desk.ask("joinbase", case, Question("proof"), by),
    "reply": lambda desk, case, by: desk.reply("joinbase", case, by, "words"),
    "accept": lambda desk, case, by: desk.accept("joinbase", case, by, Acceptance("ceased-use")),
    "refuse": lambda desk, case, by: desk.refuse(
        "joinbase", case, by, Refusal("malice", {"evidence": "e"}, BOTH, "no part"), (OTHER.who,)
    ),
    "answer": lambda desk, case, by: desk.answer("joinbase", case, by, BOTH, "unable"),
    "withdraw": lambda desk, case, by: desk.withdraw("joinbase", case, by),
    "fail": lambda desk, case, by: desk.fail("joinbase", case, by),
    "review": lambda desk, case, by: desk.review("joinbase", case, by, "upheld", BOTH),
}


class CaseMachine(RuleBasedStateMachine):
    """A person, operators, workers and the clock act on one case."""

    @initialize(kind=st.sampled_from(KINDS), route=st.sampled_from(["centre", "mail"]), known=st.booleans())
    def receive(self, kind, route, known):
        self.office = Office("joinbase", at("2026-02-10 10:00"), places=("vault",))
        if known:
            self.office.know("u-1")
        self.case = self.office.receive(kind, route=route)
        self.before = self.case
        self.proved = self.case.proof is not None

    @rule(hours=st.integers(1, 400))
    def time_goes_on(self, hours):
        self.office.clock.go(hours=hours)
        self.office.desk.tick("joinbase")

    @rule(
        call=st.sampled_from(sorted(CALLS)), by=st.sampled_from([OFFICER, OPERATOR, PERSON, Actor("system")])
    )
    def somebody_acts(self, call, by):
        try:
            CALLS[call](self.office.desk, self.case.id, by)
        except TrothError:
            assert self.office.case(self.case) == self.before, "what is refused leaves nothing"

    @rule()
    def operators_judge(self):
        try:
            self.office.judge(self.case)
            self.proved = True
        except TrothError:
            pass

    @rule()
    def the_person_signs_in(self):
        try:
            self.office.sign_in(self.case)
            self.proved = True
        except TrothError:
            pass

    @rule()
    def a_worker_works(self):
        try:
            self.office.work(self.office.case(self.case), left=1)
        except TrothError:
            pass

    @invariant()
    def what_always_holds(self):
        if not hasattr(self, "office"):
            return
        case, duties = self.office.case(self.case), self.office.duties(self.case)
        if self.before.state in ENDS:
            assert case.state == self.before.state
        if case.state in PROVED or case.accepted or case.outcome in ("fulfilled", "partly"):
            assert self.proved or not case.of.proof
            assert case.proof is not None
            assert case.proof.case == case.id
        acting = {"act-on-holding:vault", "tell-recipient", "lapse-backup"} & duties.keys()
        assert not acting or case.accepted is not None
        if case.open:
            owed = [each for each in duties.values() if each.state not in OVER]
            assert owed, "an open case owes something"
            assert case.due == min(each.due.ends for each in owed if each.due.ends is not None)
        elif case.state in ("lapsed", "withdrawn"):
            assert {key for key, each in duties.items() if each.state not in OVER} <= {"deliver:lapsed"}
        else:
            left = {key for key, each in duties.items() if each.state not in OVER}
            assert left <= {"answer", "deliver:letter", "lapse-backup", "deliver:asked.1"} | {
                key for key in duties if key.startswith("deliver:")
            }
            assert self.office.desk.letter("joinbase", case.id)["zh"]
        self.before = case

    def teardown(self):
        if not hasattr(self, "office"):
            return
        store = self.office.store
        for data in store.read("joinbase", lambda book: list(book.entries())):
            assert read_entry(data).kind.value.split(".")[0] in ("rights", "duties", "consent")


TestCaseMachine = CaseMachine.TestCase
TestCaseMachine.settings = settings(max_examples=40, stateful_step_count=20, deadline=None)
