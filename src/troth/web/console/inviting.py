"""The link of an invitation on its way: by mail to the invitee, or on the page once where no mail is set up.

Rules
- The mail holds the link and nothing about anybody. Its address is typed by who invites and seen by who approves; it is kept in the proposal
  alone, which goes after its time.
- What cannot be handed over is told, and the link is not shown instead: somebody makes a new one.

Example
    >>> handed_over(doors, "li.wei@acme.example", "https://privacy.acme.example/console/-/join/pO3x...")
"""

from __future__ import annotations

import hashlib
import re

from troth.assembly import Doors
from troth.notices.errors import Undeliverable
from troth.notices.ports import Outgoing
from troth.operators.errors import BAD_ADDRESS, NOT_SENT, BadOperator
from troth.web.frame import text

_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


def checked_address(doors: Doors, typed: str) -> str:
    """Return the address that a link is to be sent to; "" where no mail is set up. Raises BadOperator."""
    if doors.mail is None:
        return ""
    if len(typed) > 254 or not _ADDRESS.fullmatch(typed):
        raise BadOperator(BAD_ADDRESS)
    return typed


def handed_over(doors: Doors, address: str, link: str) -> None:
    """Send `link` to `address`, in both languages. Raises BadOperator: it could not be handed over."""
    said = [text("inviting.mail", each, link=link) for each in ("zh", "en")]
    subject = " · ".join(text("inviting.subject", each) for each in ("zh", "en"))
    message = Outgoing(
        hashlib.sha256(link.encode()).hexdigest(), address, subject, "\n\n".join(said), "zh", link
    )
    if doors.mail is None:
        raise BadOperator(NOT_SENT)
    try:
        doors.mail.send(message)
    except Undeliverable as error:
        raise BadOperator(NOT_SENT) from error
