"""Recipients of an installation: which way leads to each, what it is told, and its receipt.

Rules
- A service is named in the file of `TROTH_RECIPIENTS` (JSON, readable by its owner alone), with its address and the secret shared
  with it; else the mail address of the policy (`recipients.ID.contact`) is used, where mail is set up. One with neither
  is told by a person.
- The handle that is agreed with a recipient is keyed for that recipient alone: two of them cannot put together what they have.
  An application gives it along with the data (`Recipients.handle`, `GET /v1/subjects/U/recipients/R`).
- A receipt comes from the recipient: a service says `completed`, asked or in a signed call-back; who was told by mail types the
  code of that mail. It closes the duty whoever holds it.

Example
    >>> Recipients(installation, desk, os.environ).way_of("joinbase", "sms-gateway").channel
    'service'
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import stat
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from troth.adapters.connectors import Service, ServiceHolding, request_id
from troth.assembly.files import read_whole
from troth.assembly.opening import Installation
from troth.assembly.secrets import Secrets, SettingsError, is_sample
from troth.calendars import Clock
from troth.consent.ports import Book, WritingBook
from troth.duties import Duty, confirm, hasten, unfinished
from troth.gate.errors import UNKNOWN_RECIPIENT, Unknown
from troth.holdings import MappedPlace
from troth.holdings.ports import Order
from troth.ledger import Entry, EntryKind, instant, new_salt
from troth.notices import EVERYBODY, Heard, Notice, Way, mail_of, message_id
from troth.notices.ports import Channel, Outgoing
from troth.rights import Desk
from troth.rights.errors import NoSuchCase
from troth.vocabulary import Message, canonical

FILE, IDENTITY, SHORTEST = "TROTH_RECIPIENTS", "controller_customer_id", 24
TELL, COMPLETED, MOST = "tell-recipient", "completed", 100_000
SEND_AT = frozenset({1, 8, 11})
"""At which attempts a mail is sent: at once, after some two hours, after some seventeen. In between only the receipt is looked for."""
MAIL = re.compile(r"[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9.-]{1,255}")
BAD_FILE = Message(
    "settings.recipients",
    "the file that TROTH_RECIPIENTS names cannot be used: {why}",
    "TROTH_RECIPIENTS 所指文件无法使用：{why}",
    'write {{"recipients": [{{"policy", "recipient", "url", "secret"}}]}} with a secret as `echo "whsec_$(openssl rand -base64 32)"` '
    "prints it, and let nobody but its owner read it",
    '请写为 {{"recipients": [{{"policy", "recipient", "url", "secret"}}]}}，secret 用 `echo "whsec_$(openssl rand -base64 32)"` 生成，且仅所有者可读',
)


class _Named(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    policy: str
    recipient: str
    url: str
    secret: str
    inside: bool = False


class _File(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    recipients: list[_Named] = []


class _Agreed:
    """The handle agreed with a recipient, as what it finds the person by."""

    def of(self, order: Order) -> Mapping[str, Sequence[str]]:
        """Return it; nothing is opened for that."""
        return {IDENTITY: (order.handle,)}


class ByService:
    """Tells a recipient that is a service. Implements `troth.notices.Way`."""

    channel = "service"

    def __init__(self, service: ServiceHolding) -> None:
        """Ask `service`."""
        self.service = service

    def tell(self, controller: str, duty: Duty, notice: Notice) -> Heard:
        """Ask how far it is; send it where the service does not know it yet. Raises Stopped."""
        receipt = self.service.tell(order_of(controller, duty, notice), notice.act)
        if receipt.state == "done":
            return Heard(confirmed=receipt.digest)
        return Heard(sent=receipt.digest if "asked" in receipt.why else "")


class ByMail:
    """Tells a recipient at the role address of the policy. Implements `troth.notices.Way`."""

    channel = "mail"

    def __init__(self, channel: Channel, to: str, name: str, link: str, code: str) -> None:
        """Send over `channel`; the answer is taken at `link` with `code`."""
        self._mail, self._to, self._name, self._link, self._code = channel, to, name, link, code

    def tell(self, controller: str, duty: Duty, notice: Notice) -> Heard:
        """Send the mail at some of the attempts. Raises Undeliverable, BadMessage."""
        if notice.attempt not in SEND_AT:
            return Heard()
        subject, body = mail_of(self._name, notice, self._link, self._code)
        id_ = message_id(controller, duty.id, notice.attempt)
        return Heard(sent=self._mail.send(Outgoing(id_, self._to, subject, body)).receipt)


class Recipients:
    """The recipients of every controller of an installation."""

    def __init__(self, installation: Installation, desk: Desk, environment: Mapping[str, str]) -> None:
        """Read the file that `environment` names; cases are looked up at `desk`. Raises SettingsError, FileError."""
        self._installation, self._desk = installation, desk
        self._store, self._shelf = installation.gate.store, installation.gate.shelf
        secrets = Secrets(installation.settings.home / "secrets", installation.randomness)
        self._key = secrets.get("recipients")
        self._origin = installation.settings.origin or ""
        self._services = {
            (each.policy, each.recipient): self._service(each, installation.clock)
            for each in read_recipients(environment.get(FILE, ""))
        }

    # --- telling

    def handle(self, policy: str, recipient: str, handle: str) -> str:
        """Return what a person is called towards one recipient (32 hex). Raises Unknown."""
        if recipient not in self._shelf.current(policy).policy.recipients:
            raise Unknown(UNKNOWN_RECIPIENT, policy=policy)
        return self._keyed("handle", policy, recipient, handle).hex()[:32] if handle else EVERYBODY

    def way_of(self, controller: str, recipient: str) -> Way | None:
        """Return the way to a recipient, or None where nobody named one."""
        service = self._services.get((controller, recipient))
        if service is not None:
            return ByService(service)
        compiled = self._shelf.current(controller)
        entry, mail = compiled.policy.recipients.get(recipient), self._installation.channels.get("mail")
        to = (entry.contact or "") if entry is not None else ""
        if mail is None or not self._origin or MAIL.fullmatch(to) is None:
            return None
        own = compiled.policy.controller
        return _Numbered(self, mail, to, own.name or own.en or compiled.id)

    def describe(self, controller: str, duty: Duty) -> Notice | None:
        """Return what the recipient of `duty` is told; None for a recipient that the policy does not have."""
        if duty.part not in self._shelf.current(controller).policy.recipients:
            return None
        act, elements = duty.act, duty.elements
        if not act:
            try:
                case = self._desk.case(controller, duty.about)
            except NoSuchCase:
                return None
            act = "erase" if case.of.erases else "object" if case.kind == "object" else "correct"
            elements = tuple(each for each in case.elements if each not in case.withheld)
        handle = self.handle(controller, duty.part, duty.handle)
        return Notice(duty.part, act, handle, elements, number_of(duty), duty.attempts)

    def note(self, controller: str, duty: Duty, channel: str, receipt: str) -> None:
        """Enter in the ledger that a recipient was told."""
        body = {"text": "recipient-told", "channel": channel, "receipt": receipt, "duty": _digest(duty.id)}
        salt, at = new_salt(self._installation.randomness), instant(self._installation.clock.now())

        def work(book: WritingBook) -> None:
            subject = duty.handle or None
            book.append(
                Entry(EntryKind.DELIVERY_SENT, at, controller, salt, subject=subject, body=dict(body))
            )

        self._store.write(controller, work)

    # --- receipts

    def said_back(self, policy: str, recipient: str, headers: Mapping[str, str], body: bytes) -> bool:
        """Take a signed call-back of a recipient; return whether it is believed. `completed` is its receipt."""
        service = self._services.get((policy, recipient))
        about, status = service.said_back(headers, body) if service is not None else ("", "")
        if not about:
            return False
        receipt = hashlib.sha256(canonical([policy, recipient, about, status]) + body).hexdigest()

        def asked(duty: Duty) -> bool:
            notice = self.describe(policy, duty)
            return notice is not None and request_id(order_of(policy, duty, notice), notice.act) == about

        for duty in self._owed(policy, recipient):
            if asked(duty):
                self._heard(policy, duty, receipt if status == COMPLETED else "")
        return True

    def confirm(self, policy: str, number: str, code: str) -> bool:
        """Take the code of a mail to a recipient; return whether it is the one for this number."""
        self._shelf.current(policy)
        found = next((each for each in self._owed(policy) if number_of(each) == number), None)
        wanted = self.code_of(policy, found.id) if found is not None else self.code_of(policy, number)
        if not hmac.compare_digest(wanted.encode(), code.encode()) or found is None:
            return False
        self._heard(policy, found, hashlib.sha256(canonical([policy, found.id, code])).hexdigest())
        return True

    def code_of(self, policy: str, duty: str) -> str:
        """Return the twelve digits by which the recipient of a duty confirms."""
        return f"{int.from_bytes(self._keyed('code', policy, duty)[:8], 'big') % 10**12:012d}"

    # --- inside

    def _heard(self, policy: str, duty: Duty, receipt: str) -> None:
        """Close the duty with the receipt, or have it looked at at once; one that ended meanwhile stays as it is."""
        now = self._installation.clock.now()

        def work(book: WritingBook) -> None:
            standing = book.duty(duty.id)
            if standing is not None and standing.state not in ("done", "void"):
                if receipt:
                    confirm(book, standing, receipt, now)
                else:
                    hasten(book, standing, now)

        self._store.write(policy, work)

    def _owed(self, policy: str, recipient: str = "") -> list[Duty]:
        def work(book: Book) -> list[Duty]:
            return [
                each for each in unfinished(book, MOST) if each.kind == TELL and recipient in ("", each.part)
            ]

        return self._store.read(policy, work)

    def _service(self, named: _Named, clock: Clock) -> ServiceHolding:
        place = MappedPlace(named.recipient, 0, asks=(IDENTITY,), inside=named.inside, form="http")
        back = (
            f"{self._origin}/v1/callbacks/{named.policy}/recipients/{named.recipient}" if self._origin else ""
        )
        return ServiceHolding(Service(named.url, secret_of(named.secret), back), place, _Agreed(), clock, {})

    def _keyed(self, *parts: str) -> bytes:
        return hmac.digest(self._key, "\0".join(parts).encode(), "sha256")

    def link(self, policy: str, number: str) -> str:
        """Return where the recipient of a mail confirms."""
        return f"{self._origin}/receipts/{policy}/{number}"


class _Numbered:
    """A mail whose link and code are those of the duty. Implements `troth.notices.Way`."""

    channel = "mail"

    def __init__(self, recipients: Recipients, mail: Channel, to: str, name: str) -> None:
        self._recipients, self._mail, self._to, self._name = recipients, mail, to, name

    def tell(self, controller: str, duty: Duty, notice: Notice) -> Heard:
        """Send the mail at some of the attempts."""
        link, code = (
            self._recipients.link(controller, notice.number),
            self._recipients.code_of(controller, duty.id),
        )
        return ByMail(self._mail, self._to, self._name, link, code).tell(controller, duty, notice)


def order_of(controller: str, duty: Duty, notice: Notice) -> Order:
    """Return the order that a notice to a service is."""
    clause = duty.clauses[0] if duty.clauses else TELL
    return Order(controller, notice.handle, duty.id, clause, duty.cause or 0, notice.elements)


def number_of(duty: Duty) -> str:
    """Return the number of a notice (16 hex): in the mail, and in the address at which it is confirmed."""
    return _digest(duty.id)[:16]


def read_recipients(file: str) -> list[_Named]:
    """Return what the file says; nothing where none is named. Raises SettingsError, FileError."""
    if not file:
        return []
    path = Path(file)
    if path.is_file() and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise SettingsError(BAD_FILE, why="others may read it")
    try:
        found = msgspec.json.decode(read_whole(path), type=_File).recipients
    except msgspec.MsgspecError:
        raise SettingsError(BAD_FILE, why="it is not JSON of this form") from None
    for each in found:
        secret_of(each.secret)
    return found


def secret_of(said: str) -> bytes:
    """Return the bytes of a shared secret. Raises SettingsError."""
    try:
        secret = base64.b64decode(said.removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError):
        secret = b""
    weak = len(secret) < SHORTEST or len(set(secret)) < SHORTEST // 2 or is_sample(secret)
    if not said.startswith("whsec_") or weak:
        raise SettingsError(BAD_FILE, why="a secret cannot sign")
    return secret


def _digest(said: str) -> str:
    return hashlib.sha256(said.encode()).hexdigest()
