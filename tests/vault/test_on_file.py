"""What is on file about a person, out of the vault and the ledger: contacts, since when, changed when."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.vault.house import LI, House
from troth.ledger import Entry, EntryKind, PolicyRef, instant, new_salt
from troth.rights.identity import VaultOnFile
from troth.vocabulary import Act

KEY = bytes(range(50, 82))


def on_file(house: House) -> VaultOnFile:
    def permitted(controller, handle, elements, entry):
        return house.permits.issue(controller, handle, Act.CONTACT, "identity", elements, entry=entry)

    return VaultOnFile(house.vault, house.store, permitted, KEY)


def record(house, handle, kind, body):
    entry = Entry(
        kind,
        instant(house.clock.now()),
        "acme",
        new_salt(house.randomness),
        subject=handle,
        policy=PolicyRef("acme", "1", "ab" * 32) if kind == EntryKind.STEP_PERMITTED else None,
        body=body,
    )
    house.store.write("acme", lambda book: book.append(entry))
    house.clock.advance(3600)


def collected(house, handle, *elements):
    at = house.clock.now()
    record(
        house, handle, EntryKind.STEP_PERMITTED, {"act": "collect", "clauses": ("c",), "elements": elements}
    )
    return at


@pytest.fixture
def li(plain):
    handle = plain.person("li")
    plain.write(handle, LI)
    return plain, handle


def test_contacts_are_known_by_their_marks_and_since_when(li):
    house, handle = li
    at = collected(house, handle, "phone", "email", "name")
    files = on_file(house)
    mail, phone = files.contacts("acme", handle, 7)
    assert (mail.channel, phone.channel) == ("mail", "sms")
    assert (phone.since, phone.changed) == (at, None)
    assert phone.mark == files.mark("acme", "phone", "+86 138-0013-8000")
    assert phone.mark != files.mark("other", "phone", "13800138000")
    assert "138" not in repr(phone)
    assert files.address("acme", handle, phone, 7) == "+8613800138000"
    assert files.address("acme", handle, mail, 7) == "li.lei@mail.example"


def test_a_contact_given_again_or_corrected_counts_as_changed(li):
    house, handle = li
    collected(house, handle, "phone", "email")
    again = collected(house, handle, "phone")
    mail, phone = on_file(house).contacts("acme", handle, 7)
    assert (mail.changed, phone.changed) == (None, again)
    at = house.clock.now()
    record(house, handle, EntryKind.HOLDING_ANSWERED, {"place": "vault", "act": "correct", "state": "done"})
    assert [each.changed for each in on_file(house).contacts("acme", handle, 7)] == [at, at]
    assert at - again == timedelta(hours=1)


def test_of_which_nobody_knows_since_when_it_is_there_is_no_contact(li):
    house, handle = li
    collected(house, handle, "phone")
    assert [each.element for each in on_file(house).contacts("acme", handle, 7)] == ["phone"]


def test_an_address_that_changed_since_is_not_given_out(li):
    house, handle = li
    collected(house, handle, "phone", "email")
    files = on_file(house)
    _, phone = files.contacts("acme", handle, 7)
    house.write(handle, {"phone": "13900139000"})
    assert files.address("acme", handle, phone, 7) is None


def test_details_are_compared_by_their_marks(li):
    house, handle = li
    files = on_file(house)
    marks = files.marks("acme", handle, ("name", "phone", "undeclared"), 7)
    assert marks == {
        "name": files.mark("acme", "name", " 李雷雷 "),
        "phone": files.mark("acme", "phone", "13800138000"),
    }
    assert "undeclared" not in marks


def test_nobody_has_nothing_and_a_restricted_person_no_contact(li):
    house, handle = li
    files = on_file(house)
    assert files.contacts("acme", "", 7) == ()
    assert files.marks("acme", "", ("phone",), 7) == {}
    collected(house, handle, "phone")
    house.holding.restrict(house.order(handle, Act.KEEP), on=True)
    assert files.contacts("acme", handle, 7) == ()
