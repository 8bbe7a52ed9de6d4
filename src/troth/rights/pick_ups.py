"""Pick-ups: how somebody who does not sign in gets the answer and the copy, by a secret that an operator hands them.

Rules
- Only for a request that is answered, was judged by people, and whose requester need not have an account: a relative, an agent,
  or somebody whose letter was entered here. Where the proof took two operators, so does the pick-up.
- The secret (160 bits) is shown once to the officer, who hands it over in person, or by letter to the contact that was proved. It is
  kept as a salted digest in the sealed file of the case, is good for that case alone, and until the copy's time is over.
- Wrong tries are counted; after ten it opens nothing. The first download uses it up. Issuing, opening and taking are entries.
- A number that is not here, and a secret that is wrong, used up or over, get the same answer: none.

Example
    >>> secret = issue(bench, case, officer, "in-person")
    >>> opened(bench, case.id, secret).id == case.id
    True
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from troth.holdings.ports import Export
from troth.ledger import EntryKind, instant
from troth.rights.bench import Bench
from troth.rights.case import GROUNDED, Actor, Case, guarded
from troth.rights.ending import PACKAGE_LIFE
from troth.rights.errors import NoSuchCase
from troth.rights.handing import hand_out, handed_out, ready_until
from troth.rights.identity import METHODS

PICK_UP, GRANT = "pick-up", "pick-up-grant"
EVENT = "pick-up"
BY_RIGHT = frozenset({"relative", "agent"})
BY_LETTER = frozenset({"subject", "guardian"})
WAYS = ("in-person", "letter")
"""How the secret is handed over; never to an address that the request alone names."""
BYTES = 20
MOST_TRIES = 10


@dataclass(frozen=True)
class PickUp:
    """How the pick-up of a case stands: `two` where two operators issue it, then `granted` is the handle of who may; `out`: it is."""

    until: datetime
    two: bool
    granted: str
    out: bool

    def issuable(self, operator: str) -> bool:
        """Return whether the officer with this handle can issue a secret now."""
        return not self.two or self.granted == operator


def until_of(case: Case) -> datetime | None:
    """Return until when `case` can be picked up, or None where it is not for that."""
    judged = case.proof is not None and any(
        METHODS[each].operators for each in case.proof.methods if each in METHODS
    )
    asker = case.role in BY_RIGHT or (case.role in BY_LETTER and bool(case.entered))
    if case.state != "answered" or case.ended is None or case.kind in GROUNDED:
        return None
    if not (asker and judged and case.proved) or handed_out(case):
        return None
    return ready_until(case) or case.ended + PACKAGE_LIFE


def takes_two(case: Case) -> bool:
    """Return whether the proof of `case` took two operators."""
    methods = case.proof.methods if case.proof is not None else ()
    return any(METHODS[each].operators > 1 for each in methods if each in METHODS)


def standing(bench: Bench, case: Case) -> PickUp | None:
    """Return how the pick-up of `case` stands, or None where there can be none now."""
    until = until_of(case)
    content = bench.read_file(case)
    if until is None or until <= bench.now or not content:
        return None
    return PickUp(until, takes_two(case), content.get(GRANT, {}).get("by", ""), _live(bench, content))


def grant(bench: Bench, case: Case, by: Actor, others: tuple[str, ...]) -> Case:
    """Keep that two operators let `case` be picked up: `by` may issue it, another stands behind it. Raises Guarded."""
    approver = next((each for each in others if each and each != by.operator), "")
    if standing(bench, case) is None or by.role != "officer" or not approver:
        raise guarded(
            EVENT,
            "an answered request that people judged, an officer and a second person",
            "应为经人工核验并已答复的请求，并由负责人与另一名工作人员共同办理",
        )
    content = bench.read_file(case)
    content[GRANT] = {"by": by.operator, "approver": approver, "at": bench.at}
    bench.write_file(case, content)
    return _note(bench, case, by, "pick-up-granted", approver=approver)


def make(bench: Bench, case: Case, by: Actor, way: str) -> str:
    """Return a new secret for `case`, handed over in `way`; any earlier one opens nothing from now on. Raises Guarded."""
    now = standing(bench, case)
    if now is None or by.role != "officer" or way not in WAYS:
        raise guarded(
            EVENT,
            "an answered request that people judged, and an officer",
            "应为经人工核验并已答复的请求，并由负责人办理",
        )
    content = bench.read_file(case)
    granted = content.pop(GRANT, None)
    if not now.issuable(by.operator):
        raise guarded(EVENT, "a second operator has to approve it first", "应先经第二名工作人员批准")
    signs = base64.b32encode(bench.tools.randomness(BYTES)).decode().lower()
    salt = bench.tools.randomness(16).hex()
    content[PICK_UP] = {
        "digest": _digest(case.id, salt, signs),
        "salt": salt,
        "until": instant(now.until),
        "tries": 0,
        "way": way,
    }
    bench.write_file(case, content)
    approver = {"approver": granted["approver"]} if granted is not None else {}
    _note(bench, case, by, "pick-up-issued", until=instant(now.until), **approver)
    return "-".join(signs[start : start + 4] for start in range(0, len(signs), 4))


def opened(bench: Bench, number: str, secret: str) -> Case | None:
    """Return the case that `secret` opens, and keep that it was opened; None, and the try counted, for any other."""
    case = _fitting(bench, number, secret)
    return None if case is None else _note(bench, case, Actor(case.role, case.id), "pick-up-opened")


def collect(bench: Bench, number: str, secret: str) -> list[Export] | None:
    """Return the copy that `secret` opens and use it up; None, and the try counted, for any other. Raises Guarded."""
    case = _fitting(bench, number, secret)
    if case is None:
        return None
    exports = hand_out(bench, case, Actor(case.role, case.id))
    content = bench.read_file(case)
    content.pop(PICK_UP, None)
    bench.write_file(case, content)
    return exports


def _fitting(bench: Bench, number: str, secret: str) -> Case | None:
    try:
        case: Case | None = bench.case(number)
    except NoSuchCase:
        case = None
    content = bench.read_file(case) if case is not None else {}
    kept = content.get(PICK_UP, {})
    right = hmac.compare_digest(_digest(number, kept.get("salt", ""), secret), kept.get("digest", ""))
    if case is None or not _live(bench, content) or until_of(case) is None:
        return None
    if right:
        return case
    kept["tries"] += 1
    bench.write_file(case, content)
    return None


def _live(bench: Bench, content: dict[str, Any]) -> bool:
    kept = content.get(PICK_UP)
    return kept is not None and bool(kept["tries"] < MOST_TRIES and bench.at < kept["until"])


def _digest(number: str, salt: str, secret: str) -> str:
    """Return the digest of a secret as it was typed: spaces, hyphens and capitals do not matter."""
    typed = "".join(each for each in secret.lower() if each.isascii() and each.isalnum())
    return hashlib.sha256(f"pick-up\0{number}\0{salt}\0{typed}".encode()).hexdigest()


def _note(bench: Bench, case: Case, by: Actor, code: str, **more: str) -> Case:
    return bench.keep(case.step("note", by, bench.now), EntryKind.CASE_NOTED, by, {"code": code, **more})
