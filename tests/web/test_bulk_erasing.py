"""Requests that were accepted in bulk erase together at a place that takes many, as each would alone."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from tests.api.calling import KEY
from tests.closure.house import at
from tests.scenarios.company import Clock
from tests.web.office import DESK
from tests.web.test_works import many
from troth.assembly import Settings, Workers, install, together
from troth.assembly.bulk import Alike
from troth.assembly.desks import case_work, desk_of
from troth.assembly.secrets import Secrets
from troth.assembly.working import performers
from troth.rights import Actor, Identity
from troth.vault import VaultHolding
from troth.vocabulary import Act

PEOPLE = 7


@pytest.fixture
def accepted(tmp_path: Any, monkeypatch: Any) -> Any:
    """People whose requests to be deleted two operators accepted; and how many orders each act at the vault was about."""
    (tmp_path / "shop.yaml").write_text(DESK, encoding="utf-8")
    settings, clock = Settings(tmp_path / "home", "memory:", KEY), Clock(at("2026-03-02 10:00"))
    installation = install(settings, [tmp_path / "shop.yaml"], clock)
    office: Any = SimpleNamespace(installation=installation, gate=installation.gate, clock=clock, sizes=[])
    secrets = Secrets(settings.home / "secrets", installation.randomness)
    office.identity = Identity(secrets.get("identity"), installation.randomness)
    office.store, office.desk = installation.gate.store, desk_of(installation)
    many_, one = VaultHolding.erase_many, VaultHolding.erase

    def erase_many(self: VaultHolding, orders: Any) -> Any:
        office.sizes.append(len(orders))
        return many_(self, orders)

    def erase(self: VaultHolding, order: Any) -> Any:
        office.sizes.append(1)
        return one(self, order)

    monkeypatch.setattr(VaultHolding, "erase_many", erase_many)
    monkeypatch.setattr(VaultHolding, "erase", erase)
    office.numbers = many(office, PEOPLE, "delete")
    for number in range(PEOPLE):
        permit = office.gate.permits.issue(
            "shop", _handle(office, number), Act.COLLECT, "delivery", {"phone": "raw"}, entry=0
        )
        office.installation.vault.write(permit, {"phone": f"138{number:08d}"})
    yield office
    office.gate.close()


def _handle(office: Any, number: int) -> str:
    digest = office.gate.digest("shop", f"m-delete-{number}")
    found = office.store.read("shop", lambda book: book.handle_of(digest))
    assert found
    return str(found)


def accept(office: Any, numbers: Any) -> None:
    by, alike = Actor("officer", "0f" * 16), Alike("accept", tuple(numbers))
    for number in numbers:
        office.store.write("shop", office.desk.one_of_many("shop", number, by, alike.draft, ("0e" * 16,)))


def finish(office: Any) -> None:
    for _ in range(4):
        Workers(
            office.installation,
            by_kind=performers(office.installation, desk=case_work(office.installation, office.desk)),
        ).once()
        office.clock.at += timedelta(minutes=5)


def test_requests_accepted_together_erase_together(accepted, monkeypatch):
    office = accepted
    monkeypatch.setattr(together, "FEWEST", 3)
    accept(office, office.numbers)
    finish(office)
    assert office.sizes == [PEOPLE]
    for number, case in enumerate(office.numbers):
        handle = _handle(office, number)
        rows = office.store.read(
            "shop", lambda book, handle=handle: (book.key_row(handle), book.records(handle))
        )
        assert rows == (None, [])
        (duty,) = [
            each
            for each in office.store.read("shop", lambda book, case=case: book.duties_about(case))
            if (each.kind, each.part) == ("act-on-holding", "vault")
        ]
        assert (duty.state, len(duty.receipt)) == ("done", 64)
    assert {office.desk.case("shop", each).outcome for each in office.numbers} == {"fulfilled"}


def test_without_proof_of_ones_own_nobody_goes_with_the_others(accepted, monkeypatch):
    office = accepted
    monkeypatch.setattr(together, "FEWEST", 3)
    accept(office, office.numbers)
    real = office.desk.order

    def order(policy: str, duty: Any) -> Any:
        if duty.about == office.numbers[2]:
            from troth.rights.errors import NO_SUCH_CASE, NoSuchCase

            raise NoSuchCase(NO_SUCH_CASE, case=duty.about)
        return real(policy, duty)

    monkeypatch.setattr(office.desk, "order", order)
    finish(office)
    assert office.sizes == [PEOPLE - 1]
    assert office.store.read("shop", lambda book: book.key_row(_handle(office, 2))) is not None
