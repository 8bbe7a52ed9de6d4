"""A site with a request desk: people come in, ask, prove who they are and get their answer, with a clock that the test sets."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

from fastapi import FastAPI

from tests.rights.desks import KEY, Wrapping
from tests.stores.books import Seeded
from tests.web.people import ROOT, Site, fields
from troth.assembly import GuardianDesk
from troth.duties import complete
from troth.gate import Answered
from troth.holdings.ports import Export, Receipt
from troth.rights import Actor, ConsentAccounts, Desk, Tools, recipients_from_ledger
from troth.rights.identity import Identity
from troth.rights.identity.ports import Contact
from troth.vault import SealedFiles
from troth.vault.keyring import Keyring
from troth.web import centre

OFFICER, OTHER = Actor("officer", "0f" * 16), Actor("officer", "1f" * 16)
NUMBER = re.compile(r"case(?:-[b-z]{4}){3}")


class DeskSite(Site):
    """The pages of `names` of the five policies, with a desk whose work the test does; `places` hold data."""

    def __init__(self, *names: str, places: tuple[str, ...] = ("vault",)) -> None:
        super().__init__(
            *((ROOT / "policies" / f"{each}.yaml").read_text(encoding="utf-8") for each in names)
        )
        random = Seeded("desk")
        keyring = Keyring(Wrapping(), self.clock, random)
        files = SealedFiles(keyring, random)
        tools = Tools(files, random, lambda _: places, ConsentAccounts(random), recipients_from_ledger)
        self.steps = Identity(KEY, random)
        self.desk = Desk(self.store, self.gate.shelf, self.steps, self.gate.digest, self.clock, tools)
        behind = SimpleNamespace(
            gate=self.gate, clock=self.clock, randomness=random, vault=SimpleNamespace(keyring=keyring)
        )
        self.guardians = GuardianDesk(cast("Any", behind), self.desk)
        self.app = FastAPI()
        self.app.add_middleware(self.frame.headers)
        self.app.mount("/assets", self.frame.static())
        self.app.include_router(self.frame.home(self.gate))
        self.app.include_router(centre.router(self.gate, self.frame, None, self.desk, self.guardians))

    def know(self, policy: str, subject: str = "u-1") -> None:
        """Put somebody on file: an account that is open."""
        self.gate.state(policy, "account", "account", {"state": "open"}, subject)

    def agree(self, policy: str, subject: str, target: str) -> None:
        """Let a person say yes to a purpose."""
        view = next(each for each in self.gate.views(policy, subject) if each.target == target)
        shown = view.prompt.shown["en"]
        self.gate.put(policy, subject, "consent", target, Answered(policy, "agree", "en", shown))

    def code(self, policy: str, case: str) -> str:
        """Send the code as a worker does, to a contact that has been on file for long; return it."""
        since = self.clock.now() - timedelta(days=90)
        contact = Contact("sms", "phone", "ab" * 32, since)

        def step(proving: Any, counts: Any) -> Any:
            contacts = [contact] if proving.claim.holder else []
            return self.steps.send_code(proving, contacts, counts, self.clock.now())

        letter = self.desk.change_proof(policy, case, step)
        return letter.code if letter is not None else ""

    def work(self, policy: str, case: str, values: dict[str, str] | None = None) -> None:
        """Do what the case opened, as workers do, and let the desk answer."""
        duties = self.store.read(policy, lambda book: list(book.duties_about(case)))
        for duty in duties:
            if duty.kind == "act-on-holding" and duty.state == "open":
                self._do(policy, duty, values or {})
        self.desk.tick(policy)

    def _do(self, policy: str, duty: Any, values: dict[str, str]) -> None:
        held = duty.claim(max(self.clock.now(), duty.ready), timedelta(minutes=5))
        ordered = self.desk.order(policy, duty)
        receipt = Receipt(policy, duty.handle, duty.id, duty.part, ordered.act, "done", "now", {"records": 1})
        export = None
        if ordered.act == "export":
            found = Export(duty.part, values)
            export = {"place": found.place, "values": dict(found.values), "records": []}
        also = self.desk.settle(policy, duty, receipt, export)

        def work(book: Any) -> None:
            book.keep_duty(held)
            also(book)
            complete(book, duty.id, held.fence, receipt.digest, self.clock.now())

        self.store.write(policy, work)


def ask(browser, policy, kind, **typed):
    """Fill in the form for `kind` and send it; return the answer."""
    path = f"/centre/{policy}/requests/new/{kind}"
    page = browser.get(path)
    assert page.status_code == 200, page.text
    return browser.post(path, data={**fields(page.text, path), "role": "subject", **typed})


def press(browser, policy, case, step, **typed):
    """Use the form `step` on the page of a request; return the answer."""
    page = browser.get(f"/centre/{policy}/requests/{case}")
    action = f"/centre/{policy}/requests/{case}/{step}"
    return browser.post(action, data={**fields(page.text, action), **typed})


def number(answer):
    """The number of the request whose page this is."""
    assert answer.status_code == 200, answer.text
    found = NUMBER.search(answer.url.path)
    assert found is not None, answer.url
    return found[0]


def words(page: str) -> str:
    """What a page says, without markup."""
    body = page.split("<main", 1)[-1].split("</main", 1)[0]
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)))


def state(page: str) -> str:
    """The state on the page of a request."""
    found = re.search(r'<dd data-state="([a-z]+)"', page)
    assert found is not None
    return found[1]


def at(site, case, policy):
    return site.desk.case(policy, case)


def mark_of(browser, policy):
    """The mark of any form of this visitor."""
    page = browser.get(f"/centre/{policy}/requests/new/access").text
    hidden = fields(page, f"/centre/{policy}/requests/new/access")
    return {"mark": hidden["mark"]}
