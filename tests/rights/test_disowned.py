"""Who holds one of two contacts erases nobody: notices to every contact, cooling off, "this was not me", and what comes of it (threats.md 10)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

import pytest

from tests.cases.policies.generate import BAD as CASES
from tests.rights.desks import OFFICER, OPERATOR, Office, at
from troth.ledger import Entry, EntryKind, PolicyRef, instant
from troth.notices.message_texts import ASKED, SHOWN
from troth.policy import cooling_off, load
from troth.rights import GROUNDED, KINDS, METHODS, Acceptance, Actor, Contact
from troth.rights.errors import Guarded, NoSuchCase, NotNow
from troth.rights.noticing import TELLING

START = at("2026-03-03 09:00")
LONG_AGO = START - timedelta(days=300)
PLACES = ("vault", "lake")
DELETING = Acceptance("purpose-ended")
MARKS = {"email": "ab" * 32, "mobile": "cd" * 32, "phone": "cd" * 32}


class Home(Office):
    """An office whose people have contacts on file, as the ledger tells, and type in codes that came to them."""

    def person(self, subject: str = "u-1", *elements: str) -> str:
        handle = self.know(subject)
        compiled = self.shelf.current(self.policy)
        body: Any = {
            "act": "collect",
            "clauses": ("purposes.registration",),
            "elements": elements or ("email", "mobile"),
        }
        reference = PolicyRef(compiled.id, compiled.version, compiled.hash)
        kept = Entry(
            EntryKind.STEP_PERMITTED,
            instant(LONG_AGO),
            self.policy,
            self.random(16).hex(),
            subject=handle,
            policy=reference,
            body=body,
        )
        self.store.write(self.policy, lambda book: book.append(kept))
        return handle

    def typed(self, case: str, element: str) -> Any:
        """The person types in the code that came to `element`; the case after that."""
        self.desk.send_code(self.policy, case)
        contact = Contact("sms" if element != "email" else "mail", element, MARKS[element], LONG_AGO)
        letter = self.desk.change_proof(
            self.policy,
            case,
            lambda proving, counts: self.identity.send_code(proving, (contact,), counts, self.clock.now()),
        )
        return self.desk.answer_code(self.policy, case, letter.code if letter is not None else "")

    def receive_known(self, kind: str) -> str:
        self.person()
        return str(self.receive(kind).id)

    def notices(self, case: str) -> list[str]:
        found = self.store.read(self.policy, lambda book: list(book.duties_about(case)))
        return sorted(each.part for each in found if each.part.startswith("notice."))

    def forged(self, kind: str = "cancel-account", element: str = "email", **more: Any) -> Any:
        """A request that somebody proves who reads one contact of a new person with two."""
        self.people = getattr(self, "people", 0) + 1
        self.person(f"p-{self.people}")
        return self.typed(self.receive(kind, f"p-{self.people}", **more).id, element)

    def no(self, case: Any) -> Any:
        """The owner says that it was not them, with the code of the notice."""
        code = self.desk.disowning_code(self.policy, case.id)
        return self.desk.disown(self.policy, case.id, code)

    def parts(self, case: Any, kind: str) -> dict[str, str]:
        found = self.store.read(self.policy, lambda book: list(book.duties_about(case.id)))
        return {each.part: each.state for each in found if each.kind == kind}


def home(policy: str = "jingdigital") -> Home:
    return Home(policy, START, places=PLACES)


# --- notices


def test_every_contact_hears_of_what_cannot_be_undone_or_hands_out_data_and_of_nothing_else():
    made = home()
    for kind in ("delete", "cancel-account", "access", "copy", "transfer"):
        case = made.forged(kind)
        assert made.notices(case.id) == ["notice.3.email", "notice.3.mobile"], kind
    assert made.notices(made.forged("correct", elements=("mobile",)).id) == [
        "notice.3.email",
        "notice.3.mobile",
    ]
    assert made.notices(made.forged("correct", elements=("name",)).id) == []
    assert made.notices(made.forged("restrict").id) == []
    asked = made.receive("delete", "p-1")
    assert made.notices(asked.id) == [], "nobody proved it, so it does nothing, and no message is sent for it"
    assert made.notices(made.judge(made.receive("delete", "p-1", route="mail", by=OPERATOR)).id) != []


def test_a_notice_names_requests_and_proofs_as_the_pages_do():
    told = [each for each in KINDS.values() if TELLING.intersection(each.acts) or "correct" in each.acts]
    assert {each.id: (each.en, each.zh) for each in told if each.id not in GROUNDED} == ASKED
    assert {each.id: (each.en, each.zh) for each in METHODS.values()} == SHOWN


# --- cooling off


def test_an_erasure_proved_over_one_of_two_contacts_waits_for_the_cooling_off_and_then_goes_on():
    made = home()
    case = made.forged()
    assert (case.state, case.cooling) == ("verified", START + timedelta(hours=72))
    made.clock.go(hours=71, minutes=59)
    assert made.desk.tick("jingdigital").answered == 0
    assert made.case(case).accepted is None
    made.clock.go(minutes=1)
    made.desk.tick("jingdigital")
    assert made.case(case).state == "accepted"
    made.work(case)
    made.desk.tick("jingdigital")
    status = made.desk.status("jingdigital", case.id)
    assert (status.case.outcome, status.late) == ("fulfilled", False), "the promise is kept all the same"


def test_nobody_accepts_what_cools_off_an_officer_neither():
    made = home()
    case = made.forged("delete")
    with pytest.raises(Guarded, match="cooling-off"):
        made.desk.accept("jingdigital", case.id, OFFICER, DELETING)
    made.clock.go(hours=72)
    made.desk.tick("jingdigital")
    assert made.case(case).state == "verified", "and then it is the officer's to decide"
    assert made.desk.accept("jingdigital", case.id, OFFICER, DELETING).state == "accepted"


def test_a_second_contact_or_two_operators_end_the_wait_and_nothing_else_does():
    made = home()
    case = made.forged()
    signed = made.sign_in(case)
    assert signed.accepted is None, "a sign-in may have come by the same contact"
    again = made.typed(case.id, "email")
    assert again.accepted is None, "the same contact again is no second one"
    after = made.typed(case.id, "mobile")
    assert after.state == "accepted"
    assert (after.cooling, made.notices(case.id)) == (None, ["notice.3.email", "notice.3.mobile"])
    other = made.judge(made.forged())
    assert other.state == "accepted"


@pytest.mark.parametrize(
    ("elements", "waits"),
    [
        (("email",), False),
        (("email", "name"), False),
        (("email", "employee-mobile"), False),
        (("email", "mobile"), True),
    ],
)
def test_who_has_one_contact_of_their_own_has_none_to_be_warned_by(elements, waits):
    made = home()
    made.person("u-1", *elements)
    case = made.typed(made.receive("cancel-account").id, "email")
    assert (case.state == "verified") is waits
    assert (case.cooling is not None) is waits


def test_a_sign_in_counts_as_one_contact_and_a_contact_that_is_gone_as_none():
    made = home()
    handle = made.person()
    assert made.sign_in(made.receive("cancel-account")).cooling is not None
    made.say(handle, "record", "mobile", {"state": "ended"})
    assert made.sign_in(made.receive("cancel-account")).state == "accepted"


def test_a_closing_with_a_review_of_its_own_has_that_and_no_second_wait():
    made = home("jeejio")
    made.person("u-1", "email", "phone")
    closing = made.receive(
        "cancel-account",
        route="settings",
        details={"phone": "1"},
        confirmed=("offer-copy", "warn-backup", "warn-consequences"),
    )
    assert made.typed(closing.id, "email").cooling is None
    assert made.typed(made.receive("delete", route="settings").id, "email").cooling is not None


def proof_of(made, policy) -> dict[str, Any]:
    """What the file of a policy says of proof, to be changed by a test."""
    desk = made.shelf.current(policy).policy.requests
    assert desk is not None
    return cast("dict[str, Any]", desk.proof)


def test_the_policy_sets_how_long(monkeypatch):
    made = home()
    monkeypatch.setitem(proof_of(made, "jingdigital"), "cooling-off", "5 hours")
    assert made.forged().cooling == START + timedelta(hours=5)


@pytest.mark.parametrize(
    ("within", "waits"), [("4 days", "72 hours"), ("72 hours", "2160 minutes"), ("1 day", "720 minutes")]
)
def test_without_a_word_of_the_policy_a_promise_keeps_half_of_its_time(within, waits):
    file = (CASES / "cooling-late.yaml").read_text(encoding="utf-8").replace("2 working days", within)
    policy = load(file.replace("{cooling-off: 3 days, sensitive: one-proof}", "{ask-within: 1 day}")).policy
    assert policy is not None
    assert str(cooling_off(policy)) == waits


def test_sensitive_data_are_handed_out_after_two_proofs_where_the_policy_asks_for_them(monkeypatch):
    made = home("jeejio")
    made.person("u-1", "email", "phone")
    assert made.typed(made.receive("copy").id, "email").state == "accepted"
    monkeypatch.setitem(proof_of(made, "jeejio"), "sensitive", "two-proofs")
    one = made.typed(made.receive("copy").id, "email")
    assert (one.state, one.proof) == ("received", None), "one contact of two is not enough"
    assert made.typed(one.id, "phone").proof is not None
    assert made.typed(made.receive("copy", elements=("email",)).id, "email").proof is not None, (
        "not sensitive"
    )


def test_what_is_sensitive_by_its_kind_or_by_law_takes_two_proofs_as_well(monkeypatch):
    made = home("qunyi")
    made.person("u-1", "company-email", "phone")
    policy = made.shelf.current("qunyi").policy
    monkeypatch.setitem(proof_of(made, "qunyi"), "sensitive", "two-proofs")
    assert not policy.data["phone"].sensitive, "its kind is, by `sensitive` of the file"
    assert made.typed(made.receive("copy", elements=("phone",)).id, "email").proof is None
    assert made.typed(made.receive("copy", elements=("company-email",)).id, "email").proof is not None


# --- this was not me


def test_forged_erasures_are_executed_by_nobody_when_the_owner_says_no():
    made, executed = home(), 0
    for number in range(12):
        kind = ("cancel-account", "delete")[number % 2]
        case = made.forged(kind, ("email", "mobile")[number // 2 % 2])
        made.clock.go(hours=71 - number)
        stopped = made.no(case)
        assert (stopped.state, stopped.disowned) == ("waiting", made.clock.now())
        for element in ("email", "mobile"):  # codes are not enough any more, over whichever contact
            assert made.typed(case.id, element).state == "waiting"
        made.desk.reply("jingdigital", case.id, OPERATOR, words="It was me.")
        made.clock.go(days=14)
        made.desk.tick("jingdigital")
        with pytest.raises((Guarded, NotNow)):
            made.desk.accept("jingdigital", case.id, OFFICER, DELETING)
        after = made.case(case)
        executed += after.accepted is not None or bool(made.parts(after, "act-on-holding"))
    assert executed == 0


def test_two_operators_recognise_the_person_and_it_goes_on_with_a_new_notice_and_number():
    made = home()
    case = made.forged()
    number = made.desk.disowning_code("jingdigital", case.id)
    made.desk.disown("jingdigital", case.id, number)
    assert made.parts(case, "decide")["not-me"] == "open"
    after = made.judge(case)
    assert (after.state, after.disowned, after.cooling) == ("accepted", None, None)
    assert made.parts(case, "decide")["not-me"] == "done"
    assert len(made.notices(case.id)) == 4
    assert made.desk.disowning_code("jingdigital", case.id) != number


def test_it_is_closed_as_forged_and_nothing_is_left_to_do():
    made = home()
    case = made.forged()
    with pytest.raises(Guarded):
        made.desk.forged("jingdigital", case.id, OPERATOR)
    made.no(case)
    after = made.desk.forged("jingdigital", case.id, OPERATOR)
    assert (after.state, made.account("p-1")) == ("lapsed", "none")
    states = {each.state for each in made.duties(case).values() if not each.part.startswith("lapsed")}
    assert states <= {"done", "void"}
    assert "rights.case.lapsed" in made.kinds()


def test_what_was_accepted_before_goes_no_further_and_a_closed_account_is_opened_again():
    made = home()
    case = made.typed(made.typed(made.receive_known("cancel-account"), "email").id, "mobile")
    assert made.account() == "closed"
    made.no(case)
    assert made.parts(case, "act-on-holding") == {"lake": "waiting", "vault": "waiting"}
    duty = made.duties(case)["act-on-holding:vault"]
    with pytest.raises(Guarded, match="not theirs"):
        made.desk.order("jingdigital", duty)
    with pytest.raises(Guarded):
        made.desk.forged("jingdigital", case.id, OPERATOR)
    after = made.desk.forged("jingdigital", case.id, OFFICER)
    assert (after.state, after.outcome, made.account()) == ("answered", "forged", "open")
    assert made.parts(case, "act-on-holding") == {"lake": "void", "vault": "void"}
    assert made.parts(case, "deliver")["letter"] == "open"
    assert "We stopped it" in made.desk.letter("jingdigital", case.id)["en"]


def test_what_was_accepted_before_goes_on_when_two_operators_recognise_the_person():
    made = home()
    case = made.typed(made.typed(made.receive_known("cancel-account"), "email").id, "mobile")
    made.no(case)
    after = made.judge(case)
    assert (after.disowned, after.state) == (None, "accepted")
    assert made.parts(case, "act-on-holding") == {"lake": "open", "vault": "open"}
    made.work(case)
    made.desk.tick("jingdigital")
    assert made.case(case).outcome == "fulfilled"


def test_a_copy_that_lies_ready_is_not_handed_out_and_goes_when_it_is_forged():
    made = home()
    case = made.forged("copy")
    made.export(case, {"name": "Fang Wei"})
    made.work(case)
    made.desk.tick("jingdigital")
    person = Actor("subject", "p-1")
    made.no(case)
    with pytest.raises(Guarded, match="not theirs"):
        made.desk.hand_out("jingdigital", case.id, person)
    made.desk.forged("jingdigital", case.id, OFFICER)
    assert made.desk.exports("jingdigital", case.id) == []
    with pytest.raises(Guarded, match="not theirs"):
        made.desk.hand_out("jingdigital", case.id, person)


def test_the_number_of_a_notice_is_for_one_proof_once_and_wrong_tries_take_nothing_from_the_owner():
    made = home()
    case, other = made.forged(), made.forged()
    code, theirs = (made.desk.disowning_code("jingdigital", each.id) for each in (case, other))
    assert code == made.desk.disowning_code("jingdigital", case.id), "however often it is sent"
    for _ in range(30):
        for number, typed in (
            (case.id, theirs),
            (case.id, "0" * 12),
            ("case-bbbb-bbbb-bbbb", code),
            ("x", ""),
        ):
            with pytest.raises(NoSuchCase):
                made.desk.disown("jingdigital", number, typed)
    assert made.desk.disown("jingdigital", case.id, f"{code[:4]} {code[4:]}").disowned is not None
    with pytest.raises(NoSuchCase):
        made.desk.disown("jingdigital", case.id, code)
    assert made.case(other).disowned is None
    unproved = made.receive("delete", "p-1")
    with pytest.raises(Guarded):
        made.desk.disowning_code("jingdigital", unproved.id)
    kept = b"".join(made.store.read("jingdigital", lambda book: list(book.entries())))
    assert code.encode() not in kept


# --- acknowledgement


def test_who_did_not_see_the_number_on_a_page_is_sent_it_and_nobody_else():
    made = home()
    made.person()
    entered = made.receive("question", route="phone", by=OPERATOR)
    assert made.parts(entered, "deliver")["received"] == "open"
    for other in (
        made.receive("question"),
        made.receive("access", role="relative", route="mail", by=OPERATOR),
        made.receive("question", "", role="anyone", route="mail", by=OPERATOR),
    ):
        assert "received" not in made.parts(other, "deliver")
