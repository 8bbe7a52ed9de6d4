"""A service behind HTTP as a holding: requests in the shape of OpenDSR, signed, asked about again until they are done.

Rules
- The id of a request is made from the order, so that the same order is the same request, here and there: its state is
  asked first, and it is sent only where the service does not know it (404).
- Requests are signed as webhooks are (`channels.signing`), with a secret of this one service. A call-back counts only with
  that signature, of now, and once; it is a reason to ask, never an answer: `done` is what the service itself says.
- No redirect, no proxy, the address that was looked at; no private address unless the map says `inside: true`.
- What a person is called goes into the body, never into an address. No error holds a value; a service's words are not
  repeated, its status is.

Example
    >>> service = ServiceHolding(Service("https://mailer.acme.example/dsr", secret), place, identifiers, clock, kinds)
    >>> service.erase(order).why
    ('asked',)
"""

from __future__ import annotations

import hashlib
import http.client
import json
import ssl
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from troth.adapters.channels import NotAllowed, Pinned, check_signed, signed_headers
from troth.calendars import Clock
from troth.holdings import HANDLE, MappedPlace, Part, Record, said_at
from troth.holdings.errors import (
    BROKEN_OFF,
    NOT_ANSWERED,
    NOT_IDENTIFIED,
    NotAnswered,
    NotIdentified,
    Stopped,
)
from troth.holdings.ports import UNABLE, Export, Found, Identifiers, Order, Plan, Receipt, State, Unable
from troth.ledger import instant
from troth.vocabulary import Plain

MOST_STATUS, MOST_RESULTS = 65_536, 1 << 24
KEPT = 3_600
"""Ids of call-backs are remembered so many seconds: far longer than an old signature is believed."""
SERVICE = "service"
TYPES = {
    "erase": "erasure",
    "export": "access",
    "correct": "correction",
    "restrict": "restriction",
    "lift": "restriction-lifted",
    "stop": "withdrawal",
    "object": "objection",
    "go-on": "continuation",
}
"""What an act is called there: the first two are of OpenDSR, the others of its extension `troth`."""
IDENTITIES = {"contact.email": "email", "contact.phone_number": "phone_number"}
ASKED, PENDING, REFUSED = "asked", "pending", "refused"
_WAITING = frozenset({"pending", "in_progress", "received"})


@dataclass(frozen=True)
class Service:
    """Where a service is and what is shared with it. `back`: where it may call back; `context`: certificates of the house."""

    url: str = field(repr=False)
    secret: bytes = field(repr=False)
    back: str = ""
    context: ssl.SSLContext | None = None


class ServiceHolding:
    """One service. Implements `Holding` and `Planning` of `troth.holdings.ports`."""

    def __init__(
        self,
        service: Service,
        place: MappedPlace,
        identifiers: Identifiers,
        clock: Clock,
        kinds: Mapping[str, str],
    ) -> None:
        """Ask `service`, which holds what `place` says. Nothing is connected before the first order."""
        self.place, self._mapped, self._service = place.id, place, service
        self._identifiers, self._clock, self._kinds = identifiers, clock, kinds
        self._door = Pinned(service.url, service.context, public=not place.inside)
        self._had: dict[str, int] = {}

    # --- the port

    def find(self, order: Order) -> Found:
        """Return what may be there: one part, not looked into. Raises NotIdentified."""
        self._identities(order)
        return Found(self.place, {SERVICE: 1}, self._mapped.elements)

    def export(self, order: Order) -> Export:
        """Return what the service gave out. Raises NotAnswered until it did, NotIdentified, Stopped."""
        said = self._state(order, "export") or self._sent(order, "export", {})
        if said.get("request_status") != "completed":
            raise NotAnswered(NOT_ANSWERED, place=self.place)
        found = self._results(order, said)
        wanted = [name for name in self._mapped.elements if not order.elements or name in order.elements]
        values = {name: str(found[name]) for name in wanted if found.get(name) is not None}
        part = Part(SERVICE, tuple(values), tuple(values))
        return Export(self.place, values, (Record(part, tuple(values.values())),) if values else ())

    def correct(self, order: Order, values: Mapping[str, str]) -> Receipt:
        """Have the service put `values` in the place of those it has."""
        mine = {name: value for name, value in values.items() if name in self._mapped.elements}
        return self._asked(order, "correct", {"values": mine})

    def restrict(self, order: Order, *, on: bool) -> Receipt:
        """Have the service use what `order` is about for nothing, or lift that: then it is told what `stays` restricted."""
        if on:
            return self._asked(order, "restrict", {"except": sorted(order.but)} if order.but else {})
        stays = order.stays.words.split() if order.stays is not None else []
        return self._asked(order, "lift", {"stays": stays} if stays else {})

    def erase(self, order: Order) -> Receipt:
        """Have the service erase."""
        return self._asked(order, "erase", {})

    def anonymise(self, order: Order) -> Receipt:
        """Raise Unable: whether what is left there speaks of nobody cannot be seen from here."""
        raise Unable(UNABLE, place=self.place, act="anonymise")

    def plan(self, order: Order, act: str = "erase") -> Plan:
        """Return that there is something to do, until the service says that it is done."""
        self._identities(order)
        said = self._state(order, act)
        done = said is not None and said.get("request_status") == "completed"
        return Plan(self.place, act, {SERVICE: 0 if done else 1})

    def tell(self, order: Order, act: str) -> Receipt:
        """Have the service do `act` with what it got of the person: for a recipient, who is told no value."""
        return self._asked(order, act, {})

    def called_back(self, headers: Mapping[str, str], body: bytes) -> str:
        """Return the id of the request that a call-back is about, or "" for one that is not of this service, or old.

        Whoever gets an id gives the order of that request again; see `request_id`.
        """
        return self.said_back(headers, body)[0]

    def said_back(self, headers: Mapping[str, str], body: bytes) -> tuple[str, str]:
        """Return the id of the request that a call-back is about, and the status that it tells; both "" as above."""
        now = int(self._clock.now().timestamp())
        named = {name.lower(): value for name, value in headers.items()}
        said_id = named.get("webhook-id", "")
        if not check_signed(self._service.secret, named, body, now) or said_id in self._had:
            return "", ""
        try:
            said = json.loads(body)
            about, status = said.get("subject_request_id"), said.get("request_status")
        except (ValueError, AttributeError, RecursionError):
            return "", ""
        self._had = {each: at for each, at in self._had.items() if now - at <= KEPT} | {said_id: now}
        return (about, status if isinstance(status, str) else "") if isinstance(about, str) else ("", "")

    # --- asking

    def _asked(self, order: Order, act: str, more: Mapping[str, Any]) -> Receipt:
        said = self._state(order, act)
        if said is None:
            said = self._sent(order, act, more)
            status = said.get("request_status", ASKED)
        else:
            status = said.get("request_status")
        if status == "completed":
            return self._receipt(order, act, "done", ())
        waits = PENDING if status in _WAITING else ASKED if status == ASKED else REFUSED
        return self._receipt(order, act, "unfinished", (waits,))

    def _state(self, order: Order, act: str) -> dict[str, Any] | None:
        """Return what the service says of the request, or None where it does not know it."""
        status, answer = self._ask("GET", f"/requests/{request_id(order, act)}", b"", act, MOST_STATUS)
        if status == 404:
            return None
        return self._answer(order, act, status, answer)

    def _sent(self, order: Order, act: str, more: Mapping[str, Any]) -> dict[str, Any]:
        said: dict[str, Any] = {
            "api_version": "3.0",
            "regulation": "pipl",
            "subject_request_id": request_id(order, act),
            "subject_request_type": TYPES[act],
            "submitted_time": instant(self._clock.now()),
            "subject_identities": self._identities(order),
        }
        if self._service.back:
            said["status_callback_urls"] = [self._service.back]
        extension = {**more, **({"elements": list(order.elements)} if order.elements else {})}
        if extension:
            said["extensions"] = {"troth": extension}
        body = json.dumps(said, ensure_ascii=False).encode()
        status, answer = self._ask("POST", "/requests", body, act, MOST_STATUS)
        found = self._answer(order, act, status, answer)
        return {key: value for key, value in found.items() if key in {"request_status", "results_url"}}

    def _results(self, order: Order, said: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the service gave out, from its own origin and nowhere else."""
        url = said.get("results_url")
        if not isinstance(url, str):
            return {}
        there = urlsplit(url)
        port = there.port or (443 if there.scheme == "https" else 80)
        if (there.scheme, there.hostname, port) != self._door.origin:
            raise self._stopped("export", "its results are elsewhere")
        path = (there.path or "/") + (f"?{there.query}" if there.query else "")
        status, answer = self._ask("GET", path, b"", "export", MOST_RESULTS, under=False)
        return self._answer(order, "export", status, answer, own=False)

    def _answer(
        self, order: Order, act: str, status: int, answer: bytes, *, own: bool = True
    ) -> dict[str, Any]:
        if status not in {200, 201, 202}:
            raise self._stopped(act, f"it answered {status}")
        try:
            said = json.loads(answer)
        except (ValueError, RecursionError):
            raise self._stopped(act, "its answer is no JSON") from None
        if not isinstance(said, dict) or (own and said.get("subject_request_id") != request_id(order, act)):
            raise self._stopped(act, "its answer is about something else")
        return said

    def _ask(
        self, method: str, path: str, body: bytes, act: str, most: int, *, under: bool = True
    ) -> tuple[int, bytes]:
        now = int(self._clock.now().timestamp())
        said = f"{method} {path}".encode() if method == "GET" else body
        once = f"{now} ".encode() if method == "GET" else b""  # a question is a new message every time
        id_ = hashlib.sha256(once + said).hexdigest()[:32]
        headers = {"user-agent": "troth", **signed_headers(self._service.secret, id_, now, said)}
        if body:
            headers["content-type"] = "application/json; charset=utf-8"
        try:
            whole = (self._door.path.rstrip("/") if under else "") + path
            status, _, answer = self._door.ask(method, whole, body, headers, most=most + 1)
        except NotAllowed as error:
            raise self._stopped(act, error.why) from None
        except (OSError, http.client.HTTPException, UnicodeError) as error:
            raise self._stopped(act, type(error).__name__) from None
        if len(answer) > most:
            raise self._stopped(act, "its answer is too long")
        return status, answer

    def _identities(self, order: Order) -> list[dict[str, str]]:
        values = {HANDLE: (order.handle,), **self._identifiers.of(order)}
        found = [
            {
                "identity_type": IDENTITIES.get(self._kinds.get(name, ""), name),
                "identity_value": value,
                "identity_format": "raw",
            }
            for name in self._mapped.asks
            for value in values.get(name, ())
            if value.strip()
        ]
        if not found:
            asked = Plain(", ".join(self._mapped.asks))
            raise NotIdentified(NOT_IDENTIFIED, place=self.place, elements=asked)
        return found

    def _receipt(self, order: Order, act: str, state: State, why: tuple[str, ...]) -> Receipt:
        remains = ("what-the-service-keeps",) if act == "erase" else ()
        at = said_at(self._clock)
        counts = {"requests": 1}
        return Receipt(
            order.controller, order.handle, order.id, self.place, act, state, at, counts, why, remains
        )

    def _stopped(self, act: str, why: str) -> Stopped:
        return Stopped(BROKEN_OFF, place=self.place, act=Plain(act), why=Plain(why))


def request_id(order: Order, act: str) -> str:
    """Return the id (a UUID) of the request that an order becomes: the same for the same order."""
    said = f"{order.controller}\0{order.id}\0{order.handle}\0{act}"
    return str(uuid.UUID(bytes=hashlib.sha256(said.encode()).digest()[:16], version=4))
