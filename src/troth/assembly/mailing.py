"""What an installation delivers to people, and over which channels: codes, and letters about requests and choices.

Rules
- A message has the controller's name, a link below `TROTH_ORIGIN`, a number or a day, and nothing of the person. The address is
  opened from the vault when the message is about to go, with a permit that rests on the entry that the message is about.
- A demand of an authority, or a disclosure, is no request of the person: its answer goes by an officer's hand, and nobody is told of it here.
- Whoever has no contact on file is on the remainder list (docs/CHANNELS.md); a channel that is not set up leaves the work to a person.

Example
    >>> performers["deliver"] = delivering(installation, desk)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from troth.assembly.closing import closings_of
from troth.assembly.opening import Installation
from troth.assembly.secrets import Secrets
from troth.assembly.signing_in import sign_in_post
from troth.calendars import day_in
from troth.closure import change_of
from troth.duties import ENDS, Duty, Performer
from troth.notices import Delivering, Described, Filling, Letters
from troth.notices.ports import Post
from troth.policy import Compiled
from troth.rights import GROUNDED, NOTICE, RECEIVED, Case, CaseNoticePost, CodePost, Desk, VaultOnFile
from troth.rights.errors import NoSuchCase
from troth.vault import Permit

CHANNELS = ("sms", "mail")
HERE = "http://127.0.0.1:8377"
ANSWERS = ("answer", "complete")
"""The clocks of what a person waits for."""
TEXTS = {
    "asked": "case-waiting",
    "extended": "case-extended",
    "forwarded": "case-forwarded",
    "lapsed": "case-lapsed",
    "letter": "case-answered",
    "lifted": "case-lifted",
    "lifting": "case-lifting",
    RECEIVED: "case-received",
}
"""Which text a duty of the desk delivers, by the first word of its part; another word is the id of the text itself."""


class OnFile:
    """Addresses from the vault. Implements `troth.notices.posting.Addresses`."""

    def __init__(self, contacts: VaultOnFile, entry_of: Callable[[str, Duty], int]) -> None:
        """Open what `contacts` knows; `entry_of` gives the entry that a duty is about."""
        self._contacts, self._entry_of = contacts, entry_of

    def address(self, controller: str, duty: Duty, channel: str) -> str | None:
        """Return the address over which `duty` reaches its person on `channel`; None if there is none."""
        if not duty.handle:
            return None
        entry = self._entry_of(controller, duty)
        for each in self._contacts.contacts(controller, duty.handle, entry):
            if each.channel == channel:
                return self._contacts.address(controller, duty.handle, each, entry)
        return None


class Describing:
    """What is filled into the messages of one installation."""

    def __init__(self, installation: Installation, desk: Desk) -> None:
        """Look requests up at `desk`."""
        self._shelf, self._desk = installation.gate.shelf, desk
        self._origin, self._closings = installation.settings.origin or HERE, closings_of(installation)

    def letter(self, controller: str, duty: Duty) -> Described | None:
        """Return what a letter says; None when there is nobody to deliver it to."""
        if not duty.handle:
            return None
        compiled = self._shelf.current(controller)
        try:
            case = self._desk.case(controller, duty.about)
        except NoSuchCase:
            language = str(compiled.policy.languages[0]) if compiled.policy.languages else "zh"
            link = f"{self._origin}/centre/{controller}/me"
            day = self._closings.change(controller, ending).day if (ending := change_of(duty)) else ""
            return Described(Filling(_name(compiled, language), link, day=day), language)
        if case.kind in GROUNDED:
            return None
        link = f"{self._origin}/centre/{controller}/requests/{case.id}"
        due = case.due.date().isoformat() if case.due is not None else ""
        said = Filling(_name(compiled, case.language), link, case=case.id, day=due)
        why = self._desk.extended(controller, case.id) if duty.part == "extended" else None
        if why is not None:  # the day is that of the answer, whatever else is owed before
            clocks = self._desk.status(controller, case.id).clocks
            days = [
                each.due for each in clocks if each.kind in ANSWERS and each.state not in ENDS and each.due
            ]
            said = replace(said, why=why.why, day=min(days, default=due))
        return Described(said, case.language)

    def notice(self, controller: str, case: Case) -> list[tuple[str, Filling]]:
        """Return what a notice of `case` says in each language, but for the code by which it is disowned."""
        policy = (compiled := self._shelf.current(controller)).policy
        said = Filling(
            "",
            f"{self._origin}/centre/{controller}/requests/not-me",
            case=case.id,
            day=day_in(policy.calendar, case.received).isoformat(),
            asked=case.kind,
            shown=" ".join(case.proof.methods if case.proof is not None else ()),
        )
        languages = dict.fromkeys((*(str(each) for each in policy.languages[:1]), case.language))
        return [(each, replace(said, controller=_name(compiled, each))) for each in languages]

    def nearest(self, controller: str, duty: Duty) -> str:
        """Return the channel over which a receipt goes first: that by which the request came."""
        if duty.part != RECEIVED:
            return ""
        return {"mail": "mail", "phone": "sms", "sms": "sms"}.get(
            self._desk.case(controller, duty.about).route, ""
        )

    def code(self, controller: str, case: str) -> tuple[str, str]:
        """Return the controller's name and the language for a case."""
        language = self._desk.case(controller, case).language
        return _name(self._shelf.current(controller), language), language

    def entry(self, controller: str, duty: Duty) -> int:
        """Return the entry of the ledger that a duty is about."""
        if duty.cause is not None:
            return duty.cause
        return self._desk.case(controller, duty.about).entry


def delivering(installation: Installation, desk: Desk) -> Performer:
    """Return who performs the duties to deliver, over the channels that are set up."""
    gate, clock = installation.gate, installation.clock
    key = Secrets(installation.settings.home / "secrets", installation.randomness).get("identity")

    def permitted(controller: str, handle: str, forms: Mapping[str, str], entry: int) -> Permit:
        return gate.contacting(controller, handle, forms, entry)

    contacts = VaultOnFile(installation.vault, gate.store, permitted, key)
    said = Describing(installation, desk)
    posts: dict[str, Post] = {
        "code": CodePost(desk.identity, desk.proofs, contacts, said.code, CHANNELS, clock),
        **sign_in_post(installation, contacts, _name, CHANNELS),
        NOTICE: CaseNoticePost(desk, contacts, said.notice, installation.channels),
        "": Letters(OnFile(contacts, said.entry), said.letter, CHANNELS, TEXTS, said.nearest),
    }
    return Delivering(posts, installation.channels, clock, installation.randomness)


def _name(compiled: Compiled, language: str) -> str:
    """Return what the controller is called in `language`."""
    return compiled.policy.controller.called(language) or compiled.id
