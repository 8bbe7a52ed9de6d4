"""Telling recipients: who got data of a person hears of an erasure, a correction, a withdrawal, an objection, and confirms it.

Rules
- A recipient is told over the way that is named for it: a service (a signed request in the shape of OpenDSR), or a mail to the
  role address of the policy. One without a way is told by a person.
- A message holds the handle that was agreed with this recipient, what is to be done, and the ids of elements: no value of anybody.
- Told is not confirmed. The duty is done with the recipient's receipt alone; until then it stays open and visible, is tried
  again after waits that grow, and in the end is work for a person. A service is asked how far it is; a mail is sent again
  at few of these attempts.
- What was sent is in the ledger each time; the receipt is the digest of what the recipient answered.

Example
    >>> Telling(ways, describe, note).perform("acme", duty)
    Later(reason='recipients.no-receipt')
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from troth.duties import NO_PERFORMER, Done, Duty, Later, Outcome
from troth.ledger import is_id
from troth.notices.errors import BAD_VALUE, BadMessage
from troth.vocabulary import Plain

NO_RECEIPT = "recipients.no-receipt"
EVERYBODY = "*"
ACTS = {
    "erase": ("erase it", "删除"),
    "correct": (
        "the data were corrected: replace what you have by what you fetch anew",
        "信息已更正，请重新获取并替换",
    ),
    "stop": (
        "the consent was taken back: stop, and erase what rested on it",
        "同意已撤回，请停止处理并删除相应信息",
    ),
    "object": ("the person objected: stop", "个人已提出拒绝，请停止处理"),
    "restrict": ("keep it for the law only", "仅可依法留存，不得作其他处理"),
    "go-on": ("the service ends and you go on with it", "服务终止，由贵方继续提供"),
}
"""What a recipient is told to do, in words."""
_HANDLE = re.compile(r"[0-9a-f]{32}|\*")
_CODE = re.compile(r"[0-9]{12}")


@dataclass(frozen=True, slots=True)
class Notice:
    """What one recipient is told. `handle` is the agreed one, `*` for everybody; `number` and `code` are for its answer."""

    recipient: str
    act: str
    handle: str
    elements: tuple[str, ...]
    number: str
    attempt: int = 1


@dataclass(frozen=True, slots=True)
class Heard:
    """What became of telling: the receipt of what was sent (empty: nothing was sent now), and the recipient's own, if it came."""

    sent: str = ""
    confirmed: str = ""


class Way(Protocol):
    """A way to one recipient."""

    @property
    def channel(self) -> str:
        """What it is called in the records: `service`, `mail`."""

    def tell(self, controller: str, duty: Duty, notice: Notice) -> Heard:
        """Tell it, or ask how far it is. Raises TrothError: not now."""


class Telling:
    """Performs `tell-recipient` duties."""

    def __init__(
        self,
        way_of: Callable[[str, str], Way | None],
        describe: Callable[[str, Duty], Notice | None],
        note: Callable[[str, Duty, str, str], None],
    ) -> None:
        """Tell over `way_of` (controller, recipient) what `describe` says; `note` enters what was sent (channel, receipt)."""
        self._way_of, self._describe, self._note = way_of, describe, note

    def perform(self, controller: str, duty: Duty) -> Outcome:
        """Tell the recipient of `duty`, or find its receipt. Raises TrothError."""
        way = self._way_of(controller, duty.part)
        notice = self._describe(controller, duty) if way is not None else None
        if way is None or notice is None:
            return Later(NO_PERFORMER)
        heard = way.tell(controller, duty, notice)
        if heard.sent:
            self._note(controller, duty, way.channel, heard.sent)
        return Done(heard.confirmed) if heard.confirmed else Later(NO_RECEIPT)


def mail_of(controller: str, notice: Notice, link: str, code: str) -> tuple[str, str]:
    """Return (subject, body) of the mail to a recipient, in both languages. Raises BadMessage for what has another form."""
    words = ACTS.get(notice.act)
    forms = (
        ("act", words is not None),
        ("handle", _HANDLE.fullmatch(notice.handle) is not None),
        ("elements", all(is_id(each) for each in notice.elements)),
        ("code", _CODE.fullmatch(code) is not None),
    )
    for place, fits in forms:
        if not fits:
            raise BadMessage(BAD_VALUE, text=Plain("recipient-told"), place=Plain(place))
    en, zh = words or ("", "")
    listed = ", ".join(notice.elements)
    body = (
        f"Data that you got from us. Person: {notice.handle}. Data: {listed or 'all'}. What to do: {en}.\n"
        f"Confirm at {link} with the code {code}.\n\n"
        f"事由：我方提供给贵方的个人信息。个人代号：{notice.handle}。信息：{listed or '全部'}。要求：{zh}。\n"
        f"办理后请在 {link} 填写确认码 {code}。\n\n{controller}\n"
    )
    return f"{controller}: {notice.number}", body
