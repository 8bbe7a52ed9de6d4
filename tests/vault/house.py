"""A vault with everything around it, and the people that the tests put into it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.stores.books import digest
from troth.adapters.keystores import FileWrapKeys
from troth.adapters.stores import open_store
from troth.adapters.vaults import FileTombstones
from troth.holdings.ports import Order
from troth.vault import Permits, Vault, VaultHolding, layout_of
from troth.vocabulary import Act

LAYOUT = layout_of(
    {
        "phone": "contact.phone_number",
        "email": "contact.email",
        "name": "name",
        "gender": "demographic.gender",
        "id-card": "government_id.national_identification_number",
    }
)
LI = {
    "phone": "13800138000",
    "email": "li.lei@mail.example",
    "name": "李雷雷",
    "gender": "male-canary",
    "id-card": "11010519491231002X",
}
WANG = {"phone": "13900139000", "email": "wang@mail.example", "name": "王芳"}
EVERYTHING = dict.fromkeys(LI, "raw")


class Clock:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.at = datetime(2026, 2, 10, 9, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def advance(self, seconds: int) -> None:
        self.at += timedelta(seconds=seconds)


class House:
    """A vault on the store at `url`; keys and the list of erasures are in `folder`."""

    def __init__(self, url: str, folder: Path, clock, randomness, key) -> None:
        self.url, self.folder, self.clock, self.randomness, self.key = url, folder, clock, randomness, key
        self.secret = randomness(32)
        self.open()

    def open(self, wrap=None) -> None:
        """Open everything, as a process does when it starts."""
        self.store = open_store(self.url, key=self.key, clock=self.clock, randomness=self.randomness)
        self.keys = wrap or FileWrapKeys(self.folder / "vault-keys", self.randomness)
        self.tombstones = FileTombstones(self.folder / "erased", self.secret)
        self.permits = Permits(self.clock, self.randomness)
        self.vault = Vault(
            self.store,
            self.keys,
            self.tombstones,
            self.permits,
            lambda _: LAYOUT,
            self.clock,
            self.randomness,
        )
        self.holding = VaultHolding(self.vault, self.clock)

    def reopen(self) -> None:
        """End the process and start another."""
        self.close()
        self.open()

    def close(self) -> None:
        """Let go of the store."""
        self.store.close()

    def person(self, name: str, controller: str = "acme") -> str:
        """The handle of the person called `name`."""
        return str(self.store.write(controller, lambda book: book.subject(digest(name), create=True)))

    def permit(self, handle, act=Act.USE, elements=EVERYTHING, controller="acme", **more):
        """A permit as the gate makes it."""
        return self.permits.issue(controller, handle, act, "delivery", dict(elements), entry=7, **more)

    def write(self, handle, values, controller="acme", **more):
        """Write `values` under a permit to collect."""
        self.vault.write(self.permit(handle, Act.COLLECT, controller=controller), values, **more)

    def read(self, handle, forms=EVERYTHING, controller="acme"):
        """Read under a permit to use."""
        return self.vault.read(self.permit(handle, controller=controller), forms)

    def find(self, element, value, controller="acme"):
        """Search under a permit that is about nobody."""
        return self.vault.find(self.permit("", controller=controller), element, value)

    def order(self, handle, act, elements=(), controller="acme", **more):
        """An order with its permit."""
        return Order(
            controller,
            handle,
            "complete/case-7/vault",
            "right.delete",
            entry=7,
            elements=elements,
            warrant=self.permit(handle, act, controller=controller),
            **more,
        )

    def erase(self, handle, elements=(), **more):
        """Give the order to erase; return the receipt."""
        return self.holding.erase(self.order(handle, Act.ERASE, elements, **more))

    def entries(self, handle, controller="acme"):
        """The kinds and bodies of the ledger entries about `handle`."""
        from troth.ledger import read_entry

        found = self.store.read(controller, lambda book: list(book.entries_of(handle)))
        return [(each.kind.value, dict(each.body)) for each in (read_entry(data) for _, data in found)]
