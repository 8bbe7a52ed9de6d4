"""Files that end: the case file and the copy go with their keys when nothing needs them; row, entries and digests stay."""

from __future__ import annotations

import pytest

from tests.rights.desks import OFFICER, OTHER, Office, at
from tests.rights.test_work import VALUES, done, house, signed_in  # noqa: F401  # `house` is a fixture
from troth.adapters.channels import MemoryChannel
from troth.assembly import Workers
from troth.duties import Later
from troth.ledger import read_entry
from troth.rights import Acceptance, Actor, CaseWork, Intake, Refusal
from troth.rights.ending import AGAIN, package_of
from troth.rights.errors import FileGone, Guarded, NoSuchCase, NotNow
from troth.rights.performing import NEEDED

POLICY = "joinbase"
BOTH = {"en": "This is why.", "zh": "理由如下。"}
PERSON = Actor("subject", "u-1")


def owed(office, case):
    """The duties to remove files of a case, by part."""
    found = office.store.read(POLICY, lambda book: list(book.duties_about(f"file-{case.id}")))
    return {each.part: each for each in found}


def no_warrant(*asked):
    raise AssertionError("no place is ordered to do anything")


def answered():
    office = Office(POLICY, at("2026-02-10 10:00"), places=("vault",))
    office.know("u-1")
    case = office.desk.accept(
        POLICY, office.sign_in(office.receive("delete", words="请删除")).id, OFFICER, Acceptance("ceased-use")
    )
    office.work(case)
    office.desk.tick(POLICY)
    return office, office.case(case)


def records(made, file):
    return made.gate.store.read(POLICY, lambda book: (book.record(file, "file"), book.key_row(file)))


def test_a_copy_and_then_the_file_go_with_their_keys_and_the_evidence_stays(house):  # noqa: F811
    made, desk, clock, handle = house
    made.channels["mail"] = MemoryChannel(
        "mail", clock
    )  # the letter is tried, and ends on the remainder list
    case = signed_in(desk, desk.receive(POLICY, Intake("access", "u-1", words="请提供")), handle, clock)
    done(Workers(made), clock)
    case, package = desk.case(POLICY, case.id), package_of(case)
    assert [dict(each.values) for each in desk.exports(POLICY, case.id)] == [VALUES]
    before = len(made.gate.store.read(POLICY, lambda book: list(book.entries())))
    clock.go(days=29)
    done(Workers(made), clock)
    assert None not in records(made, package)
    clock.go(days=1, hours=1)
    done(Workers(made), clock)
    assert records(made, package) == (None, None), "its time is over: bytes and key are gone"
    assert None not in records(made, case.file), "the time for an objection ends with the day"
    assert desk.letter(POLICY, case.id)["zh"]
    clock.go(days=1)
    done(Workers(made), clock)
    assert records(made, case.file) == (None, None), desk.case(POLICY, case.id)
    assert desk.letter(POLICY, case.id) == {}
    assert (desk.proving(POLICY, case.id).state, desk.proving(POLICY, case.id).claim.holder) == (
        "lapsed",
        handle,
    )
    with pytest.raises(Guarded):
        desk.hand_out(POLICY, case.id, PERSON)
    with pytest.raises(NoSuchCase):
        desk.withdraw(POLICY, case.id, Actor("subject", "u-2"))
    entries = made.gate.store.read(POLICY, lambda book: list(book.entries()))
    told = [read_entry(data).body.get("code") for data in entries[before:]]
    assert [each for each in told if each in ("copy-removed", "file-removed")] == [
        "copy-removed",
        "file-removed",
    ]
    assert desk.case(POLICY, case.id).outcome == "fulfilled"


def test_a_copy_that_was_handed_out_is_here_no_more(house):  # noqa: F811
    made, desk, clock, handle = house
    case = signed_in(desk, desk.receive(POLICY, Intake("copy", "u-1")), handle, clock)
    done(Workers(made), clock)
    (export,) = desk.hand_out(POLICY, case.id, PERSON)
    assert dict(export.values) == VALUES
    assert records(made, package_of(case)) == (None, None)


def test_a_file_stays_while_an_objection_is_open_and_goes_after_it():
    office, case = answered()
    first = owed(office, case)["file"]
    assert first.ready == at("2026-03-13 00:00")
    complaint = office.desk.object(POLICY, case.id, PERSON, "还在")
    assert owed(office, case)["file"].state == "void"
    office.clock.go(days=60)
    assert office.desk.file_needed(POLICY, first)
    office.desk.answer(POLICY, complaint.id, OTHER, BOTH)
    again = owed(office, case)["file.2"]
    assert (again.state, again.ready > office.clock.now()) == ("open", True)
    assert "file" in owed(office, complaint), "the objection has a file of its own"


def test_a_hold_over_the_person_and_a_letter_that_is_owed_keep_the_file():
    office, case = answered()
    duty = owed(office, case)["file"]
    office.clock.at = duty.ready
    assert office.desk.file_needed(POLICY, duty), "its letter is not out yet"
    letter = office.duties(case)["deliver:letter"]
    office.do(letter)
    assert not office.desk.file_needed(POLICY, duty)
    hold = {"purpose": "lawful-record", "elements": ["name"], "citation": "x", "until": "2027-01-01"}
    office.hold(case.handle, hold)
    assert office.desk.file_needed(POLICY, duty)
    with pytest.raises(Guarded):
        office.store.write(POLICY, office.desk.remove(POLICY, duty))
    outcome = CaseWork(office.desk, lambda _: [], no_warrant, office.clock).perform(POLICY, duty)
    assert outcome == Later(NEEDED, office.clock.now() + AGAIN)


def test_once_the_file_is_gone_that_is_said_in_words_and_nothing_brings_it_back():
    office, case = answered()
    office.do(office.duties(case)["deliver:letter"])
    office.clock.at = owed(office, case)["file"].ready
    office.store.write(POLICY, office.desk.remove(POLICY, owed(office, case)["file"]))
    entries = len(office.kinds())
    steps = {
        "read": lambda: office.desk.file(POLICY, case.id, OFFICER),
        "code": lambda: office.desk.answer_code(POLICY, case.id, "12345678"),
        "sign-in": lambda: office.desk.signed_in(POLICY, case.id, "u-1", office.clock.now(), ()),
        "judge": lambda: office.judge(case),
    }
    for name, step in steps.items():
        with pytest.raises(FileGone) as caught:
            step()
        error = caught.value
        assert (error.message.id, isinstance(error, NotNow)) == ("rights.file-gone", True), name
        assert case.id in error.text("en")
        assert f"请求 `{case.id}` 的案卷已过保存期限" in error.text("zh")
        assert error.help("zh")
    proving = office.desk.proving(POLICY, case.id)
    assert (proving.state, proving.claim.holder) == ("lapsed", case.handle), "whose it was is still known"
    assert office.desk.letter(POLICY, case.id) == {}
    rows = office.store.read(POLICY, lambda book: (book.record(case.file, "file"), book.key_row(case.file)))
    assert (rows, len(office.kinds())) == ((None, None), entries)


def test_what_was_taken_back_keeps_no_copy_and_its_file_goes_too():
    office = Office(POLICY, at("2026-02-10 10:00"), places=("vault",))
    office.know("u-1")
    case = office.sign_in(office.receive("access"))
    office.export(case, {"name": "王小明"})
    package = package_of(case)
    assert office.store.read(POLICY, lambda book: book.record(package, "file")) is not None
    gone = office.desk.withdraw(POLICY, case.id, PERSON)
    assert office.store.read(POLICY, lambda book: (book.record(package, "file"), book.key_row(package))) == (
        None,
        None,
    )
    assert set(owed(office, gone)) == {"file"}


def test_what_was_seen_to_prove_somebody_goes_when_the_case_ends():
    office = Office(POLICY, at("2026-02-10 10:00"), places=("vault",))
    office.know("u-1")
    case = office.judge(office.receive("delete", route="mail"))
    office.store.write(
        POLICY,
        lambda book: office.desk._bench(POLICY, book).add_to_file(
            case, "judged", {"seen": "an identity card"}
        ),
    )
    assert "judged" in office.desk.file(POLICY, case.id, OFFICER)
    refusal = Refusal("malice", {"evidence": "e"}, BOTH, "no part")
    office.desk.refuse(POLICY, case.id, OFFICER, refusal, (OTHER.who,))
    kept = office.desk.file(POLICY, case.id, OFFICER)
    assert "judged" not in kept
    assert kept["letter"]
