"""What a place erases only as a whole (a letter) goes at last, when a hold ends that kept something of its person."""

from __future__ import annotations

import pytest

from tests.rights.desks import OFFICER
from tests.rights.test_work import POLICY, VALUES, held, house, signed_in  # noqa: F401  # `house` is a fixture
from troth.assembly import Holdings, Workers, desk_of, performers
from troth.rights import Acceptance, Intake

MAP = """
troth-map: 1
policy: joinbase
places:
  letters:
    objects: TROTH_PLACE_LETTERS
    columns: {letters: {phone: contact.phone_number, content: name}}
    tables: {letters: {at: "{phone} *.txt", by: {phone: phone}, data: {phone: phone, content: name}}}
"""


@pytest.mark.parametrize("element", ["email", "name", "phone"])
def test_a_letter_goes_when_the_hold_over_something_of_its_person_ends(house, tmp_path, element):  # noqa: F811
    made, _, clock, handle = house
    (tmp_path / "mail").mkdir()
    letter = tmp_path / "mail" / f"{VALUES['phone']} welcome.txt"
    letter.write_text(VALUES["name"], encoding="utf-8")
    (tmp_path / "map.yaml").write_text(MAP, encoding="utf-8")
    places = Holdings(
        made, {"TROTH_MAPS": str(tmp_path / "map.yaml"), "TROTH_PLACE_LETTERS": (tmp_path / "mail").as_uri()}
    )
    desk, workers = desk_of(made, places), Workers(made, by_kind=performers(made, places))

    def work(minutes=20):
        for _ in range(minutes // 2):
            workers.once()
            clock.go(minutes=2)

    kept = {"elements": [element], "purpose": "registration", "citation": "civil.188"}
    made.gate.state(POLICY, "hold", "registration", kept, "u-1")
    case = signed_in(desk, desk.receive(POLICY, Intake("delete", "u-1")), handle, clock)
    if case.state != "accepted":
        desk.accept(POLICY, case.id, OFFICER, Acceptance("ceased-use"))
    work()
    assert letter.exists(), "a part of it is kept, or the person is found by it"
    assert desk.case(POLICY, case.id).outcome == "partly"
    assert "no way to lock it away there" in desk.letter(POLICY, case.id)["en"]
    made.gate.end(POLICY, "hold", "registration", "u-1")
    work()
    assert not letter.exists()
    assert held(made, handle) == 0
    open_ = made.gate.store.read(POLICY, lambda book: book.duties_of(handle))
    assert [
        each.id
        for each in open_
        if each.kind == "act-on-holding" and each.state == "open" and "held" in each.about
    ] == []
    places.close()
