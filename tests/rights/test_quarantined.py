"""An erasure that a place stops because it would touch too much is not done: nobody is told that a law keeps the rows."""

from __future__ import annotations

import sqlite3

import pytest

from tests.rights.desks import OFFICER
from tests.rights.test_work import POLICY, VALUES, held, house, signed_in  # noqa: F401  # `house` is a fixture
from troth.assembly import Holdings, Workers, desk_of, performers
from troth.rights import Acceptance, Intake

MAP = """
troth-map: 1
policy: joinbase
places:
  crm:
    sql: TROTH_PLACE_CRM
    columns: {visits: {id: none, phone: contact.phone_number}}
    tables: {visits: {by: {phone: phone}, data: {phone: phone}, most: MOST}}
"""


@pytest.fixture
def worked(house, tmp_path):  # noqa: F811
    """The house with three rows of the person in a database; a function that lets workers work under a map with so many at most."""
    made, _, clock, handle = house
    file = tmp_path / "crm.db"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE visits (id INTEGER PRIMARY KEY, phone TEXT)")
        connection.execute("CREATE INDEX visits_phone ON visits (phone)")
        connection.executemany("INSERT INTO visits (phone) VALUES (?)", [(VALUES["phone"],)] * 3)

    def work(most, do=lambda desk: None):
        (tmp_path / "map.yaml").write_text(MAP.replace("MOST", str(most)), encoding="utf-8")
        environment = {"TROTH_MAPS": str(tmp_path / "map.yaml"), "TROTH_PLACE_CRM": f"sqlite:///{file}"}
        places = Holdings(made, environment)
        workers = Workers(made, by_kind=performers(made, places))
        found = do(desk_of(made, places))
        for _ in range(3):
            workers.once()
            clock.go(minutes=2)
        places.close()
        return found

    def rows():
        with sqlite3.connect(file) as connection:
            return connection.execute("SELECT count(*) FROM visits").fetchone()[0]

    return work, rows, made, clock, handle


def test_what_is_beyond_the_limit_stays_open_until_somebody_raised_it(worked):
    work, rows, made, clock, handle = worked

    def ask(desk):
        case = signed_in(desk, desk.receive(POLICY, Intake("delete", "u-1")), handle, clock)
        if case.state != "accepted":
            desk.accept(POLICY, case.id, OFFICER, Acceptance("ceased-use"))
        return case

    case = work(1, ask)
    desk = desk_of(made)
    duties = made.gate.store.read(POLICY, lambda book: book.duties_of(handle))
    (crm,) = [each for each in duties if each.part == "crm"]
    assert (crm.state, crm.reason) == ("open", "quarantine")
    assert desk.case(POLICY, case.id).state == "accepted", "nothing is answered"
    assert (rows(), held(made, handle) > 0) == (3, True), "by what else would the rows be found?"
    clock.go(days=1)
    work(3)
    clock.go(days=1)
    work(3)
    assert (rows(), held(made, handle)) == (0, 0)
    found = desk.case(POLICY, case.id)
    assert (found.state, found.outcome) == ("answered", "fulfilled")
