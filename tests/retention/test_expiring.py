"""What a person gave goes on the day that was promised, and not before: through the gate, the workers and the vault."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.api.calling import HEADERS, KEY, Caller
from tests.unit.retention.test_ending import POLICY
from troth.assembly import Settings, install
from troth.assembly.working import Workers
from troth.decisions import Request
from troth.duties import ENDS
from troth.holdings.ports import Order
from troth.vault import VaultHolding
from troth.vocabulary import Act

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
LEAST = POLICY.replace(
    "keep: {for: 12 months, then: restrict}", "keep: {for: 12 months, then: restrict, at-least: 2 months}"
)


STEPS = POLICY + (
    "retention:\n"
    "  put-aside: {en: Put aside, zh: 封存, data: [email], purposes: [open-end], for: 12 months, then: restrict}\n"
    "  gone: {en: Gone, zh: 删除, data: [email], purposes: [open-end], for: 36 months, then: erase}\n"
)


class Clock:
    def __init__(self):
        self.at = START

    def now(self):
        return self.at

    def forward(self, **length):
        self.at += timedelta(**length)


class Kept(Caller):
    """Somebody of the company of the policy above."""

    def __init__(self, folder, text=POLICY):
        (folder / "kept.yaml").write_text(text, encoding="utf-8")
        self.clock = Clock()
        whole = install(Settings(folder / "home", "memory:", KEY), [folder / "kept.yaml"], self.clock)
        super().__init__(whole, "kept")
        self.http.headers.update(HEADERS)
        self.agree()

    def gives(self, purpose, **values):
        request = Request(act=Act.COLLECT, purpose=purpose, data=tuple(values), subject="u-1")
        for _ in range(4):
            answer = self.ask(purpose, list(values))
            if answer["answer"] == "permit":
                break
            for prompt in answer["ask"]:
                assert self.put(prompt).status_code == 200
        _, permit = self.installation.gate.permit("kept", request)
        self.installation.vault.write(permit, values)

    def fact(self, kind, key, **value):
        body = {"policy": "kept", **value}
        return self.http.put(f"/v1/subjects/u-1/facts/{kind}/{key}", json=body)

    def work(self):
        return Workers(self.installation).once()

    def handle(self):
        gate = self.installation.gate
        return gate.store.read("kept", lambda book: book.handle_of(gate.digest("kept", "u-1"))) or ""

    def duties(self):
        handle = self.handle()
        found = self.installation.gate.store.read("kept", lambda book: list(book.duties_of(handle)))
        return [each for each in found if each.kind == "act-on-holding"]

    def waiting(self):
        return [each for each in self.duties() if each.state not in ENDS]

    def stored(self):
        order = Order("kept", self.handle(), "find/x/vault", "purposes.account", 0)
        return set(VaultHolding(self.installation.vault, self.clock).find(order).elements)

    def kinds(self):
        export = self.http.get("/v1/policies/kept/export").content
        return [each["kind"] for each in map(json.loads, export.splitlines()) if "kind" in each]


@pytest.fixture
def kept(tmp_path):
    return Kept(tmp_path)


def test_what_is_over_goes_on_its_day_and_not_before(kept):
    kept.gives("survey", email="li.canary@mail.example")
    (duty,) = kept.waiting()
    assert (duty.act, duty.elements, duty.ready) == (
        "erase",
        ("email",),
        datetime(2026, 4, 1, 16, tzinfo=UTC),
    )
    assert duty.clauses == ("purposes.survey",)
    kept.clock.forward(days=30)
    assert kept.work() == {}
    assert kept.stored() == {"email"}
    kept.clock.forward(hours=7)  # 24:00 of the thirtieth day, in China
    assert kept.work()["done"] == 1
    assert kept.stored() == set()
    assert kept.waiting() == []
    assert kept.kinds().count("duties.duty.ended") == 1


def test_a_later_collection_moves_the_day_and_costs_one_write_a_day(kept):
    kept.gives("survey", email="li.canary@mail.example")
    before = len(kept.kinds())
    kept.ask("survey", ["email"])
    assert len(kept.kinds()) == before + 1  # the answer alone
    kept.clock.forward(days=20)
    kept.gives("survey", email="li.canary@mail.example")
    assert len(kept.waiting()) == 1
    kept.clock.forward(days=11)
    assert kept.work()["done"] == 1  # looked at, and nothing was due
    assert kept.stored() == {"email"}
    (duty,) = kept.waiting()
    assert duty.ready == datetime(2026, 4, 21, 16, tzinfo=UTC)
    kept.clock.at = duty.ready
    kept.work()
    assert kept.stored() == set()


def test_another_purpose_keeps_it_longer_and_an_event_ends_that(kept):
    kept.gives("survey", email="li.canary@mail.example", note="n")
    kept.gives("account", email="li.canary@mail.example")
    kept.clock.forward(days=31)
    kept.work()
    assert kept.stored() == {"email"}
    assert kept.waiting() == []
    assert kept.fact("account", "account", state="closed").status_code == 200
    (duty,) = kept.waiting()
    assert (duty.elements, duty.ready) == (("email",), kept.clock.at)
    kept.work()
    assert kept.stored() == set()


def test_a_sooner_end_moves_the_duty_that_waits(kept):
    kept.gives("survey", email="li.canary@mail.example")
    kept.gives("paste", note="n")
    (duty,) = kept.waiting()
    assert (duty.ready, duty.elements) == (datetime(2026, 3, 2, 16, tzinfo=UTC), ("note",))
    kept.clock.forward(hours=8)
    kept.work()
    assert kept.stored() == {"email"}
    (duty,) = kept.waiting()
    assert duty.ready == datetime(2026, 4, 1, 16, tzinfo=UTC)


def test_a_hold_keeps_and_its_end_opens_erasure(kept):
    kept.gives("survey", email="li.canary@mail.example")
    held = {"elements": ["email"], "purpose": "account", "citation": "civil.188", "until": "2026-06-01"}
    assert kept.fact("hold", "account", **held).status_code == 200
    kept.clock.forward(days=31)
    kept.work()
    assert kept.stored() == {"email"}
    (duty,) = kept.waiting()
    assert duty.ready == datetime(2026, 6, 1, tzinfo=UTC)
    kept.clock.at = duty.ready
    kept.work()
    assert kept.stored() == set()


def test_a_hold_without_an_end_keeps_until_it_is_ended(kept):
    kept.gives("survey", email="li.canary@mail.example")
    kept.fact("hold", "account", elements=["email"], purpose="account", citation="civil.188")
    kept.clock.forward(days=31)
    kept.work()
    assert kept.stored() == {"email"}
    kept.http.delete("/v1/subjects/u-1/facts/hold/account", params={"policy": "kept"})
    kept.work()
    assert kept.stored() == set()


def test_a_hold_that_law_permits_is_refused_unless_it_is_whole(kept):
    held = {
        "elements": ["email"],
        "purpose": "account",
        "citation": "civil.188",
        "until": "2026-06-01",
        "basis": "permitted",
    }
    assert kept.fact("hold", "account", **held).status_code == 400
    held |= {"justification": "case-7", "approver": "op-1", "second-approver": "op-2"}
    assert kept.fact("hold", "account", **held).status_code == 200


def test_what_is_to_be_restricted_stays_and_is_used_for_nothing_else(kept):
    kept.gives("letter", email="li.canary@mail.example")
    kept.gives("survey", email="li.canary@mail.example")
    kept.clock.forward(days=366)
    kept.work()
    kept.work()
    assert [(each.act, each.state) for each in kept.duties() if each.act == "restrict"] == [
        ("restrict", "done")
    ]
    assert kept.waiting() == []
    again = kept.ask("survey", ["email"], "use")
    assert again["answer"] == "refuse"
    assert ("states.hold", "email") in {(each["clause"], each.get("element")) for each in again["reasons"]}, (
        again
    )


def test_what_is_restricted_first_is_erased_by_the_later_rule(tmp_path):
    """Two rules on one element: kept for the law only after a year, gone after three, and no hold of ours is left behind."""
    kept = Kept(tmp_path, STEPS)
    kept.gives("open-end", email="li.canary@mail.example")
    assert [(each.act, each.ready) for each in kept.waiting()] == [
        ("restrict", datetime(2027, 3, 2, 16, tzinfo=UTC))
    ]
    kept.clock.forward(days=366)
    assert kept.work()["done"] == 1
    assert (kept.stored(), kept.ask("survey", ["email"], "use")["answer"]) == ({"email"}, "refuse")
    (duty,) = kept.waiting()
    assert (duty.act, duty.ready) == ("erase", datetime(2029, 3, 2, 16, tzinfo=UTC))
    assert duty.clauses == ("purposes.open-end", "retention.put-aside", "retention.gone")
    kept.clock.forward(days=729)
    kept.work()
    assert kept.stored() == {"email"}
    assert kept.ask("survey", ["email"], "use")["answer"] == "refuse", "until it is gone"
    kept.clock.forward(days=2)
    kept.work()
    assert (kept.stored(), kept.waiting()) == (set(), [])
    handle = kept.handle()
    standing = kept.installation.gate.store.read("kept", lambda book: book.standing(handle))
    assert [each.value["state"] for each in standing if each.kind == "hold"] == ["ended"]
    kept.gives("survey", email="li.canary@mail.example")
    assert kept.ask("survey", ["email"], "use")["answer"] == "permit", "who gives it anew is not put aside"


def test_a_hold_beyond_the_second_step_keeps_it_and_then_it_goes(tmp_path):
    kept = Kept(tmp_path, STEPS)
    kept.gives("open-end", email="li.canary@mail.example")
    held = {"elements": ["email"], "purpose": "account", "citation": "civil.188", "until": "2029-06-01"}
    assert kept.fact("hold", "account", **held).status_code == 200
    kept.clock.forward(days=366)
    kept.work()
    kept.clock.forward(days=800)
    kept.work()
    assert kept.stored() == {"email"}
    kept.clock.forward(days=100)
    kept.work()
    assert kept.stored() == set()
    handle = kept.handle()
    standing = kept.installation.gate.store.read("kept", lambda book: book.standing(handle))
    left = [each.key for each in standing if each.kind == "hold" and each.value["state"] != "ended"]
    assert left in ([], ["account"]), "nothing is put aside of what is gone"


def test_a_shortest_time_outlasts_the_withdrawal(tmp_path):
    kept = Kept(tmp_path, LEAST)
    kept.gives("letter", email="li.canary@mail.example")
    kept.http.delete("/v1/subjects/u-1/consents/letter", params={"policy": "kept"})
    kept.work()
    assert kept.stored() == {"email"}
    (duty,) = kept.waiting()
    assert duty.ready == datetime(2026, 5, 2, 16, tzinfo=UTC)


def test_what_has_no_day_is_never_due(kept):
    assert kept.fact("record", "email", **{"collected-for": ["survey"]}).status_code == 200
    kept.clock.forward(days=4000)
    assert kept.work() == {}
    assert kept.waiting() == []
    told = {"collected-for": ["survey"], "collected": {"survey": "2026-03-02"}}
    assert kept.fact("record", "email", **told).status_code == 200
    assert [each.act for each in kept.waiting()] == ["erase"]


def test_a_hold_is_looked_at_before_it_ends(kept):
    def looks():
        found = kept.http.get("/v1/duties", params={"policy": "kept", "show": "for-person"}).json()
        return [(each["about"].split("-")[0], each["due"]) for each in found if each["kind"] == "review-hold"]

    held = {"elements": ["email"], "purpose": "account", "citation": "civil.188", "until": "2026-06-01"}
    kept.fact("hold", "account", **held)
    assert len(looks()) == 1
    kept.fact("hold", "account", **{**held, "until": "2026-07-01"})
    assert [(about, str(due)[:10]) for about, due in looks()] == [("hold", "2026-07-01")]
    kept.http.delete("/v1/subjects/u-1/facts/hold/account", params={"policy": "kept"})
    assert looks() == []
